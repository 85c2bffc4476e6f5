"""Takes everything along that hangs on our doctypes, before Frappe removes the app's own files and tables.

Runs under `--dry-run` too, so nothing here commits and nothing on disk is touched before the commit.
"""

import frappe
from frappe.model.rename_doc import get_link_fields
from frappe.query_builder import DocType, Table

from order_tracking.constants import MANAGER_ROLE, MODULE, TRACKER, USER_ROLE
from order_tracking.hanging import remove_hanging, remove_rows, unlink
from order_tracking.install import records_made

APP = "order_tracking"


def before_uninstall() -> None:
	"""Leave the site as it was before the app came; mails to customers stay, and name no tracker. Does not commit."""
	doctypes = frappe.get_all("DocType", {"module": MODULE}, pluck="name")
	made = records_made()
	unlink(TRACKER)
	for link in get_link_fields("DocType"):
		remove_rows_naming(doctypes, link.parent, link.fieldname, link.issingle)
	frappe.db.delete("Custom DocPerm", {"parent": ("in", doctypes)})
	frappe.db.delete("Deleted Document", {"deleted_doctype": ("in", doctypes)})
	for doctype, name in made:
		remove_if_unused(doctype, name, doctypes)
	for role in (USER_ROLE, MANAGER_ROLE):
		remove_if_unused("Role", role, doctypes)
	remove_shortcuts(doctypes)
	remove_first_steps()
	remove_what_shows()
	remove_jobs_and_patches()
	remove_desk_entries()
	for name, column in (("__global_search", "doctype"), ("__UserSettings", "doctype")):
		table = Table(name)
		frappe.qb.from_(table).delete().where(table[column].isin(doctypes)).run()


def remove_rows_naming(doctypes: list[str], table: str, field: str, is_single: bool) -> None:
	"""Rows, and documents, that name one of our doctypes: workflows, boards, shares, permissions, logs, custom fields …"""
	if table in doctypes:
		return
	if is_single:
		frappe.db.delete("Singles", {"doctype": table, "field": field, "value": ("in", doctypes)})
		return
	if not frappe.db.table_exists(table) or not frappe.db.has_column(table, field):
		return
	names = frappe.get_all(table, {field: ("in", doctypes)}, pluck="name")
	if names:
		remove_documents(table, names)


def remove_documents(doctype: str, names: list[str]) -> None:
	if not frappe.get_meta(doctype).istable:
		remove_hanging(doctype, names)
	remove_rows(doctype, names)


def remove_if_unused(doctype: str, name: str, doctypes: list[str]) -> None:
	"""A role, state or action that only we and the users' role lists name."""
	for link in get_link_fields(doctype):
		if link.parent in doctypes or not is_named(link, name, doctypes):
			continue
		return
	if doctype == "Role":
		frappe.db.delete("Has Role", {"role": name})
	remove_documents(doctype, [name])


def is_named(link: frappe._dict, name: str, doctypes: list[str]) -> bool:
	if link.issingle:
		return bool(
			frappe.db.exists("Singles", {"doctype": link.parent, "field": link.fieldname, "value": name})
		)
	if not frappe.db.table_exists(link.parent) or not frappe.db.has_column(link.parent, link.fieldname):
		return False
	table = DocType(link.parent)
	query = frappe.qb.from_(table).select(table.name).where(table[link.fieldname] == name).limit(1)
	if link.parent == "Has Role":
		query = query.where(table.parenttype != "User")
	if frappe.db.has_column(link.parent, "parent"):
		# Workspace, first steps, and icon of the app bear the name of its module.
		ours = [*doctypes, MODULE, *frappe.get_all("Report", {"module": MODULE}, pluck="name")]
		query = query.where(table.parent.isnull() | table.parent.notin(ours))
	return bool(query.run())


def remove_shortcuts(doctypes: list[str]) -> None:
	for table, kind in (("Workspace Shortcut", "type"), ("Workspace Link", "link_type")):
		frappe.db.delete(table, {kind: "DocType", "link_to": ("in", doctypes)})


def remove_first_steps() -> None:
	"""The onboarding goes with its module; its steps belong to no module."""
	onboardings = frappe.get_all("Module Onboarding", {"module": MODULE}, pluck="name")
	steps = frappe.get_all("Onboarding Step Map", {"parent": ("in", onboardings or [""])}, pluck="step")
	if steps:
		remove_documents("Onboarding Step", steps)


def remove_what_shows() -> None:
	"""What names our cards, charts and reports: rows of a site's own workspaces and dashboards, prepared copies, mails."""
	for doctype in ("Number Card", "Dashboard Chart", "Report"):
		names = frappe.get_all(doctype, {"module": MODULE}, pluck="name")
		if not names:
			continue
		for link in get_link_fields(doctype):
			remove_rows_naming(names, link.parent, link.fieldname, link.issingle)
		for table, kind in (("Workspace Shortcut", "type"), ("Workspace Link", "link_type")):
			frappe.db.delete(table, {kind: doctype, "link_to": ("in", names)})
		if doctype == "Report":
			remove_rows_naming(names, "Prepared Report", "report_name", False)


def remove_jobs_and_patches() -> None:
	jobs = frappe.get_all("Scheduled Job Type", {"method": ("like", f"{APP}.%")}, pluck="name")
	frappe.db.delete("Scheduled Job Log", {"scheduled_job_type": ("in", jobs or [""])})
	frappe.db.delete("Scheduled Job Type", {"name": ("in", jobs or [""])})
	frappe.db.delete("Patch Log", {"patch": ("like", f"{APP}.%")})


def remove_desk_entries() -> None:
	"""version-16 makes icons and sidebars for every app, and does not commit when it removes them."""
	if not frappe.db.exists("DocType", "Workspace Sidebar"):
		return
	for doctype, label in (("Workspace Sidebar", "title"), ("Desktop Icon", "label")):
		names = set(frappe.get_all(doctype, {"app": APP}, pluck="name"))
		names |= set(frappe.get_all(doctype, {label: MODULE}, pluck="name"))
		if names:
			remove_documents(doctype, list(names))
