"""What a client may write on a tracker: a short list. All else is put back as it is stored.

Every door (form, REST, `set_value`, import, a drag on a board) ends in the document's `validate`, so this is the one
place that says no. A form that was opened before the drain wrote is not a wish: it reverts nothing.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import DocType
from frappe.utils import cstr, flt
from frappe.utils.data import cast

from order_tracking.constants import EVENT

WRITABLE = ("responsible_user", "mode_of_payment")
# A new value of one of these is a decision, which has rules of its own.
DECIDED = ("workflow_state", "stage")
TABLES = ("lines", "approvals")
STANDARD = ("owner", "creation", "idx")
NUMBERS = ("Float", "Currency", "Percent", "Int", "Check")


class ProtectedFieldError(frappe.ValidationError):
	pass


def remember(tracker: Document) -> None:
	"""Keep what the server itself has read, so that a change of it can be told from an old form."""
	tracker.flags.order_tracking_read = {name: tracker.get(name) for name in protected(tracker)}


def restore(tracker: Document, stored: Document) -> dict[str, str]:
	"""Put everything protected back as `stored` has it; returns the decisions that the client asks for, by field.

	A site's own custom fields belong to the site and stay as they are sent. Throws ProtectedFieldError for a value
	that somebody set on purpose.
	"""
	if tracker.docstatus != stored.docstatus:
		frappe.throw(
			_("An Order Tracker is not submitted or cancelled. Submit or cancel its Sales Order."),
			ProtectedFieldError,
		)
	wishes = {}
	for name in protected(tracker):
		if is_wish(tracker, stored, name):
			if name not in DECIDED:
				refuse(tracker, name)
			wishes[name] = tracker.get(name) or ""
		tracker.set(name, stored.get(name))
	for name in STANDARD:
		tracker.set(name, stored.get(name))
	for name in TABLES:
		restore_table(tracker, stored, name)
	return wishes


def protected(tracker: Document) -> list[str]:
	columns = tracker.meta.get_valid_columns()
	return [
		field.fieldname
		for field in tracker.meta.get("fields")
		if field.fieldname in columns and field.fieldname not in WRITABLE and not field.get("is_custom_field")
	]


def is_wish(tracker: Document, stored: Document, name: str) -> bool:
	"""Whether the client set this field on purpose.

	On a document that the server read, every difference to what it read is on purpose. A document made of what a
	client sent may be an old form: it shows a value that the tracker once had. Only decisions are looked at there.
	"""
	value, field = tracker.get(name), tracker.meta.get_field(name)
	if is_same(field.fieldtype, value, stored.get(name)):
		return False
	read = tracker.flags.order_tracking_read
	if read is not None:
		return not is_same(field.fieldtype, value, read.get(name))
	return name in DECIDED and not was_once(stored.name, name, cstr(value))


def is_same(fieldtype: str, one, other) -> bool:
	if fieldtype in NUMBERS:
		return abs(flt(one) - flt(other)) < 1e-9
	if not one or not other:
		return not one and not other
	return cstr(cast(fieldtype, one)) == cstr(cast(fieldtype, other))


def was_once(tracker: str, field: str, value: str) -> bool:
	event = DocType(EVENT)
	return bool(
		frappe.qb.from_(event)
		.select(event.name)
		.where(
			(event.order_tracker == tracker)
			& (event["field"] == field)
			& ((event.from_value == value) | (event.to_value == value))
		)
		.limit(1)
		.run()
	)


def refuse(tracker: Document, name: str) -> None:
	frappe.throw(
		_(
			"{0} of an Order Tracker cannot be set by hand: it follows from the Sales Order, its documents and the decisions made with the buttons."
		).format(_(tracker.meta.get_label(name))),
		ProtectedFieldError,
	)


def restore_table(tracker: Document, stored: Document, name: str) -> None:
	"""The stored rows, with what the client sent for a site's own custom fields in them."""
	sent = {row.name: row for row in tracker.get(name)}
	tracker.set(name, [row.as_dict() for row in stored.get(name)])
	for row in tracker.get(name):
		for field in row.meta.get("fields", {"is_custom_field": 1}):
			if row.name in sent:
				row.set(field.fieldname, sent[row.name].get(field.fieldname))
