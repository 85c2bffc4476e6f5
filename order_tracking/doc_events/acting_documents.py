"""Goods leave, money comes in: ERPNext writes it into Sales Orders and invoices on the behalf of these documents."""

from frappe.model.document import Document

from order_tracking.marks import begin_on_behalf_of, end_on_behalf


def before_submit(doc: Document, method: str | None = None) -> None:
	begin_on_behalf_of(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	end_on_behalf()


def before_cancel(doc: Document, method: str | None = None) -> None:
	begin_on_behalf_of(doc)


def on_cancel(doc: Document, method: str | None = None) -> None:
	end_on_behalf()
