"""On time in full: what share of orders, lines, pieces or money was delivered wholly by its promise?"""

from frappe import _

from order_tracking.reporting import layout
from order_tracking.reporting import permitted as reporting
from order_tracking.reporting.otif import scores
from order_tracking.reporting.otif_columns import (
	BY_MONTH,
	CURRENT,
	FIRST,
	MEASURES,
	ORDERS,
	QUANTITY,
	VALUE,
	Score,
)
from order_tracking.rules.otif import Tally

GROUPS = (
	BY_MONTH,
	reporting.BY_CUSTOMER,
	reporting.BY_SALES_PERSON,
	reporting.BY_RESPONSIBLE,
	reporting.BY_ITEM,
	reporting.BY_ITEM_GROUP,
	reporting.BY_WAREHOUSE,
)
POINTS_IN_CHART = 24


def execute(filters: dict | None = None) -> layout.Answer:
	asked = reporting.asked_for(filters)
	measure = asked.own.measure if asked.own.measure in MEASURES else ORDERS
	group_by = asked.group_by if asked.group_by in GROUPS else BY_MONTH
	currency, refusal = reporting.company_currency(asked) if measure == VALUE else (None, None)
	columns = columns_of(measure, group_by)
	if refusal := reporting.reversed_period(asked) or refusal:
		return layout.nothing(columns, refusal)
	found = scores(asked, measure, group_by)
	first, current = found[FIRST], found[CURRENT]
	rows = [
		row_of(key, first.get(key, Score()), current.get(key, Score()), currency)
		for key in sorted(first.keys() | current.keys(), key=lambda key: (key == "", key))
	]
	if not rows:
		return layout.nothing(columns, layout.no_rows(_("No promise of this period has an outcome yet.")))
	layout.with_group_names(rows, group_by)
	total_first, total_current = total(first), total(current)
	return layout.answer(
		columns,
		rows,
		explanation(measure, group_by),
		chart_of(rows, group_by),
		cards_of(total_first, total_current, measure, currency),
	)


def columns_of(measure: str, group_by: str) -> list[dict]:
	def amount(label: str, name: str, width: int) -> dict:
		if measure == VALUE:
			return layout.money(label, name, max(width, 150))
		return layout.qty(label, name, width) if measure == QUANTITY else layout.count(label, name, width)

	return [
		layout.group_column(group_by),
		amount(_("Told (First)"), "first_counted", 115),
		amount(_("Kept (First)"), "first_kept", 115),
		layout.percent(_("OTIF % (First)"), "first_percent", 130),
		layout.percent(_("Net % (First)"), "first_net_percent", 125),
		amount(_("Unknown (First)"), "unknown", 145),
		amount(_("Told (Current)"), "current_counted", 135),
		amount(_("Kept (Current)"), "current_kept", 135),
		layout.percent(_("OTIF % (Current)"), "current_percent", 155),
		layout.percent(_("Net % (Current)"), "current_net_percent", 145),
		*layout.hidden("currency", "group_title"),
	]


def explanation(measure: str, group_by: str) -> str:
	"""How it counts; groups of lines split orders, so they add up to more than other groups do."""
	told = _(
		"First and Current are the two promises. Each counts once its outcome is told: delivered, closed short, or overdue. Net leaves out the days that the customer caused."
	)
	if measure == ORDERS and group_by in reporting.GROUP_NEEDS:
		told += " " + _(
			"An order counts in each group that it has lines of, by these lines alone. The cards add the groups up."
		)
	return told


def row_of(key: str, first: Score, current: Score, currency: str | None) -> dict:
	return {
		"group": key,
		"first_counted": first.raw.counted,
		"first_kept": first.raw.kept,
		"first_percent": first.raw.percent,
		"first_net_percent": first.net.percent,
		"unknown": current.unknown,
		"current_counted": current.raw.counted,
		"current_kept": current.raw.kept,
		"current_percent": current.raw.percent,
		"current_net_percent": current.net.percent,
		"currency": currency,
	}


def total(groups: dict[str, Score]) -> Score:
	found = Score(Tally(), Tally())
	for score in groups.values():
		found.raw.put_on(score.raw)
		found.net.put_on(score.net)
		found.unknown += score.unknown
	return found


def chart_of(rows: list[dict], group_by: str) -> dict | None:
	"""Months as a line in their order; anything else as bars, worst first, because that is where to look."""
	if group_by != BY_MONTH:
		rows = sorted(rows, key=lambda row: (row["current_percent"] is None, row["current_percent"] or 0))
	shown = rows[-POINTS_IN_CHART:] if group_by == BY_MONTH else rows[:POINTS_IN_CHART]
	return layout.chart(
		_("On Time In Full, in Percent"),
		# A line of one point cannot be seen.
		"line" if group_by == BY_MONTH and len(shown) > 1 else "bar",
		[layout.group_title(row) for row in shown],
		[
			(_("First Promise"), [row["first_percent"] for row in shown]),
			(_("Current Promise"), [row["current_percent"] for row in shown]),
		],
		colors=["#7c5cd6", "#2490ef"],
	)


def cards_of(first: Score, current: Score, measure: str, currency: str | None) -> list[dict]:
	kind = "Currency" if measure == VALUE else "Float" if measure == QUANTITY else "Int"
	unknown = layout.card(_("First Promise Unknown"), current.unknown, kind, layout.GRAY, currency)
	return [
		layout.percent_card(_("OTIF, First Promise"), first.raw.percent),
		layout.percent_card(_("Net of Holds, First Promise"), first.net.percent),
		layout.percent_card(_("OTIF, Current Promise"), current.raw.percent),
		layout.percent_card(_("Net of Holds, Current Promise"), current.net.percent),
		layout.bad_card(
			_("Missed (Current Promise)"), current.raw.counted - current.raw.kept, kind, currency
		),
		*([unknown] if current.unknown else []),
	]
