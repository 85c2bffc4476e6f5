"""Which orders does a mark speak of?"""

import frappe
from frappe.query_builder import DocType


def orders_of(marks: list) -> dict[str, list]:
	"""Every order that these marks touch, with its marks, in the order in which they were made."""
	by_doctype: dict[str, set[str]] = {}
	for mark in marks:
		by_doctype.setdefault(mark.reference_doctype, set()).add(mark.reference_name)

	origins: dict[tuple[str, str], list[str]] = {}
	for doctype, find in FINDERS.items():
		if names := by_doctype.get(doctype):
			for name, order in find(list(names)):
				origins.setdefault((doctype, name), []).append(order)

	touched: dict[str, list] = {}
	for mark in marks:
		found = origins.get((mark.reference_doctype, mark.reference_name), ())
		for order in dict.fromkeys(found):
			touched.setdefault(order, []).append(mark)
	return touched


def of_sales_orders(names: list[str]) -> list[tuple[str, str]]:
	return [(name, name) for name in names]


def of_sales_invoices(names: list[str]) -> list[tuple[str, str]]:
	return through_child("Sales Invoice Item", names)


def of_purchase_orders(names: list[str]) -> list[tuple[str, str]]:
	return through_child("Purchase Order Item", names)


def of_payment_entries(names: list[str]) -> list[tuple[str, str]]:
	return through_payment("Payment Entry Reference", "reference_doctype", names)


def of_journal_entries(names: list[str]) -> list[tuple[str, str]]:
	return through_payment("Journal Entry Account", "reference_type", names)


def through_payment(child_table: str, doctype_field: str, payments: list[str]) -> list[tuple[str, str]]:
	"""Orders that these payments are advances of, also of what went on to an invoice."""
	row = DocType(child_table)
	links = [(doctype_field, "reference_name")]
	if frappe.get_meta(child_table).has_field("advance_voucher_no"):
		links.append(("advance_voucher_type", "advance_voucher_no"))
	return [
		found
		for doctype, name in links
		for found in frappe.qb.from_(row)
		.select(row.parent, row[name])
		.distinct()
		.where(row.parent.isin(payments) & (row[doctype] == "Sales Order"))
		.run()
	]


def through_child(doctype: str, names: list[str]) -> list[tuple[str, str]]:
	row = DocType(doctype)
	return (
		frappe.qb.from_(row)
		.select(row.parent, row.sales_order)
		.distinct()
		.where(row.parent.isin(names) & (row.sales_order != ""))
		.run()
	)


def of_work_orders(names: list[str]) -> list[tuple[str, str]]:
	work = DocType("Work Order")
	return (
		frappe.qb.from_(work)
		.select(work.name, work.sales_order)
		.where(work.name.isin(names) & (work.sales_order != ""))
		.run()
	)


def of_shipments(names: list[str]) -> list[tuple[str, str]]:
	return by_delivery_notes("Shipment Delivery Note", names)


def of_delivery_trips(names: list[str]) -> list[tuple[str, str]]:
	return by_delivery_notes("Delivery Stop", names)


def by_delivery_notes(child_table: str, names: list[str]) -> list[tuple[str, str]]:
	"""For documents whose rows name Delivery Notes, which know the orders."""
	carried, row = DocType(child_table), DocType("Delivery Note Item")
	return (
		frappe.qb.from_(carried)
		.join(row)
		.on(row.parent == carried.delivery_note)
		.select(carried.parent, row.against_sales_order)
		.distinct()
		.where(carried.parent.isin(names) & (row.against_sales_order != ""))
		.run()
	)


FINDERS = {
	"Sales Order": of_sales_orders,
	"Sales Invoice": of_sales_invoices,
	"Purchase Order": of_purchase_orders,
	"Work Order": of_work_orders,
	"Shipment": of_shipments,
	"Delivery Trip": of_delivery_trips,
	"Payment Entry": of_payment_entries,
	"Journal Entry": of_journal_entries,
}
