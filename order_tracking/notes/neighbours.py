"""The next and the previous document of a list, for which Frappe's form asks.

Version-15 asks nobody whether they may be read: by filters and order it would tell everybody with a login what a note says.
"""

import frappe
from frappe.utils import cint

APP = "order_tracking"


def guard_request() -> None:
	"""Once it is known who asks: of what this app guards, Frappe may find only the document that the user finds.

	The request is known by what it sends, not by its address, which has several spellings.
	"""
	asked = frappe.form_dict
	if "prev" not in asked or not is_guarded(asked.get("doctype")):
		return
	doctype, value = asked.doctype, str(asked.get("value"))
	frappe.has_permission(doctype, "read", doc=value, throw=True)
	is_ascending = str(asked.get("sort_order")).lower() == "asc"
	asked.sort_field = column_of(doctype, asked.get("sort_field"))
	is_before = bool(cint(asked.prev)) == is_ascending
	found = nearest(doctype, value, rows_of(asked.get("filters")), asked.sort_field, is_before)
	asked.filters = frappe.as_json([["name", "=", found or ""]])


def column_of(doctype: str, field: object) -> str:
	"""The field to sort by; what is none of its columns is not passed on to the database."""
	return str(field) if field in frappe.get_meta(doctype).get_valid_columns() else "creation"


def is_guarded(doctype: object) -> bool:
	return str(doctype) in frappe.get_hooks("permission_query_conditions", app_name=APP)


def nearest(doctype: str, value: str, filters: list, field: str, is_before: bool) -> str | None:
	"""The readable document that comes right before this one, or after it, when sorted by field and name."""
	sign, order = ("<", "desc") if is_before else (">", "asc")
	current = frappe.db.get_value(doctype, value, field)
	for further in ([[field, "=", current], ["name", sign, value]], [[field, sign, current]]):
		found = frappe.get_list(
			doctype,
			filters=[*filters, *further],
			order_by=f"{field} {order}, name {order}",
			limit=1,
			pluck="name",
		)
		if found:
			return found[0]
	return None


def rows_of(filters: dict | list | str | None) -> list:
	filters = frappe.parse_json(filters) or []
	if isinstance(filters, dict):
		return [
			[field, *(test if isinstance(test, list) else ("=", test))] for field, test in filters.items()
		]
	return filters
