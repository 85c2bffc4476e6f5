"""How old is what is overdue? Days fall into steps, so that old lateness does not drown in new."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

EDGES: Final = (7, 14, 30, 60)


@dataclass(frozen=True)
class Step:
	"""Days from `first` to `last`, both included; the oldest step has no last day."""

	first: int
	last: int | None

	def holds(self, days: int) -> bool:
		return self.first <= days and (self.last is None or days <= self.last)


def steps(edges: Iterable[int] = EDGES) -> tuple[Step, ...]:
	"""1 to the first edge, from there to the next, and all that is older. Edges may come in any order."""
	found, first = [], 1
	for edge in sorted({edge for edge in edges if edge > 0}):
		found.append(Step(first, edge))
		first = edge + 1
	return (*found, Step(first, None))


def step_of(since: date, today: date, steps_: tuple[Step, ...]) -> Step | None:
	"""The step of what was promised for `since`; None for what is not late yet."""
	days = (today - since).days
	return next((step for step in steps_ if step.holds(days)), None)


def aged(
	amounts: Mapping[date, tuple[float, ...]], today: date, steps_: tuple[Step, ...]
) -> dict[Step, list[float]]:
	"""Adds up what is overdue since each day by steps; every step is there, in order, also an empty one."""
	width = max((len(row) for row in amounts.values()), default=0)
	sums = {step: [0.0] * width for step in steps_}
	for since, row in amounts.items():
		if step := step_of(since, today, steps_):
			sums[step] = [total + part for total, part in zip(sums[step], row, strict=True)]
	return sums
