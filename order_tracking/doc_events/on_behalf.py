"""Documents that ERPNext writes into Sales Orders and invoices when they are submitted or cancelled: history names them."""

from frappe.model.document import Document

from order_tracking.marks import begin_on_behalf_of, end_on_behalf


def begin(doc: Document, method: str | None = None) -> None:
	begin_on_behalf_of(doc)


def end(doc: Document, method: str | None = None) -> None:
	end_on_behalf()
