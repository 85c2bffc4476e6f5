"""A share gives a document to somebody whom nothing else would let read it."""

from frappe.model.document import Document

from order_tracking.notes.permissions import refuse_sharing


def validate(doc: Document, method: str | None = None) -> None:
	refuse_sharing(doc)
