"""An advance of an order goes on to an invoice, which may be another order's or nobody's."""

from frappe.model.document import Document

from order_tracking.marks import leave_mark


def on_update_after_submit(doc: Document, method: str | None = None) -> None:
	if any("Sales Order" in (row.reference_type, row.get("advance_voucher_type")) for row in doc.accounts):
		leave_mark(doc, "on_update_after_submit")
