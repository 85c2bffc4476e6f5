"""A move that needs no approver, asked for by somebody who may not change the order, reaches who may, once."""

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.alerts import run as alerts
from order_tracking.constants import MANAGER_ROLE, TRACKER, USER_ROLE
from order_tracking.decisions import promises
from order_tracking.tests.alerting import at, parsed_mail
from order_tracking.tests.factories import make_customer, make_order
from order_tracking.tests.moving import FAR, NEAR, PROMISE, TellingMovesTestCase
from order_tracking.tests.people import SALES, make_employee, make_packer, make_sales_person, make_user
from order_tracking.tests.readers import permit

TEAM = "Nora of the Near Moves"


class TestNearMovesAreTold(TellingMovesTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.packer = make_packer()
		cls.clerk = make_user("Carl Clerk", *SALES, USER_ROLE)
		cls.mate = make_user("Nora Near", *SALES, USER_ROLE)
		cls.manager = make_user("Mona Only Manager", *SALES, MANAGER_ROLE)
		cls.outsider = make_user("Otto Otherwhere", *SALES, USER_ROLE)
		cls.people = (cls.packer, cls.clerk, cls.mate, cls.manager, cls.outsider)
		make_sales_person(TEAM, make_employee("Nora Near", cls.mate))

	def setUp(self):
		super().setUp()
		permit(self.outsider, "Customer", make_customer("Customer of Otto"))
		frappe.db.commit()
		self.entrust(self.clerk)

	def tearDown(self):
		frappe.db.rollback()
		frappe.set_user("Administrator")
		frappe.db.delete("User Permission", {"user": self.outsider})
		frappe.clear_cache(user=self.outsider)
		super().tearDown()

	def entrust(self, user: str | None) -> None:
		"""The user is responsible for the order."""
		frappe.db.set_value(TRACKER, self.tracker.name, "responsible_user", user)
		frappe.db.commit()

	def use_order_of_the_team(self) -> None:
		team = [{"sales_person": TEAM, "allocated_percentage": 100}]
		self.tracker = self.tracker_of(make_order([{"delivery_date": PROMISE}], sales_team=team))

	def ask(self, user: str | None = None, **days) -> None:
		answer = self.move(user or self.packer, **(days or {"laptop": NEAR}))
		self.assertTrue(answer["is_request"])
		for _again in range(2):
			alerts.send_at_once()

	def test_the_responsible_person_is_rung_once_for_all_its_lines(self):
		self.ask(laptop=NEAR, mouse=NEAR)
		self.assertEqual(self.rung(), [self.clerk])
		subject = frappe.db.get_value("Notification Log", {"for_user": self.clerk}, "subject")
		self.assertIn("Pat Packer asks to move the promise of Laptop", subject)
		self.assertIn("Further lines of this request: 1", subject)
		self.turn_to(self.monday)
		self.assertEqual(self.rung(), [self.clerk])

	def test_it_rings_as_well_where_no_move_is_too_far(self):
		self.let_move(0)
		self.ask(laptop=FAR)
		self.assertEqual(self.rung(), [self.clerk])

	def test_the_letter_reminds_the_responsible_person_after_one_and_three_working_days(self):
		self.ask()
		told = {days: self.letters_on(add_days(self.monday, days)) for days in (0, 1, 2, 3, 4)}
		self.assertEqual(told, {0: [], 1: [self.clerk], 2: [], 3: [self.clerk], 4: []})
		message = frappe.get_all("Email Queue", pluck="message", limit=1)[0]
		text = parsed_mail(message).get_body(("plain",)).get_content()
		self.assertIn("Pat Packer asks to move the promise of Laptop", " ".join(text.split()))

	def test_where_the_responsible_person_may_not_change_the_order_the_sales_team_is_rung(self):
		reader = make_user("Rita Reader", "Order Tracking User")
		for responsible in (None, reader, self.outsider, self.packer):
			with self.subTest(responsible):
				self.use_order_of_the_team()
				self.entrust(responsible)
				self.ask()
				self.assertEqual(self.rung(), [self.mate])

	def test_without_a_team_everybody_is_rung_who_may_change_the_order(self):
		self.entrust(None)
		self.ask()
		self.assertEqual(self.rung(), sorted([self.clerk, self.mate, self.manager]))

	def test_who_asked_is_not_told_though_he_has_come_by_the_right_since(self):
		self.entrust(self.packer)
		self.move(self.packer, laptop=NEAR)
		make_user("Pat Packer", *SALES, USER_ROLE)
		self.addCleanup(make_packer)
		alerts.send_at_once()
		self.assertEqual(self.rung(), sorted([self.clerk, self.mate, self.manager]))
		self.assertNotIn(self.packer, self.letters_on(add_days(self.monday, 1)))

	def test_who_is_told_can_accept_it_and_then_nobody_hears_of_it_any_more(self):
		self.move(self.packer, laptop=NEAR)
		alerts.address_all(at(getdate(today())))
		(asked,) = self.waiting()
		with self.set_user(self.clerk):
			promises.accept_request(asked)
		self.assertEqual(self.tracker_of(self.tracker.sales_order).lines[0].current_promise, NEAR)
		alerts.send_at_once()
		self.assertEqual(self.rung(), [])
		self.assertEqual(self.letters_on(add_days(self.monday, 1)), [])

	def test_with_one_far_line_the_request_is_the_approvers(self):
		self.ask(laptop=NEAR, mouse=FAR)
		self.assertEqual(self.rung(), [self.manager])
		far = [name for name in self.waiting() if self.day_of(name) == FAR]
		with self.set_user(self.manager):
			promises.accept_request(far[0])
		self.assertEqual(self.letters_on(add_days(self.monday, 1)), [self.clerk])

	def day_of(self, change: str):
		return frappe.db.get_value("Order Promise Change", change, "new_date")
