"""A report by mail goes to whatever address somebody typed."""

from frappe.model.document import Document

from order_tracking.notes import carriers as note_carriers


def validate(doc: Document, method: str | None = None) -> None:
	note_carriers.refuse(doc)
