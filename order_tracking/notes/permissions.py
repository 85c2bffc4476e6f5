"""Who may read a note: its departments, its author and managers, of those who may read the order. One criterion for list and form.

Frappe asks the list's half for every list, report, count and link search, and the form's half for everything that opens
one document. Both are worked out from the stored row: what a client sends says nothing about who may read it.
"""

import re

import frappe
from frappe import _dict
from frappe.desk.reportview import build_match_conditions
from frappe.model.document import Document
from frappe.query_builder import Criterion, DocType
from pypika.terms import LiteralValue, Term

from order_tracking.constants import (
	MANAGER_ROLE,
	NOTE,
	NOTE_ACKNOWLEDGEMENT,
	NOTE_AUDIENCE_ROLE,
	NOTE_READER,
	OF_NOTE,
	STANDING_NOTE,
	TRACKER,
)
from order_tracking.readable import Permitted, condition_on_trackers

CACHE_KEY = "order_note_audiences"
# Documents that hold notes, and the field that says who wrote them.
AUTHORED = {NOTE: "author", STANDING_NOTE: "owner"}
# What would carry a note out to people whom nobody asks whether they may read it.
WAYS_OUT = ("share", "print", "email", "export", "import")
NOBODY = "1=0"
# A text in a condition, and what stands in it for one sign: a backslash and a letter or quote, two quotes, two percents.
TEXT = re.compile(r"'(?:[^'\\]|\\.|'')*'")
ESCAPED = re.compile(r"\\(.)|''|%%")
CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a"}


# --- departments --------------------------------------------------------------------------------------


def audiences_of(user: str) -> set[str]:
	"""The departments that this user works for, by role."""
	roles = set(frappe.get_roles(user))
	return {audience for audience, needed in roles_of_audiences().items() if not roles.isdisjoint(needed)}


def roles_of_audiences() -> dict[str, list[str]]:
	return frappe.cache.get_value(CACHE_KEY, read_audiences)


def read_audiences() -> dict[str, list[str]]:
	row = DocType(NOTE_AUDIENCE_ROLE)
	audiences: dict[str, list[str]] = {}
	for audience, role in (
		frappe.qb.from_(row).select(row.parent, row.role).orderby(row.parent, row.idx).run()
	):
		audiences.setdefault(audience, []).append(role)
	return audiences


def forget_audiences() -> None:
	frappe.cache.delete_value(CACHE_KEY)


def reads_everything(user: str) -> bool:
	"""Whoever can override what notes hold up must be able to read them."""
	return user == "Administrator" or MANAGER_ROLE in frappe.get_roles(user)


# --- one document -------------------------------------------------------------------------------------


def may_read(doc: Document | _dict, user: str | None = None) -> bool:
	"""Whether this stored note may be read: the departments of the note, and the rights on its order."""
	user = user or frappe.session.user
	if not (frappe.has_permission(TRACKER, "read", user=user) and may_read_tracker(doc.order_tracker, user)):
		return False
	return is_for(user, doc.author, read_audience(NOTE, doc.name))


def may_read_tracker(tracker: str | None, user: str) -> bool:
	return bool(
		tracker
		and frappe.db.exists(TRACKER, tracker)
		and frappe.has_permission(TRACKER, "read", doc=tracker, user=user)
	)


def is_for(user: str, author: str, audience: set[str]) -> bool:
	return reads_everything(user) or author == user or not audience.isdisjoint(audiences_of(user))


def read_audience(doctype: str, name: str) -> set[str]:
	rows = frappe.get_all(NOTE_READER, {"parenttype": doctype, "parent": name}, pluck="audience")
	return set(rows)


def has_note_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Frappe's hook for notes of every kind and what hangs on them. It can only take away what roles and User Permissions
	gave."""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	if ptype in WAYS_OUT:
		return False
	return may_read_standing(doc, user) if doc.doctype == STANDING_NOTE else may_read_stored(doc, user)


def may_read_stored(doc: Document, user: str) -> bool:
	"""What is not stored yet may be read by whoever may read the order."""
	name = doc.order_note if doc.doctype in OF_NOTE else doc.name
	stored = (
		frappe.db.get_value(NOTE, name, ["name", "author", "order_tracker"], as_dict=True) if name else None
	)
	if stored:
		return may_read(stored, user)
	return may_read_tracker(doc.order_tracker, user) if doc.get("order_tracker") else True


def may_read_standing(doc: Document, user: str) -> bool:
	owner = frappe.db.get_value(STANDING_NOTE, doc.name, "owner") if doc.name else None
	return is_for(user, owner, read_audience(STANDING_NOTE, doc.name)) if owner else True


# --- lists --------------------------------------------------------------------------------------------


def note_conditions(user: str | None = None, doctype: str = NOTE) -> str:
	"""Frappe's hook for lists of notes."""
	return as_text(readable_notes(user or frappe.session.user))


def conditions_of_note(user: str | None = None, doctype: str = NOTE_ACKNOWLEDGEMENT) -> str:
	"""For what hangs on a note: it may be read by whoever may read the note."""
	return as_text(naming(doctype, "order_note", NOTE, readable_notes(user or frappe.session.user)))


def standing_conditions(user: str | None = None, doctype: str = STANDING_NOTE) -> str:
	return as_text(meant_for(user or frappe.session.user, STANDING_NOTE))


def row_conditions(user: str | None = None, doctype: str = NOTE_READER) -> str:
	"""For child tables: version-15 gives their rows to everybody who may read any note at all."""
	user = user or frappe.session.user
	return as_text(Criterion.any(on_readable(user, doctype, "parenttype", "parent")))


def on_readable(user: str, doctype: str, holder_field: str, name_field: str) -> list[Criterion]:
	"""For rows that hang on some document: those on a note, and those on a standing note, that this user may read."""
	row = DocType(doctype)
	readable = {NOTE: readable_notes(user), STANDING_NOTE: meant_for(user, STANDING_NOTE)}
	return [
		all_of(row[holder_field] == holder, naming(doctype, name_field, holder, criterion))
		for holder, criterion in readable.items()
	]


def permitted_notes() -> Criterion | None:
	"""The same for a query of our own by the user of the session. Costs no query where there are no User Permissions."""
	user = frappe.session.user
	if not frappe.has_permission(NOTE, "read"):
		return Permitted(NOBODY)
	if frappe.permissions.get_user_permissions(user):
		condition = build_match_conditions(NOTE)
		return Permitted(condition) if condition else None
	return readable_notes(user)


def readable_notes(user: str) -> Criterion | None:
	"""None: all of them."""
	return all_of(meant_for(user, NOTE), of_readable_trackers(user))


def meant_for(user: str, doctype: str) -> Criterion | None:
	"""Notes for a department of this user, and those that the user wrote."""
	if reads_everything(user):
		return None
	note, reader = DocType(doctype), DocType(NOTE_READER)
	is_own = note[AUTHORED[doctype]] == literal(user)
	audiences = [literal(audience) for audience in sorted(audiences_of(user))]
	if not audiences:
		return is_own
	for_audience = (
		frappe.qb.from_(reader)
		.select(reader.parent)
		.where((reader.parenttype == doctype) & reader.audience.isin(audiences))
	)
	return is_own | note.name.isin(for_audience)


def of_readable_trackers(user: str, doctype: str = NOTE) -> Criterion | None:
	"""Those of orders that this user may read: Frappe's own rule for the tracker, User Permissions and shares included."""
	if user == "Administrator":
		return None
	condition = readable_trackers(user)
	return naming(doctype, "order_tracker", TRACKER, Permitted(condition)) if condition else None


def readable_trackers(user: str) -> str:
	"""Frappe's condition on trackers, for use inside one of ours.

	It comes with its percent signs doubled, and Frappe doubles those of ours again or does not, depending on query and
	version. So none is left: a name that has one is written as its bytes.
	"""
	return TEXT.sub(without_percent_sign, condition_on_trackers(user))


def without_percent_sign(text: re.Match) -> str:
	if "%" not in text[0]:
		return text[0]
	plain = ESCAPED.sub(lambda found: CONTROLS.get(found[1], found[1]) or found[0][0], text[0][1:-1])
	return f"_utf8mb4 0x{plain.encode().hex()}"


def naming(doctype: str, field: str, other: str, criterion: Criterion | None) -> Criterion | None:
	"""The field of `doctype` names a document of `other` that fits the criterion; None where any of them does."""
	if criterion is None:
		return None
	table = DocType(other)
	return DocType(doctype)[field].isin(frappe.qb.from_(table).select(table.name).where(criterion))


def all_of(*criteria: Criterion | None) -> Criterion | None:
	present = [criterion for criterion in criteria if criterion is not None]
	return Criterion.all(present) if present else None


def literal(value: str) -> Term:
	"""The condition leaves here as text, so values are escaped in it."""
	return LiteralValue(frappe.db.escape(value, percent=False))


def as_text(criterion: Criterion | None) -> str:
	return f"({criterion.get_sql(quote_char='`', with_namespace=True)})" if criterion is not None else ""
