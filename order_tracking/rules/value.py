"""How much of the order, by value? Quantities of different goods are never added up; percentages never exceed 100."""

from collections.abc import Sequence

from order_tracking.rules.facts import LineFacts, OrderFacts
from order_tracking.rules.judgement import LineJudgement
from order_tracking.rules.quantities import is_positive, is_zero, share_of


def value_share(line: LineFacts, qty: float) -> float:
	"""The part of the line's amount that `qty` stands for, 0 to 1. On a line without quantity any delivery is all of it."""
	if is_zero(line.qty):
		return 1.0 if is_positive(qty) else 0.0
	return share_of(qty, line.qty)


def percent_of(part: float, whole: float, is_done: bool) -> float:
	"""0 to 100, not rounded; of nothing it is all or nothing, as `is_done` says."""
	if whole <= 0:
		return 100.0 if is_done else 0.0
	return 100.0 * share_of(part, whole)


def per_delivered(lines: Sequence[LineFacts], judged: Sequence[LineJudgement], is_delivered: bool) -> float:
	"""By net amount in the order's currency. What was closed short or came back for good is not delivered."""
	whole = part = 0.0
	for line, judgement in zip(lines, judged, strict=True):
		if not line.is_struck:
			whole += line.amount
			part += judgement.delivered_amount
	return percent_of(part, whole, is_delivered)


def per_billed(order: OrderFacts, is_billed: bool) -> float:
	"""100 once billed in full, whatever rounding left between the sums."""
	return 100.0 if is_billed else percent_of(order.billed_total, order.grand_total, False)


def per_paid(order: OrderFacts, is_paid: bool) -> float:
	"""Advances count here, though only a bill makes the order paid. 100 once paid: write-offs and credit notes settle too."""
	return 100.0 if is_paid else percent_of(order.paid_amount, order.grand_total, False)
