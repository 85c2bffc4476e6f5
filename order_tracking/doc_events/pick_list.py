"""Picking begins: what the warehouse must know of the order is read by then."""

from frappe.model.document import Document

from order_tracking.gates import submit as gates
from order_tracking.marks import begin_on_behalf_of, end_on_behalf
from order_tracking.notes import panels as note_panels


def before_submit(doc: Document, method: str | None = None) -> None:
	gates.check(doc)
	begin_on_behalf_of(doc)


def on_submit(doc: Document, method: str | None = None) -> None:
	end_on_behalf()


def before_cancel(doc: Document, method: str | None = None) -> None:
	begin_on_behalf_of(doc)


def on_cancel(doc: Document, method: str | None = None) -> None:
	end_on_behalf()


def onload(doc: Document, method: str | None = None) -> None:
	note_panels.load(doc)
