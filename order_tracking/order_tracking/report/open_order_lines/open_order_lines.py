"""Open lines: what is still to be delivered, for how much money, until when, and what comes next?"""

from collections import Counter
from datetime import date, timedelta

import frappe
from frappe import _, _dict
from frappe.query_builder import Case
from frappe.query_builder.functions import Count, Min, Sum
from frappe.utils import format_date
from pypika.terms import Term

from order_tracking.constants import AT_RISK, DUE_SOON, ON_HOLD, ON_TRACK, OVERDUE
from order_tracking.reporting import layout
from order_tracking.reporting import permitted as reporting
from order_tracking.reporting.next_actions import with_next_actions
from order_tracking.reporting.permitted import GROUP_NEEDS, LINE, Asked, Tables, from_open_lines, group_field

BY_WEEK = "Week"
GROUPS = (
	reporting.BY_CUSTOMER,
	reporting.BY_ITEM,
	reporting.BY_ITEM_GROUP,
	reporting.BY_SALES_PERSON,
	reporting.BY_RESPONSIBLE,
	reporting.BY_WAREHOUSE,
	BY_WEEK,
)
WEEKS_IN_CHART = 12


def execute(filters: dict | None = None) -> layout.Answer:
	asked, currency, refusal = reporting.asked_in_one_currency(filters)
	group_by = asked.group_by if asked.group_by in GROUPS else ""
	columns = grouped_columns(group_by) if group_by else line_columns()
	if refusal:
		return layout.nothing(columns, refusal)
	weeks = by_week(asked, currency)
	lines = sum(row["lines"] for row in weeks)
	if not lines:
		return layout.nothing(
			columns,
			layout.no_rows(
				_("Nothing is open: every line of these orders is delivered, closed or cancelled.")
			),
		)
	message = None
	if group_by == BY_WEEK:
		rows = with_orders(weeks, asked)
	elif group_by:
		rows = by_group(asked, group_by, currency)
	else:
		rows = lines_of(asked, currency, lines)
		message = layout.cut(len(rows), lines)
	return layout.answer(columns, rows, message, chart_of(weeks, asked), cards_of(weeks, currency))


def line_columns() -> list[dict]:
	return [
		layout.tracker_column(),
		layout.customer_column(),
		layout.item_column(),
		layout.qty(_("Remaining"), "remaining_qty"),
		layout.column(_("UOM"), "uom", width=90),
		layout.date(_("Promise"), "next_promise"),
		layout.days(_("Days Left"), "days_left", of="next_promise", width=130),
		layout.column(_("Health"), "health", width=120, shown_as_health=1),
		layout.money(_("Remaining Amount"), "remaining_amount", 160),
		layout.column(_("Next Action"), "next_action", width=170),
		layout.person(_("Responsible", None, "Order Tracker"), "responsible_user"),
		layout.column(_("Line Stage"), "line_stage", width=130, translated=1),
		layout.qty(_("Quantity"), "qty"),
		layout.qty(_("Delivered"), "delivered_qty"),
		layout.money(
			_("Remaining Amount (Company Currency)"), "base_remaining_amount", 300, "company_currency"
		),
		*layout.hidden(
			"currency", "company_currency", "customer_name", "item_name", "responsible_user_title"
		),
	]


def grouped_columns(group_by: str) -> list[dict]:
	return [
		layout.group_column(group_by),
		layout.count(_("Orders"), "orders"),
		layout.count(_("Lines"), "lines"),
		layout.money(_("Remaining Amount"), "amount", 170),
		layout.count(_("Overdue Lines"), "overdue_lines", 140),
		layout.money(_("Overdue Amount"), "overdue_amount", 150),
		layout.date(_("Earliest Promise"), "earliest", 150),
		*layout.hidden("currency", "group_title"),
	]


def remaining(amount: Term) -> Term:
	"""The part of a line's net amount that its remaining quantity stands for; a line without quantity has none."""
	line = Tables.get().line
	return Case().when(line.qty > 0, amount * line.remaining_qty / line.qty).else_(0)


def open_lines(asked: Asked, needs: tuple[str, ...] = (LINE,), with_trackers: bool = True):
	query = from_open_lines(asked, needs, with_trackers)
	for condition in asked.within(Tables.get().line.next_promise):
		query = query.where(condition)
	return query


def lines_of(asked: Asked, currency: str | None, total: int) -> list[_dict]:
	"""The most urgent first; what nobody gave a date comes last."""
	tables = Tables.get()
	tracker, line = tables.tracker, tables.line
	query = most_urgent(asked) if asked.limit and asked.limit < total else open_lines(asked)
	rows = (
		query.select(
			tracker.name.as_("tracker"),
			tracker.customer,
			tracker.customer_name,
			tracker.responsible_user,
			tracker.currency,
			tracker.stage,
			tracker.health.as_("order_health"),
			tracker.awaits_amendment,
			tracker.is_billed,
			tracker.is_paid,
			line.item_code,
			line.item_name,
			line.line_kind,
			line.qty,
			line.delivered_qty,
			line.remaining_qty,
			line.uom,
			line.next_promise,
			line.overdue_since,
			line.risk_kind,
			line.line_stage,
			remaining(line.net_amount).as_("remaining_amount"),
			remaining(line.base_net_amount).as_("base_remaining_amount"),
		)
		.orderby(line.next_promise.isnull())
		.orderby(line.next_promise, tracker.name, line.idx)
		.run(as_dict=True)
	)
	for row in rows:
		row.company_currency = currency
		row.days_left = (row.next_promise - asked.today).days if row.next_promise else None
		row.health = health_of_line(row)
	return layout.with_names(with_next_actions(rows), "responsible_user")


def most_urgent(asked: Asked):
	"""As many lines as were asked for. They are chosen in the index alone, so that only these are read from the tables."""
	tables = Tables.get()
	tracker, line = tables.tracker, tables.line
	chosen = (
		open_lines(asked, with_trackers=False)
		.select(line.name)
		.orderby(line.next_promise.isnull())
		.orderby(line.next_promise, line.parent, line.name)
		.limit(asked.limit)
		.as_("chosen")
	)
	return (
		frappe.qb.from_(chosen)
		.join(line)
		.on(line.name == chosen.name)
		.join(tracker)
		.on(tracker.name == line.parent)
	)


def health_of_line(row: _dict) -> str:
	"""A line is as well as its own dates; held orders are held as a whole, and due soon is told by the order."""
	if row.order_health == ON_HOLD:
		return row.order_health
	if row.overdue_since:
		return OVERDUE
	if row.risk_kind:
		return AT_RISK
	return row.order_health if row.order_health == DUE_SOON else ON_TRACK


def by_group(asked: Asked, group_by: str, currency: str | None) -> list[_dict]:
	tables = Tables.get()
	key = group_field(group_by)
	rows = (
		open_lines(asked, GROUP_NEEDS.get(group_by, (LINE,)))
		.select(
			key.as_("group"),
			Count(tables.tracker.name).distinct().as_("orders"),
			*sums(),
			Min(tables.line.next_promise).as_("earliest"),
		)
		.groupby(key)
		.run(as_dict=True)
	)
	for row in rows:
		row.currency = currency
	return layout.with_group_names(sorted(rows, key=lambda row: -row.amount), group_by)


def sums() -> tuple[Term, ...]:
	line = Tables.get().line
	return (
		Count(line.name).as_("lines"),
		Sum(remaining(line.base_net_amount)).as_("amount"),
		Sum(Case().when(line.overdue_since.notnull(), 1).else_(0)).as_("overdue_lines"),
		Sum(line.base_overdue_amount).as_("overdue_amount"),
	)


def by_week(asked: Asked, currency: str | None) -> list[dict]:
	"""All open lines by the Monday of the week of their promise; the database adds up days, of which there are few."""
	line = Tables.get().line
	days = (
		open_lines(asked, with_trackers=False)
		.select(line.next_promise.as_("day"), *sums())
		.groupby(line.next_promise)
		.run(as_dict=True)
	)
	weeks: dict[date | None, dict] = {}
	for day in sorted(days, key=lambda day: day.day or date.max):
		monday = monday_of(day.day)
		week = weeks.setdefault(monday, new_week(monday, day.day, currency))
		for name in ("lines", "amount", "overdue_lines", "overdue_amount"):
			week[name] += day[name] or 0
	return list(weeks.values())


def monday_of(day: date | None) -> date | None:
	return day - timedelta(days=day.weekday()) if day else None


def with_orders(weeks: list[dict], asked: Asked) -> list[dict]:
	"""Adds the number of orders. Counting them costs the database more than all sums, so only who sees it asks for it; an
	order that is promised on two days of a week counts once."""
	line = Tables.get().line
	promises = open_lines(asked, with_trackers=False).select(line.next_promise, line.parent).distinct().run()
	orders = Counter(monday for monday, _order in {(monday_of(day), order) for day, order in promises})
	for week in weeks:
		week["orders"] = orders[week["monday"]]
	return weeks


def new_week(monday: date | None, day: date | None, currency: str | None) -> dict:
	return {
		"group": format_date(monday) if monday else _("No date"),
		"monday": monday,
		"earliest": day,
		"currency": currency,
		"lines": 0,
		"amount": 0.0,
		"overdue_lines": 0,
		"overdue_amount": 0.0,
	}


def chart_of(weeks: list[dict], asked: Asked) -> dict | None:
	"""Money by week of the promise; what is overdue stands in front as one bar."""
	monday = monday_of(asked.today)
	coming = [week for week in weeks if week["monday"] and week["monday"] >= monday][:WEEKS_IN_CHART]
	labels = [_("Overdue"), *(week["group"] for week in coming)]
	overdue = sum(week["overdue_amount"] for week in weeks)
	due = [week["amount"] - week["overdue_amount"] for week in coming]
	return layout.chart(
		_("Remaining Amount by Week of the Promise"),
		"bar",
		labels,
		[(_("Remaining Amount"), [overdue, *due])],
	)


def cards_of(weeks: list[dict], currency: str | None) -> list[dict]:
	def total(name: str) -> float:
		return sum(week[name] for week in weeks)

	undated = sum(week["lines"] for week in weeks if not week["monday"])
	return [
		layout.card(_("Open Lines"), total("lines")),
		layout.card(_("Remaining Amount"), total("amount"), "Currency", layout.BLUE, currency),
		layout.bad_card(_("Overdue Lines"), total("overdue_lines")),
		layout.bad_card(_("Overdue Amount"), total("overdue_amount"), "Currency", currency),
		layout.card(_("Lines Without a Date"), undated, indicator=layout.GRAY),
	]
