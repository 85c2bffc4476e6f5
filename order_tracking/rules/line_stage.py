"""Where is one line? The first answer that fits wins, as on the order."""

from collections.abc import Sequence

from order_tracking.constants import (
	CANCELLED,
	CLOSED,
	CONFIRMED,
	DELIVERED,
	GONE,
	IN_PROGRESS,
	PARTLY_DELIVERED,
	READY,
)
from order_tracking.rules.completion import is_filled
from order_tracking.rules.facts import LineFacts, OrderFacts
from order_tracking.rules.judgement import SliceJudgement
from order_tracking.rules.quantities import TOLERANCE, at_least


def line_stage_of(
	line: LineFacts,
	order: OrderFacts,
	slices: Sequence[SliceJudgement],
	delivered_qty: float,
	ended_as: str | None,
) -> str:
	"""`ended_as`: Cancelled or Closed when the whole order is. `delivered_qty` is what the customer has now."""
	if line.is_struck:
		return GONE
	if ended_as == CANCELLED:
		return CANCELLED
	if line.is_closed or ended_as == CLOSED:
		return CLOSED
	if is_filled(slices) if slices else delivered_qty > TOLERANCE:
		return DELIVERED
	if delivered_qty > TOLERANCE:
		return PARTLY_DELIVERED
	if order.is_said_ready or is_ready(line, slices):
		return READY
	if order.is_work_said_begun or has_work_begun(line):
		return IN_PROGRESS
	return CONFIRMED


def is_ready(line: LineFacts, slices: Sequence[SliceJudgement]) -> bool:
	"""Picked (packed) or produced in full. ERPNext's `picked_qty` keeps what has left already, so goods that went out and
	came back must have been picked once more."""
	if not slices:
		return False
	wanted = sum(part.qty - part.delivered_qty for part in slices)
	for movement in line.movements:
		if movement.qty > 0:
			wanted += movement.qty
	return at_least(max(line.picked_qty, line.produced_qty), wanted)


def has_work_begun(line: LineFacts) -> bool:
	return line.is_work_begun or line.picked_qty > TOLERANCE or line.produced_qty > TOLERANCE
