"""A chart is worked out once, and what was found is shown to everybody who opens it."""

from frappe.model.document import Document

from order_tracking.notes import carriers as note_carriers


def validate(doc: Document, method: str | None = None) -> None:
	note_carriers.refuse(doc)
