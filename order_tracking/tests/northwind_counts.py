"""What the trackers of the Northwind orders say on a day."""

from datetime import date

import frappe
from frappe.query_builder import DocType

from order_tracking.constants import CANCELLED, CLOSED, DELIVERED_LATE, OVERDUE, TRACKER, TRACKER_LINE
from order_tracking.tests.northwind import World, made_orders
from order_tracking.tests.rebuild import rebuild


def counts_as_of(orders: list[str], day: date) -> dict:
	"""As if it were that day. To the site it stays today: the judgement is rolled back, so commit before."""
	try:
		rebuild(orders, day)
		return counts(orders)
	finally:
		frappe.db.rollback()


def counts(orders: list[str]) -> dict:
	"""Counted from what is stored; nothing is worked out here that a list or report could not show."""
	trackers = frappe.get_all(
		TRACKER,
		filters={"sales_order": ("in", orders)},
		fields=["name", "stage", "health", "is_delivered", "net_total", "grand_total", "sales_order"],
		limit_page_length=0,
	)
	standing = [tracker for tracker in trackers if tracker.stage not in (CLOSED, CANCELLED)]
	return {
		"trackers": len(trackers),
		"lines": frappe.db.count(TRACKER_LINE, {"parent": ("in", [tracker.name for tracker in trackers])}),
		"delivered": sum(tracker.is_delivered for tracker in trackers),
		"open": sum(not tracker.is_delivered for tracker in standing),
		"delivered_late": sum(tracker.health == DELIVERED_LATE for tracker in trackers),
		"overdue": sum(tracker.health == OVERDUE for tracker in trackers),
		"net_total": round(sum(tracker.net_total for tracker in trackers), 2),
	}


def totals_that_differ(orders: list[str]) -> list[str]:
	"""Orders whose tracker does not show exactly the totals of the Sales Order."""
	tracker, order = DocType(TRACKER), DocType("Sales Order")
	rows = (
		frappe.qb.from_(order)
		.left_join(tracker)
		.on(tracker.sales_order == order.name)
		.select(order.name)
		.where(order.name.isin(orders))
		.where(
			tracker.name.isnull()
			| (tracker.grand_total != order.grand_total)
			| (tracker.net_total != order.net_total)
			| (tracker.total_taxes_and_charges != order.total_taxes_and_charges)
		)
		.run()
	)
	return [name for (name,) in rows]


def orders_of(world: World, po_nos: set[str]) -> list[str]:
	"""The Sales Orders with these PO numbers; after an amendment the one that stands now."""
	return [name for po_no, name in made_orders(world).items() if po_no in po_nos]
