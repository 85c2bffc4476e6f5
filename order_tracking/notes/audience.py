"""Which departments a note is for."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname

from order_tracking.constants import (
	COMMUNICATION,
	DELIVERY_TIME,
	FINANCE,
	INTERNAL,
	LOGISTICS,
	NOTE_AUDIENCE,
	PAYMENT,
	PRODUCTION,
	REQUIREMENT,
	SALES,
	SPECIAL_REQUEST,
	WAREHOUSE,
)
from order_tracking.notes.checks import refuse
from order_tracking.notes.permissions import is_for

ACKNOWLEDGED = ("acknowledged_version", "acknowledged_by", "acknowledged_on")
# Who reads a note that names no department.
MEANT_FOR = {
	REQUIREMENT: (PRODUCTION, WAREHOUSE),
	SPECIAL_REQUEST: (PRODUCTION, WAREHOUSE, LOGISTICS),
	DELIVERY_TIME: (WAREHOUSE, LOGISTICS),
	PAYMENT: (SALES, FINANCE),
	COMMUNICATION: (SALES,),
	INTERNAL: (SALES,),
}


def fill_audience(note: Document) -> None:
	"""Each department once; a note that names none is for those that its kind is meant for."""
	named = list(dict.fromkeys(row.audience for row in note.readers if row.audience))
	if not named:
		meant = MEANT_FOR[note.kind]
		named = frappe.get_all(NOTE_AUDIENCE, {"name": ("in", meant)}, pluck="name", order_by="name")
		note.set("readers", [{"audience": audience} for audience in named])
	if not named:
		refuse(_("Choose at least one department that reads the note."))
	if len(named) < len(note.readers):
		first = {row.audience: row for row in reversed(note.readers)}
		note.set("readers", [first[audience] for audience in named])


def check_person(note: Document) -> None:
	if note.assigned_to and not is_for(note.assigned_to, note.get("author") or note.owner, audiences(note)):
		refuse(
			_(
				"{0} works for none of the departments that read the note. Add the department, or choose somebody else."
			).format(get_fullname(note.assigned_to))
		)


def audiences(note: Document) -> set[str]:
	return {row.audience for row in note.readers}
