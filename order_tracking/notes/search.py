"""Link search for notes. Frappe's own would let version-15 skip User Permissions, and with them the question who may read a note."""

import frappe
from frappe.utils import cint


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def find(
	doctype: str,
	txt: str,
	searchfield: str,
	start: int,
	page_len: int,
	filters: dict | list | None,
	as_dict: bool = False,
	**asked,
) -> list:
	"""Names of the documents that the user may read; what a client says about permissions is not heard."""
	return frappe.get_list(
		doctype,
		filters=filters,
		or_filters=[["name", "like", f"%{txt}%"]] if txt else None,
		fields=["name"],
		limit_start=cint(start),
		limit_page_length=cint(page_len),
		order_by="creation desc",
		as_list=not as_dict,
	)


@frappe.whitelist()
def find_nothing(
	doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters=None, **asked
) -> list:
	"""Rows of a note are read with the note."""
	return []
