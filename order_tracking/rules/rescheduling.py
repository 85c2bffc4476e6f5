"""New dates for many lines at once, and what may be wrong with a new date."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from order_tracking.constants import FIRST_PROMISE, MOVED

GONE: Final = "gone"
CLOSED: Final = "closed"
DELIVERED: Final = "delivered"
WITHOUT_DATE: Final = "without date"
BEFORE_ORDER: Final = "before order"
PAST: Final = "past"


@dataclass(frozen=True)
class PromisedLine:
	"""A line of an order as it stands. `is_open`: something of it is still to be delivered."""

	name: str
	promise: date | None
	is_open: bool = True
	is_closed: bool = False
	is_struck: bool = False


def fill_all(lines: Iterable[PromisedLine], day: date) -> dict[str, date]:
	"""The same day for every line that can still be moved."""
	return {line.name: day for line in movable(lines)}


def shift_all(lines: Iterable[PromisedLine], days: int) -> dict[str, date]:
	"""Every promise later by so many calendar days, or earlier when below zero. A line without a promise stays without."""
	return {line.name: line.promise + timedelta(days=days) for line in movable(lines) if line.promise}


def spread_by_week(lines: Iterable[PromisedLine], start: date, lines_a_week: int = 1) -> dict[str, date]:
	"""In their order, the first lines on `start`, the next ones a week later, and so on."""
	lines_a_week = max(lines_a_week, 1)
	return {
		line.name: start + timedelta(weeks=place // lines_a_week) for place, line in enumerate(movable(lines))
	}


def movable(lines: Iterable[PromisedLine]) -> Sequence[PromisedLine]:
	return [line for line in lines if state_problem(line) is None]


def problem_of(line: PromisedLine, day: date | None, ordered_on: date, today: date) -> str | None:
	"""Why the line cannot be promised for this day; None when it can."""
	if problem := state_problem(line):
		return problem
	if day is None:
		return WITHOUT_DATE
	if day < ordered_on:
		return BEFORE_ORDER
	return PAST if day < today else None


def state_problem(line: PromisedLine) -> str | None:
	if line.is_struck:
		return GONE
	if line.is_closed:
		return CLOSED
	return None if line.is_open else DELIVERED


@dataclass(frozen=True)
class PastPromise:
	"""A row of the ledger of one line; `told_at` is when it began to count, `is_accepted` a request that somebody accepted."""

	kind: str
	old: date | None
	new: date | None
	told_at: datetime
	is_accepted: bool = False


def approved_promise(
	past: Sequence[PastPromise], order_approved_on: datetime | None, days: int
) -> date | None:
	"""The promise from which a move counts: the first one, what stood when the order was approved last, or the last far move
	that somebody accepted. `past` are the rows of one line, the oldest first; of a line that is older than its ledger the
	first date that it knows. None where it knows nothing.
	"""
	approved = None
	for row in sorted(past, key=lambda row: row.told_at):
		stood_at_approval = order_approved_on is not None and row.told_at <= order_approved_on
		if row.kind == FIRST_PROMISE:
			approved = row.new
		elif row.kind == MOVED and not row.is_accepted and stood_at_approval:
			approved = row.new
		elif row.kind == MOVED:
			approved = approved or row.old
			if row.is_accepted and is_far(approved, row.new, days):
				approved = row.new
	return approved


def is_far(old: date | None, new: date | None, days: int) -> bool:
	"""Whether a promise would move by more than so many calendar days, either way. 0 days: no move is too far."""
	return bool(days > 0 and old and new and abs((new - old).days) > days)
