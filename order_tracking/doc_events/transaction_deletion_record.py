"""All transactions of a company are wiped out, without an event on any of them."""

from frappe.model.document import Document

from order_tracking.marks import leave_mark


def on_change(doc: Document, method: str | None = None) -> None:
	if doc.docstatus and doc.status == "Completed":
		leave_mark(doc, "on_change")
