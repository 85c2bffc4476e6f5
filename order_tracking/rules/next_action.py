"""What is the one thing to do about an order now? The most urgent first; nothing that can wait."""

from dataclasses import dataclass
from typing import Final

from order_tracking.constants import (
	CANCELLED,
	CLOSED,
	COMPLETED,
	DELIVERED,
	ON_HOLD,
	PENDING_APPROVAL,
	READY,
	REJECTED,
)

AMEND: Final = "amend"
APPROVE: Final = "approve"
CHANGE_ORDER: Final = "change_order"
RESUME: Final = "resume"
ANSWER_REQUEST: Final = "answer_request"
DELIVER: Final = "deliver"
ACCEPT_SERVICE: Final = "accept_service"
MOVE_PROMISE: Final = "move_promise"
BILL: Final = "bill"
COLLECT: Final = "collect"
GIVE_REASON: Final = "give_reason"
WAIT: Final = "wait"
NOTHING: Final = "nothing"


@dataclass(frozen=True)
class Situation:
	"""Of a stored tracker, as far as the next action depends on it; all yes or no but the stage."""

	stage: str
	awaits_amendment: bool = False
	has_request: bool = False  # somebody asked for a new promise and waits for the answer
	asks_me_why: bool = False  # whoever looks moved a promise and has not said why
	is_overdue: bool = False
	is_at_risk: bool = False
	is_due_soon: bool = False
	is_urgent_a_service: bool = False  # of what is overdue or due first
	is_billed: bool = False
	is_paid: bool = False


def next_action_of(order: Situation) -> str:
	"""Decisions that stop everything come first, then lateness, then danger, then money, then what is only owed to the record."""
	if order.awaits_amendment:
		return AMEND
	if order.stage in (COMPLETED, CLOSED, CANCELLED):
		return GIVE_REASON if order.asks_me_why else NOTHING
	if stopped := {PENDING_APPROVAL: APPROVE, REJECTED: CHANGE_ORDER, ON_HOLD: RESUME}.get(order.stage):
		return stopped
	if order.has_request:
		return ANSWER_REQUEST
	if order.is_overdue:
		return _finish(order)
	if order.is_at_risk:
		return MOVE_PROMISE
	if order.is_due_soon:
		return _finish(order)
	if order.asks_me_why:
		return GIVE_REASON
	if order.stage == DELIVERED:
		return COLLECT if order.is_billed else BILL
	return DELIVER if order.stage == READY else WAIT


def _finish(order: Situation) -> str:
	return ACCEPT_SERVICE if order.is_urgent_a_service else DELIVER
