"""Promise reliability: how often were promises moved, by how many days, because of whom, and how often did the first hold?"""

import frappe
from frappe import _, _dict
from frappe.query_builder import Case, Criterion, CustomFunction, DocType
from frappe.query_builder.functions import Coalesce, Count, DateFormat, Sum
from pypika.terms import Term

from order_tracking.constants import CAUSES, CUSTOMER, MOVED, NOT_GIVEN, PROMISE_CHANGE, SUPPLIER, US
from order_tracking.ledger import COUNTING
from order_tracking.reporting import layout
from order_tracking.reporting import permitted as reporting
from order_tracking.reporting.otif import line_scores
from order_tracking.reporting.otif_columns import BY_MONTH, FIRST, Score
from order_tracking.reporting.permitted import Asked, Tables
from order_tracking.rules.otif import Tally

BY_CAUSE, BY_AUTHOR = "Cause", layout.BY_AUTHOR
# Groups of which lines are members too, so that it can be told how often their first promise held.
OF_LINES = (
	BY_MONTH,
	reporting.BY_CUSTOMER,
	reporting.BY_ITEM,
	reporting.BY_ITEM_GROUP,
	reporting.BY_SALES_PERSON,
)
# Groups that the order tells, not the move itself.
OF_ORDERS = (reporting.BY_CUSTOMER, reporting.BY_SALES_PERSON)
GROUPS = (*OF_LINES, BY_CAUSE, BY_AUTHOR)
EACH_MOVE = "Each Move"
GROUPS_IN_CHART = 20
COLORS = ("#7c5cd6", "#e24c4c", "#f5a623", "#98a1a9")

date_diff = CustomFunction("DATEDIFF", ["later", "earlier"])


def execute(filters: dict | None = None) -> layout.Answer:
	asked = reporting.asked_for(filters)
	is_list = asked.group_by == EACH_MOVE
	group_by = asked.group_by if asked.group_by in GROUPS else reporting.BY_CUSTOMER
	columns = move_columns() if is_list else columns_of(group_by)
	if refusal := reporting.reversed_period(asked):
		return layout.nothing(columns, refusal)
	groups, kept = groups_of(asked, group_by), Tally()
	first = line_scores(asked, FIRST, group_by if group_by in OF_LINES else "")
	for score in first.values():
		kept.put_on(score.raw)
	if not groups and not kept.counted:
		return layout.nothing(
			columns, layout.no_rows(_("No promise was moved in this period, and none fell due."))
		)
	cards = cards_of(groups, kept)
	if is_list:
		rows = layout.with_names(moves_of(asked), "author")
		layout.with_group_names(groups, group_by)
		message = layout.cut(len(rows), sum(group.moves for group in groups))
		return layout.answer(columns, rows, message, chart_of(groups), cards)
	rows = with_kept(groups, first, group_by) if group_by in OF_LINES else groups
	layout.with_group_names(rows, group_by)
	return layout.answer(columns, rows, None, chart_of(rows), cards)


def columns_of(group_by: str) -> list[dict]:
	columns = [
		layout.group_column(group_by),
		layout.count(_("Moves"), "moves"),
		layout.count(_("Moved Later"), "later", 120),
		layout.count(_("Moved Earlier"), "earlier", 130),
		layout.days(_("Days Later Altogether"), "days", width=180),
		layout.column(_("Days Later on Average"), "average_days", "Float", 190, precision=1),
		layout.count(_("Orders"), "orders"),
		*(layout.count(_("Cause: {0}").format(_(cause)), field_of(cause), 150) for cause in CAUSES),
	]
	if group_by in OF_LINES:
		columns += [
			layout.count(_("First Promises Told"), "told", 165),
			layout.count(_("First Promises Kept"), "kept", 165),
			layout.percent(_("Kept %"), "kept_percent", 100),
		]
	return [*columns, *layout.hidden("group_title")]


def move_columns() -> list[dict]:
	return [
		layout.column(_("Moved At"), "happened_at", "Datetime", 190),
		layout.tracker_column(),
		layout.customer_column(),
		layout.item_column(),
		layout.date(_("From"), "old_date"),
		layout.date(_("To"), "new_date"),
		layout.days(_("Days"), "days", width=80),
		layout.column(_("Cause"), "cause", width=110, translated=1),
		layout.column(_("Reason"), "reason", width=260),
		layout.person(_("Moved By"), "author"),
		*layout.hidden("customer_name", "item_name", "author_title"),
	]


def field_of(cause: str) -> str:
	return {CUSTOMER: "by_customer", US: "by_us", SUPPLIER: "by_supplier", NOT_GIVEN: "by_nobody"}[cause]


def moves(asked: Asked, group_by: str = "", with_items: bool = False):
	"""The moves that count, made in the period, of orders that the user may see. Items are those of the moved line."""
	tables, change = Tables.get(), DocType(PROMISE_CHANGE)
	query = frappe.qb.from_(change)
	conditions = [change.kind == MOVED, change.status.isin(COUNTING)]
	conditions += asked.during(change.happened_at) + reporting.of_orders(asked, change.order_tracker)
	conditions += reporting.allowed("Item", change.item_code)
	if asked.item_code:
		conditions.append(change.item_code == asked.item_code)
	if asked.item_group or group_by == reporting.BY_ITEM_GROUP or with_items:
		query = query.left_join(tables.item).on(tables.item.name == change.item_code)
		conditions += reporting.below("Item Group", asked.item_group, tables.item.item_group)
		conditions += reporting.allowed("Item Group", tables.item.item_group)
	if group_by in OF_ORDERS:
		query = query.join(tables.tracker).on(tables.tracker.name == change.order_tracker)
	return query.where(Criterion.all(conditions))


def groups_of(asked: Asked, group_by: str) -> list[_dict]:
	"""One query; the group with most days first, months in their order."""
	change = DocType(PROMISE_CHANGE)
	key = key_of(group_by)
	later = change.new_date > change.old_date

	def count(condition: Criterion) -> Term:
		return Sum(Case().when(condition, 1).else_(0))

	rows = (
		moves(asked, group_by)
		.select(
			key.as_("group"),
			Count(change.name).as_("moves"),
			Count(change.order_tracker).distinct().as_("orders"),
			count(later).as_("later"),
			count(change.new_date < change.old_date).as_("earlier"),
			Sum(Case().when(later, date_diff(change.new_date, change.old_date)).else_(0)).as_("days"),
			*(count(change.cause == cause).as_(field_of(cause)) for cause in CAUSES),
		)
		.groupby(key)
		.run(as_dict=True)
	)
	for row in rows:
		row.update(
			{name: int(row[name] or 0) for name in ("later", "earlier", "days", *map(field_of, CAUSES))}
		)
		row.average_days = row.days / row.later if row.later else None
		if group_by == BY_CAUSE:
			row.group = _(row.group or NOT_GIVEN)
	if group_by == BY_MONTH:
		return sorted(rows, key=lambda row: row.group)
	return sorted(rows, key=lambda row: (-row.days, row.group or ""))


def key_of(group_by: str) -> Term:
	change = DocType(PROMISE_CHANGE)
	own = {
		BY_MONTH: DateFormat(change.happened_at, "%Y-%m"),
		BY_CAUSE: change.cause,
		BY_AUTHOR: change.author,
		reporting.BY_ITEM: Coalesce(change.item_code, ""),
	}
	return own[group_by] if group_by in own else reporting.group_field(group_by)


def with_kept(groups: list[_dict], first: dict[str, Score], group_by: str) -> list[_dict]:
	"""Adds how often the first promise of lines held; groups in which nothing was moved come last, months in their order."""
	found = {row.group or "": row for row in groups}
	for name, score in first.items():
		row = found.get(name)
		if row is None:
			row = _dict(group=name, moves=0, orders=0, later=0, earlier=0, days=0)
			row.update({field_of(cause): 0 for cause in CAUSES})
			groups.append(row)
		row.update(told=score.raw.counted, kept=score.raw.kept, kept_percent=score.raw.percent)
	return sorted(groups, key=lambda row: row.group or "") if group_by == BY_MONTH else groups


def moves_of(asked: Asked) -> list[_dict]:
	"""Each move, the latest first."""
	tables, change = Tables.get(), DocType(PROMISE_CHANGE)
	tracker, item = tables.tracker, tables.item
	query = moves(asked, reporting.BY_CUSTOMER, with_items=True)
	query = query.select(
		change.happened_at,
		tracker.name.as_("tracker"),
		tracker.customer,
		tracker.customer_name,
		change.item_code,
		item.item_name,
		change.old_date,
		change.new_date,
		date_diff(change.new_date, change.old_date).as_("days"),
		change.cause,
		change.reason,
		change.author,
	).orderby(change.happened_at, change.name, order=frappe.qb.desc)
	return (query.limit(asked.limit) if asked.limit else query).run(as_dict=True)


def chart_of(groups: list[_dict]) -> dict | None:
	"""Moves by cause, stacked; one colour a cause. Where nothing was moved, bars of no height say so."""
	shown = ([row for row in groups if row.moves] or groups)[:GROUPS_IN_CHART]
	return layout.chart(
		_("Moves by Their Cause"),
		"bar",
		[layout.group_title(row) for row in shown],
		[(_(cause), [row[field_of(cause)] for row in shown]) for cause in CAUSES],
		barOptions={"stacked": 1},
		colors=list(COLORS),
	)


def cards_of(groups: list[_dict], kept: Tally) -> list[dict]:
	count, later = sum(row.moves for row in groups), sum(row.later for row in groups)
	days, ours = sum(row.days for row in groups), sum(row.by_us for row in groups)
	return [
		layout.card(_("Moves"), count),
		layout.bad_card(_("Days Later Altogether"), days),
		layout.average_card(_("Days Later on Average"), days / later if later else None, layout.ORANGE),
		layout.bad_card(_("Moves Caused by Us"), ours),
		layout.percent_card(_("First Promises Kept"), kept.percent),
	]
