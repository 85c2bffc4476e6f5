"""On time in full: was a line, and an order, wholly delivered by its promise?

A line counts once its outcome is known: when it is complete, closed short, or its promise has passed. What is still on its
way and not due counts neither as kept nor as missed. Days that the customer held the order can be taken off.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from order_tracking.rules.quantities import is_positive

KEPT: Final = "kept"
MISSED: Final = "missed"
WAITS: Final = "waits"  # due later: not told yet
OUT: Final = "out"  # no promise, nothing to deliver, or complete on a day that nobody knows


@dataclass(frozen=True)
class PromisedLine:
	"""A line against one of its promises, the first or the current one. Gone lines and cancelled orders are none."""

	promise: date | None
	actual_date: date | None
	days_late: int = 0  # of a complete line, against this promise
	remaining_qty: float = 0.0
	overdue_since: date | None = None  # against this promise
	is_closed: bool = False


def outcome_of(
	line: PromisedLine, today: date, held_days: int = 0, is_closed_by_customer: bool = False
) -> str:
	"""`held_days`: calendar days to take off. A line that the customer had closed short is nobody's failure."""
	if line.promise is None:
		return OUT
	if line.actual_date is not None:
		return KEPT if line.days_late <= held_days else MISSED
	if line.is_closed:
		return OUT if is_closed_by_customer else MISSED
	if line.overdue_since is not None:
		return MISSED if (today - line.overdue_since).days > held_days else WAITS
	return WAITS if line.remaining_qty > 0 else OUT


def order_outcome(outcomes: Iterable[str]) -> str:
	"""One missed line misses the order, whatever the others do; while one waits nothing is told."""
	found = set(outcomes)
	for outcome in (MISSED, WAITS, KEPT):
		if outcome in found:
			return outcome
	return OUT


@dataclass
class Tally:
	"""How many count (or how much), and how many of them were kept."""

	counted: float = 0.0
	kept: float = 0.0

	def add(self, outcome: str, weight: float = 1.0) -> None:
		if outcome in (KEPT, MISSED):
			self.counted += weight
		if outcome == KEPT:
			self.kept += weight

	def take_off(self, other: "Tally") -> None:
		self.counted -= other.counted
		self.kept -= other.kept

	def put_on(self, other: "Tally") -> None:
		self.counted += other.counted
		self.kept += other.kept

	@property
	def percent(self) -> float | None:
		"""0 to 100; None where nothing counts."""
		return 100.0 * self.kept / self.counted if is_positive(self.counted) else None
