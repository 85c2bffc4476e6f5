"""What the top of a form needs to answer at a glance: where, on time or not, promised what, paid how far, what next."""

import frappe
from frappe import _dict
from frappe.model.document import Document
from frappe.utils import date_diff, get_fullname, getdate, today

from order_tracking import sentences
from order_tracking.connections import NAMES_THE_ORDER, named, readable
from order_tracking.constants import (
	COMPLETED,
	CONFIRMED,
	DELIVERED,
	IN_PROGRESS,
	MOVED,
	PARTLY_DELIVERED,
	PENDING_APPROVAL,
	PROMISE_CHANGE,
	READY,
	TRACKER,
)
from order_tracking.decisions.approval_tiers import current_round, may_approve
from order_tracking.ledger import ASKS_FOR_REASON, COUNTING, WAITING
from order_tracking.permissions import has_role, is_manager, may_change_order
from order_tracking.reporting.next_actions import situation_of
from order_tracking.rules.next_action import ANSWER_REQUEST, COLLECT, next_action_of
from order_tracking.rules.stage import OFF_THE_PATH, reached_step

STEPS = (PENDING_APPROVAL, CONFIRMED, IN_PROGRESS, READY, PARTLY_DELIVERED, DELIVERED, COMPLETED)
HISTORY_ROWS = 500


@frappe.whitelist()
def get_overview(tracker: str) -> dict:
	"""Everything that the form's header and its promise history show, in one call. Needs the right to read the tracker."""
	doc = frappe.get_doc(TRACKER, tracker)
	doc.check_permission("read")
	day = getdate(today())
	history = promise_history(doc.name)
	rights = rights_of(doc)
	return {
		"today": day,
		"steps": steps_of(doc),
		"health": {"word": doc.health, "detail": sentences.health_detail(doc, day)},
		"banner": sentences.banner(doc, day),
		"promise": promise_of(doc, history),
		"why": sentences.why(doc, day),
		"next": next_step(doc, history, rights, day),
		"history": history,
		"may": rights,
	}


@frappe.whitelist()
def get_headline(sales_order: str) -> dict | None:
	"""The line about its tracker on top of a Sales Order; None where there is none, or none that the user may read."""
	frappe.get_doc("Sales Order", sales_order).check_permission("read")
	name = frappe.db.get_value(TRACKER, {"sales_order": sales_order})
	if not name or not frappe.has_permission(TRACKER, "read", doc=name):
		return None
	doc = frappe.get_doc(TRACKER, name)
	return {
		"tracker": doc.name,
		"stage": doc.stage,
		"health": doc.health,
		"detail": sentences.health_detail(doc, getdate(today())),
		"next_promise": doc.next_promise,
		"actual_date": doc.actual_date,
	}


def steps_of(doc: Document) -> list[dict]:
	"""The stages on the way, each done, now or ahead; approval only where this order needs it."""
	path = [step for step in STEPS if step != PENDING_APPROVAL or doc.needs_approval or doc.stage == step]
	reached = path.index(reached_step(doc)) if reached_step(doc) in path else 0
	is_stopped = doc.stage in OFF_THE_PATH
	steps = []
	for number, step in enumerate(path):
		state = "done" if number < reached else "ahead"
		if number == reached:
			state = "done" if step == COMPLETED else "stopped" if is_stopped else "now"
		steps.append({"stage": step, "state": state})
	return steps


def promise_history(tracker: str) -> list[_dict]:
	"""The ledger of this tracker, newest first. Whoever may read the tracker may read its ledger."""
	rows = frappe.get_all(
		PROMISE_CHANGE,
		filters={"order_tracker": tracker},
		fields=[
			"name",
			"sales_order_item",
			"item_code",
			"kind",
			"old_date",
			"new_date",
			"qty",
			"cause",
			"reason",
			"author",
			"happened_at",
			"status",
			"decided_by",
		],
		order_by="happened_at desc, creation desc",
		limit=HISTORY_ROWS,
	)
	names = {user: get_fullname(user) for user in {row.author for row in rows} if user}
	for row in rows:
		row.author_name = names.get(row.author)
		row.days = date_diff(row.new_date, row.old_date) if row.old_date and row.new_date else None
		row.is_mine = row.author == frappe.session.user
		row.asks_me_why = row.status == ASKS_FOR_REASON and row.is_mine
		row.may_say_why = row.status == ASKS_FOR_REASON and (row.is_mine or is_manager())
	return rows


def promise_of(doc: Document, history: list[_dict]) -> dict:
	"""Requested, first, current and actual date of the order, and how far they lie apart in days."""
	counted = [row for row in history if row.kind == MOVED and row.status in COUNTING]
	first, current = doc.first_promise, doc.current_promise
	return {
		"requested": doc.requested_date,
		"first": first,
		"current": current,
		"next": doc.next_promise,
		"actual": doc.actual_date,
		"moves": len(counted),
		"moved_days": date_diff(current, first) if first and current else 0,
		"late_days": doc.days_late if doc.actual_date else 0,
		"late_days_current": doc.days_late_current if doc.actual_date else 0,
	}


def rights_of(doc: Document) -> dict[str, bool]:
	"""What the user may try; the server asks again when it is done."""
	order = frappe.get_doc("Sales Order", doc.sales_order)
	decides = bool(has_role() and doc.has_permission("write"))
	user, roles = frappe.session.user, frappe.get_roles()
	return {
		"decide": decides,
		"change_order": may_change_order(order),
		"submit_order": bool(decides and order.has_permission("submit")),
		"approve": decides and may_approve(user, roles, doc, order.owner, current_round(doc)),
		"deliver": bool(frappe.has_permission("Delivery Note", "create")),
		"bill": bool(frappe.has_permission("Sales Invoice", "create")),
		"collect": bool(frappe.has_permission("Sales Invoice", "read")),
	}


def next_step(doc: Document, history: list[_dict], rights: dict[str, bool], day) -> dict:
	"""The most urgent thing to do: its kind, which the form turns into a button, and a sentence."""
	urgent = most_urgent_line(doc)
	request = next((row for row in history if row.status == WAITING), None)
	unexplained = next((row for row in history if row.asks_me_why), None)
	line_kind = urgent.line_kind if urgent else None
	kind = next_action_of(
		situation_of(doc, line_kind, has_request=bool(request), asks_me_why=bool(unexplained))
	)
	asked = request if kind == ANSWER_REQUEST else unexplained
	return {
		"kind": kind,
		"sentence": sentences.next_sentence(kind, doc, urgent, asked, rights, day),
		"line": urgent.sales_order_item if urgent else None,
		"change": asked.name if asked else None,
		"invoices": invoices_of(doc) if kind == COLLECT else [],
	}


def invoices_of(doc: Document) -> list[str]:
	"""Those that the user may read."""
	names = named(*NAMES_THE_ORDER["Sales Invoice"], [doc.sales_order], "Sales Invoice")
	return readable("Sales Invoice", names)


def most_urgent_line(doc: Document) -> Document | None:
	"""The line with quantity left whose promise is the oldest."""
	waiting = [line for line in doc.lines if line.next_promise and not line.is_struck]
	return min(waiting, key=lambda line: (line.next_promise, line.idx), default=None)
