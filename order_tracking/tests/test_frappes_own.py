"""Frappe's own Notification, Email Template and Auto Email Report: there for a site to tune, off until it does."""

import frappe
from frappe.email.doctype.email_template.email_template import get_email_template
from frappe.email.doctype.notification.notification import trigger_daily_alerts
from frappe.utils import add_days, today

from order_tracking import install
from order_tracking.alerts import frappes_own
from order_tracking.constants import TRACKER
from order_tracking.tests.alerting import AlertTestCase, in_days

OVERDUE = "Order Tracking: overdue since yesterday"
REPORT = "Order Tracking: overdue and at risk"


class TestFrappesOwn(AlertTestCase):
	def setUp(self):
		super().setUp()
		install.setup()

	def tearDown(self):
		frappe.db.rollback()
		frappe.db.set_value("Notification", OVERDUE, {"enabled": 0, "subject": self.shipped_subject()})
		frappe.db.commit()
		super().tearDown()

	def shipped_subject(self) -> str:
		return next(values["subject"] for _, name, values in frappes_own.records("a@b.c") if name == OVERDUE)

	def test_they_are_there_and_all_off(self):
		for doctype, name, _values in frappes_own.records("a@b.c"):
			with self.subTest(name):
				self.assertTrue(frappe.db.exists(doctype, name))
				self.assertFalse(frappe.get_doc(doctype, name).get("enabled"))

	def test_what_a_site_tunes_or_throws_away_stays_so(self):
		frappe.db.set_value("Notification", OVERDUE, "subject", "Ours")
		frappe.delete_doc("Auto Email Report", REPORT)
		install.setup()
		self.assertEqual(frappe.db.get_value("Notification", OVERDUE, "subject"), "Ours")
		self.assertFalse(frappe.db.exists("Auto Email Report", REPORT))

	def test_a_notification_that_is_switched_on_mails_who_is_responsible(self):
		tracker = self.make_order_for(self.seller, in_days(5))
		yesterday = add_days(today(), -1)
		frappe.db.set_value(TRACKER, tracker, {"health": "Overdue", "overdue_since": yesterday})
		notification = frappe.get_doc("Notification", OVERDUE)
		notification.enabled = 1
		notification.save()
		trigger_daily_alerts()
		self.assertEqual(self.mails(), [(self.seller, f"{tracker} is overdue")])

	def test_a_template_writes_about_the_order_from_which_it_is_used(self):
		tracker = frappe.get_doc(TRACKER, self.make_order_for(self.seller, in_days(5)))
		promise = frappe.utils.format_date(tracker.current_promise)
		for name in ("new delivery date", "新的交付日期"):
			with self.subTest(name):
				mail = get_email_template(f"Order Tracking: {name}", tracker.as_json())
				self.assertIn(tracker.name, mail["subject"])
				self.assertIn(promise, mail["message"])
