"""What Frappe hangs on any document: comments, versions, assignments, shares, files, Workflow Actions. It goes with the document."""

from collections.abc import Callable

import frappe
from frappe.core.doctype.file.utils import delete_file
from frappe.query_builder import DocType, Table
from pypika.terms import Criterion, Field

from order_tracking.constants import NOTE

# DocType, and the fields that say which document it hangs on
HANGERS = (
	("Comment", "reference_doctype", "reference_name"),
	("Version", "ref_doctype", "docname"),
	("ToDo", "reference_type", "reference_name"),
	("DocShare", "share_doctype", "share_name"),
	("Document Share Key", "reference_doctype", "reference_docname"),
	("File", "attached_to_doctype", "attached_to_name"),
	("Document Follow", "ref_doctype", "ref_docname"),
	("View Log", "reference_doctype", "reference_name"),
	("Notification Log", "document_type", "document_name"),
	("Email Unsubscribe", "reference_doctype", "reference_name"),
	("Tag Link", "document_type", "document_name"),
	("Workflow Action", "reference_doctype", "reference_name"),
	("Communication Link", "link_doctype", "link_name"),
)
# What lives on when its document is gone, and names it no more, as in `frappe.model.delete_doc.delete_dynamic_links`
UNLINKED = (
	("Communication", "reference_doctype", "reference_name"),
	("Activity Log", "reference_doctype", "reference_name"),
	("Activity Log", "timeline_doctype", "timeline_name"),
)


def remove_hanging(doctype: str, names: list[str]) -> None:
	"""Plain deletes: the documents themselves are deleted without events too. Does not commit."""
	remove_from(doctype, lambda name: name.isin(names))


def remove_orphans(doctype: str) -> None:
	"""What hangs on documents of this kind that are gone without an event. Does not commit."""
	document = DocType(doctype)
	remove_from(doctype, lambda name: name.notin(frappe.qb.from_(document).select(document.name)))


def remove_from(doctype: str, is_gone: Callable[[Field], Criterion]) -> None:
	"""ERPNext gives the name of a deleted order out again: what was shared, assigned or mailed then would show there."""
	for hanger in HANGERS:
		if names := rows_naming(doctype, is_gone, hanger):
			remove_rows(hanger[0], names)
	found = Table("__global_search")
	frappe.qb.from_(found).delete().where((found.doctype == doctype) & is_gone(found.name)).run()
	if doctype == NOTE:
		return  # only its readers see its mails, others too once they name no note; its name comes only once
	unlink(doctype, is_gone)


def unlink(doctype: str, is_gone: Callable[[Field], Criterion] = Field.isnotnull) -> None:
	"""What lives on names none of these documents any more; none given: none of their kind. Does not commit."""
	for holder in UNLINKED:
		if names := rows_naming(doctype, is_gone, holder):
			cleared = dict.fromkeys(holder[1:])
			frappe.db.set_value(holder[0], {"name": ("in", names)}, cleared, update_modified=False)


def rows_naming(
	doctype: str, is_gone: Callable[[Field], Criterion], holder: tuple[str, str, str]
) -> list[str]:
	holder_doctype, doctype_field, name_field = holder
	table = DocType(holder_doctype)
	rows = frappe.qb.from_(table).select(table.name)
	return [
		row[0] for row in rows.where((table[doctype_field] == doctype) & is_gone(table[name_field])).run()
	]


def remove_rows(doctype: str, names: list[str]) -> None:
	"""These documents with their child rows; of files also what is on disk, once that is committed."""
	if doctype == "File":
		remove_from_disk_later(names)
	for field in frappe.get_meta(doctype).get_table_fields():
		frappe.db.delete(field.options, {"parenttype": doctype, "parent": ("in", names)})
	frappe.db.delete(doctype, {"name": ("in", names)})


def remove_from_disk_later(names: list[str]) -> None:
	"""The content of these files, unless another File shows the same."""
	urls = set(frappe.get_all("File", {"name": ("in", names), "is_folder": 0}, pluck="file_url"))
	shared = set(
		frappe.get_all("File", {"file_url": ("in", list(urls)), "name": ("not in", names)}, pluck="file_url")
	)
	# Frappe takes any other address for a private file.
	ours = [url for url in urls - shared if url and url.startswith(("/files/", "/private/files/"))]
	frappe.db.after_commit.add(lambda: [delete_file(url) for url in ours])
