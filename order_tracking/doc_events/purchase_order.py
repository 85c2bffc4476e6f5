"""What is bought for an order may come too late, or go to the customer directly."""

from frappe.model.document import Document

from order_tracking.marks import leave_mark


def on_change(doc: Document, method: str | None = None) -> None:
	mark_if_for_an_order(doc, "on_change")


def on_update_after_submit(doc: Document, method: str | None = None) -> None:
	mark_if_for_an_order(doc, "on_update_after_submit")


def mark_if_for_an_order(doc: Document, event: str) -> None:
	if doc.docstatus and not doc.flags.in_delete and any(line.sales_order for line in doc.items):
		leave_mark(doc, event)
