"""Which ERPNext documents belong to an order? What the Connections of our forms and of ERPNext's show."""

import frappe
from frappe import _, _dict
from frappe.query_builder import DocType

from order_tracking.constants import ALERT, EVENT, PROMISE_CHANGE, TRACKER

# DocType → (table that names the order, its field). A child table is told by its DocType.
NAMES_THE_ORDER = {
	"Delivery Note": ("Delivery Note Item", "against_sales_order"),
	"Sales Invoice": ("Sales Invoice Item", "sales_order"),
	"Pick List": ("Pick List Item", "sales_order"),
	"Work Order": ("Work Order", "sales_order"),
	"Material Request": ("Material Request Item", "sales_order"),
	"Purchase Order": ("Purchase Order Item", "sales_order"),
	"Stock Reservation Entry": ("Stock Reservation Entry", "voucher_no"),
	"Payment Request": ("Payment Request", "reference_name"),
}
# What names the Delivery Notes, Work Orders or invoices of the order: DocType → (its table, field, document it names).
NAMES_ANOTHER = {
	"Shipment": ("Shipment Delivery Note", "delivery_note", "Delivery Note"),
	"Stock Entry": ("Stock Entry", "work_order", "Work Order"),
	"Payment Entry": ("Payment Entry Reference", "reference_name", "Sales Invoice"),
	"Journal Entry": ("Journal Entry Account", "reference_name", "Sales Invoice"),
}
OURS = (PROMISE_CHANGE, EVENT, ALERT)
MANY = 200  # documents of one kind; a list filtered by more names than this is of no use


def groups() -> list[dict]:
	"""As ERPNext groups them on the Sales Order, so that nobody has to search twice."""
	return [
		{"label": _("Sales"), "items": ["Sales Order", "Quotation"]},
		{
			"label": _("Fulfillment"),
			"items": ["Delivery Note", "Pick List", "Shipment", "Stock Reservation Entry"],
		},
		{"label": _("Supply"), "items": ["Work Order", "Stock Entry", "Material Request", "Purchase Order"]},
		{
			"label": _("Payment"),
			"items": ["Sales Invoice", "Payment Request", "Payment Entry", "Journal Entry"],
		},
		{"label": _("Tracking"), "items": list(OURS)},
	]


@frappe.whitelist()
def count_documents(doctype: str, name: str, items: str | list | None = None) -> dict:
	"""The documents of one tracker's order by DocType, for the Connections of its form; only what the user may read."""
	tracker = frappe.get_doc(TRACKER, name)
	tracker.check_permission("read")
	orders = [tracker.sales_order, *(tracker.amended_orders or "").splitlines()]
	found = documents_of(orders) | {ours: named(ours, "order_tracker", [name], ours) for ours in OURS}
	rows = []
	for kind in (kind for group in groups() for kind in group["items"]):
		names = readable(kind, found.get(kind, []))
		rows.append({"doctype": kind, "open_count": 0, "count": len(names), "names": names})
	return {"count": {"internal_links_found": rows, "external_links_found": []}}


def documents_of(orders: list[str]) -> dict[str, list[str]]:
	"""By DocType, the names of all documents that belong to these orders, drafts included. Asks no permissions."""
	found = {"Sales Order": orders}
	for doctype, (table, field) in NAMES_THE_ORDER.items():
		found[doctype] = named(table, field, orders, doctype)
	for doctype, (table, field, other) in NAMES_ANOTHER.items():
		named_there = (
			orders + found[other] if doctype.endswith("Entry") and other == "Sales Invoice" else found[other]
		)
		found[doctype] = named(table, field, named_there, doctype)
	found["Quotation"] = quotations(orders)
	return found


def named(table: str, field: str, names: list[str], doctype: str) -> list[str]:
	"""Documents of this kind that are not cancelled and name one of these."""
	if not names or not frappe.db.exists("DocType", table):
		return []
	row = DocType(table)
	document = row.name if table == doctype else row.parent
	query = frappe.qb.from_(row).select(document).distinct().where(row[field].isin(names))
	if frappe.get_meta(doctype).is_submittable:
		query = query.where(row.docstatus < 2)
	return [found[0] for found in query.limit(MANY).run()]


def quotations(orders: list[str]) -> list[str]:
	row = DocType("Sales Order Item")
	query = frappe.qb.from_(row).select(row.prevdoc_docname).distinct().where(row.parent.isin(orders))
	return [found[0] for found in query.run() if found[0]]


def readable(doctype: str, names: list[str]) -> list[str]:
	if not names or not frappe.has_permission(doctype, "read"):
		return []
	return frappe.get_list(
		doctype, filters={"name": ["in", names]}, pluck="name", limit=MANY, order_by="creation asc"
	)


def extend_sales_order_dashboard(data: _dict) -> _dict:
	return with_tracker(data, "sales_order")


def extend_customer_dashboard(data: _dict) -> _dict:
	return with_tracker(data, "customer")


def with_tracker(data: _dict, fieldname: str) -> _dict:
	"""Add the tracker to the Connections of an ERPNext form."""
	data.setdefault("non_standard_fieldnames", {})[TRACKER] = fieldname
	data.setdefault("transactions", []).append({"label": _("Order Tracking"), "items": [TRACKER]})
	return data
