"""Where lines and orders keep what concerns one of their two promises, the first and the current one."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from frappe.query_builder import Case, Criterion, CustomFunction
from pypika.terms import Field, Term

from order_tracking.constants import CANCELLED
from order_tracking.reporting.permitted import GROUP_NEEDS, LINE, Asked, Tables, from_trackers, group_field
from order_tracking.rules.otif import KEPT, MISSED, WAITS, Tally

FIRST: Final = "first"
CURRENT: Final = "current"
PROMISES: Final = (FIRST, CURRENT)

# Outcomes as numbers, the worse the higher: that of an order is the highest of its lines. None: nothing to tell.
RANK: Final = {KEPT: 1, WAITS: 2, MISSED: 3}

ORDERS, LINES, QUANTITY, VALUE = "Orders", "Lines", "Quantity", "Value"
MEASURES: Final = (ORDERS, LINES, QUANTITY, VALUE)

BY_MONTH: Final = "Month"
EVERYTHING: Final = ""

last_day = CustomFunction("LAST_DAY", ["day"])


@dataclass
class Score:
	"""Promises kept of those whose outcome is known; `net` takes off what the customer caused. `unknown` (only against the
	current promise): how many of these have a first promise that nobody knows."""

	raw: Tally = field(default_factory=Tally)
	net: Tally = field(default_factory=Tally)
	unknown: float = 0.0

	def add(self, kept: float, missed: float, unknown: float) -> None:
		for tally in (self.raw, self.net):
			tally.put_on(Tally(kept + missed, kept))
		self.unknown += unknown


@dataclass(frozen=True)
class Columns:
	"""Where a line and its order keep what concerns one of the two promises."""

	promise: Field
	days_late: Field
	is_overdue: Criterion
	order_promise: Field
	is_known: Criterion

	@classmethod
	def against(cls, against: str, today: date) -> "Columns":
		tables = Tables.get()
		tracker, line = tables.tracker, tables.line
		if against == CURRENT:
			return cls(
				line.current_promise,
				line.days_late_current,
				line.overdue_since.notnull(),
				tracker.current_promise,
				line.is_first_promise_known == 1,
			)
		return cls(
			line.first_promise,
			line.days_late,
			(line.first_promise < today) & (line.remaining_qty > 0),
			tracker.first_promise,
			line.is_first_promise_known == 1,
		)

	@property
	def kept(self) -> Criterion:
		return self.promise.notnull() & Tables.get().line.actual_date.notnull() & (self.days_late <= 0)

	@property
	def missed(self) -> Criterion:
		line = Tables.get().line
		late = line.actual_date.notnull() & (self.days_late > 0)
		short = line.actual_date.isnull() & ((line.is_closed == 1) | self.is_overdue)
		return self.promise.notnull() & (late | short)

	@property
	def waits(self) -> Criterion:
		"""Not told yet; only asked of lines that are neither kept nor missed."""
		line = Tables.get().line
		is_open = line.actual_date.isnull() & (line.is_closed == 0) & (line.remaining_qty > 0)
		return self.promise.notnull() & is_open & ~self.is_overdue

	def outcome(self, conditions: list[Criterion]) -> Term:
		"""Of one line, as its rank; none where the conditions do not hold."""
		case = Case()
		for outcome, told in ((KEPT, self.kept), (MISSED, self.missed), (WAITS, self.waits)):
			case = case.when(Criterion.all([told, *conditions]), RANK[outcome])
		return case


def group_name(key: date | str | None) -> str:
	return f"{key:%Y-%m}" if isinstance(key, date) else key or ""


def lines_of(asked: Asked, promise: Field, group_by: str):
	"""The lines that may count: of orders that stand, promised in the period."""
	tracker = Tables.get().tracker
	query = from_trackers(asked, GROUP_NEEDS.get(group_by, (LINE,))).where(tracker.stage != CANCELLED)
	for condition in asked.within(promise):
		query = query.where(condition)
	return query


def key_of(group_by: str, promise: Field) -> Term | None:
	"""Months are told by days, which the database need not turn into text for every line."""
	if group_by == BY_MONTH:
		return promise
	return group_field(group_by) if group_by else None


def keys_of_order(group_by: str) -> dict[str, Term]:
	"""What an order is told by: one group against both promises, or the month of each. Months by their last day: there are
	few pairs of them, but many of days."""
	if group_by != BY_MONTH:
		return {"key": group_field(group_by)}
	tracker = Tables.get().tracker
	return {
		"first_month": last_day(tracker.first_promise),
		"current_month": last_day(tracker.current_promise),
	}


def weight_of(measure: str) -> Term | int:
	line = Tables.get().line
	return {QUANTITY: line.qty, VALUE: line.base_net_amount}.get(measure, 1)
