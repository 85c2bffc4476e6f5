"""The notes of an order on the forms of ERPNext's documents that work on it. They come along when the form is opened."""

import frappe
from frappe.model.document import Document
from frappe.query_builder import DocType

from order_tracking.constants import NOTE, OPEN
from order_tracking.notes.cards import in_order, read_cards
from order_tracking.order_documents import is_of_orders_of

MOST = 50  # notes in a panel; the timeline of the tracker has all


def load(doc: Document) -> None:
	"""Two queries. An error of ours never keeps anybody from opening a form."""
	try:
		doc.set_onload("order_notes", cards_for(doc))
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		raise
	except Exception:
		frappe.logger("order_tracking").exception(f"No notes for {doc.doctype} {doc.name}")


def cards_for(doc: Document) -> list[dict]:
	note = DocType(NOTE)
	if doc.doctype == NOTE:
		return read_cards(note.name == doc.name, 1)
	of_orders = is_of_orders_of(doc, note.sales_order)
	if of_orders is None:
		return []
	return in_order(read_cards(of_orders & (note.state == OPEN), MOST, weighty_first=True))
