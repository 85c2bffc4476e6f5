"""From the rows of many documents to the frozen facts that the rules judge."""

from dataclasses import dataclass, field
from datetime import date

from frappe import _dict
from frappe.utils import flt, getdate

from order_tracking.constants import CLOSED, ON_HOLD
from order_tracking.facts import billing, deliveries, orders, supply
from order_tracking.facts.money import Money, is_line_billed, money_of, payable
from order_tracking.rules.facts import Expectation, LineFacts, Movement, OrderFacts, PlannedSlice
from order_tracking.rules.promises import LedgerLine

WORK_BEGUN = ("In Process", "Completed", "Stopped", "Closed")
WORK_ENDED = ("Completed", "Stopped", "Closed", "Cancelled")


@dataclass
class Reading:
	"""All that ERPNext says about a batch of orders, read in a constant number of queries."""

	orders: dict[str, _dict] = field(default_factory=dict)
	lines: dict[str, list[_dict]] = field(default_factory=dict)
	delivery_notes: dict[str, list[_dict]] = field(default_factory=dict)
	drop_shipments: dict[str, list[_dict]] = field(default_factory=dict)
	invoice_lines: dict[str, list[_dict]] = field(default_factory=dict)
	work_orders: dict[str, list[_dict]] = field(default_factory=dict)
	purchases: dict[str, list[_dict]] = field(default_factory=dict)
	schedules: dict[str, list[_dict]] = field(default_factory=dict)
	modes: dict[str, set[str]] = field(default_factory=dict)
	# By Delivery Note.
	shipments: dict[str, _dict] = field(default_factory=dict)
	# None: not read, because nothing can have changed it.
	sales_teams: dict[str, list[str]] | None = None
	advances: dict[str, float] = field(default_factory=dict)


def read(names: list[str], with_sales_teams: bool = True) -> Reading:
	"""Read everything about these orders, without permissions: a judgement is the same for every reader."""
	reading = Reading(orders=orders.read_orders(names), lines=orders.read_lines(names))
	reading.delivery_notes = deliveries.read_delivery_notes(names)
	notes = {row.document for rows in reading.delivery_notes.values() for row in rows}
	reading.shipments = deliveries.read_shipments(list(notes))
	if with_sales_teams:
		reading.sales_teams = orders.read_sales_teams(names)
	reading.invoice_lines = billing.read_invoice_lines(names)
	reading.work_orders = supply.read_work_orders(names)
	if any(line.ordered_qty for lines in reading.lines.values() for line in lines):
		reading.purchases = supply.read_purchases(names)
	reading.schedules = supply.read_schedules(names)
	if any(line.delivered_by_supplier for lines in reading.lines.values() for line in lines):
		reading.drop_shipments = deliveries.read_drop_shipments(names)
	invoices = {row.document for rows in reading.invoice_lines.values() for row in rows}
	with_advances = [order.name for order in reading.orders.values() if order.advance_paid]
	if invoices or with_advances:
		at_once = {row.document for rows in reading.invoice_lines.values() for row in rows if row.is_pos}
		reading.modes = billing.read_modes_of_payment([*names, *invoices], list(at_once))
	if with_advances:
		reading.advances = billing.read_waiting_advances(with_advances)
	return reading


def facts_of(
	reading: Reading,
	name: str,
	tracker: _dict,
	ledger: dict[str, LedgerLine],
	stored_lines: dict[str, _dict],
) -> tuple[OrderFacts, Money]:
	"""One order's facts. `tracker` and `stored_lines` give the decisions that people made on our side."""
	order, lines = reading.orders[name], reading.lines.get(name, [])
	invoice_lines = reading.invoice_lines.get(name, [])
	billed = orders.group(invoice_lines, "line")
	money = money_of(order, lines, invoice_lines, reading.advances.get(name, 0.0))
	facts = OrderFacts(
		name=name,
		lines=tuple(
			line_facts(
				reading,
				order,
				tracker,
				line,
				billed.get(line.name, []),
				ledger.get(line.name),
				stored_lines.get(line.name) or _dict(),
			)
			for line in lines
		),
		docstatus=order.docstatus,
		is_closed=order.status == CLOSED,
		is_on_hold=order.status == ON_HOLD,
		workflow_state=tracker.workflow_state,
		is_work_said_begun=bool(tracker.work_begun_on),
		is_said_ready=bool(tracker.said_ready_on),
		hold_expected_end=tracker.hold_expected_end,
		grand_total=payable(order),
		base_grand_total=order.base_rounded_total or order.base_grand_total,
		billed_total=money.invoiced,
		invoice_outstanding=money.invoice_outstanding,
		paid_amount=money.paid_amount,
		is_billed_in_full=money.is_billed_in_full,
	)
	return facts, money


def line_facts(
	reading: Reading,
	order: _dict,
	tracker: _dict,
	line: _dict,
	invoice_lines: list[_dict],
	promised: LedgerLine | None,
	stored: _dict,
) -> LineFacts:
	factor = line.conversion_factor or 1.0
	work = [row for row in reading.work_orders.get(order.name, ()) if is_work_for(row, line)]
	is_goods = bool(line.is_stock_item or line.is_fixed_asset or line.bundle)
	return LineFacts(
		name=line.name,
		qty=flt(line.qty),
		amount=flt(line.net_amount),
		base_amount=flt(line.base_net_amount),
		is_service=not is_goods,
		waits_for_delivery=is_goods and not order.skip_delivery_note,
		delivered_by_supplier=bool(line.delivered_by_supplier),
		movements=movements_of(reading, line, invoice_lines, factor),
		billed_amount=sum(row.net_amount for row in invoice_lines),
		is_billed=is_line_billed(line, invoice_lines),
		billed_on=billed_on(line, invoice_lines),
		picked_qty=flt(line.picked_qty) / factor,
		produced_qty=produced_of(line, work) / factor,
		is_work_begun=any(row.status in WORK_BEGUN or row.produced_qty for row in work),
		expectations=expectations_of(reading, line, work),
		schedule=schedule_of(reading, line, tracker, promised),
		requested_on=promised.requested if promised else None,
		first_promise=promised.first_promise if promised else None,
		is_first_promise_known=bool(promised and promised.is_first_promise_known),
		current_promise=line.delivery_date or order.delivery_date,
		return_promise=stored.return_promise,
		accepted_on=stored.accepted_on,
	)


def is_work_for(work: _dict, line: _dict) -> bool:
	return work.line == line.name if work.line else work.production_item == line.item_code


def produced_of(line: _dict, work: list[_dict]) -> float:
	"""ERPNext's own sum counts subassemblies and the parts of a bundle as if each were the item itself."""
	return sum(
		flt(row.produced_qty)
		for row in work
		if row.line == line.name and row.production_item == line.item_code
	)


def billed_on(line: _dict, invoice_lines: list[_dict]) -> date | None:
	"""The day of the invoice that completed the line's amount."""
	for number, row in enumerate(invoice_lines, 1):
		if is_line_billed(line, invoice_lines[:number]):
			return row.on
	return None


def movements_of(
	reading: Reading, line: _dict, invoice_lines: list[_dict], factor: float
) -> tuple[Movement, ...]:
	moved = [
		(row.on, row.stock_qty / factor, row.document) for row in reading.delivery_notes.get(line.name, ())
	]
	moved += [(row.on, row.stock_qty / factor, row.document) for row in invoice_lines if row.update_stock]
	moved += [
		(getdate(row.on), flt(row.to_value) - flt(row.from_value), row.document)
		for row in reading.drop_shipments.get(line.name, ())
	]
	moved.sort(key=lambda movement: (movement[0], movement[1] < 0))
	credited = -sum(row.stock_qty for row in invoice_lines if row.is_return) / factor
	return tuple(with_credits(moved, credited))


def with_credits(moved: list[tuple[date, float, str]], credited: float):
	"""Credit notes settle the oldest returns first; a return that they cover in part is two movements."""
	for on, qty, document in moved:
		settled = min(-qty, credited) if qty < 0 else 0.0
		if settled > 0:
			credited -= settled
			yield Movement(on, -settled, document, is_credited=True)
			qty += settled
		if qty:
			yield Movement(on, qty, document)


def expectations_of(reading: Reading, line: _dict, work: list[_dict]) -> tuple[Expectation, ...]:
	expected = [
		Expectation("Work Order", row.document, getdate(row.expected_delivery_date or row.planned_end_date))
		for row in work
		if row.status not in WORK_ENDED and (row.expected_delivery_date or row.planned_end_date)
	]
	expected += [
		Expectation("Purchase Order", row.document, row.schedule_date)
		for row in reading.purchases.get(line.name, ())
		if row.schedule_date
	]
	return tuple(expected)


def schedule_of(
	reading: Reading, line: _dict, tracker: _dict, promised: LedgerLine | None
) -> tuple[PlannedSlice, ...]:
	"""Parts that were there when the tracker began were promised as they are, and move with their line, whose date is that
	of the first. What was split later keeps the line's promise."""
	moved_by = None
	if promised and promised.first_promise and line.delivery_date:
		moved_by = line.delivery_date - promised.first_promise
	return tuple(
		PlannedSlice(
			due=row.delivery_date,
			qty=row.qty,
			first_promise=row.delivery_date - moved_by
			if moved_by is not None and (tracker.creation is None or row.creation <= tracker.creation)
			else None,
		)
		for row in reading.schedules.get(line.name, ())
	)


def new_drop_shipments(reading: Reading) -> list[tuple[str, str, float, float]]:
	"""Drop-shipped quantities that ERPNext shows and no event of ours has dated: order, line, from, to."""
	found = []
	for name, lines in reading.lines.items():
		for line in lines:
			if not line.delivered_by_supplier:
				continue
			known = reading.drop_shipments.get(line.name)
			dated = flt(known[-1].to_value) if known else 0.0
			if flt(line.delivered_qty) != dated:
				found.append((name, line.name, dated, flt(line.delivered_qty)))
	return found
