"""Billing and payment of an order: submit, cancel and every change of what is outstanding end in on_change."""

from frappe.model.document import Document

from order_tracking.gates import submit as gates
from order_tracking.marks import leave_mark
from order_tracking.notes import panels as note_panels


def before_submit(doc: Document, method: str | None = None) -> None:
	gates.check(doc)


def on_change(doc: Document, method: str | None = None) -> None:
	if doc.docstatus and not doc.flags.in_delete and any(line.sales_order for line in doc.items):
		leave_mark(doc, "on_change")


def onload(doc: Document, method: str | None = None) -> None:
	note_panels.load(doc)
