"""The first day of use: five thousand orders are overdue at once, and everybody still gets one letter."""

from datetime import timedelta

import frappe

from order_tracking.alerts import run as alerts
from order_tracking.constants import ALERT, SETTINGS, TRACKER
from order_tracking.tests.alerting import AlertTestCase, at, make_weekends, monday_after_next, parsed_mail

ORDERS = 5_000
PREFIX = "FIRST-DAY-"


class TestFirstDay(AlertTestCase):
	def setUp(self):
		super().setUp()
		make_weekends()
		self.switch_on("Overdue: who is responsible")
		self.monday = monday_after_next()
		self.copy(self.make_order_for(self.seller, self.monday))

	def tearDown(self):
		frappe.db.rollback()
		frappe.db.delete(TRACKER, {"name": ("like", f"{PREFIX}%")})
		frappe.db.commit()
		super().tearDown()

	def copy(self, template: str) -> None:
		"""Trackers as the calendar would leave them on the day after; their orders are of no concern here."""
		columns = [column for column in frappe.db.get_table_columns(TRACKER) if column != "name"]
		told = {
			"sales_order": f"concat('{PREFIX}', seq)",
			"health": "'Overdue'",
			"overdue_since": f"'{self.monday}'",
			"responsible_user": f"elt(1 + seq % 3, {', '.join(map(repr, self.people))})",
			"wakes_on": "null",
		}
		fields = ", ".join(f"`{column}`" for column in columns)
		values = ", ".join(told.get(column, f"old.`{column}`") for column in columns)
		frappe.db.sql(
			f"insert into `tab{TRACKER}` (name, {fields}) select concat('{PREFIX}', seq), {values}"
			f" from seq_1_to_{ORDERS} join `tab{TRACKER}` old on old.name = {frappe.db.escape(template)}"
		)
		frappe.db.set_single_value(SETTINGS, "last_daily_run", self.monday + timedelta(days=30))
		frappe.db.commit()

	def test_each_person_gets_one_letter_that_shows_the_worst_and_counts_the_rest(self):
		tuesday = self.monday + timedelta(days=1)
		for minute in (0, 10, 20):
			alerts.run(at(tuesday, 9, minute))
		self.assertEqual(self.letters_to(), dict.fromkeys(self.people, 1))
		told = {"order_tracker": ("like", f"{PREFIX}%")}
		self.assertEqual(frappe.db.count(ALERT, told), ORDERS)
		self.assertEqual(frappe.db.count(ALERT, {**told, "status": "Sent"}), ORDERS)
		for message in frappe.get_all("Email Queue", pluck="message"):
			text = parsed_mail(message).get_body(("plain",)).get_content()
			self.assertEqual(text.count("\n* "), 8)
			self.assertLess(len(message), 100_000)
