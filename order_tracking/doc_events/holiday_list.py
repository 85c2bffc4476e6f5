"""Other days off: "due soon" counts working days."""

from frappe.model.document import Document

from order_tracking.jobs import call_rejudgement


def on_update(doc: Document, method: str | None = None) -> None:
	call_rejudgement()
