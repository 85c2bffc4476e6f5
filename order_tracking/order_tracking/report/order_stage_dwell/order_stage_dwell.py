"""Stage dwell: how long do orders stay in each stage, and which stage held them up in which month?"""

from dataclasses import replace

import frappe
from frappe import _
from frappe.query_builder import Case, Criterion, DocType
from frappe.query_builder.functions import Count, DateFormat, Max, Sum, UnixTimestamp
from frappe.utils import now_datetime
from pypika.analytics import Lead

from order_tracking.constants import EVENT, STAGES
from order_tracking.reporting import layout
from order_tracking.reporting import permitted as reporting
from order_tracking.reporting.permitted import Asked
from order_tracking.rules.dwell import RESTING, Stay, bottlenecks

SECONDS_A_DAY = 86_400.0
# A colour a stage, from the first to the last that an order passes.
COLORS = ("#98a1a9", "#2490ef", "#7c5cd6", "#39c0c8", "#f5a623", "#28a745", "#e24c4c", "#b86bd6")


def execute(filters: dict | None = None) -> layout.Answer:
	asked = reporting.asked_for(filters)
	columns = columns_of()
	if refusal := reporting.reversed_period(asked):
		return layout.nothing(columns, refusal)
	stays = stays_of(asked)
	if not stays:
		return layout.nothing(columns, layout.no_rows(_("No order left a stage in this period.")))
	worst = bottlenecks(stays)
	rows = [row_of(stay, (stay.month, stay.stage) in worst) for stay in stays]
	return layout.answer(
		columns,
		rows,
		_(
			"Days are told from the hour an order came into a stage to the hour it left it. Orders that are in a stage now stand in the last rows."
		),
		chart_of(stays),
		cards_of(stays),
	)


def columns_of() -> list[dict]:
	return [
		layout.column(_("Month"), "month", width=120),
		layout.column(_("Stage"), "stage", width=150, translated=1),
		layout.count(_("Orders"), "orders"),
		layout.column(_("Average Days"), "average_days", "Float", 140, precision=1),
		layout.column(_("Longest Days"), "longest_days", "Float", 140, precision=1),
		layout.column(_("Days Altogether"), "total_days", "Float", 150, precision=1),
		layout.column(_("Bottleneck"), "bottleneck", width=130, warning=1),
	]


def stays_of(asked: Asked) -> list[Stay]:
	"""By the month in which orders left a stage, then what came into a stage until the end of the period and still is; the
	stages in their order."""
	event = DocType(EVENT)
	stays = (
		frappe.qb.from_(event)
		.select(
			event.to_value.as_("stage"),
			event.happened_at.as_("entered"),
			Lead(event.happened_at)
			.over(event.order_tracker)
			.orderby(event.happened_at, event.creation)
			.as_("left_at"),
		)
		.where(Criterion.all([event["field"] == "stage", *reporting.of_orders(asked, event.order_tracker)]))
		.as_("stays")
	)
	now = now_datetime()
	until = Case().when(stays.left_at.isnull(), now).else_(stays.left_at)
	seconds = UnixTimestamp(until) - UnixTimestamp(stays.entered)
	month = DateFormat(stays.left_at, "%Y-%m")
	query = (
		frappe.qb.from_(stays)
		.select(month, stays.stage, Count("*"), Sum(seconds), Max(seconds))
		.where(stays.stage.notin(list(RESTING)))
		.groupby(month, stays.stage)
	)
	if ended := asked.during(stays.left_at):
		begun = replace(asked, from_date=None).during(stays.entered)
		query = query.where((stays.left_at.isnull() & Criterion.all(begun)) | Criterion.all(ended))
	found = [
		Stay(left, stage, orders, float(total or 0) / SECONDS_A_DAY, float(longest or 0) / SECONDS_A_DAY)
		for left, stage, orders, total, longest in query.run()
	]
	return sorted(found, key=lambda stay: (stay.month is None, stay.month or "", order_of(stay.stage)))


def order_of(stage: str) -> int:
	return STAGES.index(stage) if stage in STAGES else len(STAGES)


def row_of(stay: Stay, is_bottleneck: bool) -> dict:
	return {
		"month": stay.month or _("Now"),
		"stage": stay.stage,
		"orders": stay.orders,
		"average_days": stay.average_days,
		"longest_days": stay.longest_days,
		"total_days": stay.total_days,
		"bottleneck": _("Bottleneck") if is_bottleneck else "",
	}


def chart_of(stays: list[Stay]) -> dict | None:
	"""Average days by stage, stacked month by month."""
	ended = [stay for stay in stays if stay.month]
	months = sorted({stay.month for stay in ended})
	average = {(stay.month, stay.stage): stay.average_days for stay in ended}
	stages = sorted({stay.stage for stay in ended}, key=order_of)
	datasets = [(_(stage), [average.get((month, stage), 0) for month in months]) for stage in stages]
	return layout.chart(
		_("Average Days by Stage"), "bar", months, datasets, barOptions={"stacked": 1}, colors=list(COLORS)
	)


def cards_of(stays: list[Stay]) -> list[dict]:
	"""The stage in which most days went by, over the whole period, and how many orders are on their way now."""
	by_stage: dict[str, float] = {}
	for stay in stays:
		if stay.month:
			by_stage[stay.stage] = by_stage.get(stay.stage, 0.0) + stay.total_days
	worst = max(by_stage, key=by_stage.get, default=None)
	ended = [stay for stay in stays if stay.month]
	orders = sum(stay.orders for stay in ended)
	average = sum(stay.total_days for stay in ended) / orders if orders else None
	return [
		layout.card(_("Most Days Were Spent In"), _(worst) if worst else None, "Data", layout.ORANGE),
		layout.average_card(_("Average Days in a Stage"), average),
		layout.card(_("Orders on Their Way Now"), sum(stay.orders for stay in stays if not stay.month)),
	]
