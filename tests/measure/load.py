"""Synthetic orders, written in bulk: one order made by ERPNext's own code, and copies of its rows under the names SYN-….

Only for a site that exists to be measured: each benchmark begins by forgetting every order and every tracker of it.
"""

from functools import cache

import frappe

from order_tracking.drain import drain
from order_tracking.tests import factories

TRACKERS = {
	"Order Tracker": "name",
	"Order Tracker Item": "parent",
	"Order Promise Change": "order_tracker",
	"Order Tracking Event": "order_tracker",
}
ORDERS = {"Sales Order": "name", "Sales Order Item": "parent"}
TRACKED_ORDERS = {**ORDERS, **TRACKERS}
OURS = (*TRACKERS, "Order Tracking Mark", "Order Tracking Failure")
# What copies name after themselves, beside their own name.
LINKS = {"parent", "sales_order", "order_tracker"}
ITEMS = ("SYN-Item-1", "SYN-Item-2", "SYN-Item-3")
# Rows of one INSERT … SELECT: a transaction of this size keeps the undo log small.
PORTION = 50_000


def name_of(number: int) -> str:
	return f"SYN-{number:07}"


def empty(doctypes: tuple[str, ...] = (*OURS, *ORDERS)) -> None:
	"""Forget all synthetic orders and every tracker, or only what `doctypes` names."""
	frappe.db.rollback()
	for doctype in doctypes:
		frappe.db.sql_ddl(f"truncate table `tab{doctype}`")


def make_template(lines: int, promise) -> str:
	"""One order by ERPNext's own code, with its tracker; returns its name."""
	order = factories.make_order(
		[{"item_code": item, "qty": 5, "rate": 100, "delivery_date": promise} for item in ITEMS[:lines]]
	)
	frappe.db.commit()
	drain()
	return order.name


def copy(
	tables: dict[str, str],
	template: str,
	first: int,
	last: int,
	values: dict[str, dict[str, str]] | None = None,
) -> None:
	"""Copies number `first` to `last` of the template's rows. `values`: DocType → field → SQL expression over `seq`."""
	frappe.db.sql("set unique_checks = 0")
	for start in range(first, last + 1, PORTION):
		for doctype, link in tables.items():
			copy_rows(
				doctype,
				link,
				template,
				start,
				min(start + PORTION - 1, last),
				(values or {}).get(doctype, {}),
			)
			frappe.db.commit()
	frappe.db.sql("set unique_checks = 1")


def copy_rows(doctype: str, link: str, template: str, first: int, last: int, values: dict[str, str]) -> None:
	order = "concat('SYN-', lpad(seq, 7, '0'))"
	# A line is known to its order's tracker and ledger by its name: the order's, a dash, and its number.
	line = f"concat({order}, '-', old.idx)"
	expressions = dict(values)
	for field in columns(doctype):
		if field in LINKS or (field == "name" and link == "name"):
			expressions[field] = order
	if doctype == "Sales Order Item":
		expressions["name"] = line
	elif doctype == "Order Tracker Item":
		expressions |= {"name": f"concat({order}, '-t', old.idx)", "sales_order_item": line}
	elif link == "order_tracker":
		expressions["name"] = f"concat({order}, '-', old.name)"
	if doctype == "Order Promise Change":
		expressions |= {
			"sales_order_item": line_of_ledger(order),
			"mark_key": f"concat({order}, '-', old.mark_key)",
		}
	fields = columns(doctype)
	frappe.db.sql(
		f"insert into `tab{doctype}` ({', '.join(f'`{field}`' for field in fields)})"
		f" select {', '.join(expressions.get(field, f'old.`{field}`') for field in fields)}"
		f" from seq_{first}_to_{last} join `tab{doctype}` old on old.`{link}` = %s",
		template,
	)


def line_of_ledger(order: str) -> str:
	idx = "(select idx from `tabSales Order Item` soi where soi.name = old.sales_order_item)"
	return f"concat({order}, '-', {idx})"


@cache
def columns(doctype: str) -> list[str]:
	return frappe.db.get_table_columns(doctype)
