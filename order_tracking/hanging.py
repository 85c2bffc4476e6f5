"""What Frappe hangs on any document: comments, versions, assignments, shares, files, Workflow Actions. It goes with the document."""

import os

import frappe
from frappe.query_builder import DocType

# DocType, and the fields that say which document it hangs on
HANGERS = (
	("Comment", "reference_doctype", "reference_name"),
	("Version", "ref_doctype", "docname"),
	("ToDo", "reference_type", "reference_name"),
	("DocShare", "share_doctype", "share_name"),
	("File", "attached_to_doctype", "attached_to_name"),
	("Document Follow", "ref_doctype", "ref_docname"),
	("View Log", "reference_doctype", "reference_name"),
	("Notification Log", "document_type", "document_name"),
	("Workflow Action", "reference_doctype", "reference_name"),
)


def remove_hanging(doctype: str, names: list[str]) -> None:
	"""Plain deletes: the documents themselves are deleted without events too. Does not commit."""
	for hanger, doctype_field, name_field in HANGERS:
		table = DocType(hanger)
		rows = (
			frappe.qb.from_(table)
			.select(table.name)
			.where((table[doctype_field] == doctype) & table[name_field].isin(names))
			.run()
		)
		if rows:
			remove_rows(hanger, [row[0] for row in rows])


def remove_orphans(doctype: str) -> None:
	"""What hangs on documents of this kind that are gone without an event. ERPNext gives their names out again, and what
	was shared or assigned then would hang on another order. Does not commit."""
	document = DocType(doctype)
	for hanger, doctype_field, name_field in HANGERS:
		table = DocType(hanger)
		rows = (
			frappe.qb.from_(table)
			.left_join(document)
			.on(document.name == table[name_field])
			.select(table.name)
			.where((table[doctype_field] == doctype) & document.name.isnull())
			.run()
		)
		if rows:
			remove_rows(hanger, [row[0] for row in rows])


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
	paths = [
		file_path(url) for url in urls - shared if url and url.startswith(("/files/", "/private/files/"))
	]
	frappe.db.after_commit.add(lambda: [os.remove(path) for path in paths if os.path.exists(path)])


def file_path(url: str) -> str:
	folder = "private" if url.startswith("/private/") else "public"
	return frappe.get_site_path(folder, "files", os.path.basename(url))
