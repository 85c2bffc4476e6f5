"""Makes real ERPNext documents of the Northwind tables, through ERPNext's own code, in the order of their dates.

A Sales Order on the day it was ordered, with the required date as delivery date and the freight as a charge; a
Delivery Note on the day it was shipped. What is there already is left alone, so a run that was stopped goes on.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import frappe
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note
from frappe.query_builder import DocType

from order_tracking.tests.companies import make_company, make_warehouse
from order_tracking.tests.northwind_tables import Order, Tables

COMPANY = "Northwind Traders"
ABBR = "NW"
OPENED_ON = date(1996, 7, 1)
COMMIT_EVERY = 20  # documents


@dataclass
class World:
	"""Where the documents of one run belong. `run` keeps runs on one site apart: in the customer's PO number, and in
	a warehouse of its own, so that no delivery is dated before the stock movements of an earlier run."""

	run: str = ""
	say: Callable[[str], None] = lambda text: None
	warehouse: str = ""
	freight_account: str = ""
	customers: dict[str, str] = field(default_factory=dict)
	items: dict[str, str] = field(default_factory=dict)

	def po_no(self, order: Order) -> str:
		return self.run + order.number


def load(tables: Tables, world: World) -> None:
	"""Make what is missing. Commits, and the app follows after each commit."""
	prepare(tables, world)
	ordered, delivered = made_orders(world), delivered_orders(world)
	steps = [
		step
		for step in steps_of(tables)
		if world.po_no(step[-1]) not in (delivered if step[1] == "ship" else ordered)
	]
	world.say(f"{len(steps)} documents to make")
	started = time.monotonic()
	for done, (day, kind, order) in enumerate(steps, 1):
		if kind == "order":
			ordered[world.po_no(order)] = make_order(order, world)
		else:
			ship(ordered[world.po_no(order)], day)
		if done % COMMIT_EVERY == 0:
			frappe.db.commit()
		if done % 100 == 0:
			world.say(
				f"{done} of {len(steps)}, {day}, {done / (time.monotonic() - started):.1f} documents a second"
			)
	frappe.db.commit()


def steps_of(tables: Tables) -> list[tuple[date, str, Order]]:
	"""What happened, day by day; on one day orders come before shipments."""
	steps = [(order.ordered_on, "order", order) for order in tables.orders]
	steps += [(order.shipped_on, "ship", order) for order in tables.orders if order.shipped_on]
	return sorted(steps, key=lambda step: (step[0], step[1], int(step[2].number)))


def prepare(tables: Tables, world: World) -> None:
	"""Company, customers, items and opening stock."""
	make_company(COMPANY, ABBR, "USD", "United States", range(1996, 1999))
	world.freight_account = f"Freight and Forwarding Charges - {ABBR}"
	world.customers = {key: make_customer(name) for key, name in tables.customers.items()}
	groups = {key: make_item_group(name) for key, name in tables.categories.items()}
	for key, (name, category, _price) in tables.products.items():
		world.items[key] = make_item(f"NW-{int(key):02}", name, groups[category])
	world.warehouse = make_warehouse(COMPANY, f"Northwind {world.run}".strip())
	if not frappe.db.exists("Stock Entry", {"to_warehouse": world.warehouse, "docstatus": 1}):
		make_opening_stock(tables, world)
	frappe.db.commit()
	world.say(f"{len(world.customers)} customers and {len(world.items)} items in {COMPANY}")


def make_customer(name: str) -> str:
	found = frappe.db.get_value("Customer", {"customer_name": name})
	return (
		found
		or frappe.get_doc(
			{
				"doctype": "Customer",
				"customer_name": name,
				"customer_group": "Commercial",
				"territory": "Rest Of The World",
			}
		)
		.insert()
		.name
	)


def make_item_group(name: str) -> str:
	if not frappe.db.exists("Item Group", name):
		frappe.get_doc(
			{"doctype": "Item Group", "item_group_name": name, "parent_item_group": "All Item Groups"}
		).insert()
	return name


def make_item(code: str, name: str, group: str) -> str:
	if not frappe.db.exists("Item", code):
		frappe.get_doc(
			{
				"doctype": "Item",
				"item_code": code,
				"item_name": name,
				"item_group": group,
				"stock_uom": "Nos",
				"is_stock_item": 1,
			}
		).insert()
	return code


def make_opening_stock(tables: Tables, world: World) -> None:
	"""More than all orders of the tables together want, in the store before the first of them."""
	entry = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Receipt",
			"company": COMPANY,
			"set_posting_time": 1,
			"posting_date": OPENED_ON,
			"to_warehouse": world.warehouse,
			"items": [
				{
					"item_code": world.items[key],
					"qty": 10_000,
					"t_warehouse": world.warehouse,
					"basic_rate": price,
				}
				for key, (_name, _category, price) in tables.products.items()
			],
		}
	)
	entry.insert()
	entry.submit()


def make_order(order: Order, world: World) -> str:
	"""The submitted Sales Order's name. Rounded total off: the sums have to be those of the tables."""
	document = frappe.get_doc(
		{
			"doctype": "Sales Order",
			"company": COMPANY,
			"customer": world.customers[order.customer],
			"po_no": world.po_no(order),
			"transaction_date": order.ordered_on,
			"delivery_date": order.required_on,
			"set_warehouse": world.warehouse,
			"ignore_pricing_rule": 1,
			"disable_rounded_total": 1,
			"items": [
				{
					"item_code": world.items[line.product],
					"qty": line.qty,
					"price_list_rate": float(line.unit_price),
					"discount_percentage": float(line.discount * 100),
					"delivery_date": order.required_on,
					"warehouse": world.warehouse,
				}
				for line in order.lines
			],
			"taxes": [
				{
					"charge_type": "Actual",
					"account_head": world.freight_account,
					"description": "Freight",
					"tax_amount": float(order.freight),
				}
			],
		}
	)
	document.submit()  # one pass through ERPNext's checks instead of the two of insert and submit
	return document.name


def ship(order: str, on: date) -> str:
	note = make_delivery_note(order)
	note.set_posting_time = 1
	note.posting_date = on
	note.submit()
	return note.name


def made_orders(world: World) -> dict[str, str]:
	"""By PO number, the Sales Orders of this run."""
	order = DocType("Sales Order")
	rows = (
		frappe.qb.from_(order)
		.select(order.po_no, order.name)
		.where((order.company == COMPANY) & (order.set_warehouse == world.warehouse))
		.where((order.docstatus > 0) & (order.po_no != ""))
		.orderby(order.creation)
		.run()
	)
	return dict(rows)


def delivered_orders(world: World) -> set[str]:
	"""The PO numbers of this run that have a Delivery Note, whatever became of it."""
	order, row = DocType("Sales Order"), DocType("Delivery Note Item")
	rows = (
		frappe.qb.from_(row)
		.join(order)
		.on(order.name == row.against_sales_order)
		.select(order.po_no)
		.distinct()
		.where((order.company == COMPANY) & (order.set_warehouse == world.warehouse) & (row.docstatus > 0))
		.run()
	)
	return {po_no for (po_no,) in rows}
