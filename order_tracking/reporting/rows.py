"""How many rows a report lists: on the page as many as it can hold, in a file all of them. Sums and charts count all."""

import frappe
from frappe.utils import cint

# Rows on the page unless somebody asks for more.
ROWS = 1_000
# Rows that a page may hold at all: with more of them a browser stands still.
MOST_ROWS = 50_000


def limited(rows: str | int | None) -> int:
	"""How many rows are listed when so many were asked for, 0 standing for all, also in the answer."""
	if rows in (None, ""):
		return ROWS
	asked = max(cint(rows), 0)
	if leaves_the_page():
		return asked
	return min(asked or MOST_ROWS, MOST_ROWS)


def leaves_the_page() -> bool:
	"""Whether the rows go into a file: an export, or a job that prepares or sends one."""
	return bool(frappe.form_dict.get("file_format_type") or getattr(frappe.local, "job", None))
