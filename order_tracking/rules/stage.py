"""Where is the order? What people decided and what happened, in one word (DESIGN section 4)."""

from collections.abc import Sequence

from order_tracking.constants import (
	CANCELLED,
	CLOSED,
	COMPLETED,
	CONFIRMED,
	DELIVERED,
	IN_PROGRESS,
	ON_HOLD,
	PARTLY_DELIVERED,
	PENDING_APPROVAL,
	READY,
	REJECTED,
	WORKFLOW_STATES,
)
from order_tracking.rules.completion import is_order_closed_by_lines
from order_tracking.rules.facts import LineFacts, OrderFacts
from order_tracking.rules.judgement import LineJudgement

OFF_THE_PATH = (ON_HOLD, REJECTED, CLOSED, CANCELLED)


def ended_as(order: OrderFacts) -> str | None:
	"""Cancelled or Closed, whether ERPNext or the workflow says so."""
	if order.docstatus == 2 or order.workflow_state == CANCELLED:
		return CANCELLED
	if order.is_closed or order.workflow_state == CLOSED:
		return CLOSED
	return None


def is_held(order: OrderFacts) -> bool:
	return order.is_on_hold or order.workflow_state == ON_HOLD


def is_in_peoples_hands(order: OrderFacts) -> bool:
	"""A state that the site made and this rule does not know. No state at all is no decision: approved."""
	return bool(order.workflow_state) and order.workflow_state not in WORKFLOW_STATES


def is_undecided(order: OrderFacts) -> bool:
	return order.workflow_state == PENDING_APPROVAL or is_in_peoples_hands(order)


def stage_of(
	order: OrderFacts,
	judged: Sequence[LineJudgement],
	*,
	is_delivered: bool,
	is_billed: bool,
	is_paid: bool,
) -> str:
	"""The first line that fits wins. In a state of the site's own the order is Pending Approval until goods arrive."""
	if ended := ended_as(order):
		return ended
	if is_delivered:
		return COMPLETED if is_billed and is_paid else DELIVERED
	if is_order_closed_by_lines(order.lines):
		return CLOSED
	if is_held(order):
		return ON_HOLD
	if order.workflow_state == PENDING_APPROVAL:
		return PENDING_APPROVAL
	if order.workflow_state == REJECTED:
		return REJECTED
	if is_partly_delivered(judged):
		return PARTLY_DELIVERED
	if is_in_peoples_hands(order):
		return PENDING_APPROVAL
	return _work_stage(order, judged)


def is_partly_delivered(judged: Sequence[LineJudgement]) -> bool:
	"""Something is done, or with the customer now. Goods that all came back are not; a struck line never is."""
	for line in judged:
		if line.line_stage in (DELIVERED, PARTLY_DELIVERED):
			return True
	return False


def _work_stage(order: OrderFacts, judged: Sequence[LineJudgement]) -> str:
	if order.is_said_ready or _are_goods_ready(order.lines, judged):
		return READY
	if order.is_work_said_begun or any(line.line_stage in (READY, IN_PROGRESS) for line in judged):
		return IN_PROGRESS
	return CONFIRMED


def _are_goods_ready(lines: Sequence[LineFacts], judged: Sequence[LineJudgement]) -> bool:
	"""Every line that can be picked or produced is. Services, lines that the supplier ships and lines without quantity
	do not block."""
	has_ready = False
	for line, judgement in zip(lines, judged, strict=True):
		if judgement.line_stage == READY:
			has_ready = True
		elif _can_be_picked(line) and judgement.slices:
			return False
	return has_ready


def _can_be_picked(line: LineFacts) -> bool:
	if line.is_struck or line.is_closed:
		return False
	return line.waits_for_delivery and not line.is_service and not line.delivered_by_supplier


def reached_step(tracker) -> str:
	"""How far an order came before people stopped it. tracker: as it is stored, with its lines."""
	if tracker.stage not in OFF_THE_PATH:
		return tracker.stage
	if tracker.is_delivered:
		return DELIVERED
	if tracker.delivered_amount or any(line.delivered_qty for line in tracker.lines):
		return PARTLY_DELIVERED
	if tracker.said_ready_on:
		return READY
	if tracker.work_begun_on:
		return IN_PROGRESS
	return PENDING_APPROVAL if tracker.stage == REJECTED else CONFIRMED
