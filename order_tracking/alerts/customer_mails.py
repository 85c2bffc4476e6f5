"""What a customer is told by mail: confirmation, promise moved, each partial delivery, delivered. Composes, sends nothing.

Only what the customer's own page shows as well, and the reason that somebody wrote for the customer with a move: nothing
of causes, our own reasons, holds, people or money. In the language of the
order or of its customer; an administrator's own words take the place of ours above the table.
"""

from dataclasses import dataclass

import frappe
from frappe import _, _dict
from frappe.query_builder import DocType
from frappe.query_builder.functions import Coalesce
from frappe.utils import get_url, getdate, today

from order_tracking.alerts import words as alert_words
from order_tracking.alerts.ledger import parsed
from order_tracking.alerts.rules import Rule
from order_tracking.constants import (
	CONFIRMED,
	DELIVERED,
	MOVED,
	PARTLY_DELIVERED,
	PROMISE_CHANGE,
	PROMISE_MOVED,
	TRACKER,
	TRACKER_LINE,
)
from order_tracking.customers import portal
from order_tracking.customers.words import date_text
from order_tracking.ledger import COUNTING
from order_tracking.rules.alert_wording import filled, one_line
from order_tracking.sentences import quantity_text

TEMPLATE = "customer_order"
LINES_SHOWN = 50


@dataclass(frozen=True)
class CustomerMail:
	subject: str
	arguments: dict
	language: str | None


def compose(row: _dict, order: _dict, rule: Rule) -> CustomerMail:
	"""The mail on what `row` of the ledger says; plain text in the arguments, the template escapes it."""
	told, language = parsed(row), language_of(order)
	with alert_words.in_language(language):
		subject, text = words_of(row, order, rule, told)
		lines = lines_of(order.name)
		before = {part["line"]: part["from"] for part in told.get("moved") or []}
		is_open = portal.is_open()
		arguments = {
			"title": subject,
			"text": text,
			"reasons": reasons_of(row, told),
			"columns": columns_of(row),
			"lines": [cells_of(line, row.event, told, before) for line in lines[:LINES_SHOWN]],
			"more": _("{0} more lines").format(len(lines) - LINES_SHOWN)
			if len(lines) > LINES_SHOWN
			else None,
			"po_no": _("Your number: {0}").format(order.po_no) if order.po_no else None,
			"url": get_url(portal.page_of(order.name)) if is_open else None,
			"button": _("See your order"),
			"company": order.company,
		}
	return CustomerMail(one_line(subject), arguments, language)


def lines_of(tracker: str) -> list[_dict]:
	"""Without those that left the order."""
	line = DocType(TRACKER_LINE)
	return (
		frappe.qb.from_(line)
		.select(
			line.sales_order_item,
			line.item_code,
			line.item_name,
			line.qty,
			line.uom,
			line.remaining_qty,
			line.current_promise,
			line.actual_date,
		)
		.where((line.parent == tracker) & (line.parenttype == TRACKER) & (line.is_struck == 0))
		.orderby(line.idx)
		.run(as_dict=True)
	)


def language_of(order: _dict) -> str | None:
	sales_order, customer = DocType("Sales Order"), DocType("Customer")
	rows = (
		frappe.qb.from_(sales_order)
		.join(customer)
		.on(customer.name == sales_order.customer)
		.select(Coalesce(customer.language, ""), Coalesce(sales_order.language, ""))
		.where(sales_order.name == order.sales_order)
		.run()
	)
	return next((language for row in rows for language in row if language), None)


def words_of(row: _dict, order: _dict, rule: Rule, told: dict) -> tuple[str, str]:
	"""Subject and the sentence on top; `told` is what the row remembers of what happened."""
	subject, text = usual_words(row.event, order, told.get("moved") or [])
	day = getdate(today())
	values = alert_words.values_of(row, order, text, day)
	return (
		filled(_(rule.subject), values) if rule.subject else subject,
		filled(_(rule.message), values) if rule.message else text,
	)


def usual_words(event: str, order: _dict, moved: list[dict]) -> tuple[str, str]:
	number = order.sales_order
	if event == CONFIRMED:
		return (
			_("Your order {0} is confirmed").format(number),
			_("Thank you for your order. This is what we will deliver, and when."),
		)
	if event == PROMISE_MOVED:
		return _("New delivery date for your order {0}").format(number), moved_sentence(moved)
	if event == PARTLY_DELIVERED:
		return (
			_("A part of your order {0} is on its way").format(number),
			_("A part of your order has been sent. The table shows what is still to come, and when."),
		)
	return (
		_("Your order {0} is delivered").format(number),
		_("Everything that you ordered has been delivered. Thank you."),
	)


def moved_sentence(moved: list[dict]) -> str:
	if len(moved) == 1:
		return _("The delivery date of {0} has changed from {1} to {2}.").format(
			moved[0]["item"], date_text(getdate(moved[0]["from"])), date_text(getdate(moved[0]["to"]))
		)
	return _("Delivery dates of your order have changed. The table shows the new ones.")


def reasons_of(row: _dict, told: dict) -> list[str]:
	"""What was written for the customer when these promises were moved, as the ledger of promises keeps it."""
	moved = {part["line"]: getdate(part["to"]) for part in told.get("moved") or []}
	if not moved:
		return []
	change = DocType(PROMISE_CHANGE)
	rows = (
		frappe.qb.from_(change)
		.select(change.sales_order_item, change.new_date, change.customer_reason)
		.where((change.order_tracker == row.order_tracker) & (change.kind == MOVED))
		.where(change.sales_order_item.isin(list(moved)) & change.status.isin(COUNTING))
		.where(change.happened_at <= told["at"])
		.orderby(change.happened_at, change.creation)
		.run()
	)
	latest = {line: reason for line, day, reason in rows if day == moved[line]}
	return list(dict.fromkeys(filter(None, latest.values())))


def columns_of(row: _dict) -> list[str]:
	columns = [_("Item"), _("Quantity")]
	if row.event == PROMISE_MOVED:
		columns += [_("Until now"), _("New date")]
	elif row.event == CONFIRMED:
		columns += [_("Promised for")]
	elif row.event == PARTLY_DELIVERED:
		columns += [_("Sent now"), _("Still to come"), _("Promised for")]
	elif row.event == DELIVERED:
		columns += [_("Delivered on")]
	return columns


def cells_of(line: _dict, event: str, told: dict, before: dict[str, str]) -> list[str]:
	"""One line of the order under those columns; `before`: by line, the promise that was moved."""
	cells = [line.item_name or line.item_code, quantity_text(line.qty, line.uom)]
	promise = day_or_dash(line.current_promise)
	if event == PROMISE_MOVED:
		moved_from = before.get(line.sales_order_item)
		return [*cells, day_or_dash(moved_from) if moved_from else promise, promise]
	if event == CONFIRMED:
		return [*cells, promise]
	if event == PARTLY_DELIVERED:
		sent = (told.get("delivered") or {}).get(line.sales_order_item) or 0
		left = line.remaining_qty
		return [
			*cells,
			quantity_text(sent, line.uom) if sent else "–",
			quantity_text(left, line.uom) if left else "–",
			promise if left else "–",
		]
	return [*cells, day_or_dash(line.actual_date)]


def day_or_dash(day) -> str:
	return date_text(getdate(day)) if day else "–"
