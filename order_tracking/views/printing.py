"""Notes on paper: what a print format may show of the notes of a document's orders.

Pick Lists and Work Orders stay in the house and show internal notes to whoever may read them. Everything else that is
printed may reach the customer and shows published notes alone; so does whatever is printed into a mail, and whatever a
customer or a guest prints.
"""

import frappe
from frappe import _dict
from frappe.model.document import Document

from order_tracking.constants import TRACKER
from order_tracking.customers.publishing import published_notes
from order_tracking.notes.cards import open_cards
from order_tracking.notes.sentences import word
from order_tracking.order_documents import NAMES_ORDERS, orders_of

IN_THE_HOUSE = ("Pick List", "Work Order")
LONGEST = 200  # notes on one paper


def order_notes(doc: Document) -> list[_dict]:
	"""For print formats: `{% for note in order_notes(doc) %}{{ note.subject }}`. Texts are escaped already.

	Each note has kind, subject, text, details and sales_order; internal ones also say what was found of them.
	"""
	if doc.get("doctype") not in NAMES_ORDERS:
		return []
	notes = open_cards(doc, LONGEST) if may_show_internal(doc) else published(doc)
	return [escaped(note) for note in notes]


def may_show_internal(doc: Document) -> bool:
	"""`ignore_print_permissions` is how Frappe prints what it attaches to a mail."""
	return (
		doc.doctype in IN_THE_HOUSE
		and not frappe.flags.ignore_print_permissions
		and is_in_the_house(frappe.session.user)
	)


def is_in_the_house(user: str) -> bool:
	return user != "Guest" and frappe.get_cached_value("User", user, "user_type") == "System User"


def published(doc: Document) -> list[dict]:
	orders = orders_of(doc)
	if not orders:
		return []
	names = frappe.get_all(TRACKER, {"sales_order": ("in", orders)}, ["name", "sales_order"], as_list=True)
	trackers = dict(names)
	return [
		{"kind": note.kind, "subject": note.item_name, "text": note.text, "sales_order": trackers[tracker]}
		for tracker, notes in published_notes(list(trackers)).items()
		for note in notes
	]


def escaped(note: dict) -> _dict:
	"""Print formats write what they are given as it is."""
	return _dict(
		kind=escape(word(note["kind"])),
		subject=escape(note.get("subject")),
		text=escape(note.get("text")).replace("\n", "<br>"),
		details=[escape(detail) for detail in note.get("details") or ()],
		sentence=escape(note.get("sentence")),
		is_in_conflict=bool(note.get("is_in_conflict")),
		sales_order=escape(note.get("sales_order")),
	)


def escape(text: str | None) -> str:
	return frappe.utils.escape_html(text or "")
