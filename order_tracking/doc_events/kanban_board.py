"""Boards of trackers: they hold stages, not names of orders."""

from frappe.model.document import Document

from order_tracking.views import boards


def validate(doc: Document, method: str | None = None) -> None:
	boards.forget_order(doc)
