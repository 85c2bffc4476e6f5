"""What Frappe keeps beside a note goes with the note: who may not read it finds no file, comment or mail of it either.

Frappe shows comments, versions and assignments of every document to System Managers, and the names of private files to
everybody at a desk.
"""

import posixpath

import frappe
from frappe import _
from frappe.core.doctype.communication.communication import has_permission as may_see_communication
from frappe.core.doctype.file.file import has_permission as may_see_file
from frappe.desk.doctype.todo.todo import has_permission as may_see_to_do
from frappe.model.document import Document
from frappe.query_builder import Criterion, CustomFunction, DocType

from order_tracking.constants import NOTE_HOLDERS
from order_tracking.notes.permissions import as_text, on_readable

locate = CustomFunction("LOCATE", ["part", "text"])
# DocType → the fields that say which document it hangs on
HANGERS = {
	"File": ("attached_to_doctype", "attached_to_name"),
	"Comment": ("reference_doctype", "reference_name"),
	"Communication": ("reference_doctype", "reference_name"),
	"ToDo": ("reference_type", "reference_name"),
	"Version": ("ref_doctype", "docname"),
}
# DocType → what Frappe itself answers
FRAPPES_OWN = {
	"File": may_see_file,
	"Communication": may_see_communication,
	"ToDo": may_see_to_do,
}


def hanging_conditions(user: str | None = None, doctype: str = "File") -> str:
	"""Frappe's hook for lists."""
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	holder, name = HANGERS[doctype]
	field = DocType(doctype)[holder]
	on_no_note = field.isnull() | field.notin(NOTE_HOLDERS)
	return as_text(Criterion.any([on_no_note, *on_readable(user, doctype, holder, name)]))


def has_hanging_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Frappe's hook for one document. Where it hangs is read as it is stored: a client may send another place.

	Version-15 asks only the last app that answers, so Frappe's own answer is given from here.
	"""
	user = user or frappe.session.user
	if user == "Administrator":
		return True
	place = frappe.db.get_value(doc.doctype, doc.name, HANGERS[doc.doctype]) if doc.get("name") else None
	if place and place[0] in NOTE_HOLDERS and not may_read_holder(*place, user):
		return False
	frappes_own = FRAPPES_OWN.get(doc.doctype)
	answer = frappes_own(doc, ptype, user) if frappes_own else None
	return answer is None or bool(answer)


def deleted_conditions(user: str | None = None, doctype: str = "Deleted Document") -> str:
	"""For what was deleted: its text is kept, and nobody can be asked any more whether it may be read."""
	if (user or frappe.session.user) == "Administrator":
		return ""
	deleted = DocType("Deleted Document")
	of_note = Criterion.any(locate(f'"{holder}"', deleted.data) > 0 for holder in NOTE_HOLDERS)
	return as_text(deleted.deleted_doctype.notin(list(HANGERS)) | of_note.negate())


def has_deleted_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	if (user or frappe.session.user) == "Administrator" or doc.deleted_doctype not in HANGERS:
		return True
	data = frappe.db.get_value("Deleted Document", doc.name, "data") or ""
	return not any(f'"{holder}"' in data for holder in NOTE_HOLDERS)


def may_read_holder(doctype: str, name: str, user: str) -> bool:
	exists = name and frappe.db.exists(doctype, name)
	return bool(exists and frappe.has_permission(doctype, "read", doc=name, user=user))


def refuse_borrowed_address(file: Document) -> None:
	"""Frappe gives a private file to whoever has a File of the same address, and lets everybody write one."""
	if not (file.is_new() or file.has_value_changed("file_url")):
		return
	if not (file.file_url or "").startswith("/private/"):
		return
	others = frappe.get_all(
		"File",
		{"file_url": posixpath.normpath(file.file_url), "name": ("!=", file.name or "")},
		["name", "attached_to_doctype"],
	)
	if not any(other.attached_to_doctype in NOTE_HOLDERS for other in others):
		return
	if not any(frappe.has_permission("File", "read", doc=other.name) for other in others):
		frappe.throw(
			_(
				"This file belongs to a note that you may not read. Ask somebody of the departments that read the note to attach it."
			),
			frappe.PermissionError,
		)
