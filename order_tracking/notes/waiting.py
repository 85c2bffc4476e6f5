"""Which open notes wait for somebody: nobody of a department has read them, they are in conflict, or their day has passed.

Only notes that the user may read are found; the criterion is that of lists and forms.
"""

from datetime import date

import frappe
from frappe.query_builder import Criterion, DocType
from frappe.query_builder.functions import Coalesce

from order_tracking.constants import CONFLICT, NOTE, NOTE_READER, OPEN
from order_tracking.notes.permissions import permitted_notes

UNREAD, IN_CONFLICT, TO_DO_OVERDUE = "Unread", "In Conflict", "To-Do Overdue"
REASONS = (UNREAD, IN_CONFLICT, TO_DO_OVERDUE)


def open_notes():
	"""Open notes that the user of the session may read."""
	note = DocType(NOTE)
	query = frappe.qb.from_(note).where(note.state == OPEN)
	permitted = permitted_notes()
	return query if permitted is None else query.where(permitted)


def waits(reason: str, today: date) -> Criterion:
	note = DocType(NOTE)
	if reason == IN_CONFLICT:
		return note.result == CONFLICT
	if reason == TO_DO_OVERDUE:
		return note.due_on < today
	return unread_by()


def unread_by(audiences: set[str] | None = None) -> Criterion:
	"""Notes that somebody of these departments, or of any, has still to acknowledge in the version that counts."""
	note, reader = DocType(NOTE), DocType(NOTE_READER)
	unread = (
		frappe.qb.from_(reader)
		.join(note)
		.on(note.name == reader.parent)
		.select(reader.parent)
		.where((reader.parenttype == NOTE) & is_unread(note, reader))
	)
	if audiences is not None:
		unread = unread.where(reader.audience.isin(sorted(audiences) or [""]))
	return note.name.isin(unread)


def is_unread(note: DocType, reader: DocType) -> Criterion:
	"""Whether this department has still to acknowledge the version of the note that counts."""
	return (note.must_acknowledge == 1) & (Coalesce(reader.acknowledged_version, 0) < note.version)


def unread_departments(notes: list[str]) -> dict[str, list[str]]:
	"""By note, the departments of which nobody has acknowledged it; of notes that the user may read."""
	if not notes:
		return {}
	note, reader = DocType(NOTE), DocType(NOTE_READER)
	rows = (
		frappe.qb.from_(reader)
		.join(note)
		.on(note.name == reader.parent)
		.select(reader.parent, reader.audience)
		.where((reader.parenttype == NOTE) & reader.parent.isin(notes))
		.where(is_unread(note, reader))
		.orderby(reader.parent, reader.idx)
		.run()
	)
	found: dict[str, list[str]] = {}
	for name, audience in rows:
		found.setdefault(name, []).append(audience)
	return found
