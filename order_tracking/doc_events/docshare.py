"""A share gives a document to somebody whom nothing else would let read it."""

from frappe.model.document import Document

from order_tracking.notes import carriers as note_carriers


def validate(doc: Document, method: str | None = None) -> None:
	note_carriers.refuse(doc)
