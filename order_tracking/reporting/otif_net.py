"""What the customer caused: orders that he held or had closed short, judged line by line with the days taken off."""

from collections.abc import Iterator
from datetime import date, datetime

import frappe
from frappe import _dict
from frappe.query_builder import DocType
from frappe.query_builder.functions import Max

from order_tracking.constants import CLOSED, CUSTOMER, EVENT, MOVED, PROMISE_CHANGE, TRACKER
from order_tracking.ledger import COUNTING
from order_tracking.reporting.otif_columns import (
	CURRENT,
	FIRST,
	ORDERS,
	QUANTITY,
	VALUE,
	Columns,
	group_name,
	key_of,
	lines_of,
	weight_of,
)
from order_tracking.reporting.permitted import Asked, Tables
from order_tracking.rules import holds
from order_tracking.rules.lateness import overdue_since
from order_tracking.rules.otif import PromisedLine, Tally, order_outcome, outcome_of


def corrections(
	asked: Asked, against: str, measure: str, group_by: str
) -> Iterator[tuple[str, Tally, Tally]]:
	"""Group, what the database counted, what counts net: of orders that the customer held or had closed short."""
	rows = special_lines(asked, against, measure, group_by)
	if not rows:
		return
	trackers = list({row.tracker for row in rows})
	history, moved = histories(trackers), last_moves(trackers) if against == CURRENT else {}
	units: dict[tuple, list[tuple[float, str, str]]] = {}
	for number, row in enumerate(rows):
		held = held_days(history.get(row.tracker, ()), row, moved.get(row.sales_order_item), asked.today)
		line = promised_line(row, against, asked.today)
		raw = outcome_of(line, asked.today)
		net = outcome_of(line, asked.today, held, row.close_cause == CUSTOMER)
		unit = (group_name(row.key), row.tracker if measure == ORDERS else number)
		units.setdefault(unit, []).append((row.weight, raw, net, row.is_first_promise_known))
	for (key, _unit), lines in units.items():
		if against == FIRST and not all(is_known for _weight, _raw, _net, is_known in lines):
			continue
		weight = 1.0 if measure == ORDERS else lines[0][0]
		raw, net = Tally(), Tally()
		raw.add(order_outcome(line[1] for line in lines), weight)
		net.add(order_outcome(line[2] for line in lines), weight)
		yield key, raw, net


def special_lines(asked: Asked, against: str, measure: str, group_by: str) -> list[_dict]:
	"""The lines of orders that the customer held or had closed, as they are."""
	names = special_trackers()
	if not names:
		return []
	tables, columns = Tables.get(), Columns.against(against, asked.today)
	tracker, line = tables.tracker, tables.line
	promise = columns.order_promise if measure == ORDERS else columns.promise
	query = lines_of(asked, promise, group_by).where(tracker.name.isin(names))
	query = query.select(
		tracker.name.as_("tracker"),
		tracker.close_cause,
		line.sales_order_item,
		line.actual_date,
		line.remaining_qty,
		line.is_closed,
		line.is_first_promise_known,
		line.overdue_since,
		columns.promise.as_("promise"),
		columns.days_late.as_("days_late"),
	)
	if measure in (QUANTITY, VALUE):
		query = query.select(weight_of(measure).as_("weight"))
	if (key := key_of(group_by, promise)) is not None:
		query = query.select(key.as_("key"))
	rows = query.run(as_dict=True)
	for row in rows:
		row.setdefault("weight", 1.0)
		row.setdefault("key", "")
	return rows


def special_trackers() -> list[str]:
	"""Whose judgement the customer may have a part in; permissions are asked where their lines are read."""
	event, tracker = DocType(EVENT), DocType(TRACKER)
	held = (
		frappe.qb.from_(event)
		.select(event.order_tracker)
		.where((event["field"] == holds.CAUSE) & (event.to_value == CUSTOMER))
	)
	closed = (
		frappe.qb.from_(tracker)
		.select(tracker.name)
		.where((tracker.stage == CLOSED) & (tracker.close_cause == CUSTOMER))
	)
	return list({*held.run(pluck=True), *closed.run(pluck=True)})


def promised_line(row: _dict, against: str, today: date) -> PromisedLine:
	overdue = (
		row.overdue_since if against == CURRENT else overdue_since(row.promise, row.remaining_qty, today)
	)
	return PromisedLine(
		row.promise, row.actual_date, row.days_late, row.remaining_qty, overdue, bool(row.is_closed)
	)


def held_days(history: tuple, row: _dict, moved_at: datetime | None, today: date) -> int:
	"""A promise that was moved during or after a hold has the hold in it already."""
	since = moved_at.date() if moved_at else None
	return holds.held_days(history, CUSTOMER, since, row.actual_date or today)


def histories(trackers: list[str]) -> dict[str, tuple]:
	"""By tracker, its holds."""
	event = DocType(EVENT)
	rows = (
		frappe.qb.from_(event)
		.select(event.order_tracker, event["field"], event.to_value, event.happened_at)
		.where(event.order_tracker.isin(trackers) & event["field"].isin([holds.STATE, holds.CAUSE]))
		.run()
	)
	found: dict[str, list] = {}
	for tracker, name, to_value, at in rows:
		found.setdefault(tracker, []).append(holds.HistoryRow(name, to_value, at))
	return {tracker: holds.holds_of(history) for tracker, history in found.items()}


def last_moves(trackers: list[str]) -> dict[str, datetime]:
	"""By Sales Order line, when its current promise was made, if it was moved at all."""
	change = DocType(PROMISE_CHANGE)
	return dict(
		frappe.qb.from_(change)
		.select(change.sales_order_item, Max(change.happened_at))
		.where(change.order_tracker.isin(trackers) & (change.kind == MOVED))
		.where(change.status.isin(COUNTING))
		.groupby(change.sales_order_item)
		.run()
	)
