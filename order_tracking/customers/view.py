"""What a customer sees of an order: the fields that stand here, and nothing else. Everything that customers get reads this.

Holds, causes, risks, approvals, payments, people and notes that nobody published are no fields of it.
"""

from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _dict
from frappe.query_builder import DocType
from frappe.utils import date_diff, getdate, today

from order_tracking.constants import DELIVERED_LATE, OVERDUE, TRACKER, TRACKER_LINE
from order_tracking.customers import words as customer_words
from order_tracking.customers.papers import Paper, Parcel, own_sales_order, paper, papers_of, parcels_of
from order_tracking.customers.portal import customers_of_user
from order_tracking.customers.publishing import PublishedNote, published_notes
from order_tracking.rules.customer_stage import (
	UNPROMISED_STAGES,
	Step,
	customer_steps,
	customer_word,
)
from order_tracking.rules.stage import reached_step

# What is read of a tracker and its lines; some of it decides what is told and is not told itself.
HEADER = (
	"name",
	"sales_order",
	"company",
	"customer_name",
	"po_no",
	"transaction_date",
	"requested_date",
	"first_promise",
	"current_promise",
	"next_promise",
	"actual_date",
)
DECIDES = (
	"stage",
	"health",
	"awaits_amendment",
	"overdue_since",
	"days_late",
	"days_late_current",
	"is_delivered",
	"delivered_amount",
	"work_begun_on",
	"said_ready_on",
)
LINE = (
	"parent",
	"item_code",
	"item_name",
	"qty",
	"uom",
	"delivered_qty",
	"remaining_qty",
	"requested_date",
	"current_promise",
	"actual_date",
	"line_stage",
	"overdue_since",
)


@dataclass(frozen=True)
class CustomerLine:
	"""Quantities in the line's unit."""

	item_code: str
	item_name: str
	qty: float
	uom: str
	delivered_qty: float
	remaining_qty: float
	requested_date: date | None
	promised_date: date | None
	delivered_on: date | None
	word: str
	late_days: int


@dataclass(frozen=True)
class OrderInShort:
	"""What the list and the page of an order tell alike."""

	name: str
	sales_order: str
	company: str
	customer_name: str
	po_no: str | None
	ordered_on: date
	word: str
	sentence: str
	requested_date: date | None
	promised_date: date | None
	delivered_on: date | None
	late_days: int


@dataclass(frozen=True)
class CustomerOrder(OrderInShort):
	"""One order with all that its customer may know. Money is what ERPNext's own page of the order shows, or None."""

	steps: tuple[Step, ...]
	first_promise: date | None
	grand_total: float | None
	currency: str | None
	lines: tuple[CustomerLine, ...]
	parcels: tuple[Parcel, ...]
	notes: tuple[PublishedNote, ...]
	papers: tuple[Paper, ...]


def order_for_customer(name: str) -> CustomerOrder | None:
	"""The order of this tracker, if it is one of the logged-in customer's; None for any other as for one that does not exist.

	A constant number of queries.
	"""
	customers = customers_of_user()
	header = find(name, customers)
	if header is None:
		return None
	header.lines = lines_of(header.name)
	order = own_sales_order(header.sales_order, customers)
	papers = papers_of(header.sales_order, customers)
	return snapshot(header, order, papers, getdate(today()))


def find(name: str, customers: list[str]) -> _dict | None:
	if not name or not customers:
		return None
	tracker = DocType(TRACKER)
	rows = (
		frappe.qb.from_(tracker)
		.select(*HEADER, *DECIDES)
		.where((tracker.name == name) & tracker.customer.isin(customers))
		.run(as_dict=True)
	)
	return rows[0] if rows else None


def lines_of(tracker: str) -> list[_dict]:
	"""Without those that left the order."""
	line = DocType(TRACKER_LINE)
	return (
		frappe.qb.from_(line)
		.select(*LINE)
		.where((line.parent == tracker) & (line.parenttype == TRACKER) & (line.is_struck == 0))
		.orderby(line.idx)
		.run(as_dict=True)
	)


def snapshot(header: _dict, order: _dict | None, papers: list[Paper], day: date) -> CustomerOrder:
	"""`order`: the Sales Order, if its page is theirs to open."""
	told = in_short(header, day)
	return CustomerOrder(
		**told,
		steps=customer_steps(told["word"], reached_step(header)),
		first_promise=header.first_promise if is_promised(header) else None,
		grand_total=order.grand_total if order else None,
		currency=order.currency if order else None,
		lines=tuple(line_for_customer(line, header, day) for line in header.lines),
		parcels=tuple(parcels_of(papers)),
		notes=tuple(published_notes([header.name]).get(header.name, ())),
		papers=(*([paper("Sales Order", order)] if order else ()), *papers),
	)


def in_short(header: _dict, day: date) -> dict:
	"""The values of `OrderInShort`."""
	word = customer_word(header.stage, bool(header.awaits_amendment))
	late = late_days(header, day)
	return {
		"name": header.name,
		"sales_order": header.sales_order,
		"company": header.company,
		"customer_name": header.customer_name,
		"po_no": header.po_no,
		"ordered_on": header.transaction_date,
		"word": word,
		"sentence": customer_words.sentence(word, header, late, day),
		"requested_date": header.requested_date,
		"promised_date": header.current_promise if is_promised(header) else None,
		"delivered_on": header.actual_date,
		"late_days": late,
	}


def line_for_customer(line: _dict, header: _dict, day: date) -> CustomerLine:
	return CustomerLine(
		item_code=line.item_code,
		item_name=line.item_name or line.item_code,
		qty=line.qty,
		uom=line.uom,
		delivered_qty=line.delivered_qty,
		remaining_qty=line.remaining_qty,
		requested_date=line.requested_date,
		promised_date=line.current_promise if is_promised(header) else None,
		delivered_on=line.actual_date,
		word=customer_word(line.line_stage),
		late_days=days_since(line.overdue_since, day)
		if is_promised(header) and header.health == OVERDUE
		else 0,
	)


def is_promised(header: _dict) -> bool:
	return header.stage not in UNPROMISED_STAGES


def late_days(header: _dict, day: date) -> int:
	"""Calendar days after the promise: until now while something is overdue, until the delivery once it is there."""
	if not is_promised(header):
		return 0
	if header.health == OVERDUE:
		return days_since(header.overdue_since, day)
	if header.health == DELIVERED_LATE:
		return max(header.days_late, header.days_late_current)
	return 0


def days_since(start: date | None, day: date) -> int:
	return max(date_diff(day, start), 0) if start else 0
