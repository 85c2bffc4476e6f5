"""When a tour brings the goods: notes on delivery times ask for it."""

from frappe.model.document import Document

from order_tracking.marks import leave_mark


def on_change(doc: Document, method: str | None = None) -> None:
	if not doc.flags.in_delete:
		leave_mark(doc, "on_change")
