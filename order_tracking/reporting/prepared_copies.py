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

OPENERS = ("frappe.desk.query_report.run", "frappe.desk.query_report.export_query")


def guard_request() -> None:
	"""Once it is known who asks: a request for a copy of one of our reports has to come from its owner."""
	asked = frappe.form_dict
	if (asked.get("cmd") or frappe.request.path.rsplit("/", 1)[-1]) not in OPENERS:
		return
	if not is_ours(asked.get("report_name")):
		return
	user = asked.get("user") or frappe.session.user
	filters = frappe.parse_json(asked.get("filters")) or {}
	copy = filters.get("prepared_report_name") if isinstance(filters, dict) else None
	if copy:
		user = frappe.db.get_value("Prepared Report", copy, "owner")
	if user and not may_open(user):
		frappe.throw(
			_("This copy of the report was prepared for somebody else. Run the report to get your own."),
			frappe.PermissionError,
		)


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
