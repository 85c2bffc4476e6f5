"""A site that tells people: rules that a test switches on, a mail queue to look into, and a clock that the test turns."""

from collections import Counter
from datetime import date, datetime, time, timedelta
from email import message_from_string, policy

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking import jobs
from order_tracking.alerts import rules as alert_rules
from order_tracking.alerts import run as alerts
from order_tracking.constants import ALERT, ALERT_RULE, PROMISE_CHANGE, SETTINGS, TRACKER
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import COMPANY, make_order
from order_tracking.tests.faults import forget_mail_accounts
from order_tracking.tests.people import make_user
from order_tracking.tests.rebuild import turn_back

WEEKENDS = "Weekends of the Tests"


def monday_after_next() -> date:
	"""A Monday far enough ahead for orders that are made today."""
	day = getdate(today())
	return day + timedelta(days=14 - day.weekday())


def make_weekends(*more: date) -> None:
	"""Saturdays and Sundays of the next year, and these days, are days off of the company."""
	if frappe.db.exists("Holiday List", WEEKENDS):
		frappe.db.set_value("Company", COMPANY, "default_holiday_list", None)
		frappe.delete_doc("Holiday List", WEEKENDS, force=True)
	start = getdate(today())
	days = [start + timedelta(days=count) for count in range(-30, 200)]
	off = sorted({*(day for day in days if day.weekday() > 4), *more})
	frappe.get_doc(
		{
			"doctype": "Holiday List",
			"holiday_list_name": WEEKENDS,
			"from_date": days[0],
			"to_date": days[-1],
			"holidays": [{"holiday_date": day, "description": "Off"} for day in off],
		}
	).insert()
	frappe.db.set_value("Company", COMPANY, "default_holiday_list", WEEKENDS)
	frappe.db.commit()


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
	return datetime.combine(day, time(hour, minute))


class AlertTestCase(SiteTestCase):
	"""No rule is on but those of the test, the ledger and the queue are empty, and mails go nowhere."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.seller = make_user("Sasha Seller", "Sales User", "Order Tracking User")
		cls.other = make_user("Olga Other", "Sales User", "Order Tracking User")
		cls.boss = make_user("Bela Boss", "Sales User", "Order Tracking User")
		cls.people = (cls.seller, cls.other, cls.boss)
		cls.holiday_list = frappe.db.get_value("Company", COMPANY, "default_holiday_list")

	@classmethod
	def tearDownClass(cls):
		frappe.db.rollback()
		frappe.db.set_value("Company", COMPANY, "default_holiday_list", cls.holiday_list)
		turn_back()
		super().tearDownClass()

	def setUp(self):
		super().setUp()
		self.settle()
		self.muted, frappe.flags.mute_emails = frappe.flags.mute_emails, True
		self.forget_everything()
		self.restore_rules()
		self.restore_people()
		self.switch_on()

	def tearDown(self):
		frappe.db.rollback()
		frappe.set_user("Administrator")
		frappe.flags.mute_emails = self.muted
		forget_mail_accounts()
		self.forget_everything()
		self.restore_rules()
		frappe.db.set_single_value(
			SETTINGS, {"last_daily_run": today(), "quiet_from": None, "quiet_to": None}
		)
		frappe.db.commit()
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		super().tearDown()

	def restore_people(self) -> None:
		zone = frappe.db.get_single_value("System Settings", "time_zone")
		frappe.db.delete("User Permission", {"user": ("in", self.people)})
		for user in self.people:
			frappe.db.set_value(
				"User", user, {"time_zone": zone, "language": "en", "enabled": 1, "email": user}
			)
			frappe.clear_cache(user=user)

	def restore_rules(self) -> None:
		untouched = {"subject": None, "message": None, "minimum_amount": 0, "company": None}
		for title, values in alert_rules.shipped_rules().items():
			frappe.db.set_value(ALERT_RULE, title, {**values, **untouched})
		alert_rules.forget_rules()

	def forget_everything(self) -> None:
		for doctype in (ALERT, "Email Queue", "Email Queue Recipient", "Notification Log"):
			frappe.db.delete(doctype)
		# Orders of earlier tests are no concern of these people, nor is what somebody asked for in them.
		theirs = {"responsible_user": ("in", self.people)}
		frappe.db.set_value(TRACKER, theirs, "responsible_user", "Administrator")
		frappe.db.set_value(PROMISE_CHANGE, {"status": "Waiting"}, "status", "Refused")
		frappe.db.set_single_value(SETTINGS, "alerts_collected_on", None)
		frappe.db.commit()

	def switch_on(self, *titles: str, **values) -> None:
		"""These rules and no others, changed as said."""
		for title in frappe.get_all(ALERT_RULE, pluck="name"):
			frappe.db.set_value(ALERT_RULE, title, {"enabled": int(title in titles)})
		for title in titles:
			frappe.db.set_value(ALERT_RULE, title, values or {"enabled": 1})
		alert_rules.forget_rules()
		frappe.db.commit()

	def make_order_for(self, user: str, promise: date, **values) -> str:
		"""The name of its tracker."""
		tracker = self.tracker_of(make_order([{"delivery_date": promise}], **values))
		frappe.db.set_value(TRACKER, tracker.name, "responsible_user", user)
		frappe.db.commit()
		return tracker.name

	def turn_to(self, day: date, hour: int = 9, minute: int = 0) -> None:
		"""The clock shows this time, the calendar has turned, and the scheduler comes by."""
		jobs.run_calendar(day)
		alerts.run(at(day, hour, minute))

	def mails(self) -> list[tuple[str, str]]:
		"""(recipient, subject) of what the queue has for the people of the test, the oldest first."""
		rows = frappe.get_all("Email Queue", fields=["name", "message"], order_by="creation asc, name asc")
		mails = [(self.recipient_of(row.name), subject_of(row.message)) for row in rows]
		return [mail for mail in mails if mail[0] in self.people]

	def recipient_of(self, queue: str) -> str:
		return frappe.db.get_value("Email Queue Recipient", {"parent": queue}, "recipient")

	def letters_to(self) -> Counter:
		return Counter(recipient for recipient, _subject in self.mails())

	def ledger(self, **filters) -> list:
		fields = [
			"order_tracker",
			"rule",
			"step",
			"recipient",
			"status",
			"reason",
			"letter_day",
			"email_queue",
		]
		filters.setdefault("recipient", ("in", self.people))
		return frappe.get_all(
			ALERT, filters, fields, order_by="order_tracker asc, rule asc, step asc, recipient asc"
		)


def parsed_mail(message: str):
	return message_from_string(message, policy=policy.default)


def subject_of(message: str) -> str:
	return parsed_mail(message)["Subject"]


def in_days(count: int) -> date:
	return getdate(add_days(today(), count))


class WorkingWeekTestCase(AlertTestCase):
	"""Saturdays and Sundays are off, and the test's clock begins on a Monday."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		make_weekends()
		cls.monday = monday_after_next()
