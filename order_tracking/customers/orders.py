"""Which orders has the logged-in customer? A page of them at a time, with no more than a list needs."""

from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _dict
from frappe.query_builder import DocType, Order
from frappe.utils import getdate, today
from pypika.terms import Criterion

from order_tracking import searching
from order_tracking.constants import TRACKER, TRACKER_LINE
from order_tracking.customers.portal import customers_of_user
from order_tracking.customers.view import DECIDES, HEADER, OrderInShort, in_short
from order_tracking.rules.customer_stage import PAST_STAGES, names_of

PAGE_LENGTH = 20


@dataclass(frozen=True)
class ListedOrder(OrderInShort):
	items: tuple[str, ...]
	more_items: int


@dataclass(frozen=True)
class OrderPage:
	orders: tuple[ListedOrder, ...]
	page: int
	has_more: bool
	# Whether they belong to more than one customer, so that each has to say to whom.
	is_mixed: bool


def orders_for_customer(page: int = 1, is_past: bool = False, search: str = "") -> OrderPage:
	"""The orders that are on their way, the next due first, or the past ones, the latest first.

	`search`: a part of the order's number or of the customer's own. A constant number of queries.
	"""
	customers = customers_of_user()
	page = max(page, 1)
	if not customers:
		return OrderPage((), page, False, False)
	rows = headers_of(customers, page, is_past, search.strip())
	shown, day = rows[:PAGE_LENGTH], getdate(today())
	items = item_names_of([row.name for row in shown])
	return OrderPage(
		orders=tuple(listed(row, items.get(row.name, []), day) for row in shown),
		page=page,
		has_more=len(rows) > PAGE_LENGTH,
		is_mixed=len(customers) > 1,
	)


def headers_of(customers: list[str], page: int, is_past: bool, search: str) -> list[_dict]:
	"""One more than a page holds, to know whether there is another page."""
	tracker = DocType(TRACKER)
	query = (
		frappe.qb.from_(tracker)
		.select(*HEADER, *DECIDES)
		.where(tracker.customer.isin(customers) & past(tracker, is_past))
	)
	if search:
		searched = searching.part(search)
		query = query.where(tracker.sales_order.like(searched) | tracker.po_no.like(searched))
	if is_past:
		query = query.orderby(tracker.transaction_date, tracker.name, order=Order.desc)
	else:
		query = query.orderby(tracker.next_promise.isnull(), tracker.next_promise, tracker.name)
	return query.limit(PAGE_LENGTH + 1).offset((page - 1) * PAGE_LENGTH).run(as_dict=True)


def past(tracker: DocType, is_past: bool) -> Criterion:
	"""An order that is cancelled to be amended is still on its way."""
	is_over = tracker.stage.isin(PAST_STAGES) & (tracker.awaits_amendment == 0)
	return is_over if is_past else is_over.negate()


def item_names_of(trackers: list[str]) -> dict[str, list[str]]:
	if not trackers:
		return {}
	line = DocType(TRACKER_LINE)
	rows = (
		frappe.qb.from_(line)
		.select(line.parent, line.item_code, line.item_name)
		.where(line.parent.isin(trackers) & (line.parenttype == TRACKER) & (line.is_struck == 0))
		.orderby(line.parent, line.idx)
		.run()
	)
	names: dict[str, list[str]] = {}
	for tracker, code, name in rows:
		names.setdefault(tracker, []).append(name or code)
	return names


def listed(header: _dict, items: list[str], day: date) -> ListedOrder:
	shown, more = names_of(items)
	return ListedOrder(**in_short(header, day), items=shown, more_items=more)
