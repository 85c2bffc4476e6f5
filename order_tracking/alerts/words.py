"""The words of an alert: one sentence on why somebody hears of an order, ours or those that an administrator wrote."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import frappe
from frappe import _, _dict
from frappe.utils import cint, date_diff, fmt_money, format_date, get_datetime, get_fullname, getdate

from order_tracking import sentences
from order_tracking.alerts.ledger import parsed
from order_tracking.alerts.rules import Rule
from order_tracking.constants import (
	APPROVAL_WAITING,
	AT_RISK,
	CONFIRMED,
	DELIVERED,
	DUE,
	HOLD_OVERRUN,
	NOTE,
	NOTE_IN_CONFLICT,
	NOTE_UNREAD,
	ON_HOLD,
	OVERDUE,
	PARTLY_DELIVERED,
	PAYMENT_DUE,
	PROMISE_MOVED,
	RESUMED,
)
from order_tracking.rules.alert_wording import filled
from order_tracking.rules.alerts import since_of

# The worst first.
URGENCY = (
	OVERDUE,
	AT_RISK,
	NOTE_IN_CONFLICT,
	APPROVAL_WAITING,
	NOTE_UNREAD,
	HOLD_OVERRUN,
	ON_HOLD,
	DUE,
	PAYMENT_DUE,
	PROMISE_MOVED,
	RESUMED,
	CONFIRMED,
	PARTLY_DELIVERED,
	DELIVERED,
)


def sentence(row: _dict, order: _dict, rule: Rule | None, day: date) -> str:
	"""Why somebody hears of this order: plain text, to be escaped by whoever shows it."""
	usual = usual_sentence(row, order, day)
	if rule and rule.message:
		return filled(_(rule.message), values_of(row, order, usual, day))
	return usual


def values_of(row: _dict, order: _dict, usual: str, day: date) -> dict[str, str]:
	"""What the placeholders stand for."""
	moved = parsed(row).get("moved") or [{}]
	return {
		"order": order.sales_order,
		"customer": order.customer_name or order.customer,
		"company": order.company,
		"promise": date_text(moved[0].get("to") or order.next_promise or order.current_promise),
		"old_promise": date_text(moved[0].get("from")),
		"days": sentences.days_text(abs(days_told(order, day))),
		"stage": _(order.stage),
		"reason": usual,
	}


def date_text(day) -> str:
	return format_date(day) if day else _("not set")


def days_told(order: _dict, day: date) -> int:
	"""Since or until the promise, in calendar days."""
	since = order.overdue_since or order.next_promise
	return date_diff(day, since) if since else 0


def usual_sentence(row: _dict, order: _dict, day: date) -> str:
	event = row.event
	if event == OVERDUE and order.overdue_since:
		return _("Promised for {0}, overdue for {1}.").format(
			date_text(order.overdue_since), sentences.days_text(date_diff(day, order.overdue_since))
		)
	if event == DUE and order.next_promise:
		return _("Promised for {0}, due {1}.").format(
			date_text(order.next_promise), sentences.due_text(order.next_promise, day)
		)
	if event == AT_RISK and order.risk_kind:
		return sentences.risk(order)["text"]
	if event == NOTE_IN_CONFLICT:
		return sentences.risk(_dict(risk_kind=NOTE))["text"]
	if event == NOTE_UNREAD:
		# Nothing of the note itself: whoever is told need not be among those who may read it.
		return _("A note on the order must be read and is not acknowledged since {0}: see the notes.").format(
			date_text(getdate(row.step.split(" ", 1)[0]))
		)
	if event == APPROVAL_WAITING:
		return waiting_sentence(row, order)
	if event == ON_HOLD:
		return _("On hold: {0}").format(sentences.held(order))
	if event == HOLD_OVERRUN:
		return sentences.hold_sentence(order, day)
	if event == PAYMENT_DUE:
		return _("{0} is still to be paid, due since {1}.").format(
			fmt_money(order.outstanding_amount, currency=order.currency), since_text(row)
		)
	return happened_sentence(row, order)


def since_text(row: _dict) -> str:
	"""The day from which the step counts."""
	return date_text(getdate(get_datetime(since_of(row.step))))


def waiting_sentence(row: _dict, order: _dict) -> str:
	if request := parsed(row).get("request"):
		return request_sentence(request)
	return _("Waits for approval since {0}. Approval is needed because: {1}.").format(
		since_text(row), order.approval_reason or _("every order needs it")
	)


def request_sentence(request: dict) -> str:
	told = _("{0} asks to move the promise of {1} to {2}. Accept or refuse it.").format(
		get_fullname(request["asked_by"]), request["item"], date_text(request["to"])
	)
	if request["lines"] > 1:
		told += " " + _("Further lines of this request: {0}.").format(request["lines"] - 1)
	return told


def happened_sentence(row: _dict, order: _dict) -> str:
	if row.event == PROMISE_MOVED:
		return moved_sentence(parsed(row).get("moved") or [], order)
	if row.event == CONFIRMED:
		return _("The order is confirmed, promised for {0}.").format(date_text(order.current_promise))
	if row.event == RESUMED:
		return _("The order is no longer on hold, promised for {0}.").format(date_text(order.next_promise))
	if row.event == PARTLY_DELIVERED:
		return _("A part was delivered. The rest is promised for {0}.").format(date_text(order.next_promise))
	if row.event == DELIVERED:
		return _("Everything is delivered.")
	return _("The order is {0}.").format(_(order.stage))


def moved_sentence(moved: list[dict], order: _dict) -> str:
	if not moved:
		return _("The promise moved to {0}.").format(date_text(order.current_promise))
	first = moved[0]
	told = _("The promise of {0} moved from {1} to {2}.").format(
		first["item"], date_text(first["from"]), date_text(first["to"])
	)
	if len(moved) > 1:
		told += " " + _("{0} more lines moved as well.").format(len(moved) - 1)
	return told


def count_text(event: str, count: int) -> str:
	"""Two words for the subject of a letter."""
	words = {
		OVERDUE: _("{0} overdue"),
		AT_RISK: _("{0} at risk"),
		NOTE_IN_CONFLICT: _("{0} with a note in conflict"),
		NOTE_UNREAD: _("{0} with an unread note"),
		APPROVAL_WAITING: _("{0} waiting for approval"),
		HOLD_OVERRUN: _("{0} held for too long"),
		ON_HOLD: _("{0} on hold"),
		DUE: _("{0} due"),
		PAYMENT_DUE: _("{0} to be paid"),
	}
	return words.get(event, _("{0} with news")).format(cint(count))


def subject_of_alert(row: _dict, order: _dict, rule: Rule | None, day: date) -> str:
	if rule and rule.subject:
		return filled(_(rule.subject), values_of(row, order, usual_sentence(row, order, day), day))
	return _("{0} of {1}: {2}").format(order.sales_order, order.customer_name or order.customer, _(row.event))


@contextmanager
def in_language(language: str | None) -> Iterator[None]:
	"""Everything within is said in this language, templates included; also when it throws. What Jinja has compiled is kept for
	the next one who speaks it."""
	before = frappe.local.lang, getattr(frappe.local, "jenv", None)
	compiled = getattr(frappe.local, "order_tracking_jenvs", None)
	if compiled is None:
		compiled = frappe.local.order_tracking_jenvs = {}
	spoken = frappe.local.lang = language or frappe.db.get_default("lang") or before[0]
	frappe.local.jenv = compiled.get(spoken)
	try:
		yield
	finally:
		compiled[spoken] = frappe.local.jenv
		frappe.local.lang, frappe.local.jenv = before
