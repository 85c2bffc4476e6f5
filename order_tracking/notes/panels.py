"""The notes of an order on the forms of ERPNext's documents that work on it. They come along when the form is opened."""

import frappe
from frappe.model.document import Document
from frappe.query_builder import DocType

from order_tracking.constants import NOTE
from order_tracking.notes.cards import open_cards, read_cards

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
	if doc.doctype == NOTE:
		return read_cards(DocType(NOTE).name == doc.name, 1)
	return open_cards(doc, MOST)
