"""What will be there when: production, purchase, delivery schedules."""

import frappe
from frappe.query_builder import DocType

from order_tracking.facts.one_of import OneOf
from order_tracking.facts.orders import group

SCHEDULE = "Delivery Schedule Item"  # version-16 only


def read_work_orders(names: list[str]) -> dict[str, list[frappe._dict]]:
	"""Submitted Work Orders: whether work has begun, and when the unfinished ones are planned to end."""
	work = DocType("Work Order")
	rows = (
		frappe.qb.from_(work)
		.select(
			work.sales_order,
			work.sales_order_item.as_("line"),
			work.production_item,
			work.name.as_("document"),
			work.status,
			work.qty,
			work.produced_qty,
			work.planned_end_date,
			work.expected_delivery_date,
		)
		.where((work.docstatus == 1) & work.sales_order.isin(OneOf(names)))
		.run(as_dict=True)
	)
	return group(rows, "sales_order")


def read_purchases(names: list[str]) -> dict[str, list[frappe._dict]]:
	"""Purchase Order lines made for these orders that are still to come, with their schedule date."""
	purchase, row = DocType("Purchase Order"), DocType("Purchase Order Item")
	rows = (
		frappe.qb.from_(row)
		.join(purchase)
		.on(purchase.name == row.parent)
		.select(
			row.sales_order,
			row.sales_order_item.as_("line"),
			row.schedule_date,
			purchase.name.as_("document"),
		)
		.where(
			(purchase.docstatus == 1)
			& purchase.status.notin(["Closed", "Delivered", "Completed"])
			& (row.received_qty < row.qty)
			& row.sales_order.isin(OneOf(names))
		)
		.run(as_dict=True)
	)
	return group(rows, "line")


def read_schedules(names: list[str]) -> dict[str, list[frappe._dict]]:
	"""Dated slices of lines where this ERPNext has delivery schedules; empty where it has none."""
	if not frappe.db.table_exists(SCHEDULE):
		return {}
	row = DocType(SCHEDULE)
	rows = (
		frappe.qb.from_(row)
		.select(row.sales_order, row.sales_order_item.as_("line"), row.delivery_date, row.qty, row.creation)
		.where(row.sales_order.isin(OneOf(names)))
		.orderby(row.delivery_date)
		.run(as_dict=True)
	)
	return group(rows, "line")


def read_holidays(companies: set[str], start, end) -> dict[str, frozenset]:
	"""Days between start and end on which a company does not work, from its default Holiday List."""
	company, holiday = DocType("Company"), DocType("Holiday")
	rows = (
		frappe.qb.from_(company)
		.join(holiday)
		.on(holiday.parent == company.default_holiday_list)
		.select(company.name, holiday.holiday_date)
		.where(company.name.isin(list(companies)) & holiday.holiday_date[start:end])
		.run()
	)
	days: dict[str, set] = {}
	for name, day in rows:
		days.setdefault(name, set()).add(day)
	return {name: frozenset(found) for name, found in days.items()}
