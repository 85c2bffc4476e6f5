"""What Order Tracking notices of a Sales Order. Deliveries, advances, picking and drop-shipments all end in its on_change."""

from frappe.model.document import Document

from order_tracking.marks import leave_mark


def on_submit(doc: Document, method: str | None = None) -> None:
	leave_mark(doc, "on_submit", promises_of(doc))


def on_update_after_submit(doc: Document, method: str | None = None) -> None:
	leave_mark(doc, "on_update_after_submit", promises_of(doc))


def on_change(doc: Document, method: str | None = None) -> None:
	if concerns_us(doc) and not doc.flags.in_delete:
		leave_mark(doc, "on_change")


def on_trash(doc: Document, method: str | None = None) -> None:
	if doc.docstatus:
		leave_mark(doc, "on_trash")
	elif doc.amended_from:
		# When the drain looks, nothing tells any more whose amendment this draft was.
		leave_mark(doc, "on_change", speaks_of=doc.amended_from)


def concerns_us(order: Document) -> bool:
	"""Submitted and cancelled orders, and the draft that will take a cancelled order's place."""
	return bool(order.docstatus or order.amended_from)


def promises_of(order: Document) -> list:
	return [[line.name, line.delivery_date or order.delivery_date, line.qty] for line in order.items]
