"""Moving promises: many lines at once, with who caused it and why; as a request where the user may not change the order."""

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.query_builder import DocType
from frappe.utils import cint, getdate, now_datetime

from order_tracking import bulk, records
from order_tracking.constants import ASKED, MOVED, PROMISE_CHANGE, TRACKER
from order_tracking.decisions.approvals import DecisionRefusedError
from order_tracking.decisions.buttons import carry_out, check_cause, open_tracker
from order_tracking.decisions.far_moves import check_far_move, far_moves
from order_tracking.decisions.moves import (
	Why,
	as_promised,
	checked_moves,
	label_of,
	new_dates,
	problem_with,
	save_order,
)
from order_tracking.decisions.saved import history_row
from order_tracking.ledger import ACCEPTED, ASKS_FOR_REASON, COUNTS, REFUSED, WAITING
from order_tracking.marks import mark_decision
from order_tracking.permissions import is_manager, may_change_order, tracker_to_decide

SOURCE = "Order Tracking"


@frappe.whitelist(methods=["POST"])
def move(
	tracker: str, dates: list | str, cause: str, reason: str, customer_reason: str | None = None
) -> dict:
	"""Promise new days for lines: `dates` is a list of {"line", "date"}. Saves the Sales Order as the user; who may not
	do that makes a request, and so does who moves a promise farther than the settings let one person do. The answer says
	in `is_request` whether something waits; until it is accepted the old promise counts. `customer_reason` is what the
	customer may read of it; `reason` stays with us.
	"""
	outcome = _dict()
	why = Why(cause, (reason or "").strip(), (customer_reason or "").strip() or None)

	def decision() -> None:
		doc = open_tracker(tracker)
		check_cause(cause, reason)
		moves = checked_moves(doc, frappe.parse_json(dates))
		order = frappe.get_doc("Sales Order", doc.sales_order)
		asked = far_moves(doc, moves) if may_change_order(order) else moves
		outcome.is_request = bool(asked)
		if asked:
			ask(doc, asked, why)
		if done := {line: day for line, day in moves.items() if line not in asked}:
			save_order(order, done, why)

	return {**carry_out(tracker, decision), **outcome}


@frappe.whitelist(methods=["POST"])
def preview(
	tracker: str,
	how: str,
	day: str | None = None,
	days: int | str = 0,
	lines_a_week: int | str = 1,
	lines: list | str | None = None,
) -> list[dict]:
	"""What "fill", "shift" or "spread" would make of the promises of these lines (all when not given). Changes nothing."""
	doc = open_tracker(tracker)
	chosen = set(frappe.parse_json(lines) or [])
	rows = [row for row in doc.lines if not chosen or chosen & {row.name, row.sales_order_item}]
	promised = [as_promised(row) for row in rows]
	new = new_dates(how, promised, getdate(day) if day else None, cint(days), cint(lines_a_week))
	return [
		{
			"line": row.sales_order_item,
			"idx": row.idx,
			"item_code": row.item_code,
			"item_name": row.item_name,
			"old_date": row.current_promise,
			"new_date": new.get(row.sales_order_item),
			"problem": problem_with(doc, row, new.get(row.sales_order_item)),
		}
		for row in rows
	]


@frappe.whitelist(methods=["POST"])
def accept_request(change: str) -> dict:
	"""Do what a request asks for, as the user, who needs the right to change the Sales Order."""
	asked = frappe.get_doc(PROMISE_CHANGE, change)

	def decision() -> None:
		doc = open_tracker(asked.order_tracker)
		check_waiting(asked.name)
		check_far_move(asked, doc)
		order = order_to_change(doc)
		moves = checked_moves(doc, [{"line": asked.sales_order_item, "date": asked.new_date}])
		settle(asked, ACCEPTED)
		save_order(order, moves, Why(asked.cause, asked.reason, asked.get("customer_reason")))

	return carry_out(asked.order_tracker, decision)


@frappe.whitelist(methods=["POST"])
def refuse_request(change: str, reason: str | None = None) -> dict:
	"""Leave the promise as it is. Who asked may withdraw the request; else it takes the right to change the Sales Order."""
	asked = frappe.get_doc(PROMISE_CHANGE, change)

	def decision() -> None:
		doc = tracker_to_decide(asked.order_tracker)
		check_waiting(asked.name)
		if asked.author != frappe.session.user:
			order_to_change(doc)
		settle(asked, REFUSED)
		row = history_row(doc, "promise_request", WAITING, line=asked.sales_order_item, remark=reason)
		records.write_history([{**row, "to_value": REFUSED}])

	return carry_out(asked.order_tracker, decision)


@frappe.whitelist(methods=["POST"])
def give_reason(change: str, cause: str, reason: str) -> dict:
	"""Say afterwards why a date was moved in ERPNext. Asked of its author, who needs no role of ours; a manager may answer
	too."""
	entry = frappe.get_doc(PROMISE_CHANGE, change)

	def decision() -> None:
		doc = tracker_to_explain(entry)
		check_cause(cause, reason)
		if frappe.db.get_value(PROMISE_CHANGE, change, "status", for_update=True) != ASKS_FOR_REASON:
			frappe.throw(_("The reason for this change is already given."), DecisionRefusedError)
		update_entry(change, {"cause": cause, "reason": reason.strip(), "status": COUNTS})
		row = history_row(doc, "promise_reason", None, line=entry.sales_order_item, remark=reason)
		records.write_history([{**row, "to_value": cause}])

	return carry_out(entry.order_tracker, decision)


def tracker_to_explain(entry: Document) -> Document:
	"""The tracker, if the user may say why its promise moved: whom ERPNext lets change the order may say so of their own move."""
	doc, is_own = frappe.get_doc(TRACKER, entry.order_tracker), entry.author == frappe.session.user
	if is_own and may_change_order(frappe.get_doc("Sales Order", doc.sales_order)):
		doc.check_permission("read")
		return doc
	doc = tracker_to_decide(entry.order_tracker)
	if not is_own and not is_manager():
		frappe.throw(_("Only {0} or a manager can say why.").format(entry.author), frappe.PermissionError)
	return doc


# --- requests -------------------------------------------------------------------------------------------


def order_to_change(tracker: Document) -> Document:
	"""Its Sales Order, if the user may change it, as ERPNext asks it of somebody who changes a submitted one."""
	order = frappe.get_doc("Sales Order", tracker.sales_order)
	order.check_permission("write")
	order.check_permission("submit")
	return order


def ask(tracker: Document, moves: dict, why: Why) -> None:
	"""One request a line, for somebody who may change the Sales Order. It does not count before it is accepted."""
	now, user = now_datetime(), frappe.session.user
	rows = {row.sales_order_item: row for row in tracker.lines}
	for line in waiting_lines(tracker.name) & set(moves):
		frappe.throw(
			_("A request for {0} already waits for an answer. Withdraw it first.").format(
				label_of(rows[line])
			),
			DecisionRefusedError,
		)
	common = {
		"order_tracker": tracker.name,
		"company": tracker.company,
		"customer": tracker.customer,
		"sales_order": tracker.sales_order,
		"kind": MOVED,
		**why._asdict(),
		"author": user,
		"happened_at": now,
		"status": WAITING,
		"source": SOURCE,
	}
	bulk.insert_rows(
		PROMISE_CHANGE,
		[
			{
				**common,
				"sales_order_item": line,
				"item_code": rows[line].item_code,
				"old_date": rows[line].current_promise,
				"new_date": day,
				"qty": rows[line].qty,
			}
			for line, day in moves.items()
		],
		now,
	)
	records.write_history(
		[
			{
				**history_row(tracker, "promise_request", None, line=line, remark=why.reason),
				"to_value": str(day),
			}
			for line, day in moves.items()
		]
	)
	mark_decision(tracker.sales_order, ASKED)


def waiting_lines(tracker: str) -> set[str]:
	change = DocType(PROMISE_CHANGE)
	rows = (
		frappe.qb.from_(change)
		.select(change.sales_order_item)
		.where((change.order_tracker == tracker) & (change.status == WAITING))
		.run()
	)
	return {row[0] for row in rows}


def check_waiting(change: str) -> None:
	"""Two people may answer at once: the first one counts."""
	if frappe.db.get_value(PROMISE_CHANGE, change, "status", for_update=True) != WAITING:
		frappe.throw(_("This request is answered already."), DecisionRefusedError)


def settle(asked: Document, status: str) -> None:
	update_entry(
		asked.name, {"status": status, "decided_by": frappe.session.user, "decided_on": now_datetime()}
	)


def update_entry(name: str, values: dict) -> None:
	frappe.db.set_value(PROMISE_CHANGE, name, values, update_modified=False)
