"""What Order Tracking notices of a Sales Order. Deliveries, advances, picking and drop-shipments all end in its on_change."""

from frappe.model.document import Document

from order_tracking.marks import leave_mark
from order_tracking.notes import panels as note_panels


def on_submit(doc: Document, method: str | None = None) -> None:
	leave_mark(doc, "on_submit", promises_of(doc))


def on_update_after_submit(doc: Document, method: str | None = None) -> None:
	leave_mark(doc, "on_update_after_submit", promises_of(doc))


def on_change(doc: Document, method: str | None = None) -> None:
	if doc.flags.in_delete:
		return
	if doc.docstatus:
		leave_mark(doc, "on_change")
	elif doc.amended_from:
		leave_mark(doc, "on_change", speaks_of=doc.amended_from)


def on_discard(doc: Document, method: str | None = None) -> None:
	"""version-16: a draft amendment that is given up."""
	if doc.amended_from:
		leave_mark(doc, "on_discard", speaks_of=doc.amended_from)


def on_trash(doc: Document, method: str | None = None) -> None:
	if doc.docstatus:
		leave_mark(doc, "on_trash")
	elif doc.amended_from:
		leave_mark(doc, "on_discard", speaks_of=doc.amended_from)


def promises_of(order: Document) -> list:
	return [[line.name, line.delivery_date or order.delivery_date, line.qty] for line in order.items]


def onload(doc: Document, method: str | None = None) -> None:
	note_panels.load(doc)
