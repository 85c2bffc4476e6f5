"""The ledger of alerts: what waits, what was sent to whom with which result, and what could not be sent and why.

A row is there once per order, rule, step and recipient, whoever writes it and however often. Rows are the system's own
bookkeeping: written in bulk, without asking for permissions. Nothing here commits.
"""

import json
from collections.abc import Iterable
from datetime import date, datetime

import frappe
from frappe import _dict
from frappe.query_builder import DocType
from frappe.query_builder.functions import Max
from frappe.utils import add_days, now_datetime

from order_tracking import bulk
from order_tracking.alerts.rules import Rule
from order_tracking.constants import (
	ALERT,
	AT_ONCE,
	DAILY_LETTER,
	NO_LONGER_TRUE,
	NOT_SENT,
	SENT,
	TO_ADDRESS,
	WAITS_FOR_SENDING,
)
from order_tracking.rules.alerts import is_to_try_again

# What could not be sent is tried again for this many days, letters with the next ones, and is then left as it is.
DAYS_OF_PATIENCE = 7
PAGE = 500
MOST_AT_ONCE = 5_000
QUEUED = "Not Sent"  # what Email Queue says of a mail that it has taken
FAILED = "Error"  # and when it has given the mail up
LONGEST_REASON = 500  # characters
UNDER_WAY = (QUEUED, "Sending", "Partially Sent")


def row_of(rule: Rule, order: _dict, step: str, recipient: str = "", details: dict | None = None) -> dict:
	"""A row that waits. Without a recipient somebody still has to be found."""
	return {
		"order_tracker": order.name,
		"company": order.company,
		"customer": order.customer,
		"rule": rule.name,
		"event": rule.event,
		"step": step,
		"details": json.dumps(details, default=str) if details else None,
		"recipient": recipient,
		"audience": rule.audience,
		"timing": rule.timing,
		"channel": rule.channel,
		"status": WAITS_FOR_SENDING if recipient else TO_ADDRESS,
	}


def parsed(row: _dict) -> dict:
	"""What the row remembers of what happened."""
	return json.loads(row.details) if row.details else {}


def add(rows: list[dict], now: datetime | None = None) -> None:
	"""What is there already is left as it is."""
	bulk.insert_rows(ALERT, rows, now or now_datetime(), ignore_duplicates=True)


def told(trackers: list[str], rules: Iterable[str]) -> list[_dict]:
	"""What is in the ledger of these orders and rules."""
	alert = DocType(ALERT)
	return (
		frappe.qb.from_(alert)
		.select(alert.order_tracker, alert.rule, alert.event, alert.step, alert.recipient, alert.seen_on)
		.where(alert.order_tracker.isin(trackers or [""]) & alert.rule.isin(list(rules) or [""]))
		.run(as_dict=True)
	)


# --- what waits ---------------------------------------------------------------------------------------


def rows_to_address() -> list[_dict]:
	"""What happened and has no recipients yet, the oldest first; locked. Call it with no read behind you."""
	alert = DocType(ALERT)
	return (
		frappe.qb.from_(alert)
		.select(alert.star)
		.where(alert.status == TO_ADDRESS)
		.orderby(alert.creation, alert.name)
		.limit(PAGE)
		.for_update()
		.run(as_dict=True)
	)


def remove(names: list[str]) -> None:
	if names:
		frappe.db.delete(ALERT, {"name": ("in", names)})


def has_to_address() -> bool:
	return bool(frappe.db.get_value(ALERT, {"status": TO_ADDRESS}))


def recipients_of_letters(now: datetime) -> dict[str, date | None]:
	"""Who has something in a letter, and the day of the last letter. Two short looks into an index, one if nobody has."""
	alert = DocType(ALERT)
	waiting = (
		frappe.qb.from_(alert)
		.select(alert.recipient)
		.distinct()
		.where((alert.timing == DAILY_LETTER) & may_be_sent(alert, now))
		.run()
	)
	names = [row[0] for row in waiting]
	if not names:
		return {}
	last = (
		frappe.qb.from_(alert)
		.select(alert.recipient, Max(alert.letter_day))
		.where(alert.recipient.isin(names))
		.groupby(alert.recipient)
		.run()
	)
	return {name: dict(last).get(name) for name in names}


def may_be_sent(alert: DocType, now: datetime):
	"""What waits, and of the last days what could not be sent."""
	return (alert.status == WAITS_FOR_SENDING) | failed_lately(alert, now)


def failed_lately(alert: DocType, now: datetime):
	"""Without what nobody was found for: nothing changes there by trying again."""
	is_recent = alert.creation >= add_days(now, -DAYS_OF_PATIENCE)
	return (alert.status == NOT_SENT) & is_recent & (alert.recipient != "")


def rows_of_letter(recipient: str, now: datetime) -> list[_dict]:
	"""Everything that the next letter to this person could tell; locked. Call it with no read behind you."""
	alert = DocType(ALERT)
	return (
		frappe.qb.from_(alert)
		.select(alert.star)
		.where((alert.recipient == recipient) & (alert.timing == DAILY_LETTER) & may_be_sent(alert, now))
		.orderby(alert.creation, alert.name)
		.for_update()
		.run(as_dict=True)
	)


def waiting_at_once(now: datetime) -> list[_dict]:
	"""What is to go at once, and what could not and is to be tried again: the orders and who hears of them, the oldest first."""
	alert = DocType(ALERT)
	failed = read_at_once(failed_lately(alert, now))
	rows = read_at_once(alert.status == WAITS_FOR_SENDING)
	rows += [row for row in failed if is_to_try_again(row.creation, row.modified, now)]
	return sorted(rows, key=lambda row: (row.creation, row.name))


def read_at_once(condition) -> list[_dict]:
	alert = DocType(ALERT)
	return (
		frappe.qb.from_(alert)
		.select(
			alert.name, alert.order_tracker, alert.recipient, alert.audience, alert.creation, alert.modified
		)
		.where((alert.timing == AT_ONCE) & condition)
		.orderby(alert.creation, alert.name)
		.limit(MOST_AT_ONCE)
		.run(as_dict=True)
	)


def lock(names: list[str]) -> list[_dict]:
	"""Those of these rows that are not settled, locked: another job may have been quicker. Call it with no read behind you."""
	alert = DocType(ALERT)
	rows = (
		frappe.qb.from_(alert)
		.select(alert.star)
		.where(alert.name.isin(names))
		.orderby(alert.creation, alert.name)
		.for_update()
		.run(as_dict=True)
	)
	return [row for row in rows if row.status in (WAITS_FOR_SENDING, NOT_SENT)]


# --- what became of it --------------------------------------------------------------------------------


def mark_sent(rows: list[_dict], now: datetime, letter_day: date | None, email_queue: str | None) -> None:
	"""In the transaction in which the mail entered the queue, so that it cannot be there twice."""
	result = QUEUED if email_queue else None
	change(
		rows,
		status=SENT,
		reason=None,
		sent_on=now,
		letter_day=letter_day,
		email_queue=email_queue,
		mail_result=result,
	)


def mark_not_sent(rows: list[_dict], reason: str, now: datetime, letter_day: date | None = None) -> None:
	"""`modified` tells when it was tried."""
	change(rows, status=NOT_SENT, reason=reason[:LONGEST_REASON], letter_day=letter_day, modified=now)


def mark_untrue(rows: list[_dict]) -> None:
	change(rows, status=NO_LONGER_TRUE, reason=None)


def change(rows: list[_dict], **values) -> None:
	alert = DocType(ALERT)
	names = [row.name for row in rows]
	for start in range(0, len(names), PAGE):
		query = frappe.qb.update(alert).where(alert.name.isin(names[start : start + PAGE]))
		for field, value in values.items():
			query = query.set(alert[field], value)
		query.run()


def follow_mails(now: datetime) -> int:
	"""Take over what Email Queue says of mails that were under way, and of those that failed lately, for somebody may try
	them again there; returns of how many mails there was news, a page at the most."""
	alert, queue = DocType(ALERT), DocType("Email Queue")
	news = (
		frappe.qb.from_(alert)
		.join(queue)
		.on(queue.name == alert.email_queue)
		.select(queue.name, queue.status, queue.error)
		.distinct()
		.where(
			alert.mail_result.isin(UNDER_WAY)
			| ((alert.mail_result == FAILED) & (alert.sent_on >= add_days(now, -DAYS_OF_PATIENCE)))
		)
		.where(queue.status != alert.mail_result)
		.limit(PAGE)
		.run()
	)
	for name, status, error in news:
		reason = last_line(error) if status == FAILED else None
		(
			frappe.qb.update(alert)
			.set(alert.mail_result, status)
			.set(alert.reason, reason)
			.where(alert.email_queue == name)
			.run()
		)
	return len(news)


def last_line(error: str | None) -> str:
	"""What a traceback ends with: the answer of the mail server."""
	lines = (error or "").strip().splitlines()
	return lines[-1][:LONGEST_REASON] if lines else ""


def mark_seen(row: _dict, since: str) -> None:
	"""All that this person was told of the same condition of the same order."""
	alert = DocType(ALERT)
	(
		frappe.qb.update(alert)
		.set(alert.seen_on, now_datetime())
		.set(alert.seen_by, frappe.session.user)
		.where((alert.order_tracker == row.order_tracker) & (alert.recipient == row.recipient))
		.where((alert.event == row.event) & alert.step.like(f"{since} %"))
		.run()
	)
