"""The parcel of an order: dispatched, and received by the customer."""

from frappe.model.document import Document

from order_tracking.marks import leave_mark
from order_tracking.notes import panels as note_panels


def on_change(doc: Document, method: str | None = None) -> None:
	if doc.docstatus and not doc.flags.in_delete:
		leave_mark(doc, "on_change")


def onload(doc: Document, method: str | None = None) -> None:
	note_panels.load(doc)
