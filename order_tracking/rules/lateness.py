"""Is it late, since when, by how many days? Days are calendar days; a promise for today is still kept today."""

from collections.abc import Iterable, Sequence
from datetime import date

from order_tracking.rules.facts import LineFacts
from order_tracking.rules.judgement import SliceJudgement
from order_tracking.rules.quantities import TOLERANCE, left_of


def overdue_since(due: date | None, open_qty: float, today: date) -> date | None:
	"""The promise itself, once it lies before today and quantity is left; days are worked out when read."""
	if due is not None and due < today and open_qty > TOLERANCE:
		return due
	return None


def oldest(dates: Iterable[date | None]) -> date | None:
	return min((on for on in dates if on is not None), default=None)


def latest(dates: Iterable[date | None]) -> date | None:
	return max((on for on in dates if on is not None), default=None)


def worst(days: Iterable[int | None]) -> int | None:
	return max((count for count in days if count is not None), default=None)


def overdue_qty(slices: Sequence[SliceJudgement]) -> float:
	return sum(left_of(part.qty, part.delivered_qty) for part in slices if part.overdue_since is not None)


def days_after(promise: date | None, completed_on: date | None) -> int | None:
	"""0 when kept; None when either date is unknown."""
	if promise is None or completed_on is None:
		return None
	return max((completed_on - promise).days, 0)


def days_late_of(line: LineFacts, slices: Sequence[SliceJudgement]) -> tuple[int | None, int | None]:
	"""A completed line's days after its first and after its current promise: those of its worst slice.

	Goods that came back count no more here: `completed_on`, once reached, stands. Where no slice knows a first promise of
	its own, the line's is held against the last slice. An unknown first promise gives None.
	"""
	planned = [part for part in slices if not part.is_return]
	if not planned or any(left_of(part.qty, part.delivered_qty) for part in planned):
		return None, None
	current = worst(days_after(part.due, part.completed_on) for part in planned)
	if not line.is_first_promise_known:
		return None, current
	first = worst(days_after(part.first_promise, part.completed_on) for part in planned)
	if first is None:
		first = days_after(line.first_promise, latest(part.completed_on for part in planned))
	return first, current


def is_delivered_late(days_late: int | None, days_late_current: int | None) -> bool:
	"""Told against the first promise; against the current one only where the first is unknown."""
	days = days_late_current if days_late is None else days_late
	return days is not None and days > 0
