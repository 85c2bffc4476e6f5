"""Who hears what of which order, once: steps, the ladder, recipients, what cannot be sent, what is silent."""

from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import frappe

from order_tracking import backfill, jobs
from order_tracking.alerts import overview as alert_overview
from order_tracking.alerts import rules as alert_rules
from order_tracking.alerts import run as alerts
from order_tracking.append_only import KeptByOrderTrackingError
from order_tracking.constants import ALERT, ALERT_RULE, MARK, OVERDUE, TRACKER
from order_tracking.drain import drain
from order_tracking.tests.alerting import (
	AlertTestCase,
	WorkingWeekTestCase,
	at,
	make_weekends,
	monday_after_next,
)
from order_tracking.tests.factories import COMPANY, deliver, make_order
from order_tracking.tests.faults import (
	counted_queries,
	everything_is_dead,
	no_account_for_mail,
	undrained_order,
)

OWNER, MANAGER = "Overdue: who is responsible", "Overdue: the manager as well"
DUE_RULE = "Due: who is responsible"


class TestStepsAndRecipients(WorkingWeekTestCase):
	def day(self, count: int):
		return self.monday + timedelta(days=count)

	def test_the_ladder_goes_from_the_owner_to_the_manager_by_working_days(self):
		self.switch_on(OWNER, MANAGER)
		with patch("order_tracking.alerts.audience.read_managers", return_value={self.seller: self.boss}):
			self.make_order_for(self.seller, self.day(2))  # a Wednesday
			told = {}
			for count in range(2, 16):
				before = len(self.mails())
				self.turn_to(self.day(count))
				if new := {recipient for recipient, _subject in self.mails()[before:]}:
					told[count] = new
		thursday, monday, friday = 3, 7, 11
		self.assertEqual(
			told,
			{thursday: {self.seller}, monday: {self.seller, self.boss}, friday: {self.seller, self.boss}},
		)

	def test_a_new_promise_stops_the_ladder(self):
		self.switch_on(OWNER)
		tracker = self.make_order_for(self.seller, self.day(2))
		self.turn_to(self.day(3))
		frappe.db.set_value("Sales Order Item", {"parent": tracker}, "delivery_date", self.day(20))
		frappe.db.commit()
		jobs.rebuild([tracker], self.day(4))
		for count in range(4, 18):
			self.turn_to(self.day(count))
		self.assertEqual(len(self.mails()), 1)

	def test_seen_by_the_owner_goes_on_to_the_manager(self):
		self.switch_on(OWNER, MANAGER)
		with patch("order_tracking.alerts.audience.read_managers", return_value={self.seller: self.boss}):
			self.make_order_for(self.seller, self.day(2))
			self.turn_to(self.day(3))
			alert = frappe.get_last_doc(ALERT, {"recipient": self.seller}).name
			with self.set_user(self.boss), self.assertRaises(frappe.PermissionError):
				alerts.mark_seen(alert)
			with self.set_user(self.seller):
				alerts.mark_seen(alert)
			frappe.db.commit()
			for count in range(4, 16):
				self.turn_to(self.day(count))
		self.assertEqual(self.letters_to(), {self.seller: 1, self.boss: 2})

	def test_what_becomes_untrue_before_the_hour_is_not_sent(self):
		self.switch_on(OWNER)
		tracker = self.make_order_for(self.seller, self.day(2))
		self.turn_to(self.day(3), hour=1)
		self.assertEqual([row.status for row in self.ledger()], ["Waiting"])
		frappe.db.set_value(TRACKER, tracker, {"health": "Delivered Late", "overdue_since": None})
		alerts.run(at(self.day(3), 9))
		self.assertEqual([row.status for row in self.ledger()], ["No Longer True"])
		self.assertEqual(self.mails(), [])

	def test_one_order_is_told_once_whatever_number_of_rules_name_the_person(self):
		self.switch_on(OWNER, MANAGER)
		with patch("order_tracking.alerts.audience.read_managers", return_value={self.seller: self.seller}):
			self.make_order_for(self.seller, self.day(2))
			self.turn_to(self.day(7))
		self.assertEqual(len(self.ledger(status="Sent")), 2)
		self.assertEqual([subject for _to, subject in self.mails()], ["Your orders: 1 overdue"])

	def test_a_rule_looks_only_at_its_orders(self):
		self.switch_on(OWNER, minimum_amount=1_000)
		self.make_order_for(self.seller, self.day(2))
		self.turn_to(self.day(3))
		self.assertEqual(self.ledger(), [])
		frappe.db.set_value(ALERT_RULE, OWNER, "minimum_amount", 0)

	def test_a_rule_that_cannot_be_read_does_not_hold_up_the_others(self):
		self.switch_on(OWNER, DUE_RULE)
		frappe.db.set_value(ALERT_RULE, DUE_RULE, "steps", "soon")
		alert_rules.forget_rules()
		self.make_order_for(self.seller, self.day(2))
		self.turn_to(self.day(3))
		self.assertEqual(len(self.mails()), 1)
		self.assertTrue(frappe.db.exists("Error Log", {"method": ("like", f"%{DUE_RULE}%")}))


class TestWhatCannotBeSent(WorkingWeekTestCase):
	def setUp(self):
		super().setUp()
		self.switch_on(OWNER)
		self.tracker = self.make_order_for(self.seller, self.monday)

	def reasons(self) -> list:
		return [(row.status, row.reason) for row in self.ledger(order_tracker=self.tracker)]

	def tell(self, count: int = 1) -> None:
		self.turn_to(self.monday + timedelta(days=count))

	def test_a_disabled_user(self):
		frappe.db.set_value("User", self.seller, "enabled", 0)
		self.tell()
		self.assertEqual(self.reasons(), [("Not Sent", "The user is disabled.")])

	def test_no_address(self):
		frappe.db.set_value("User", self.seller, "email", "nonsense")
		self.tell()
		self.assertEqual(self.reasons(), [("Not Sent", "There is no valid mail address.")])

	def test_no_account_and_the_next_letter_makes_up_for_it(self):
		with no_account_for_mail():
			self.tell()
			self.assertIn("no account for outgoing mail", self.reasons()[0][1])
			alerts.run(at(self.monday + timedelta(days=1), 10))
		self.assertEqual(self.mails(), [])
		self.tell(2)
		self.assertEqual([status for status, _reason in self.reasons()], ["Sent"])
		self.assertEqual(len(self.mails()), 1)

	def test_somebody_who_may_not_read_the_order(self):
		frappe.get_doc(
			{
				"doctype": "User Permission",
				"user": self.seller,
				"allow": "Customer",
				"for_value": self.another_customer(),
			}
		).insert()
		self.tell()
		self.assertEqual(self.reasons(), [("Not Sent", "The user may not read this order.")])

	def another_customer(self) -> str:
		return frappe.db.get_value("Sales Order", make_order([{}], customer="Li Si").name, "customer")

	def test_an_error_of_one_letter_is_listed_and_the_others_go_on(self):
		self.make_order_for(self.other, self.monday)
		compose = "order_tracking.alerts.letters.compose"
		real = frappe.get_attr(compose)

		def broken(rows, orders, rules, user, day):
			if user == self.seller:
				raise ValueError("broken")
			return real(rows, orders, rules, user, day)

		with patch(compose, broken):
			self.tell()
		self.assertEqual(self.reasons(), [("Not Sent", "ValueError: broken")])
		self.assertEqual(self.letters_to(), {self.other: 1})

	def test_the_ledger_follows_the_mail(self):
		self.tell()
		queue = self.ledger()[0].email_queue
		given_up = {"status": "Error", "error": "Traceback:\nSMTPRecipientsRefused: 550 no such mailbox"}
		frappe.db.set_value("Email Queue", queue, given_up)
		alerts.run(at(self.monday + timedelta(days=1), 10))
		fields = ["recipient", "mail_result", "reason"]
		(row,) = frappe.get_all(ALERT, {"email_queue": queue}, fields)
		reason = "SMTPRecipientsRefused: 550 no such mailbox"
		self.assertEqual((row.mail_result, row.reason), ("Error", reason))
		self.assertIn(
			(self.seller, reason),
			[(told.recipient, told.reason) for told in alert_overview.get_overview()["reasons"]],
		)
		# Somebody lets Frappe try it again.
		frappe.db.set_value("Email Queue", queue, "status", "Sent")
		alerts.run(at(self.monday + timedelta(days=1), 11))
		(row,) = frappe.get_all(ALERT, {"email_queue": queue}, fields)
		self.assertEqual((row.mail_result, row.reason), ("Sent", None))


class TestLedger(AlertTestCase):
	def test_nobody_writes_it_by_hand(self):
		self.switch_on(OWNER)
		tracker = self.make_order_for(self.seller, monday_after_next())
		values = {"doctype": ALERT, "order_tracker": tracker, "rule": OWNER, "event": OVERDUE}
		with self.assertRaises(KeptByOrderTrackingError):
			frappe.get_doc(values).insert()

	def test_it_goes_with_its_order_and_does_not_hold_it(self):
		make_weekends()
		self.switch_on(OWNER)
		tracker = self.make_order_for(self.seller, monday_after_next())
		self.turn_to(monday_after_next() + timedelta(days=1))
		self.assertEqual(len(self.ledger()), 1)
		order = frappe.get_doc("Sales Order", tracker)
		order.cancel()
		order.delete()
		self.settle()
		self.assertEqual(self.ledger(), [])


class TestWhatIsSilent(AlertTestCase):
	def test_a_demo_company_tells_nobody(self):
		self.switch_on("Delivered: who is responsible", "Customer: order confirmed")
		frappe.db.set_single_value("Global Defaults", "demo_company", COMPANY)
		try:
			self.tracker_of(make_order([{}]))
			self.assertEqual(frappe.db.count(ALERT), 0)
		finally:
			frappe.db.set_single_value("Global Defaults", "demo_company", "")
			frappe.db.commit()

	def test_an_import_and_a_repair_tell_nobody_whoever_drains_it_and_when(self):
		self.switch_on("Customer: order confirmed", "Customer: delivered")
		order = make_order([{}], submit=False)
		with self.importing(), everything_is_dead():
			order.submit()
			frappe.db.commit()
		self.tracker_of(order)
		note = deliver(order, submit=False)
		with self.importing(), everything_is_dead():
			note.submit()
			frappe.db.commit()
		self.tracker_of(order)
		jobs.rebuild([order.name])
		self.assertEqual(frappe.db.count(ALERT), 0)

	def test_what_somebody_does_while_another_imports_is_told(self):
		self.switch_on("Customer: order confirmed")
		order = undrained_order()
		with self.importing():
			self.tracker_of(order)
		self.assertEqual(frappe.get_all(ALERT, pluck="order_tracker"), [order.name])

	@contextmanager
	def importing(self):
		frappe.flags.in_import = True
		try:
			yield
		finally:
			frappe.flags.in_import = False

	def test_an_old_order_that_the_backfill_could_not_take_in_is_told_by_no_later_try(self):
		self.switch_on("Customer: order confirmed")
		order = undrained_order()
		frappe.db.delete(MARK, {"reference_name": order.name})
		frappe.db.commit()
		with patch("order_tracking.transactions.refresh", side_effect=ValueError("broken")):
			backfill.track([order.name])
		drain(again_failed=True)
		self.assertTrue(frappe.db.exists(TRACKER, order.name))
		self.assertEqual(frappe.db.count(ALERT), 0)

	def test_with_nothing_to_do_the_job_costs_a_few_looks(self):
		self.switch_on(OWNER)
		self.turn_to(monday_after_next())
		alerts.run(at(monday_after_next(), 12))
		with counted_queries() as queries:
			alerts.run(at(monday_after_next(), 13))
		self.assertLessEqual(len(queries), 6, queries)
