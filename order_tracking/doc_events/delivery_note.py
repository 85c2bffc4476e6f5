"""Goods leave: what logistics must know of the order is read by then, and what the customer asked for is kept."""

from frappe.model.document import Document

from order_tracking.gates import submit as gates
from order_tracking.notes import panels as note_panels


def before_submit(doc: Document, method: str | None = None) -> None:
	gates.check(doc)


def onload(doc: Document, method: str | None = None) -> None:
	note_panels.load(doc)
