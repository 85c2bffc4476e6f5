"""New dates for the lines of an order: which are possible, in sentences, and how they reach the Sales Order."""

from datetime import date
from typing import NamedTuple

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, date_diff, formatdate, getdate, today

from order_tracking.decisions.approvals import DecisionRefusedError
from order_tracking.decisions.buttons import line_of
from order_tracking.rules import rescheduling
from order_tracking.rules.quantities import TOLERANCE
from order_tracking.rules.rescheduling import PromisedLine


def checked_moves(tracker: Document, dates: list[dict]) -> dict[str, date]:
	"""New dates by Sales Order line; throws with one sentence for each date that cannot be."""
	moves, problems = {}, []
	for wanted in dates or []:
		row = line_of(tracker, wanted.get("line"))
		day = getdate(wanted.get("date")) if wanted.get("date") else None
		if row.sales_order_item in moves:
			problems.append(_("{0} stands twice in the list.").format(label_of(row)))
		elif day and day == row.current_promise:
			continue
		elif problem := problem_with(tracker, row, day):
			problems.append(problem)
		moves[row.sales_order_item] = day
	if problems:
		frappe.throw("<br>".join(problems), DecisionRefusedError, title=_("Promises Not Moved"))
	if not moves:
		frappe.throw(
			_("No new date differs from the promise that stands. Nothing was moved."), DecisionRefusedError
		)
	return moves


def problem_with(tracker: Document, row: Document, day: date | None) -> str | None:
	sentences = {
		rescheduling.GONE: _("{0} is gone from the order."),
		rescheduling.CLOSED: _("{0} is closed; nothing of it will be delivered."),
		rescheduling.DELIVERED: _("{0} is delivered in full; its promise cannot be moved any more."),
		rescheduling.WITHOUT_DATE: _("Give a date for {0}."),
		rescheduling.BEFORE_ORDER: _("{0} cannot be promised for {1}: that is before the order's date."),
		rescheduling.PAST: _("{0} cannot be promised for {1}: that is in the past."),
	}
	problem = rescheduling.problem_of(as_promised(row), day, tracker.transaction_date, getdate(today()))
	sentence = sentences.get(problem)
	return sentence.format(label_of(row), formatdate(day)) if sentence else None


def as_promised(row: Document) -> PromisedLine:
	return PromisedLine(
		row.sales_order_item,
		row.current_promise,
		is_open=row.remaining_qty > TOLERANCE,
		is_closed=bool(row.is_closed),
		is_struck=bool(row.is_struck),
	)


def label_of(row: Document) -> str:
	return _("Line {0} ({1})").format(row.idx, row.item_name or row.item_code)


def new_dates(
	how: str, lines: list[PromisedLine], day: date | None, days: int, lines_a_week: int
) -> dict[str, date]:
	if how == "shift" and days:
		return rescheduling.shift_all(lines, days)
	if how == "fill" and day:
		return rescheduling.fill_all(lines, day)
	if how == "spread" and day:
		return rescheduling.spread_by_week(lines, day, lines_a_week)
	frappe.throw(
		_("Say how to move the dates: fill with a day, shift by days, or spread by week from a day.")
	)


class Why(NamedTuple):
	"""Who caused a move and why: `reason` for ourselves, `customer_reason` is what the customer may read. Names are those of
	Order Promise Change."""

	cause: str
	reason: str
	customer_reason: str | None = None


def save_order(order: Document, moves: dict[str, date], why: Why) -> None:
	"""Through ERPNext's own validation. The ledger gets cause and reasons from the mark that the save leaves."""
	order.flags.order_tracking_move = why._asdict()
	schedules = {}
	for line in order.items:
		if line.name in moves:
			schedules[line.name] = shifted_schedule(order, line, moves[line.name])
			line.delivery_date = moves[line.name]
	scheduled = [line for line in order.items if schedules.get(line.name)]
	for line in scheduled:
		# ERPNext wants a schedule whole; it saves the order itself.
		order.create_delivery_schedule(line.as_dict(), schedules[line.name])
	if not scheduled:
		order.save()


def shifted_schedule(order: Document, line: Document, day: date) -> list[dict]:
	"""version-16: the line's delivery schedule, every part of it moved by as many days as its first one."""
	if not hasattr(order, "get_delivery_schedule"):
		return []
	parts = order.get_delivery_schedule(line.name) or []
	if not parts:
		return []
	by = date_diff(day, min(getdate(part.delivery_date) for part in parts))
	return [
		{**part, "delivery_date": add_days(getdate(part.delivery_date), by)}
		for part in sorted(parts, key=lambda part: getdate(part.delivery_date))
	]
