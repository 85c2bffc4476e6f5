"""An order that waits for approval reaches everybody whose approval it still waits for, and nobody who cannot give it."""

import frappe
from frappe.utils import getdate, today

from order_tracking import jobs
from order_tracking.alerts import run as alerts
from order_tracking.constants import MANAGER_ROLE, TRACKER, USER_ROLE
from order_tracking.decisions import buttons as decisions
from order_tracking.tests.alerting import AlertTestCase, at, in_days, make_weekends
from order_tracking.tests.approving import set_rules
from order_tracking.tests.factories import make_order, update_items
from order_tracking.tests.people import SALES, make_user
from order_tracking.views import overview

ASKED, WAITING = "Approval asked: the approver at once", "Approval waiting: the approver"
DIRECTOR_ROLE = USER_ROLE  # of the roles that may write a tracker, one that the approver role is not


class TestApproversAreTold(AlertTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		make_weekends()
		cls.manager = make_user("Mona Only Manager", *SALES, MANAGER_ROLE)
		cls.director = make_user("Dana Director", *SALES, DIRECTOR_ROLE)
		cls.both = make_user("Bert Both", *SALES, MANAGER_ROLE, DIRECTOR_ROLE)
		cls.clerk = make_user("Carl Clerk", *SALES)
		cls.people = (cls.manager, cls.director, cls.both, cls.clerk)

	def setUp(self):
		super().setUp()
		set_rules(approval_amount=1_000, approval_tiers=[{"from_amount": 100_000, "role": DIRECTOR_ROLE}])
		self.switch_on(ASKED, WAITING)

	def tearDown(self):
		frappe.db.rollback()
		frappe.set_user("Administrator")
		set_rules(approval_tiers=[])
		super().tearDown()

	def order_of(self, amount: float, user: str | None = None) -> str:
		with self.set_user(user or self.clerk):
			order = make_order([{"rate": amount}])
		return self.tracker_of(order).name

	def rung(self, tracker: str) -> set[str]:
		told = {"document_name": tracker, "for_user": ("in", self.people)}
		return set(frappe.get_all("Notification Log", told, pluck="for_user"))

	def test_each_role_of_a_large_order_is_rung_and_of_a_small_one_only_the_usual(self):
		large, small = self.order_of(100_000), self.order_of(1_000)
		alerts.send_at_once()
		self.assertEqual(self.rung(large), {self.manager, self.director, self.both})
		self.assertEqual(self.rung(small), {self.manager, self.both})

	def test_who_made_the_order_cannot_approve_it_and_is_not_rung(self):
		tracker = self.order_of(100_000, self.both)
		alerts.send_at_once()
		self.assertEqual(self.rung(tracker), {self.manager, self.director})

	def test_who_drafted_the_order_that_another_submitted_is_not_rung_either(self):
		with self.set_user(self.both):
			order = make_order([{"rate": 100_000}], submit=False)
		with self.set_user(self.clerk):
			order.submit()
		tracker = self.tracker_of(order).name
		alerts.send_at_once()
		self.assertEqual(self.rung(tracker), {self.manager, self.director})

	def test_after_the_first_approval_the_letter_reminds_only_those_of_the_other(self):
		tracker = self.order_of(100_000)
		with self.set_user(self.both):
			decisions.approve(tracker)
		self.assertEqual(self.letters_for(tracker), {self.director})

	def test_a_change_after_the_first_approval_lets_the_letter_remind_whoever_gave_it(self):
		tracker = self.order_of(100_000)
		with self.set_user(self.both):
			decisions.approve(tracker)
		update_items(frappe.get_doc("Sales Order", tracker), lambda rows: rows[0].update(rate=120_000))
		self.settle()
		self.assertEqual(self.letters_for(tracker), {self.manager, self.director, self.both})

	def letters_for(self, tracker: str) -> set[str]:
		"""Who gets a letter three working days after the order was asked for."""
		day = in_days(7)
		while day.weekday() > 4:
			day = getdate(frappe.utils.add_days(day, 1))
		jobs.run_calendar(day)
		alerts.run(at(day))
		told = self.ledger(order_tracker=tracker, rule=WAITING, status="Sent")
		return {row.recipient for row in told}

	def test_the_card_names_every_role_that_has_not_approved(self):
		tracker = self.order_of(100_000)
		with self.set_user(self.clerk):
			sentence = self.next_sentence(tracker)
		self.assertIn(MANAGER_ROLE, sentence)
		self.assertIn(DIRECTOR_ROLE, sentence)
		with self.set_user(self.manager):
			decisions.approve(tracker)
		with self.set_user(self.clerk):
			sentence = self.next_sentence(tracker)
		self.assertNotIn(MANAGER_ROLE, sentence)
		self.assertIn(DIRECTOR_ROLE, sentence)

	def next_sentence(self, tracker: str) -> str:
		return overview.get_overview(tracker)["next"]["sentence"]

	def test_nobody_is_told_twice_whatever_number_of_roles_somebody_has(self):
		tracker = self.order_of(100_000)
		alerts.send_at_once()
		alerts.send_at_once()
		told = {"document_name": tracker, "for_user": self.both}
		self.assertEqual(frappe.db.count("Notification Log", told), 1)

	def test_an_order_of_today_is_no_reminder_yet(self):
		tracker = self.order_of(100_000)
		jobs.run_calendar(getdate(today()))
		alerts.run(at(getdate(today()), 12))
		self.assertEqual(self.ledger(order_tracker=tracker, rule=WAITING), [])
		self.assertTrue(frappe.db.exists(TRACKER, tracker))
