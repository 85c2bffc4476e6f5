"""Of which rule has an order reached a step, and what has just happened to it? No frappe, no clock, no ledger.

A step is a number of working days from the day on which a condition began. Only the highest step that is reached
counts, so what a scheduler missed folds into one; and the day from which it counts is part of its name, so a promise that
moved begins the ladder anew. What was told already is known by the ledger alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta

from order_tracking.constants import (
	APPROVAL_WAITING,
	AT_RISK,
	CANCELLED,
	CLOSED,
	CONFIRMED,
	DELIVERED,
	DUE,
	ENDED_STAGES,
	HOLD_OVERRUN,
	NOTE_IN_CONFLICT,
	NOTE_UNREAD,
	ON_HOLD,
	OVERDUE,
	PARTLY_DELIVERED,
	PAYMENT_DUE,
	PENDING_APPROVAL,
	PROMISE_MOVED,
	REJECTED,
	RESUMED,
)
from order_tracking.rules.facts import Calendar
from order_tracking.rules.working_days import working_days_between

SHORTEST_WAIT = timedelta(minutes=10)
LONGEST_STEP = 140  # characters of the column
# Nobody works on an order in one of these.
STOPPED = (PENDING_APPROVAL, REJECTED, ON_HOLD, CLOSED, CANCELLED)


@dataclass(frozen=True)
class UnreadNote:
	"""A note of which a department must acknowledge this version and nobody of it has; `since` is the day of the version."""

	name: str
	version: int
	department: str
	since: date


@dataclass(frozen=True)
class MoveRequest:
	"""What somebody asked for at once: to move promises farther than one person may, or of an order that is not theirs to
	change. With as many of its lines as still wait; the first is told."""

	asked_at: datetime
	asked_by: str  # who cannot accept it
	item: str
	to: date
	lines: int = 1
	is_far: bool = False  # one of the lines; takes an approver


@dataclass(frozen=True)
class Standing:
	"""How an order stands, as far as alerts ask; names are those of Order Tracker."""

	stage: str
	health: str
	next_promise: date | None = None
	overdue_since: date | None = None  # the promise that passed
	risk_kind: str | None = None
	risk_document: str | None = None
	risk_until: date | None = None
	held_on: datetime | None = None
	hold_expected_end: date | None = None
	asked_at: datetime | None = None  # since when approval waits
	conflicts: tuple[str, ...] = ()  # notes that the order does not do justice to
	unread: tuple[UnreadNote, ...] = ()
	requests: tuple[MoveRequest, ...] = ()
	payment_due: date | None = None  # of the oldest invoice that is not paid


@dataclass(frozen=True)
class Step:
	"""`since` is what it counts from, in words that never change; `days` are working days, below zero before the day."""

	since: str
	days: int
	department: str | None = None  # the one that it is about, of a note that several must read
	request: MoveRequest | None = None  # the one that it is about, where it is not the order itself

	@property
	def key(self) -> str:
		return f"{self.since[: LONGEST_STEP - 8]} {self.days:+d}"

	@property
	def details(self) -> dict | None:
		"""What the ledger remembers of it, where the order itself does not tell it."""
		return {"request": asdict(self.request)} if self.request else None


def since_of(key: str) -> str:
	"""What a stored step counts from."""
	return key.rsplit(" ", 1)[0]


def step_reached(
	event: str, days: Sequence[int], order: Standing, today: date, calendar: Calendar
) -> Step | None:
	"""The furthest of these steps that the order has reached today; None where the condition does not hold.

	`days` are working days, before the promise for Due and after the beginning for all others.
	"""
	if event == DUE:
		return _step_before(order, days, today, calendar)
	began = _beginning(event, order)
	if began is None:
		return None
	since, day = began
	passed = _furthest(days, day, today, calendar)
	return Step(since, passed) if passed is not None else None


def steps_reached(
	event: str, days: Sequence[int], order: Standing, today: date, calendar: Calendar
) -> list[Step]:
	"""The same for events that may hold several times at once: each note counts for each department by itself, and each
	request for a new promise beside the order's own approval."""
	step = step_reached(event, days, order, today, calendar)
	steps = [step] if step else []
	if order.stage in ENDED_STAGES:
		return steps
	for note in order.unread if event == NOTE_UNREAD else ():
		if (passed := _furthest(days, note.since, today, calendar)) is not None:
			since = f"{note.since.isoformat()} {note.name} v{note.version} {note.department}"
			steps.append(Step(since, passed, note.department))
	for asked in order.requests if event == APPROVAL_WAITING else ():
		if (passed := _furthest(days, asked.asked_at.date(), today, calendar)) is not None:
			steps.append(Step(f"{asked.asked_at.isoformat()} {asked.asked_by}", passed, request=asked))
	return steps


def _furthest(days: Sequence[int], since: date, today: date, calendar: Calendar) -> int | None:
	"""The furthest of these steps that lies behind us."""
	if since > today:
		return None
	past = working_days_between(since, today, calendar)
	return max((number for number in days if number <= past), default=None)


def _step_before(order: Standing, days: Sequence[int], today: date, calendar: Calendar) -> Step | None:
	"""The nearest step before a promise that can still be kept. A day off has no work: Friday is the day before Monday."""
	promise = order.next_promise
	if promise is None or promise < today or order.stage in STOPPED or order.stage in ENDED_STAGES:
		return None
	left = working_days_between(today, promise, calendar)
	near = [number for number in days if left <= number]
	return Step(promise.isoformat(), -min(near)) if near else None


def _beginning(event: str, order: Standing) -> tuple[str, date] | None:
	"""What a condition that holds counts from: its name, and its day."""
	if event == OVERDUE and order.health == OVERDUE and order.overdue_since:
		return order.overdue_since.isoformat(), order.overdue_since
	if event == AT_RISK and order.health == AT_RISK:
		reason = (order.risk_until, order.risk_kind, order.risk_document)
		return " ".join(str(part) for part in reason if part), date.min
	if event == APPROVAL_WAITING and order.stage == PENDING_APPROVAL and order.asked_at:
		return order.asked_at.isoformat(), order.asked_at.date()
	if event == ON_HOLD and order.stage == ON_HOLD and order.held_on:
		return order.held_on.isoformat(), order.held_on.date()
	if event == HOLD_OVERRUN and order.stage == ON_HOLD and order.hold_expected_end:
		return order.hold_expected_end.isoformat(), order.hold_expected_end
	if event == NOTE_IN_CONFLICT and order.conflicts and order.stage not in ENDED_STAGES:
		return " ".join(sorted(order.conflicts)), date.min
	if event == PAYMENT_DUE and order.payment_due and order.stage != CANCELLED:
		return order.payment_due.isoformat(), order.payment_due
	return None


# --- what has just happened ---------------------------------------------------------------------------


def events_of(
	stage_before: str | None, stage: str, *, is_promise_moved: bool, is_more_delivered: bool
) -> list[str]:
	"""What a change of an order is worth telling. `stage_before` None: the order is new."""
	events = []
	if stage_before in (None, PENDING_APPROVAL, REJECTED) and stage not in STOPPED:
		events.append(CONFIRMED)
	if stage_before == ON_HOLD and stage not in STOPPED:
		events.append(RESUMED)
	if is_promise_moved and stage_before is not None and stage not in (CLOSED, CANCELLED):
		events.append(PROMISE_MOVED)
	if is_more_delivered and stage not in (CLOSED, CANCELLED):
		events.append(DELIVERED if stage in (DELIVERED, *ENDED_STAGES) else PARTLY_DELIVERED)
	return events


# --- when somebody may be told ------------------------------------------------------------------------


def is_quiet(now: time, start: time | None, end: time | None) -> bool:
	"""From `start` up to `end`, over midnight where the end is the earlier one. No hours, no quiet."""
	if start is None or end is None or start == end:
		return False
	return start <= now < end if start < end else now >= start or now < end


def is_letter_due(now: datetime, hour: time, last_letter: date | None) -> bool:
	"""One letter a day, not before this hour of it; all in the person's own time."""
	return now.time() >= hour and (last_letter is None or last_letter < now.date())


def is_to_try_again(made: datetime, tried: datetime, now: datetime) -> bool:
	"""Whether something that failed has waited as long again as it had when it failed: after ten minutes, twenty, forty …"""
	return now - tried >= max(tried - made, SHORTEST_WAIT)


def days_of_steps(text: str | None) -> tuple[int, ...]:
	""" "1, 3, 7" as numbers, each once; nothing means 0. Throws ValueError for what is no number from 0 to 99."""
	parts = [part.strip() for part in (text or "").split(",") if part.strip()]
	numbers: Iterable[int] = (int(part) for part in parts) if all(map(_is_number, parts)) else ()
	days = tuple(sorted(set(numbers)))
	if parts and not days:
		raise ValueError(text)
	return days or (0,)


def _is_number(text: str) -> bool:
	return text.isascii() and text.isdigit() and len(text) <= 2
