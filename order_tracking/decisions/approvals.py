"""Which orders need somebody's approval before they count, who may give it, and what a decision leaves behind."""

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.model.workflow import get_transitions, get_workflow_name
from frappe.query_builder import DocType
from frappe.query_builder.functions import Coalesce, Max
from frappe.utils import flt, now_datetime

from order_tracking.constants import (
	APPROVED,
	CANCELLED,
	CLOSED,
	ON_HOLD,
	PENDING_APPROVAL,
	REJECTED,
	TRACKER,
)
from order_tracking.decisions.approval_tiers import (
	ASKED_AGAIN,
	WAITING,
	approvers_of,
	current_round,
	fingerprint,
	further_rows,
	last_round,
	outdated_rows,
	rows_to_ask,
	selves_of,
	tiers_of,
	waiting_rows,
)
from order_tracking.rules.approval import (
	ApprovalRule,
	Terms,
	lowest_amount,
	reasons_for_approval,
)

NO_APPROVAL = {"workflow_state": APPROVED, "needs_approval": 0}


class SelfApprovalError(frappe.PermissionError):
	pass


class DecisionRefusedError(frappe.ValidationError):
	pass


# --- what an order starts with ----------------------------------------------------------------------


def starting_decisions(orders: list[_dict], settings) -> dict[str, dict]:
	"""By order, the decisions that its tracker starts with. Reads nothing where the settings ask for nothing."""
	rule = ApprovalRule(
		amount=lowest_amount(flt(settings.approval_amount), tiers_of(settings)),
		discount=flt(settings.approval_discount),
		is_first_order_checked=bool(settings.approve_first_order),
	)
	names = [order.name for order in orders]
	discounts = read_discounts(names) if rule.discount else {}
	first_orders = read_first_orders(names) if rule.is_first_order_checked else set()
	starts = {}
	for order in orders:
		total = flt(order.base_rounded_total) or flt(order.base_grand_total)
		terms = Terms(total, discounts.get(order.name, 0.0), order.name in first_orders)
		starts[order.name] = starting_decision(reasons_for_approval(terms, rule))
	return starts


def starting_decision(reasons: list[str]) -> dict:
	if not reasons:
		return dict(NO_APPROVAL)
	return {
		"workflow_state": PENDING_APPROVAL,
		"needs_approval": 1,
		"approval_reason": ", ".join(reasons),
		"approved_by": None,
		"approved_on": None,
		"rejection_reason": None,
	}


def read_discounts(orders: list[str]) -> dict[str, float]:
	"""By order, the highest discount in percent: of the whole order, as a percentage or an amount, or of one line."""
	order, line = DocType("Sales Order"), DocType("Sales Order Item")
	rows = (
		frappe.qb.from_(order)
		.join(line)
		.on((line.parent == order.name) & (line.parenttype == "Sales Order"))
		.select(
			order.name,
			order.additional_discount_percentage,
			order.discount_amount,
			order.total,
			Max(Coalesce(line.discount_percentage, 0)),
		)
		.where(order.name.isin(orders or [""]))
		.groupby(order.name, order.additional_discount_percentage, order.discount_amount, order.total)
		.run()
	)
	return {
		name: max(flt(percent), flt(amount) / flt(total) * 100 if flt(total) else 0.0, flt(of_line))
		for name, percent, amount, total, of_line in rows
	}


def read_first_orders(orders: list[str]) -> set[str]:
	"""Which of these orders are the oldest submitted one of their customer."""
	order, older = DocType("Sales Order"), DocType("Sales Order").as_("older")
	rows = (
		frappe.qb.from_(order)
		.left_join(older)
		.on(
			(older.customer == order.customer)
			& (older.docstatus == 1)
			& (older.name != order.name)
			& (older.creation < order.creation)
		)
		.select(order.name)
		.where(order.name.isin(orders or [""]) & older.name.isnull())
		.run()
	)
	return {row[0] for row in rows}


# --- decisions of people ----------------------------------------------------------------------------


def decide(tracker: Document, stored: Document, state: str, reason: str | None = None) -> None:
	"""Let the user move the workflow from where `stored` stands to `state`, if the Workflow and our rules allow it.

	Changes `tracker` in memory and saves nothing. Several tiers: the state moves when the last one has approved.
	"""
	check_button(state, stored.workflow_state)
	check_transition(stored, state)
	tracker.workflow_state = state
	if state == APPROVED:
		approve(tracker, stored)
	elif state == REJECTED:
		reject(tracker, reason)
	elif state == PENDING_APPROVAL:
		ask(tracker)


def check_button(state: str, before: str) -> None:
	"""ERPNext must be told of these, and asks for its own rights; so they are not made by moving a state."""
	buttons = {
		(ON_HOLD, True): _("Use the button Hold: it says who caused it and why."),
		(ON_HOLD, False): _("The order is on hold. Use the button Resume."),
		(CLOSED, True): _("Use the button Close: it says who caused it and why."),
		(CLOSED, False): _("The order is closed. Use the button Reopen."),
		(CANCELLED, True): _("Cancel the Sales Order itself; its tracker follows."),
		(CANCELLED, False): _("The Sales Order is cancelled. Amend it to go on with it."),
	}
	if sentence := buttons.get((state, True)) or buttons.get((before, False)):
		frappe.throw(sentence, DecisionRefusedError, title=_("Not by Moving the State"))


def check_transition(stored: Document, state: str) -> None:
	transitions = get_transitions(stored) if get_workflow_name(TRACKER) else []
	transitions = [transition for transition in transitions if transition.next_state == state]
	if not transitions:
		frappe.throw(
			_(
				"You cannot move this order from {0} to {1}. Ask somebody whose role the Workflow allows to do it."
			).format(_(stored.workflow_state), _(state)),
			DecisionRefusedError,
		)
	if is_self(stored) and not any(transition.allow_self_approval for transition in transitions):
		frappe.throw(
			_(
				"You made or submitted this order, or asked for its approval, so somebody else has to decide about it."
			),
			SelfApprovalError,
			title=_("Not Your Own Order"),
		)


def is_self(tracker: Document) -> bool:
	"""Whether the user created or submitted the order or asked for its approval. Frappe looks at the owner alone."""
	maker = frappe.db.get_value("Sales Order", tracker.sales_order, "owner")
	return frappe.session.user in selves_of(tracker, maker)


def approve(tracker: Document, stored: Document) -> None:
	"""The state moves when all who have to approve have done so, and all of them this version of the order."""
	ask_again(tracker)
	waiting = waiting_rows(tracker.approvals)
	if waiting:
		decide_tier(tracker, own_row(tracker, waiting), APPROVED)
	if len(waiting) > 1:
		tracker.workflow_state = stored.workflow_state
		return
	tracker.update(
		{"approved_by": frappe.session.user, "approved_on": now_datetime(), "rejection_reason": None}
	)


def ask_again(tracker: Document) -> None:
	"""The order may have changed since somebody approved it, or have grown until it needs a further approval."""
	rows = last_round(tracker.approvals)
	for row in outdated_rows(rows, fingerprint(tracker, tracker.lines)):
		row.update(ASKED_AGAIN)
	for row in further_rows(rows, tracker.base_grand_total):
		tracker.append("approvals", row)


def reject(tracker: Document, reason: str | None) -> None:
	if not (reason or "").strip():
		frappe.throw(
			_("Say why this order is rejected: use the button Reject and give a reason."),
			DecisionRefusedError,
			title=_("Reason Missing"),
		)
	ask_again(tracker)
	waiting = waiting_rows(tracker.approvals)
	if waiting:
		decide_tier(tracker, own_row(tracker, waiting), REJECTED, reason)
	# Nobody else need look at it; who asks again asks all of them.
	tracker.set("approvals", [row for row in tracker.approvals if row.status != WAITING])
	tracker.update(
		{"needs_approval": 1, "rejection_reason": reason.strip(), "approved_by": None, "approved_on": None}
	)


def own_row(tracker: Document, waiting: list[Document]) -> Document:
	"""The approval that the user can give; several are given by as many people."""
	roles = frappe.get_roles()
	own = next((row for row in waiting if not row.role or row.role in roles), None)
	if own is None:
		frappe.throw(
			_("This approval waits for somebody with the role {0}.").format(_(waiting[0].role)),
			DecisionRefusedError,
		)
	if frappe.session.user in approvers_of(current_round(tracker)):
		frappe.throw(
			_(
				"You have approved this order already. Somebody else with the role {0} has to approve it too."
			).format(_(own.role)),
			DecisionRefusedError,
		)
	return own


def decide_tier(tracker: Document, row: Document, status: str, reason: str | None = None) -> None:
	row.update(
		{
			"status": status,
			"approver": frappe.session.user,
			"decided_on": now_datetime(),
			"reason": reason,
			"approved_version": fingerprint(tracker, tracker.lines),
		}
	)


def ask(tracker: Document) -> None:
	tracker.update(
		{
			"needs_approval": 1,
			"approval_requested_by": frappe.session.user,
			"approved_by": None,
			"approved_on": None,
			"rejection_reason": None,
		}
	)
	if not any(row.status == WAITING for row in tracker.approvals):
		for row in rows_to_ask(tracker.base_grand_total):
			tracker.append("approvals", row)
