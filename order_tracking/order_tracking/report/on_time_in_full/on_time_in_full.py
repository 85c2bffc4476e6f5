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
	first, current = scores(asked, FIRST, measure, group_by), scores(asked, CURRENT, measure, group_by)
	rows = [
		row_of(key, first.get(key, Score()), current.get(key, Score()), currency)
		for key in sorted(first.keys() | current.keys(), key=lambda key: (key == "", key))
	]
	if not rows:
		return layout.nothing(columns, layout.no_rows(_("No promise of this period has an outcome yet.")))
	total_first, total_current = total(first), total(current)
	return layout.answer(
		columns,
		rows,
		_(
			"Each promise counts once its outcome is known: delivered, closed short, or overdue. Net leaves out the days that the customer caused."
		),
		chart_of(rows, group_by),
		cards_of(total_first, total_current, measure, currency),
	)


def columns_of(measure: str, group_by: str) -> list[dict]:
	def amount(label: str, name: str) -> dict:
		if measure == VALUE:
			return layout.money(label, name, 180)
		return layout.count(label, name, 180) if measure != QUANTITY else layout.qty(label, name, 180)

	return [
		layout.group_column(group_by),
		amount(_("Told (First Promise)"), "first_counted"),
		amount(_("Kept (First Promise)"), "first_kept"),
		layout.percent(_("OTIF % (First Promise)"), "first_percent", 180),
		layout.percent(_("Net of Customer's Holds %"), "first_net_percent", 190),
		amount(_("First Promise Unknown"), "unknown"),
		amount(_("Told (Current Promise)"), "current_counted"),
		amount(_("Kept (Current Promise)"), "current_kept"),
		layout.percent(_("OTIF % (Current Promise)"), "current_percent", 195),
		layout.percent(_("Net of Customer's Holds %"), "current_net_percent", 190),
		*layout.hidden("currency"),
	]


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
		# A line of one point cannot be seen.
		"line" if group_by == BY_MONTH and len(shown) > 1 else "bar",
		[row["group"] or _("None given") for row in shown],
		[
			(_("First Promise"), [row["first_percent"] for row in shown]),
			(_("Current Promise"), [row["current_percent"] for row in shown]),
		],
		colors=["#7c5cd6", "#2490ef"],
	)


def cards_of(first: Score, current: Score, measure: str, currency: str | None) -> list[dict]:
	kind = "Currency" if measure == VALUE else "Float" if measure == QUANTITY else "Int"
	return [
		layout.percent_card(_("OTIF, First Promise"), first.raw.percent),
		layout.percent_card(_("Net of Customer's Holds"), first.net.percent),
		layout.percent_card(_("OTIF, Current Promise"), current.raw.percent),
		layout.percent_card(_("Net of Customer's Holds"), current.net.percent),
		layout.card(
			_("Missed (Current Promise)"), current.raw.counted - current.raw.kept, kind, layout.RED, currency
		),
		layout.card(_("First Promise Unknown"), current.unknown, kind, layout.GRAY, currency),
	]
