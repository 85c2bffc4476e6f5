"""The next action of many orders at once, in a word or two, for listings. The rule is `rules/next_action.py`."""

from collections.abc import Iterable

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.query_builder import DocType

from order_tracking.constants import DUE_SOON, PROMISE_CHANGE
from order_tracking.ledger import ASKS_FOR_REASON, WAITING
from order_tracking.rules import next_action
from order_tracking.rules.next_action import Situation, next_action_of


def with_next_actions(rows: list[_dict]) -> list[_dict]:
	"""Adds `next_action` to rows that tell of an order: its name as `tracker`, stage, health, whether it is billed and paid;
	and of what is overdue or at risk. One query, whatever the number of rows; returns the same rows."""
	requests, unexplained = open_questions(frappe.session.user)
	words = action_words()
	for row in rows:
		situation = situation_of(row, row.line_kind, row.tracker in requests, row.tracker in unexplained)
		row.next_action = words[next_action_of(situation)]
	return rows


def situation_of(
	order: Document | _dict, line_kind: str | None, has_request: bool, asks_me_why: bool
) -> Situation:
	"""Of a tracker as it is stored; `line_kind`: of its most urgent line."""
	return Situation(
		stage=order.stage,
		awaits_amendment=bool(order.awaits_amendment),
		has_request=has_request,
		asks_me_why=asks_me_why,
		is_overdue=order.overdue_since is not None,
		is_at_risk=bool(order.risk_kind),
		is_due_soon=order.health == DUE_SOON,
		is_urgent_a_service=line_kind == "Service",
		is_billed=bool(order.is_billed),
		is_paid=bool(order.is_paid),
	)


def open_questions(user: str) -> tuple[set[str], set[str]]:
	"""Trackers with a request for a new promise, and those with a move that this user has not explained. There are few."""
	change = DocType(PROMISE_CHANGE)
	rows: Iterable[tuple] = (
		frappe.qb.from_(change)
		.select(change.order_tracker, change.status, change.author)
		.distinct()
		.where(change.status.isin([WAITING, ASKS_FOR_REASON]))
		.where((change.status == WAITING) | (change.author == user))
		.run()
	)
	requests, unexplained = set(), set()
	for tracker, status, _author in rows:
		(requests if status == WAITING else unexplained).add(tracker)
	return requests, unexplained


def action_words() -> dict[str, str]:
	return {
		next_action.AMEND: _("Submit the amendment"),
		next_action.APPROVE: _("Approve or reject"),
		next_action.CHANGE_ORDER: _("Change the order"),
		next_action.RESUME: _("Resume"),
		next_action.ANSWER_REQUEST: _("Answer the request"),
		next_action.DELIVER: _("Deliver"),
		next_action.ACCEPT_SERVICE: _("Accept the service"),
		next_action.MOVE_PROMISE: _("Move the promise"),
		next_action.BILL: _("Bill"),
		next_action.COLLECT: _("Collect the payment"),
		next_action.GIVE_REASON: _("Give the reason"),
		next_action.WAIT: _("Nothing urgent"),
		next_action.NOTHING: _("Nothing left to do"),
	}
