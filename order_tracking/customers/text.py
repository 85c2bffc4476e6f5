"""What a note says to the customer: its own text, and what its kind adds in fields that were the customer's wish.

Findings, reasons, standards, prices and names of colleagues are for us and have no place here.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import format_date, format_time

from order_tracking.constants import DELIVERY_TIME, REQUIREMENT, SPECIAL_REQUEST

SLOT = "Slot"


def text_for_customer(note: Document) -> str:
	"""Plain text in the customer's language, so that it does not depend on who asks. Empty if the note says nothing."""
	language = language_of(note.customer)
	lines = LINES.get(note.kind, no_lines)(note, language)
	return "\n".join(filter(None, [*lines, note.text]))


def language_of(customer: str) -> str:
	own = frappe.get_cached_value("Customer", customer, "language")
	return own or frappe.db.get_default("lang") or "en"


def requirement_lines(note: Document, language: str) -> list[str]:
	return [
		_("{0}: {1}", language).format(
			_(row.attribute, language, context="Order Note Attribute"), row.value or ""
		)
		for row in note.attributes
		if row.attribute
	]


def special_request_lines(note: Document, language: str) -> list[str]:
	if not note.process_name:
		return []
	return [_("{0}: {1}", language).format(_(note.area, language, context="Order Note"), note.process_name)]


def delivery_time_lines(note: Document, language: str) -> list[str]:
	if not note.deliver_on:
		return []
	day = format_date(note.deliver_on)
	until = clock(note.time_to)
	if note.time_kind != SLOT:
		if until:
			return [_("Delivery by {0}, {1}", language).format(day, until)]
		return [_("Delivery by {0}", language).format(day)]
	return [_("Delivery on {0} between {1} and {2}", language).format(day, clock(note.time_from), until)]


def no_lines(_note: Document, _language: str) -> list[str]:
	return []


def clock(time) -> str:
	return format_time(time, "HH:mm") if time else ""


LINES = {
	REQUIREMENT: requirement_lines,
	SPECIAL_REQUEST: special_request_lines,
	DELIVERY_TIME: delivery_time_lines,
}
