"""A Notification may begin or cease to listen to trackers, and would carry what it reads anywhere."""

from frappe.model.document import Document

from order_tracking.listeners import forget_listeners
from order_tracking.notes import carriers as note_carriers


def validate(doc: Document, method: str | None = None) -> None:
	note_carriers.refuse(doc)


def on_change(doc: Document, method: str | None = None) -> None:
	forget_listeners()


def on_trash(doc: Document, method: str | None = None) -> None:
	forget_listeners()
