"""Overdue and at risk: which orders are late or will be, since when, with how much money, and why?"""

from datetime import date

import frappe
from frappe import _, _dict
from frappe.query_builder.functions import Count, Sum
from frappe.utils import cint, cstr, format_date

from order_tracking import sentences
from order_tracking.constants import (
	AT_RISK,
	NOT_GIVEN,
	NOTE,
	ON_HOLD,
	OVERDUE,
	PARTLY_DELIVERED,
	PENDING_APPROVAL,
)
from order_tracking.reporting import layout
from order_tracking.reporting import permitted as reporting
from order_tracking.reporting.next_actions import with_next_actions
from order_tracking.reporting.permitted import Asked, Tables, from_trackers
from order_tracking.rules.ageing import EDGES, Step, aged, step_of, steps

ONLY_OVERDUE, ONLY_AT_RISK = OVERDUE, AT_RISK


def execute(filters: dict | None = None) -> layout.Answer:
	asked = reporting.asked_for(filters)
	currency, mixed = reporting.company_currency(asked)
	columns = columns_of()
	if refusal := reporting.reversed_period(asked):
		return layout.nothing(columns, refusal)
	show = asked.own.show if asked.own.show in (ONLY_OVERDUE, ONLY_AT_RISK) else ""
	ages = steps(edges_of(asked))
	overdue = overdue_by_day(asked) if show != ONLY_AT_RISK else []
	at_risk = total_at_risk(asked) if show != ONLY_OVERDUE else _dict(orders=0, amount=0)
	total = sum(day.orders for day in overdue) + at_risk.orders
	if not total:
		return layout.nothing(columns, layout.no_rows(_("No order is overdue or at risk.")))
	rows = rows_of(asked, show, ages)
	return layout.answer(
		columns,
		rows,
		" ".join(filter(None, [mixed, layout.cut(len(rows), total)])) or None,
		chart_of(overdue, asked.today, ages),
		cards_of(overdue, at_risk) + ([] if mixed else money_cards_of(overdue, at_risk, currency)),
	)


def edges_of(asked: Asked) -> tuple[int, ...]:
	"""The last days of the ageing steps, as somebody typed them: 7, 14, 30."""
	typed = [cint(edge) for edge in (asked.own.ageing or "").replace(";", ",").split(",")]
	return tuple(edge for edge in typed if edge > 0) or EDGES


def columns_of() -> list[dict]:
	return [
		layout.tracker_column(),
		layout.customer_column(),
		layout.column(_("Health"), "health", width=120, shown_as_health=1),
		layout.date(_("Overdue Since"), "overdue_since", 140),
		layout.days(_("Days Late"), "days_overdue", of="overdue_since"),
		layout.column(_("Age"), "age", width=150),
		layout.count(_("Overdue Lines"), "overdue_lines", 140),
		layout.column(_("Late Items"), "late_items", width=200),
		layout.money(_("Overdue Amount"), "overdue_amount", 150),
		layout.date(_("Next Promise"), "next_promise", 130),
		layout.column(_("Reason"), "reason", width=300),
		layout.column(_("Next Action"), "next_action", width=160),
		layout.column(_("Stage"), "stage", width=120, translated=1),
		layout.person(_("Responsible", None, "Order Tracker"), "responsible_user"),
		layout.money(_("Overdue Amount (Company Currency)"), "base_overdue_amount", 290, "company_currency"),
		*layout.hidden("currency", "company_currency", "customer_name", "responsible_user_title"),
	]


def late(asked: Asked):
	"""Orders with an overdue line. On a held one nobody works, so its health says On Hold; it is late all the same."""
	tracker = Tables.get().tracker
	query = from_trackers(asked).where(tracker.overdue_since.notnull())
	for condition in asked.within(tracker.overdue_since):
		query = query.where(condition)
	return query


def at_risk(asked: Asked):
	tracker = Tables.get().tracker
	query = from_trackers(asked).where((tracker.health == AT_RISK) & tracker.overdue_since.isnull())
	for condition in asked.within(tracker.next_promise):
		query = query.where(condition)
	return query


def overdue_by_day(asked: Asked) -> list[_dict]:
	tracker = Tables.get().tracker
	return (
		late(asked)
		.select(
			tracker.overdue_since.as_("day"),
			tracker.health,
			Count(tracker.name).as_("orders"),
			Sum(tracker.base_overdue_amount).as_("amount"),
		)
		.groupby(tracker.overdue_since, tracker.health)
		.run(as_dict=True)
	)


def total_at_risk(asked: Asked) -> _dict:
	tracker = Tables.get().tracker
	open_amount = tracker.base_net_total - tracker.base_delivered_amount
	query = at_risk(asked).select(Count(tracker.name).as_("orders"), Sum(open_amount).as_("amount"))
	return query.run(as_dict=True)[0]


def rows_of(asked: Asked, show: str, ages: tuple[Step, ...]) -> list[_dict]:
	"""The longest overdue first, then what is at risk by its promise."""
	rows = []
	if show != ONLY_AT_RISK:
		rows += listed(late(asked), asked.limit, "overdue_since")
	if show != ONLY_OVERDUE and (not asked.limit or len(rows) < asked.limit):
		rows += listed(at_risk(asked), asked.limit - len(rows) if asked.limit else 0, "next_promise")
	items = late_items(asked) if show != ONLY_AT_RISK else {}
	for row in rows:
		row.company_currency = frappe.get_cached_value("Company", row.company, "default_currency")
		lines = items.get(row.tracker, [])
		row.line_kind = lines[0].line_kind if lines else None
		row.late_items = items_text(lines)
		row.reason = reason_of(row)
		if row.overdue_since:
			row.days_overdue = (asked.today - row.overdue_since).days
			row.age = age_text(step_of(row.overdue_since, asked.today, ages))
	return layout.with_names(with_next_actions(rows), "responsible_user")


def listed(query, limit: int, order_by: str) -> list[_dict]:
	tracker = Tables.get().tracker
	query = query.select(
		tracker.name.as_("tracker"),
		tracker.customer,
		tracker.customer_name,
		tracker.responsible_user,
		tracker.company,
		tracker.stage,
		tracker.health,
		tracker.currency,
		tracker.overdue_since,
		tracker.overdue_lines,
		tracker.overdue_amount,
		tracker.base_overdue_amount,
		tracker.next_promise,
		tracker.risk_kind,
		tracker.risk_document,
		tracker.risk_until,
		tracker.hold_cause,
		tracker.hold_reason,
		tracker.awaits_amendment,
		tracker.is_billed,
		tracker.is_paid,
	).orderby(tracker[order_by], tracker.name)
	return (query.limit(limit) if limit else query).run(as_dict=True)


def late_items(asked: Asked) -> dict[str, list[_dict]]:
	"""By tracker its overdue lines, the oldest first."""
	tables = Tables.get()
	tracker, line = tables.tracker, tables.line
	query = from_trackers(asked, (reporting.LINE,)).where(
		tracker.overdue_since.notnull() & line.overdue_since.notnull()
	)
	for condition in asked.within(tracker.overdue_since):
		query = query.where(condition)
	rows = (
		query.select(
			tracker.name.as_("tracker"), line.item_code, line.item_name, line.line_kind, line.overdue_since
		)
		.orderby(line.overdue_since, line.idx)
		.run(as_dict=True)
	)
	found: dict[str, list[_dict]] = {}
	for row in rows:
		found.setdefault(row.tracker, []).append(row)
	return found


def items_text(lines: list[_dict]) -> str:
	if not lines:
		return ""
	first = cstr(lines[0].item_name or lines[0].item_code)
	return _("{0} and {1} more").format(first, len(lines) - 1) if len(lines) > 1 else first


def reason_of(row: _dict) -> str:
	"""What is known of why, in a sentence; the latest fact that the judgement named, else how far the order is."""
	if row.health == ON_HOLD:
		cause = _(row.hold_cause or NOT_GIVEN)
		return _("On hold, cause: {0}. {1}").format(cause, row.hold_reason or _("No reason given."))
	if row.risk_kind in (NOTE, PENDING_APPROVAL):
		return sentences.risk(row)["text"]
	if row.risk_kind and row.risk_until:
		return _("{0} {1} says not before {2}").format(
			_(row.risk_kind), row.risk_document, format_date(row.risk_until)
		)
	if row.stage == PENDING_APPROVAL:
		return _("The approval still waits.")
	return (
		_("Partly delivered, the rest is late.") if row.stage == PARTLY_DELIVERED else _("Not delivered yet.")
	)


def age_text(step: Step | None) -> str:
	if step is None:
		return ""
	if step.last is None:
		return _("{0} days and more").format(step.first)
	return _("{0} to {1} days").format(step.first, step.last)


def short_age(step: Step) -> str:
	"""As it fits below a bar."""
	return f"{step.first}+" if step.last is None else f"{step.first}–{step.last}"


def chart_of(overdue: list[_dict], today: date, ages: tuple[Step, ...]) -> dict | None:
	by_day: dict[date, tuple[float, float]] = {}
	for day in overdue:
		orders, amount = by_day.get(day.day, (0, 0.0))
		by_day[day.day] = (orders + day.orders, amount + (day.amount or 0))
	if not by_day:
		return None
	sums = aged(by_day, today, ages)
	return layout.chart(
		_("Overdue Orders by Days"),
		"bar",
		[short_age(step) for step in sums],
		[(_("Orders"), [row[0] for row in sums.values()])],
		colors=["#e24c4c"],
	)


def cards_of(overdue: list[_dict], risk: _dict) -> list[dict]:
	late_now = sum(day.orders for day in overdue if day.health == OVERDUE)
	held = sum(day.orders for day in overdue if day.health == ON_HOLD)
	return [
		layout.bad_card(_("Overdue Orders"), late_now),
		layout.card(_("On Hold and Past the Promise"), held, indicator=layout.GRAY),
		layout.card(_("Orders at Risk"), risk.orders, indicator=layout.ORANGE),
	]


def money_cards_of(overdue: list[_dict], risk: _dict, currency: str | None) -> list[dict]:
	"""Only where all orders are kept in one currency."""
	late = sum(day.amount or 0 for day in overdue)
	return [
		layout.bad_card(_("Overdue Amount"), late, "Currency", currency),
		layout.card(_("Amount at Risk"), risk.amount or 0, "Currency", layout.ORANGE, currency),
	]
