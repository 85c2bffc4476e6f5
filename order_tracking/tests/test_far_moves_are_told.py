"""A request for a far move of a promise reaches whoever may accept it, once, and never the one who asked."""

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.alerts import run as alerts
from order_tracking.constants import MANAGER_ROLE, USER_ROLE
from order_tracking.decisions import promises
from order_tracking.decisions.promises import waiting_lines
from order_tracking.tests.alerting import at, parsed_mail
from order_tracking.tests.factories import make_order
from order_tracking.tests.moving import FAR, PROMISE, TellingMovesTestCase
from order_tracking.tests.people import SALES, make_packer, make_user


class TestFarMovesAreTold(TellingMovesTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.clerk = make_user("Carl Clerk", *SALES, USER_ROLE)
		cls.manager = make_user("Mona Only Manager", *SALES, MANAGER_ROLE)
		cls.deputy = make_user("Dora Deputy", *SALES, MANAGER_ROLE)
		cls.people = (cls.clerk, cls.manager, cls.deputy)

	def ask(self, user: str, **days) -> None:
		"""Both lines by a far move, if nothing else is said."""
		self.assertTrue(self.move(user, **(days or {"laptop": FAR, "mouse": FAR}))["is_request"])

	def answer(self, verb) -> None:
		for change in self.waiting():
			with self.set_user(self.manager):
				verb(change)

	def test_everybody_who_may_accept_it_is_rung_once_for_all_its_lines(self):
		self.ask(self.clerk)
		for _again in range(2):
			alerts.send_at_once()
		self.assertEqual(self.rung(), sorted([self.manager, self.deputy]))
		subject = frappe.db.get_value("Notification Log", {"for_user": self.manager}, "subject")
		self.assertIn("Carl Clerk asks to move the promise of Laptop", subject)
		self.assertIn("Further lines of this request: 1", subject)

	def test_who_asked_is_not_told_of_it_even_with_the_role_of_the_approver(self):
		self.ask(self.manager)
		alerts.send_at_once()
		self.assertEqual(self.rung(), [self.deputy])
		self.assertEqual(self.letters_on(add_days(self.monday, 1)), [self.deputy])

	def test_who_made_the_order_may_accept_what_somebody_else_asked_for(self):
		with self.set_user(self.deputy):
			order = make_order([{"delivery_date": PROMISE}])
		self.tracker = self.tracker_of(order)
		self.ask(self.clerk, laptop=FAR)
		alerts.send_at_once()
		self.assertEqual(self.rung(), sorted([self.manager, self.deputy]))

	def test_the_bell_does_not_ring_again_when_the_day_turns(self):
		self.ask(self.clerk)
		alerts.send_at_once()
		self.turn_to(self.monday)
		self.assertEqual(self.rung(), sorted([self.manager, self.deputy]))

	def test_the_letter_reminds_after_one_and_three_working_days(self):
		self.ask(self.clerk)
		told = {days: self.letters_on(add_days(self.monday, days)) for days in (0, 1, 2, 3, 4)}
		both = sorted([self.manager, self.deputy])
		self.assertEqual(told, {0: [], 1: both, 2: [], 3: both, 4: []})
		message = frappe.get_all("Email Queue", pluck="message", limit=1)[0]
		text = parsed_mail(message).get_body(("plain",)).get_content()
		self.assertIn("Carl Clerk asks to move the promise of Laptop", " ".join(text.split()))

	def test_once_it_is_answered_nobody_hears_of_it_any_more(self):
		for verb in (promises.accept_request, promises.refuse_request):
			with self.subTest(verb.__name__):
				self.tracker = self.tracker_of(make_order([{"delivery_date": PROMISE}]))
				self.ask(self.clerk, laptop=FAR)
				alerts.address_all(at(getdate(today())))
				self.answer(verb)
				self.assertEqual(waiting_lines(self.tracker.name), set())
				alerts.send_at_once()
				self.assertEqual(self.rung(), [])
				self.assertEqual(self.letters_on(add_days(self.monday, 1)), [])

	def test_another_request_rings_again(self):
		self.ask(self.clerk, laptop=FAR)
		alerts.send_at_once()
		self.ask(self.clerk, mouse=FAR)
		alerts.send_at_once()
		self.assertEqual(self.rung(), sorted([self.manager, self.deputy] * 2))

	def test_a_far_move_of_somebody_who_may_not_change_the_order_rings_as_well(self):
		self.ask(make_packer())
		alerts.send_at_once()
		self.assertEqual(self.rung(), sorted([self.manager, self.deputy]))
