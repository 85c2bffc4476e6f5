"""What the rules say of an order; all of it is stored on the tracker and can be worked out again from nothing."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class SliceJudgement:
	"""A quantity of a line due on a date. `due` None: no promise (a return nobody gave a date to)."""

	due: date | None
	qty: float
	delivered_qty: float
	completed_on: date | None
	overdue_since: date | None
	first_promise: date | None = None
	is_return: bool = False


@dataclass(frozen=True)
class Risk:
	"""Why an order will not make its promise: the latest fact that says so."""

	kind: str
	document: str
	until: date | None


@dataclass(frozen=True)
class LineJudgement:
	"""Field names are those of Order Tracker Item."""

	name: str
	line_stage: str
	delivered_qty: float
	returned_qty: float
	remaining_qty: float
	delivered_amount: float
	base_delivered_amount: float
	actual_date: date | None
	next_promise: date | None  # earliest promise among slices with quantity left
	overdue_since: date | None
	overdue_qty: float
	overdue_amount: float
	base_overdue_amount: float
	days_late: int | None  # completed: calendar days after the first promise, 0 when on time; else None
	days_late_current: int | None  # the same against the current promise
	risk: Risk | None
	slices: tuple[SliceJudgement, ...]


@dataclass(frozen=True)
class OrderJudgement:
	"""Field names are those of Order Tracker."""

	stage: str
	health: str
	overdue_since: date | None
	overdue_lines: int
	overdue_amount: float
	base_overdue_amount: float
	requested_date: date | None
	first_promise: date | None
	current_promise: date | None
	next_promise: date | None
	actual_date: date | None
	days_late: int | None
	days_late_current: int | None
	delivered_amount: float
	base_delivered_amount: float
	per_delivered_value: float
	per_billed_value: float
	per_paid_value: float
	is_delivered: bool
	is_billed: bool
	is_paid: bool
	risk: Risk | None
	lines: tuple[LineJudgement, ...]
