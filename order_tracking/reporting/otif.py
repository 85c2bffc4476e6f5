"""On time in full, added up by the database: which promises were kept, by month, customer, item group, person, warehouse.

The rule itself is `rules/otif.py`. The database applies it to all lines at once; only orders that the customer held or had
closed are read one by one, because the days he caused are taken off.
"""

from collections.abc import Iterable
from dataclasses import replace

from frappe.query_builder import Case, Criterion
from frappe.query_builder.functions import Coalesce, Min, Sum
from pypika.terms import Term

from order_tracking.constants import CANCELLED
from order_tracking.reporting.otif_columns import (
	EVERYTHING,
	FIRST,
	ORDERS,
	Columns,
	Score,
	group_name,
	key_of,
	lines_of,
	weight_of,
)
from order_tracking.reporting.otif_net import corrections
from order_tracking.reporting.permitted import GROUP_NEEDS, LINE, Asked, Tables, from_lines, from_trackers


def scores(asked: Asked, against: str, measure: str, group_by: str = EVERYTHING) -> dict[str, Score]:
	"""By the name of the group ("" where there is none, a month as 2026-03), in the order of the names.

	The period of `asked` is that of the promise: of the line, or for orders of the order. Five queries at most.
	"""
	columns = Columns.against(against, asked.today)
	count = count_orders if measure == ORDERS else count_lines
	found: dict[str, Score] = {}
	for key, kept, missed, unknown in count(asked, against, columns, measure, group_by):
		found.setdefault(group_name(key), Score()).add(kept or 0, missed or 0, unknown or 0)
	for key, raw, net in corrections(asked, against, measure, group_by):
		score = found.setdefault(key, Score())
		score.net.take_off(raw)
		score.net.put_on(net)
	return {key: score for key, score in sorted(found.items()) if score.raw.counted or score.unknown}


def total(condition: Criterion, weight: Term | int = 1) -> Term:
	return Sum(Case().when(condition, weight).else_(0))


def count_lines(asked: Asked, against: str, columns: Columns, measure: str, group_by: str) -> Iterable[tuple]:
	"""Group, kept, missed, unknown: lines, their quantity or their net value in the company's currency."""
	weight, key = weight_of(measure), key_of(group_by, columns.promise)
	query = lines_of(asked, columns.promise, group_by)
	if against == FIRST:
		query = query.where(columns.is_known)
	told = columns.kept | columns.missed
	sums = (
		total(columns.kept, weight),
		total(columns.missed, weight),
		total(told & ~columns.is_known, weight),
	)
	return grouped(query, key, sums)


def count_orders(
	asked: Asked, against: str, columns: Columns, measure: str, group_by: str
) -> Iterable[tuple]:
	"""Group, kept, missed, unknown: whole orders. One missed line misses the order; while one waits nothing is told.

	Lines are added up by their parent alone, which one index holds in order, before anything is joined. What the sums are
	joined by is wrapped, or MariaDB would add them up anew for each order, which takes nine times as long for a year.
	"""
	tables = Tables.get()
	tracker, line = tables.tracker, tables.line
	lines = from_lines(asked, GROUP_NEEDS.get(group_by, (LINE,))).select(
		Coalesce(line.parent, "").as_("parent"),
		total(columns.kept).as_("kept"),
		total(columns.missed).as_("missed"),
		total(columns.waits).as_("waits"),
		Min(line.is_first_promise_known).as_("is_known"),
	)
	lines = lines.groupby(line.parent)
	key = key_of(group_by, columns.order_promise)
	if group_by in GROUP_NEEDS:
		lines = lines.select(key.as_("key")).groupby(key)
	order = lines.as_("per_order")
	is_missed = order.missed > 0
	is_kept = (order.missed == 0) & (order.waits == 0) & (order.kept > 0)
	query = from_trackers(without_line_filters(asked)).where(tracker.stage != CANCELLED)
	query = query.join(order).on(order.parent == tracker.name)
	for condition in asked.within(columns.order_promise):
		query = query.where(condition)
	if against == FIRST:
		query = query.where(order.is_known == 1)
	sums = (total(is_kept), total(is_missed), total((is_kept | is_missed) & (order.is_known == 0)))
	return grouped(query, order.key if group_by in GROUP_NEEDS else key, sums)


def without_line_filters(asked: Asked) -> Asked:
	"""For a query whose lines are filtered already, inside."""
	return replace(asked, item_code=None, item_group=None, warehouse=None)


def grouped(query, key: Term | None, sums: tuple[Term, ...]) -> Iterable[tuple]:
	if key is None:
		return [("", *row) for row in query.select(*sums).run()]
	return query.select(key, *sums).groupby(key).run()
