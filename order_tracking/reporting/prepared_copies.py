"""Prepared copies of our reports: each was made for one person, and nobody else opens it.

A copy holds what its owner may see. Frappe lets everybody who may run the report open it, by its name or by naming the
owner, and never filters it again.
"""

import frappe
from frappe import _
from frappe.core.doctype.prepared_report import prepared_report
from frappe.model.document import Document
from frappe.query_builder import DocType

from order_tracking.constants import MODULE

COPY = "prepared_report_name"  # the filter by which Frappe's page names a copy


def guard_request() -> None:
	"""Once it is known who asks: a request for a copy of one of our reports has to come from its owner.

	Whatever the request is for: Frappe opens a copy that is named, also in the name of another report.
	"""
	asked = frappe.form_dict
	if not asked.get("report_name"):
		return
	copies = [(asked.report_name, asked.get("user") or frappe.session.user)]
	named = copy_in(asked.get("filters"))
	is_name = named is None or isinstance(named, str)
	if named and is_name:
		copies += frappe.get_all("Prepared Report", {"name": named}, ["report_name", "owner"], as_list=True)
	if not is_name or any(is_ours(report) and not may_open(owner) for report, owner in copies):
		frappe.throw(
			_("This copy of the report was prepared for somebody else. Run the report to get your own."),
			frappe.PermissionError,
		)


def refuse_named_copy(report: Document) -> None:
	"""The filters that are saved with a report go past every request."""
	saved = frappe.parse_json(report.json) if report.json else None
	if isinstance(saved, dict) and copy_in(saved.get("filters")):
		frappe.throw(
			_(
				"A report is saved with filters, not with a prepared copy of it. Run it anew and save it then."
			),
			frappe.PermissionError,
		)


def copy_in(filters: str | dict | list | None) -> object:
	try:
		found = frappe.parse_json(filters)
	except ValueError:
		return None  # nobody else will be able to read it either
	return found.get(COPY) if isinstance(found, dict) else None


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Version-15 asks only the last app that answers, so Frappe's own answer is given from here."""
	if is_ours(doc.report_name) and not may_open(doc.owner, user):
		return False
	return bool(prepared_report.has_permission(doc, user))


def get_permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
	user = user or frappe.session.user
	if user == "Administrator":
		return ""
	copy, report = DocType("Prepared Report"), DocType("Report")
	ours = frappe.qb.from_(report).select(report.name).where(report.module == MODULE)
	allowed = copy.report_name.notin(ours) | (copy.owner == user)
	return f"({allowed.get_sql(quote_char='`', with_namespace=True)})"


def is_ours(report: str | None) -> bool:
	return bool(report) and frappe.get_cached_value("Report", report, "module") == MODULE


def may_open(owner: str, user: str | None = None) -> bool:
	return (user or frappe.session.user) in (owner, "Administrator")
