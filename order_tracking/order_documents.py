"""Which orders does a document of ERPNext work on?"""

import frappe
from frappe.model.document import Document
from frappe.query_builder import DocType, Field
from pypika.terms import Criterion

# DocType → (child table, the field that names the order); no child table: the document itself names it.
NAMES_ORDERS = {
	"Order Tracker": (None, "sales_order"),
	"Sales Order": (None, "name"),
	"Delivery Note": ("items", "against_sales_order"),
	"Sales Invoice": ("items", "sales_order"),
	"Pick List": ("locations", "sales_order"),
	"Work Order": (None, "sales_order"),
}
WITH_NOTES = (*NAMES_ORDERS, "Job Card", "Shipment")


def orders_of(doc: Document) -> list[str]:
	"""The orders that the document itself names, each once, in its own order. Asks nothing."""
	table, field = NAMES_ORDERS[doc.doctype]
	rows = doc.get(table) if table else [doc]
	return list(dict.fromkeys(row.get(field) for row in rows if row.get(field)))


def is_of_orders_of(doc: Document, sales_order: Field) -> Criterion | None:
	"""The condition that a field names one of the document's orders; None where the document has none."""
	if doc.doctype == "Job Card":
		work = DocType("Work Order")
		return sales_order.isin(
			frappe.qb.from_(work).select(work.sales_order).where(work.name == doc.work_order)
		)
	if doc.doctype == "Shipment":
		row = DocType("Delivery Note Item")
		notes = [parcel.delivery_note for parcel in doc.shipment_delivery_note if parcel.delivery_note]
		carried = frappe.qb.from_(row).select(row.against_sales_order).where(row.parent.isin(notes or [""]))
		return sales_order.isin(carried)
	orders = orders_of(doc)
	return sales_order.isin(orders) if orders else None
