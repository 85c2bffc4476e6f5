"""What the settings page shows of alerts: which rules are on, what became of them lately; and a letter to look at."""

import frappe
from frappe import _, _dict
from frappe.email.doctype.email_account.email_account import EmailAccount
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count
from frappe.utils import add_days, getdate, now_datetime, today

from order_tracking.alerts import letters
from order_tracking.alerts import standing as alert_standing
from order_tracking.alerts import words as alert_words
from order_tracking.alerts.audience import read_person
from order_tracking.alerts.ledger import FAILED
from order_tracking.alerts.sending import NotSentError, queue_mail
from order_tracking.constants import (
	ALERT,
	ALERT_RULE,
	AT_RISK,
	DUE,
	DUE_SOON,
	NOT_SENT,
	OVERDUE,
	SETTINGS,
	TRACKER,
)

DAYS_SHOWN = 7
REASONS_SHOWN = 10
ORDERS_OF_TEST = 12
EVENT_OF_HEALTH = {OVERDUE: OVERDUE, AT_RISK: AT_RISK, DUE_SOON: DUE}


@frappe.whitelist()
def get_overview() -> dict:
	"""Rules, counts of the last days and why something was not sent. Needs the right to read the settings."""
	frappe.has_permission(SETTINGS, "read", throw=True)
	fields = ["name", "enabled", "event", "steps", "audience", "role", "department", "timing", "channel"]
	return {
		"rules": frappe.get_all(ALERT_RULE, fields=fields, order_by="enabled desc, name asc"),
		"counts": counts_of_last_days(),
		"reasons": reasons_of_last_days(),
		"days": DAYS_SHOWN,
		"has_account": bool(EmailAccount.find_outgoing()),
		"may_send": bool(frappe.has_permission(SETTINGS, "write")),
	}


def counts_of_last_days() -> dict[str, int]:
	alert = DocType(ALERT)
	rows = (
		frappe.qb.from_(alert)
		.select(alert.status, Count(alert.name))
		.where(alert.creation >= add_days(now_datetime(), -DAYS_SHOWN))
		.groupby(alert.status)
		.run()
	)
	return dict(rows)


def reasons_of_last_days() -> list[dict]:
	alert = DocType(ALERT)
	number = Count(alert.name)
	return (
		frappe.qb.from_(alert)
		.select(alert.recipient, alert.reason, number.as_("count"))
		.where((alert.status == NOT_SENT) | (alert.mail_result == FAILED))
		.where(alert.creation >= add_days(now_datetime(), -DAYS_SHOWN))
		.groupby(alert.recipient, alert.reason)
		.orderby(number, order=frappe.qb.desc)
		.limit(REASONS_SHOWN)
		.run(as_dict=True)
	)


@frappe.whitelist(methods=["POST"])
def send_test() -> str:
	"""A letter to me about the worst orders that I may read; the ledger does not hear of it. Returns the address.

	Needs the right to write the settings.
	"""
	frappe.has_permission(SETTINGS, "write", throw=True)
	person = read_person(frappe.session.user)
	rows = worst_orders()
	orders = alert_standing.read_headers([row.order_tracker for row in rows])
	try:
		with alert_words.in_language(person.language):
			_subject, arguments = letters.compose(rows, orders, {}, person.name, getdate(today()))
			arguments["intro"] = _("This is a test. It tells of the worst orders that you may read.")
			return queue_test(person, arguments)
	except NotSentError as error:
		frappe.throw(str(error), title=_("Not Sent"))


def queue_test(person: _dict, arguments: dict) -> str:
	address = person.email or person.name
	queue_mail(address, _("Test of the daily letter"), letters.TEMPLATE, arguments)
	return address


def worst_orders() -> list[_dict]:
	"""As rows of the ledger would tell of them."""
	found = frappe.get_list(
		TRACKER,
		filters={"health": ("in", list(EVENT_OF_HEALTH))},
		fields=["name", "health", "next_promise"],
		order_by="next_promise asc",
		limit=ORDERS_OF_TEST,
	)
	return [
		_dict(
			order_tracker=row.name,
			rule=None,
			event=EVENT_OF_HEALTH[row.health],
			step=f"{row.next_promise} +0",
			details=None,
		)
		for row in found
	]
