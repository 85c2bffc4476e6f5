"""What happens to orders after the tables end: some are cancelled, brought back, amended, closed, held.

The choice is fixed, by Northwind's own numbers; each ends in ERPNext's own calls.
"""

from collections.abc import Callable
from datetime import date

import frappe
from erpnext.selling.doctype.sales_order.sales_order import update_status
from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_return

from order_tracking.tests import northwind
from order_tracking.tests.northwind_tables import Tables

AFTERWARDS = date(1998, 6, 15)


def cancel(order: str) -> None:
	"""The deliveries first: ERPNext does not cancel an order that has some."""
	cancel_deliveries(order)
	frappe.get_doc("Sales Order", order).cancel()


def cancel_deliveries(order: str) -> None:
	for note in deliveries(order):
		frappe.get_doc("Delivery Note", note).cancel()


def bring_all_back(order: str) -> None:
	bring_back(order, share=1.0)


def bring_some_back(order: str) -> None:
	bring_back(order, share=0.5)


def bring_back(order: str, share: float) -> None:
	"""Of the first line only, so that the order is more than one kind of line."""
	(note,) = deliveries(order)
	back = make_sales_return(note)
	back.set_posting_time = 1
	back.posting_date = AFTERWARDS
	back.items = back.items[:1]
	back.items[0].qty = -max(int(-back.items[0].qty * share), 1)
	back.submit()


def amend(order: str) -> None:
	"""Cancelled and made anew with one line less, one line's quantity doubled, and a week more time."""
	old = frappe.get_doc("Sales Order", order)
	old.cancel()
	new = frappe.copy_doc(old, ignore_no_copy=False)
	new.update({"amended_from": order, "po_no": old.po_no, "transaction_date": old.transaction_date})
	new.delivery_date = frappe.utils.add_days(old.delivery_date, 7)
	new.items = new.items[:-1] or new.items
	for line in new.items:
		line.delivery_date = new.delivery_date
	new.items[0].qty *= 2
	new.payment_schedule = []
	new.submit()


def amend_twice(order: str) -> None:
	amend(order)
	amend(frappe.db.get_value("Sales Order", {"amended_from": order}))


def close(order: str) -> None:
	update_status("Closed", order)


def hold(order: str) -> None:
	update_status("On Hold", order)


def hold_and_resume(order: str) -> None:
	hold(order)
	frappe.db.commit()
	update_status("Draft", order)


def move_promise(order: str) -> None:
	"""The date edited in ERPNext, by whom it may concern."""
	document = frappe.get_doc("Sales Order", order)
	document.delivery_date = AFTERWARDS
	for line in document.items:
		line.delivery_date = AFTERWARDS
	document.save()


def deliver_and_close(order: str) -> None:
	"""Closed short: half of each line is delivered and nobody waits for the rest."""
	note = northwind.make_delivery_note(order)
	note.set_posting_time = 1
	note.posting_date = AFTERWARDS
	for line in note.items:
		line.qty = line.qty // 2
	note.submit()
	close(order)


CHANGES: dict[str, Callable[[str], None]] = {
	"10248": bring_all_back,
	"10264": bring_some_back,
	"10271": bring_all_back,
	"10280": cancel_deliveries,
	"10302": cancel,
	"10307": close,
	"11008": cancel,
	"11019": amend,
	"11040": amend,
	"11045": amend_twice,
	"11051": close,
	"11054": hold,
	"11058": hold_and_resume,
	"11059": move_promise,
	"11070": deliver_and_close,
}


def chosen(tables: Tables) -> Tables:
	"""Only the orders to which something happens."""
	orders = tuple(order for order in tables.orders if order.number in CHANGES)
	return Tables(tables.customers, tables.categories, tables.products, orders)


def change(tables: Tables, world: northwind.World) -> None:
	"""Commits after each, so that the app follows each by itself."""
	made = northwind.made_orders(world)
	for order in chosen(tables).orders:
		happens = CHANGES[order.number]
		world.say(f"{order.number}: {happens.__name__.replace('_', ' ')}")
		happens(made[world.po_no(order)])
		frappe.db.commit()


def deliveries(order: str) -> list[str]:
	return frappe.get_all(
		"Delivery Note Item",
		filters={"against_sales_order": order, "docstatus": 1},
		pluck="parent",
		distinct=True,
		order_by="parent asc",
	)
