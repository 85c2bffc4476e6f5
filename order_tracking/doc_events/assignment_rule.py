"""A Assignment Rule may begin or cease to listen to trackers."""

from frappe.model.document import Document

from order_tracking.listeners import forget_listeners


def on_change(doc: Document, method: str | None = None) -> None:
	forget_listeners()


def on_trash(doc: Document, method: str | None = None) -> None:
	forget_listeners()
