"""The words in which the form tells a person how an order stands and what to do. Whole sentences, for translation."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, date_diff, flt, fmt_money, format_date, getdate

from order_tracking.constants import (
	AT_RISK,
	CANCELLED,
	CLOSED,
	DELIVERED_LATE,
	DUE_SOON,
	NOT_GIVEN,
	NOTE,
	ON_HOLD,
	ON_TRACK,
	OVERDUE,
	PENDING_APPROVAL,
	REJECTED,
)
from order_tracking.decisions.approval_tiers import current_round, roles_asked
from order_tracking.rules import next_action

LINES_NAMED = 3


def days_text(days: int) -> str:
	return _("1 day") if days == 1 else _("{0} days").format(days)


def due_text(promise: date, day: date) -> str:
	days = date_diff(promise, day)
	if days < 0:
		return _("{0} ago").format(days_text(-days))
	if days == 0:
		return _("today")
	return _("tomorrow") if days == 1 else _("in {0} days").format(days)


def since_text(start: date, day: date) -> str:
	if start == day:
		return _("since today")
	return _("since {0} ({1})").format(format_date(start), days_text(date_diff(day, start)))


def quantity_text(qty: float, uom: str | None) -> str:
	number = cint(qty) if flt(qty) == cint(qty) else flt(qty, 3)
	return f"{number:,} {_(uom) if uom else ''}".strip()


def health_detail(doc: Document, day: date) -> str:
	"""What stands beside the word of the health: how many days, since when. Days are worked out when read."""
	if doc.health == OVERDUE and doc.overdue_since:
		return since_text(doc.overdue_since, day)
	if doc.health in (DUE_SOON, ON_TRACK):
		return (
			_("due {0}").format(due_text(doc.next_promise, day))
			if doc.next_promise
			else _("no promised date")
		)
	if doc.health == AT_RISK and doc.risk_until and doc.next_promise:
		return _("would be {0} late").format(days_text(date_diff(doc.risk_until, doc.next_promise)))
	if doc.health == ON_HOLD and doc.held_on:
		return since_text(getdate(doc.held_on), day)
	if doc.health == DELIVERED_LATE:
		return _("{0} late").format(days_text(max(doc.days_late, doc.days_late_current)))
	return ""


def banner(doc: Document, day: date) -> str | None:
	"""Why an order is off its path: held, rejected, closed, cancelled, or waiting for its amendment."""
	if doc.stage == ON_HOLD:
		return held(doc)
	if doc.stage == REJECTED:
		return doc.rejection_reason or _("No reason given.")
	if doc.stage == CLOSED:
		told = [
			_("Cause: {0}").format(cause_text(doc.close_cause)),
			doc.close_reason or _("No reason given."),
		]
		short = [_("not everything was delivered")] if doc.delivered_amount < doc.net_total else []
		return " · ".join(short + told)
	if doc.stage == CANCELLED and doc.awaits_amendment:
		return _("The amendment is a draft: the tracker goes on with it once it is submitted.")
	if doc.stage == CANCELLED:
		return _("The Sales Order was cancelled.")
	return None


def held(doc: Document) -> str:
	parts = [
		_("since {0}").format(format_date(doc.held_on)) if doc.held_on else None,
		_("Cause: {0}").format(cause_text(doc.hold_cause)),
		doc.hold_reason,
		_("Expected to end on {0}").format(format_date(doc.hold_expected_end))
		if doc.hold_expected_end
		else None,
	]
	return " · ".join(filter(None, parts))


def cause_text(cause: str | None) -> str:
	return _(cause or NOT_GIVEN)


def why(doc: Document, day: date) -> list[dict]:
	"""Which lines are overdue, and which fact endangers the promise; a document to open where there is one."""
	reasons = []
	overdue = sorted((line for line in doc.lines if line.overdue_since), key=lambda line: line.overdue_since)
	for line in overdue[:LINES_NAMED]:
		reasons.append(
			{
				"text": _("{0}: {1} overdue for {2}").format(
					line.item_name or line.item_code,
					quantity_text(line.overdue_qty, line.uom),
					days_text(date_diff(day, line.overdue_since)),
				),
				"color": "red",
			}
		)
	if len(overdue) > LINES_NAMED:
		reasons.append(
			{"text": _("{0} more lines are overdue").format(len(overdue) - LINES_NAMED), "color": "red"}
		)
	if doc.risk_kind and doc.stage not in (ON_HOLD, CLOSED, CANCELLED):
		reasons.append(risk(doc))
	return reasons


def risk(doc: Document) -> dict:
	if doc.risk_kind == PENDING_APPROVAL:
		return {"text": _("The promise is near and the approval still waits."), "color": "orange"}
	if doc.risk_kind == NOTE:
		return {"text": _("The order and a note on it do not agree: see the notes."), "color": "orange"}
	text = _("Not before {0}, the promise is {1}").format(
		format_date(doc.risk_until), format_date(doc.next_promise) if doc.next_promise else _("not set")
	)
	is_document = frappe.db.exists("DocType", doc.risk_kind) and doc.risk_document
	return {
		"text": text,
		"color": "orange",
		"doctype": doc.risk_kind if is_document else None,
		"document": doc.risk_document if is_document else None,
	}


def next_sentence(
	kind: str, doc: Document, line: Document | None, asked: dict | None, rights: dict[str, bool], day: date
) -> str:
	"""One sentence on what to do now; `line` is the most urgent one, `asked` the promise change in question."""
	if kind == next_action.AMEND:
		return _("Submit the amended Sales Order, and this tracker goes on with it.")
	if kind == next_action.APPROVE:
		return approval_sentence(doc, rights)
	if kind == next_action.CHANGE_ORDER:
		return _("Change the Sales Order and ask for approval again, or cancel it.")
	if kind == next_action.RESUME:
		return hold_sentence(doc, day)
	if kind == next_action.ANSWER_REQUEST:
		return _("{0} asks to move the promise of {1} to {2}. Accept or refuse it.").format(
			asked.author_name, asked.item_code, format_date(asked.new_date)
		)
	if kind == next_action.GIVE_REASON:
		return _("You moved the promise of {0} to {1} without a reason. Say why.").format(
			asked.item_code, format_date(asked.new_date)
		)
	if kind == next_action.MOVE_PROMISE:
		return _("Speed it up, or tell the customer a new date and move the promise.")
	if kind == next_action.BILL:
		return _("Everything is delivered. Make the invoice for what is not billed yet.")
	if kind == next_action.COLLECT:
		return _("Everything is delivered and billed. {0} is still to be paid.").format(
			fmt_money(doc.outstanding_amount, currency=doc.currency)
		)
	if kind == next_action.NOTHING:
		return _("Nothing is left to do.")
	return line_sentence(kind, line, day)


def approval_sentence(doc: Document, rights: dict[str, bool]) -> str:
	reason = doc.approval_reason or _("every order needs it")
	if rights["approve"]:
		return _("Approve or reject the order. Approval is needed because: {0}.").format(reason)
	roles = [_(role) for role in roles_asked(current_round(doc))]
	if len(roles) > 1:
		return _(
			"Somebody of each of these roles has to approve the order, and not who made it: {0}. Approval is needed because: {1}."
		).format(", ".join(roles), reason)
	return _(
		"Somebody with the role {0} has to approve the order, and not who made it. Approval is needed because: {1}."
	).format(roles[0], reason)


def hold_sentence(doc: Document, day: date) -> str:
	if not doc.hold_expected_end:
		return _("Nobody said when the hold ends. Resume the order as soon as the cause is gone.")
	end = format_date(doc.hold_expected_end)
	if doc.hold_expected_end < day:
		return _(
			"The hold should have ended on {0}. Resume the order, or hold it again with a new date."
		).format(end)
	return _("The hold is expected to end on {0}. Resume the order as soon as the cause is gone.").format(end)


def line_sentence(kind: str, line: Document | None, day: date) -> str:
	"""Where the next thing to do hangs on one line."""
	if line is None:
		return _("No line has a promised date. Set the delivery dates in the Sales Order.")
	item, due = line.item_name or line.item_code, due_text(line.next_promise, day)
	left = quantity_text(line.remaining_qty, line.uom)
	if kind == next_action.ACCEPT_SERVICE:
		return _("Accept {0} once it is done (promised {1}), or promise a new date.").format(item, due)
	if kind == next_action.DELIVER:
		return _("Deliver {0} of {1} (promised {2}), or promise a new date.").format(left, item, due)
	return _("Nothing is urgent. Next comes {0} of {1}, {2}.").format(left, item, due)
