"""Which promise does a delivery fulfil? Goods are allotted to the slices of a line, first due first."""

from collections.abc import Iterable
from datetime import date

from order_tracking.rules.facts import LineFacts, Movement
from order_tracking.rules.judgement import SliceJudgement
from order_tracking.rules.lateness import overdue_since
from order_tracking.rules.quantities import TOLERANCE


class _Part:
	"""A slice while goods are being allotted to it."""

	__slots__ = ("completed_on", "delivered", "due", "first_promise", "is_return", "qty")

	def __init__(self, due: date | None, qty: float, first_promise: date | None, is_return: bool = False):
		self.due = due
		self.qty = qty
		self.first_promise = first_promise
		self.is_return = is_return
		self.delivered = 0.0
		self.completed_on: date | None = None


def slices_of(line: LineFacts, today: date, is_ended: bool = False) -> tuple[SliceJudgement, ...]:
	"""The line's slices in the order of their dates, then what came back after completion.

	`is_ended`: the order is closed or cancelled. Of an ended, closed or struck line nothing is overdue and no return waits
	for a replacement. A line without quantity (a unit price agreed, no amount yet) has no slices.
	"""
	waits = not (is_ended or line.is_closed or line.is_struck)
	parts = _planned(line)
	if parts and line.movements:
		_allot(line, parts)
	return tuple(
		SliceJudgement(
			part.due,
			part.qty,
			part.delivered,
			part.completed_on,
			overdue_since(part.due, part.qty - part.delivered, today) if waits else None,
			part.first_promise,
			part.is_return,
		)
		for part in parts
		if waits or not part.is_return or part.completed_on is not None
	)


def _planned(line: LineFacts) -> list[_Part]:
	"""The delivery schedule if there is one. The line's quantity rules: what the schedule leaves out is due with the
	line, what it has too much falls off its end."""
	if line.qty <= TOLERANCE:
		return []
	if not line.schedule:
		return [_Part(line.current_promise, line.qty, line.first_promise)]
	parts = []
	left = line.qty
	for planned in sorted(line.schedule, key=lambda planned: planned.due or date.max):
		qty = min(planned.qty, left)
		if qty > TOLERANCE:
			parts.append(_Part(planned.due, qty, planned.first_promise))
			left -= qty
	if left > TOLERANCE:
		parts.append(_Part(line.current_promise, left, line.first_promise))
		parts.sort(key=_by_due)
	return parts


def _by_due(part: _Part) -> date:
	return part.due or date.max


def _in_order_of_dates(movements: tuple[Movement, ...]) -> Iterable[Movement]:
	"""On the same day goods leave before they come back."""
	if len(movements) == 1:
		return movements
	return sorted(movements, key=lambda movement: (movement.on, movement.qty < 0))


def _allot(line: LineFacts, parts: list[_Part]) -> None:
	"""Adds return slices to `parts` where goods come back after completion."""
	surplus = 0.0  # delivered beyond what was ordered
	with_customer = 0.0
	for movement in _in_order_of_dates(line.movements):
		if movement.qty >= 0:
			with_customer += movement.qty
			surplus += _deliver(parts, movement.qty, movement.on)
			continue
		came_back = min(-movement.qty, with_customer)
		with_customer -= came_back
		from_surplus = min(came_back, surplus)
		surplus -= from_surplus
		from_complete = _take_back(parts, came_back - from_surplus, movement.is_credited)
		if from_complete > TOLERANCE and not movement.is_credited:
			_open_return(line, parts, from_complete, movement.on)


def _deliver(parts: list[_Part], qty: float, on: date) -> float:
	"""Fills open slices, first due first, goods without a date last. Returns what no slice waited for."""
	open_parts = [part for part in parts if part.completed_on is None]
	if len(open_parts) > 1:
		open_parts.sort(key=_by_due)
	for part in open_parts:
		if qty <= 0:
			break
		missing = part.qty - part.delivered
		if qty >= missing - TOLERANCE:
			part.delivered = part.qty
			part.completed_on = on
		else:
			part.delivered += qty
		qty -= missing
	return max(qty, 0.0)


def _take_back(parts: list[_Part], qty: float, is_credited: bool) -> float:
	"""Before a slice was complete a return only undoes its delivery. Returns what came back from complete slices.

	A credited return never comes from a replacement that is still under way.
	"""
	open_parts = [
		part for part in parts if part.completed_on is None and not (is_credited and part.is_return)
	]
	for part in open_parts:
		undone = min(part.delivered, qty)
		part.delivered -= undone
		qty -= undone
	return qty


def _open_return(line: LineFacts, parts: list[_Part], qty: float, on: date) -> None:
	"""A slice for the replacement, due when somebody said so. `return_promise` is one date a line: a second return, after
	the first was replaced, does not inherit a date from before it."""
	last = parts[-1]
	if last.is_return and last.completed_on is None:
		last.qty += qty
		return
	due = line.return_promise
	if last.is_return and due is not None and due < on:
		due = None
	parts.append(_Part(due, qty, None, is_return=True))
