"""(g) The daily run of alerts over 100,000 open orders: 2,000 of them became overdue yesterday, and 50 people are responsible
for them. Against Frappe's own Notification "Days After" on the same rows, which mails one document at a time."""

from collections.abc import Callable, Iterator
from datetime import datetime, time
from statistics import median

import frappe
import load
from figures import Figure, counted_queries, seconds
from frappe.email.doctype.notification.notification import trigger_daily_alerts
from frappe.utils import add_days, getdate, today

from order_tracking.alerts import rules as alert_rules
from order_tracking.alerts import run as alerts
from order_tracking.constants import ALERT, ALERT_RULE, SETTINGS, TRACKER, TRACKER_LINE, USER_ROLE
from order_tracking.tests.factories import COMPANY
from order_tracking.tests.people import give_roles, make_user_without_roles

TRACKERS, PEOPLE = 100_000, 50
EVERY = 50  # of so many orders, one is overdue
RUNS, THEIR_RUNS = 3, 1  # a run of theirs takes minutes
RULE, NOTIFICATION = "Overdue: who is responsible", "SYN Overdue"
TOLD = (ALERT, "Email Queue", "Email Queue Recipient", "Communication", "Communication Link", "Comment")
FAR = 900  # days until the promise of those that are not overdue


def run(scale: float) -> Iterator[Figure]:
	size = max(int(TRACKERS * scale), PEOPLE * EVERY)
	overdue, muted = size // EVERY, frappe.flags.mute_emails
	frappe.flags.mute_emails = True
	make_people()
	template = load.make_template(1, getdate(add_days(today(), FAR)))
	load.copy(load.TRACKED_ORDERS, template, 1, size, values())
	switch_on_ours()
	make_theirs()
	try:
		run_ours()  # meta and templates are read once
		ours = [measured(run_ours, PEOPLE) for _number in range(RUNS)]
		again, _queries = cost_of(run_again)
		theirs = [measured(trigger_daily_alerts, overdue) for _number in range(THEIR_RUNS)]
	finally:
		frappe.flags.mute_emails = muted
		frappe.delete_doc("Notification", NOTIFICATION)
		frappe.db.commit()
		load.empty((*load.OURS, *load.ORDERS, *TOLD))
	seconds_ours, queries_ours = (median(figures) for figures in zip(*ours, strict=True))
	seconds_theirs, queries_theirs = (median(figures) for figures in zip(*theirs, strict=True))
	yield Figure("alerts", seconds_ours, seconds_theirs, "s", size, "at most 0.05")
	yield Figure("alerts-queries", queries_ours, queries_theirs, "queries", size, "")
	yield Figure("alerts-mails", PEOPLE, overdue, "mails", size, f"{PEOPLE} mails")
	yield Figure("alerts-again", again, seconds_ours, "s", size, "about 0")


def make_people() -> None:
	for number in range(PEOPLE):
		give_roles(make_user_without_roles(f"Syn {number:02}"), USER_ROLE, "Sales User")
	# A day off would keep everybody from hearing anything.
	frappe.db.set_value("Company", COMPANY, "default_holiday_list", None)
	frappe.db.commit()


def values() -> dict[str, dict[str, str]]:
	"""Every so-many-th order is overdue since yesterday, and each person is responsible for as many of these."""
	is_overdue = f"seq %% {EVERY} = 0"
	yesterday = f"'{add_days(today(), -1)}'"
	promise = f"if({is_overdue}, {yesterday}, '{add_days(today(), FAR)}')"
	dates = {
		"requested_date": promise,
		"first_promise": promise,
		"current_promise": promise,
		"next_promise": promise,
		"overdue_since": f"if({is_overdue}, {yesterday}, null)",
	}
	person = f"concat('syn.', lpad(seq div {EVERY} %% {PEOPLE}, 2, '0'), '@example.com')"
	return {
		TRACKER: {
			**dates,
			"health": f"if({is_overdue}, 'Overdue', 'On Track')",
			"responsible_user": person,
			"wakes_on": "null",
		},
		TRACKER_LINE: {**dates, "overdue_qty": f"if({is_overdue}, old.remaining_qty, 0)"},
	}


def switch_on_ours() -> None:
	for name in frappe.get_all(ALERT_RULE, pluck="name"):
		frappe.db.set_value(ALERT_RULE, name, "enabled", int(name == RULE))
	alert_rules.forget_rules()
	frappe.db.set_single_value(SETTINGS, {"last_daily_run": today(), "letter_hour": "08:00:00"})
	frappe.clear_document_cache(SETTINGS, SETTINGS)
	frappe.db.commit()


def make_theirs() -> None:
	"""What an administrator would set up in Frappe for the same news."""
	frappe.get_doc(
		{
			"doctype": "Notification",
			"name": NOTIFICATION,
			"enabled": 1,
			"channel": "Email",
			"document_type": TRACKER,
			"event": "Days After",
			"date_changed": "overdue_since",
			"days_in_advance": 1,
			"condition": "doc.health == 'Overdue'",
			"subject": "{{ doc.sales_order }} is overdue",
			"message": "{{ doc.sales_order }} of {{ doc.customer_name }} was promised for {{ doc.overdue_since }}.",
			"recipients": [{"receiver_by_document_field": "responsible_user"}],
		}
	).insert()
	frappe.db.commit()


def run_ours() -> None:
	"""A day's first run, after the hour of the letter."""
	frappe.db.set_single_value(SETTINGS, "alerts_collected_on", None)
	frappe.db.commit()
	run_again()


def run_again() -> None:
	alerts.run(datetime.combine(getdate(today()), time(12)))


def measured(action: Callable, mails: int) -> tuple[float, int]:
	"""Seconds and queries of a run with which nothing was told yet; throws where it does not make that many mails."""
	load.empty(TOLD)
	figures = cost_of(action)
	made = frappe.db.count("Email Queue")
	if made != mails:
		raise AssertionError(f"{made} mails, {mails} should have been made")
	return figures


def cost_of(action: Callable) -> tuple[float, int]:
	with counted_queries() as queries:
		took = seconds(action)
	return took, len(queries)
