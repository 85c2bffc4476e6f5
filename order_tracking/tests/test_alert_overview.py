"""What the settings page shows of alerts, and the letter that somebody sends to look at."""

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking import jobs
from order_tracking.alerts import overview as alert_overview
from order_tracking.constants import ALERT
from order_tracking.tests.alerting import AlertTestCase, parsed_mail
from order_tracking.tests.faults import no_account_for_mail
from order_tracking.tests.people import make_approver


class TestAlertOverview(AlertTestCase):
	def test_it_shows_what_is_on_and_what_became_of_it(self):
		self.switch_on("Overdue: who is responsible")
		overview = alert_overview.get_overview()
		self.assertEqual(
			[rule.name for rule in overview["rules"] if rule.enabled], ["Overdue: who is responsible"]
		)
		self.assertEqual((overview["counts"], overview["reasons"]), ({}, []))

	def test_a_test_letter_goes_to_whoever_asks_and_leaves_the_ledger_alone(self):
		manager = make_approver()
		self.make_order_for(self.seller, getdate(add_days(today(), 1)))
		with self.set_user(manager):
			self.assertEqual(alert_overview.send_test(), manager)
		queue = frappe.get_last_doc("Email Queue")
		self.assertEqual([row.recipient for row in queue.recipients], [manager])
		self.assertEqual(parsed_mail(queue.message)["Subject"], "Test of the daily letter")
		self.assertEqual(frappe.db.count(ALERT), 0)

	def test_without_an_account_it_says_what_to_do(self):
		with no_account_for_mail(), self.set_user(make_approver()):
			with self.assertRaisesRegex(frappe.ValidationError, "Set up an Email Account"):
				alert_overview.send_test()

	def test_who_may_not_write_the_settings_sends_nothing(self):
		with self.set_user(self.seller):
			with self.assertRaises(frappe.PermissionError):
				alert_overview.send_test()
			with self.assertRaises(frappe.PermissionError):
				alert_overview.get_overview()

	def test_the_calendar_alone_puts_nothing_into_the_ledger(self):
		self.switch_on("Overdue: who is responsible")
		self.make_order_for(self.seller, getdate(add_days(today(), 1)))
		jobs.run_calendar(getdate(add_days(today(), 3)))
		self.assertEqual(frappe.db.count(ALERT), 0)
