"""A report that somebody saves with filters of their own."""

from frappe.model.document import Document

from order_tracking.reporting import prepared_copies


def validate(doc: Document, method: str | None = None) -> None:
	prepared_copies.refuse_named_copy(doc)
