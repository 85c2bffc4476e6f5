"""On time in full, added up by the database: which promises were kept, by month, customer, item group, person, warehouse.

The rule itself is `rules/otif.py`. The database applies it to all lines at once; only orders that the customer held or had
closed are read one by one, because the days he caused are taken off.
"""

from collections.abc import Iterable

import frappe
from frappe.query_builder import Case, Criterion
from frappe.query_builder.functions import Max, Min, Sum
from pypika.queries import QueryBuilder
from pypika.terms import Term, ValueWrapper

from order_tracking.constants import CANCELLED
from order_tracking.reporting.otif_columns import (
	CURRENT,
	EVERYTHING,
	FIRST,
	LINES,
	ORDERS,
	PROMISES,
	RANK,
	Columns,
	Score,
	group_name,
	key_of,
	keys_of_order,
	lines_of,
	weight_of,
)
from order_tracking.reporting.otif_net import corrections
from order_tracking.reporting.permitted import GROUP_NEEDS, LINE, Asked, Tables, from_trackers
from order_tracking.rules.otif import KEPT, MISSED

EVERY_ROW = 2**63 - 1  # a limit that keeps nothing out: with one, the database sets a table of a query aside


def scores(asked: Asked, measure: str, group_by: str) -> dict[str, dict[str, Score]]:
	"""Against the first and against the current promise: by the name of the group ("" where there is none, a month as
	2026-03), in the order of the names.

	The period of `asked` is that of the promise: of the line, or for orders of the order. Eleven queries at most.
	"""
	if measure == ORDERS:
		counted = count_orders(asked, group_by)
	else:
		counted = {against: count_lines(asked, against, measure, group_by) for against in PROMISES}
	return {against: corrected(rows, asked, against, measure, group_by) for against, rows in counted.items()}


def line_scores(asked: Asked, against: str, group_by: str = EVERYTHING) -> dict[str, Score]:
	"""The same of lines, against one promise alone."""
	return corrected(count_lines(asked, against, LINES, group_by), asked, against, LINES, group_by)


def corrected(
	rows: Iterable[tuple], asked: Asked, against: str, measure: str, group_by: str
) -> dict[str, Score]:
	"""What the database counted (group, kept, missed, unknown), and net of what the customer caused."""
	found: dict[str, Score] = {}
	for key, kept, missed, unknown in rows:
		found.setdefault(group_name(key), Score()).add(kept or 0, missed or 0, unknown or 0)
	for key, raw, net in corrections(asked, against, measure, group_by):
		score = found.setdefault(key, Score())
		score.net.take_off(raw)
		score.net.put_on(net)
	return {key: score for key, score in sorted(found.items()) if score.raw.counted or score.unknown}


def total(condition: Criterion, weight: Term | int = 1) -> Term:
	return Sum(Case().when(condition, weight).else_(0))


def count_lines(asked: Asked, against: str, measure: str, group_by: str) -> Iterable[tuple]:
	"""Group, kept, missed, unknown: lines, their quantity or their net value in the company's currency."""
	columns = Columns.against(against, asked.today)
	weight, key = weight_of(measure), key_of(group_by, columns.promise)
	query = lines_of(asked, columns.promise, group_by)
	if against == FIRST:
		query, unknown = query.where(columns.is_known), ValueWrapper(0)
	else:
		unknown = total((columns.kept | columns.missed) & ~columns.is_known, weight)
	return grouped(query, key, (total(columns.kept, weight), total(columns.missed, weight), unknown))


def count_orders(asked: Asked, group_by: str) -> dict[str, list[tuple]]:
	"""Group, kept, missed, unknown of whole orders, against each promise. One missed line misses the order; while one waits
	nothing is told. One query for both promises."""
	order = outcomes_of_orders(asked, group_by).as_("per_order")
	keys = [order[name] for name in keys_of_order(group_by)]
	sums = [total(counts) for against in PROMISES for counts in told(order, against)]
	rows = frappe.qb.from_(order).select(*keys, *sums).groupby(*keys).run()
	return {FIRST: [(row[0], *row[-6:-3]) for row in rows], CURRENT: [(row[-7], *row[-3:]) for row in rows]}


def outcomes_of_orders(asked: Asked, group_by: str) -> QueryBuilder:
	"""Of each order (and group, where lines tell it): against each promise that lies in the period its worst outcome and the
	group, and whether all its first promises are known.

	The database sorts short rows of lines, which are set aside first. Left to itself it looks up each order's place in a
	table that no longer fits into memory, which takes five times as long for 300,000 lines.
	"""
	line = outcomes_of_lines(asked, group_by).limit(EVERY_ROW).as_("per_line")
	keys = [line[name] for name in keys_of_order(group_by)]
	query = frappe.qb.from_(line).modifier("SQL_BIG_RESULT").select(Min(line.is_known).as_("is_known"), *keys)
	query = query.select(*(Max(line[against]).as_(against) for against in PROMISES))
	return query.groupby(line.order_tracker, *keys)


def outcomes_of_lines(asked: Asked, group_by: str) -> QueryBuilder:
	"""Of each line of an order with a promise in the period: against each promise its outcome and its group."""
	tables = Tables.get()
	query = from_trackers(asked, GROUP_NEEDS.get(group_by, (LINE,))).where(tables.tracker.stage != CANCELLED)
	query = query.select(
		tables.tracker.name.as_("order_tracker"), tables.line.is_first_promise_known.as_("is_known")
	)
	query = query.select(*(key.as_(name) for name, key in keys_of_order(group_by).items()))
	periods = []
	for against in PROMISES:
		columns = Columns.against(against, asked.today)
		in_period = asked.within(columns.order_promise)
		periods.append(Criterion.all(in_period))
		query = query.select(columns.outcome(in_period).as_(against))
	return query.where(Criterion.any(periods))


def told(order: QueryBuilder, against: str) -> tuple[Criterion, ...]:
	"""Which orders are kept, missed, and told while nobody knows their first promise."""
	is_kept, is_missed = order[against] == RANK[KEPT], order[against] == RANK[MISSED]
	if against == FIRST:
		is_kept, is_missed = is_kept & (order.is_known == 1), is_missed & (order.is_known == 1)
	return is_kept, is_missed, (is_kept | is_missed) & (order.is_known == 0)


def grouped(query, key: Term | None, sums: tuple[Term, ...]) -> Iterable[tuple]:
	if key is None:
		return [("", *row) for row in query.select(*sums).run()]
	return query.select(key, *sums).groupby(key).run()
