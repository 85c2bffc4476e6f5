"""What people decide with the buttons of a tracker: hold, resume, close, reopen, begin, ready, accept, approve, reject.

Each decision is a transaction of its own. It is committed, the drain runs, and the answer shows what follows from it.
Holding and closing is ERPNext's own word: it is said to ERPNext as the acting user, and taken over from there.
"""

from collections.abc import Callable
from datetime import date

import frappe
from erpnext.selling.doctype.sales_order.sales_order import update_status
from frappe import _, _dict
from frappe.model.document import Document
from frappe.utils import formatdate, getdate, today

from order_tracking import records
from order_tracking.constants import (
	APPROVED,
	CAUSES,
	CLOSED,
	ENDED_STAGES,
	NOT_GIVEN,
	ON_HOLD,
	PENDING_APPROVAL,
	READY,
	REJECTED,
	TRACKER,
	TRACKER_LINE,
)
from order_tracking.decisions.approvals import DecisionRefusedError
from order_tracking.decisions.saved import IN_PROGRESS, SAYINGS, history_row
from order_tracking.drain import drain_quietly
from order_tracking.marks import mark_decision
from order_tracking.permissions import tracker_to_decide
from order_tracking.transactions import transact

ANSWER = ("name", "sales_order", "workflow_state", "stage", "health", "modified")


@frappe.whitelist(methods=["POST"])
def hold(tracker: str, cause: str, reason: str, expected_end: str | None = None) -> dict:
	"""Put the order on hold in ERPNext; on an order that is held already, say or correct why and until when."""

	def decision() -> None:
		doc = open_tracker(tracker)
		end = getdate(expected_end) if expected_end else None
		if end and end < getdate(today()):
			frappe.throw(
				_("The hold is expected to end in the past. Give a day from today on."), DecisionRefusedError
			)
		stop(doc, "hold", ON_HOLD, cause, reason, hold_expected_end=end)

	return carry_out(tracker, decision)


@frappe.whitelist(methods=["POST"])
def resume(tracker: str) -> dict:
	"""End the hold in ERPNext; the order stands again where its approval leaves it."""
	return carry_out(tracker, lambda: take_back_status(tracker, ON_HOLD))


@frappe.whitelist(methods=["POST"])
def close(tracker: str, cause: str, reason: str) -> dict:
	"""Close the order short in ERPNext; on an order that is closed already, say or correct why."""

	def decision() -> None:
		doc = tracker_to_decide(tracker)
		if doc.stage in ENDED_STAGES and order_status(doc) != CLOSED:
			refuse_ended(doc)
		stop(doc, "close", CLOSED, cause, reason)

	return carry_out(tracker, decision)


@frappe.whitelist(methods=["POST"])
def reopen(tracker: str) -> dict:
	"""Open a closed order again in ERPNext, which checks the customer's credit limit."""
	return carry_out(tracker, lambda: take_back_status(tracker, CLOSED))


@frappe.whitelist(methods=["POST"])
def begin_work(tracker: str) -> dict:
	"""Say that work on the order has begun."""
	return carry_out(tracker, lambda: save(tracker, stage=IN_PROGRESS))


@frappe.whitelist(methods=["POST"])
def say_ready(tracker: str) -> dict:
	"""Say that the order is ready to be delivered."""
	return carry_out(tracker, lambda: save(tracker, stage=READY))


@frappe.whitelist(methods=["POST"])
def take_back(tracker: str, what: str) -> dict:
	"""Take back what people said of the order: `what` is the stage "In Progress" or "Ready"."""

	def decision() -> None:
		doc = tracker_to_decide(tracker)
		if what not in SAYINGS:
			frappe.throw(_("Only In Progress and Ready can be taken back."), DecisionRefusedError)
		said_on, said_by, _allowed = SAYINGS[what]
		if not doc.get(said_on):
			frappe.throw(
				_("Nobody has called this order {0}; it follows from its documents.").format(_(what)),
				DecisionRefusedError,
			)
		record(doc, {said_on: None, said_by: None}, said_on)

	return carry_out(tracker, decision)


@frappe.whitelist(methods=["POST"])
def request_approval(tracker: str, reason: str | None = None) -> dict:
	"""Ask for approval, of an approved or a rejected order; whoever asks cannot be the one who approves."""
	return carry_out(tracker, lambda: save(tracker, reason, workflow_state=PENDING_APPROVAL))


@frappe.whitelist(methods=["POST"])
def approve(tracker: str) -> dict:
	"""Approve the order; its dates become the first promise."""
	return carry_out(tracker, lambda: save(tracker, workflow_state=APPROVED))


@frappe.whitelist(methods=["POST"])
def reject(tracker: str, reason: str) -> dict:
	"""Reject the order and say why."""
	return carry_out(tracker, lambda: save(tracker, reason, workflow_state=REJECTED))


@frappe.whitelist(methods=["POST"])
def accept_service(tracker: str, line: str, accepted_on: str | None = None) -> dict:
	"""The customer has accepted a service, today or on an earlier day: its line is complete."""

	def decision() -> None:
		doc = open_tracker(tracker)
		row = line_of(doc, line)
		day = getdate(accepted_on or today())
		check_service(row)
		if not doc.transaction_date <= day <= getdate(today()):
			frappe.throw(
				_("A service is accepted between the order's date {0} and today.").format(
					formatdate(doc.transaction_date)
				),
				DecisionRefusedError,
			)
		values = {"accepted_on": day, "accepted_by": frappe.session.user}
		record_line(doc, row, values, "accepted_on")

	return carry_out(tracker, decision)


@frappe.whitelist(methods=["POST"])
def take_back_acceptance(tracker: str, line: str) -> dict:
	"""The service was accepted by mistake: its line is open again."""

	def decision() -> None:
		doc = tracker_to_decide(tracker)
		row = line_of(doc, line)
		if not row.accepted_on:
			frappe.throw(_("Nobody has accepted {0}.").format(row.item_name), DecisionRefusedError)
		record_line(doc, row, {"accepted_on": None, "accepted_by": None}, "accepted_on")

	return carry_out(tracker, decision)


@frappe.whitelist(methods=["POST"])
def set_return_promise(tracker: str, line: str, date: str | None = None) -> dict:
	"""Promise a replacement of returned goods for a day; without a day, no replacement is promised any more."""

	def decision() -> None:
		doc = open_tracker(tracker)
		row, day = line_of(doc, line), getdate(date) if date else None
		if not row.returned_qty:
			frappe.throw(_("Nothing of {0} has come back.").format(row.item_name), DecisionRefusedError)
		if day and day < getdate(today()):
			frappe.throw(
				_("The promised day is in the past. Give a day from today on."), DecisionRefusedError
			)
		record_line(doc, row, {"return_promise": day}, "return_promise")

	return carry_out(tracker, decision)


# --- how a decision is carried out --------------------------------------------------------------------


def carry_out(tracker: str, decision: Callable[[], object]) -> _dict:
	"""Run the decision in a transaction of its own, commit it, let the drain follow; returns where the order stands then."""
	transact(decision)
	drain_quietly()
	return frappe.db.get_value(TRACKER, tracker, ANSWER, as_dict=True)


def save(name: str, reason: str | None = None, **wishes) -> None:
	"""A decision that the tracker's own `validate` checks, as it does for every other door."""
	tracker = tracker_to_decide(name)
	tracker.flags.decision_reason = (reason or "").strip() or None
	tracker.update(wishes)
	tracker.save()


def open_tracker(name: str) -> Document:
	tracker = tracker_to_decide(name)
	if tracker.stage in ENDED_STAGES:
		refuse_ended(tracker)
	return tracker


def refuse_ended(tracker: Document) -> None:
	frappe.throw(
		_("The order is {0}; there is nothing left to decide. Reopen it first if it was closed.").format(
			_(tracker.stage)
		),
		DecisionRefusedError,
	)


def stop(tracker: Document, kind: str, status: str, cause: str, reason: str, **more) -> None:
	"""Let ERPNext give its order this status, and keep who caused it and why; `kind` is "hold" or "close"."""
	check_cause(cause, reason)
	tell_erpnext(tracker, status)
	values = {f"{kind}_cause": cause, f"{kind}_reason": reason.strip(), **more}
	record(tracker, values, f"{kind}_cause", remark=reason)


def check_cause(cause: str, reason: str) -> None:
	if cause not in CAUSES or cause == NOT_GIVEN:
		frappe.throw(_("Say who caused it: Customer, Us or Supplier."), DecisionRefusedError)
	if not (reason or "").strip():
		frappe.throw(_("Say why, so that whoever answers the customer knows."), DecisionRefusedError)


def order_status(tracker: Document) -> str:
	return frappe.db.get_value("Sales Order", tracker.sales_order, "status")


def tell_erpnext(tracker: Document, status: str) -> None:
	"""ERPNext's own status change as the acting user, with ERPNext's own check of permissions."""
	if order_status(tracker) != status:
		update_status(status, tracker.sales_order)


def take_back_status(name: str, status: str) -> None:
	tracker = tracker_to_decide(name)
	if order_status(tracker) != status:
		frappe.throw(_("The order is not {0}.").format(_(status)), DecisionRefusedError)
	# ERPNext works out the status that follows when it is told "Draft".
	update_status("Draft", tracker.sales_order)


def line_of(tracker: Document, line: str) -> Document:
	"""The line by its own name or by that of its Sales Order line."""
	for row in tracker.lines:
		if line in (row.name, row.sales_order_item) and not row.is_struck:
			return row
	frappe.throw(
		_("The order has no such line any more. Reload the page and try again."), DecisionRefusedError
	)


def check_service(row: Document) -> None:
	if row.line_kind != "Service":
		frappe.throw(
			_("{0} is goods: it is delivered by a Delivery Note, not accepted.").format(row.item_name),
			DecisionRefusedError,
		)
	if row.is_closed:
		frappe.throw(_("The line of {0} is closed.").format(row.item_name), DecisionRefusedError)


def record(tracker: Document, values: dict, field: str, remark: str | None = None) -> None:
	"""Store a decision without touching `modified`: nobody's open form becomes stale by it."""
	old = tracker.get(field)
	frappe.db.set_value(TRACKER, tracker.name, values, update_modified=False)
	tracker.update(values)
	records.write_history([history_row(tracker, field, old, remark=remark)])
	mark_decision(tracker.sales_order, "decided")


def record_line(tracker: Document, row: Document, values: dict[str, date | str | None], field: str) -> None:
	frappe.db.set_value(TRACKER_LINE, row.name, values, update_modified=False)
	told = history_row(tracker, field, row.get(field), line=row.sales_order_item)
	records.write_history([{**told, "to_value": values[field], "source_doctype": TRACKER}])
	mark_decision(tracker.sales_order, "decided")
