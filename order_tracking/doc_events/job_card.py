"""Production at one workplace: what the customer asked for is read there."""

from frappe.model.document import Document

from order_tracking.notes import panels as note_panels


def onload(doc: Document, method: str | None = None) -> None:
	note_panels.load(doc)
