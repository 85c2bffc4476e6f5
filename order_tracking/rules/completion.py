"""When is a line done, an order delivered, billed, paid? Rounded percentages decide nothing here."""

from collections.abc import Sequence
from datetime import date

from order_tracking.rules.facts import LineFacts, OrderFacts
from order_tracking.rules.judgement import LineJudgement, SliceJudgement
from order_tracking.rules.lateness import latest
from order_tracking.rules.quantities import TOLERANCE, is_positive, is_zero


def is_filled(slices: Sequence[SliceJudgement]) -> bool:
	"""Nothing is left on any slice. No slices, no quantity: nothing to wait for."""
	return all(part.qty - part.delivered_qty <= TOLERANCE for part in slices)


def is_accepted(line: LineFacts) -> bool:
	"""Accepted by hand; only where goods are not counted on Delivery Notes anyway."""
	return line.accepted_on is not None and (line.is_service or not line.waits_for_delivery)


def is_served_by_bill(line: LineFacts, order: OrderFacts) -> bool:
	"""No Delivery Note will come and the line is billed in full. A free line has nothing to bill, so only a bill for the
	whole order, if that has a total, proves anything."""
	if line.waits_for_delivery:
		return False
	if order.is_billed_in_full and not is_zero(order.grand_total):
		return True
	return line.is_billed and not is_zero(line.amount)


def served_slices(
	line: LineFacts, order: OrderFacts, slices: tuple[SliceJudgement, ...]
) -> tuple[SliceJudgement, ...]:
	"""The slices after acceptance or bill. The date of acceptance rules; else goods that moved keep theirs, and what never
	moved is done on the day of the bill (None when that is not known). What came back stays open after a bill, and after
	an acceptance that is older than the return.
	"""
	if is_accepted(line):
		on = line.accepted_on
		settles_returns = not any(movement.qty < 0 and movement.on > on for movement in line.movements)
		return tuple(_served(part, on) if settles_returns or not part.is_return else part for part in slices)
	if is_served_by_bill(line, order):
		return tuple(
			part if part.is_return or part.completed_on is not None else _served(part, line.billed_on)
			for part in slices
		)
	return slices


def _served(part: SliceJudgement, on: date | None) -> SliceJudgement:
	return SliceJudgement(part.due, part.qty, part.qty, on, None, part.first_promise, part.is_return)


def actual_date_of(slices: Sequence[SliceJudgement]) -> date | None:
	"""The day the last slice was completed; goods that come back later do not undo it."""
	planned = [part for part in slices if not part.is_return]
	return latest(part.completed_on for part in planned) if is_filled(planned) else None


def is_order_delivered(lines: Sequence[LineFacts], judged: Sequence[LineJudgement]) -> bool:
	"""Every line that counts is done, and there is one. Struck lines do not count. Closed lines and lines without quantity
	block nothing, and prove delivery only where goods of theirs did leave."""
	has_proof = False
	for line, judgement in zip(lines, judged, strict=True):
		if line.is_struck:
			continue
		if line.is_closed or not judgement.slices:
			has_proof = has_proof or is_positive(judgement.delivered_qty)
		elif is_filled(judgement.slices):
			has_proof = True
		else:
			return False
	return has_proof


def is_order_closed_by_lines(lines: Sequence[LineFacts]) -> bool:
	"""Somebody closed each line that is left."""
	standing = [line for line in lines if not line.is_struck]
	return bool(standing) and all(line.is_closed for line in standing)


def is_order_billed(order: OrderFacts) -> bool:
	"""An order over nothing needs no invoice."""
	return order.is_billed_in_full or is_zero(order.grand_total)


def is_order_paid(order: OrderFacts) -> bool:
	"""Billed in full and nothing outstanding. Not `paid >= total`: write-off, rounding and credit notes settle as well,
	and an advance on an order that is not billed does not."""
	return is_order_billed(order) and not is_positive(order.invoice_outstanding)
