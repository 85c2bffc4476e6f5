"""What the app needs besides its own files: roles, the workflow, settings. Made if missing, never overwritten."""

import json

import frappe
from frappe.query_builder import DocType
from frappe.utils import cstr, now_datetime

from order_tracking import backfill
from order_tracking.alerts import frappes_own
from order_tracking.alerts import rules as alert_rules
from order_tracking.constants import (
	ALERT_RULE,
	APPROVAL,
	APPROVED,
	CANCELLED,
	CLOSED,
	FINANCE,
	LOGISTICS,
	MANAGER_ROLE,
	NOTE_AUDIENCE,
	ON_HOLD,
	PENDING_APPROVAL,
	PRODUCTION,
	REJECTED,
	SALES,
	SETTINGS,
	TRACKER,
	USER_ROLE,
	WAREHOUSE,
	WORKFLOW_STATES,
)
from order_tracking.indexes import add_indexes
from order_tracking.views import boards

APPROVE, REJECT, REQUEST_APPROVAL = "Approve", "Reject", "Request Approval"
STYLES = {
	PENDING_APPROVAL: "Warning",
	APPROVED: "Success",
	REJECTED: "Danger",
	ON_HOLD: "Warning",
	CLOSED: "Inverse",
	CANCELLED: "Inverse",
}
# The list of trackers: all columns of a salesperson, and no filter by date that hides old open orders on large sites.
LIST_VIEW = {
	"name": TRACKER,
	"total_fields": "8",
	"disable_automatic_recency_filters": 1,
	"disable_comment_count": 1,
}
AUDIENCES = {
	SALES: ("Sales User", "Sales Manager"),
	PRODUCTION: ("Manufacturing User", "Manufacturing Manager"),
	WAREHOUSE: ("Stock User", "Stock Manager"),
	LOGISTICS: ("Delivery User", "Delivery Manager"),
	FINANCE: ("Accounts User", "Accounts Manager"),
}
# What we made that others may have made before us; uninstall removes no more than this.
MADE = "records_made"


def after_install() -> None:
	setup()
	if backfill.count_untracked():
		backfill.start()


def after_migrate() -> None:
	setup()


def setup() -> None:
	"""Run as often as you like: what is there stays as the site has it."""
	add_indexes()
	fill_settings()
	for role in (USER_ROLE, MANAGER_ROLE):
		make("Role", role, {"role_name": role, "desk_access": 1})
	make("List View Settings", TRACKER, LIST_VIEW)
	make_audiences()
	make_workflow()
	make_alert_rules()
	make_frappes_own()
	if not boards.was_made(records_made()):
		make("Kanban Board", boards.BOARD, boards.board())


def fill_settings() -> None:
	"""A Single has no row for a field that nobody saved; without its default a rule would have nothing to go by."""
	stored = frappe.db.get_singles_dict(SETTINGS)
	for field in frappe.get_meta(SETTINGS).get("fields", {"default": ["is", "set"]}):
		if field.default and field.fieldname not in stored:
			frappe.db.set_single_value(SETTINGS, field.fieldname, field.default, update_modified=False)
	if not stored.get("tracking_since"):
		frappe.db.set_single_value(SETTINGS, as_first_installed(), update_modified=False)
	frappe.clear_document_cache(SETTINGS, SETTINGS)


def as_first_installed() -> dict:
	"""What is said once. Frappe 15 saves new settings with the time of day in every field of a time."""
	times = frappe.get_meta(SETTINGS).get("fields", {"fieldtype": "Time"})
	return {"tracking_since": now_datetime(), **{field.fieldname: field.default for field in times}}


def make_audiences() -> None:
	"""The departments that read notes, each with those of its roles that this site has; once, so that none comes back."""
	if frappe.db.count(NOTE_AUDIENCE):
		return
	for audience, roles in AUDIENCES.items():
		rows = [{"role": role} for role in roles if frappe.db.exists("Role", role)]
		if rows:
			frappe.get_doc({"doctype": NOTE_AUDIENCE, "audience": audience, "roles": rows}).insert(
				ignore_permissions=True
			)


def make_alert_rules() -> None:
	"""The rules that we ship. One that the site threw away stays away, one that it changed stays as it is."""
	made = records_made()
	for title, values in alert_rules.shipped_rules().items():
		if [ALERT_RULE, title] not in made:
			make(ALERT_RULE, title, values)


def make_frappes_own() -> None:
	"""Notifications, mail templates and a report by mail, all off; once, like the rules."""
	made = records_made()
	address = frappe.db.get_value("User", "Administrator", "email") or "admin@example.com"
	for doctype, name, values in frappes_own.records(address):
		if [doctype, name] not in made:
			make(doctype, name, values)


def make_workflow() -> None:
	"""A site that has a workflow of its own for trackers keeps it."""
	if frappe.db.exists("Workflow", {"document_type": TRACKER}):
		return
	for state, style in STYLES.items():
		make("Workflow State", state, {"workflow_state_name": state, "style": style})
	for action in (APPROVE, REJECT, REQUEST_APPROVAL):
		make("Workflow Action Master", action, {"workflow_action_name": action})
	frappe.get_doc(
		{
			"doctype": "Workflow",
			"workflow_name": TRACKER,
			"document_type": TRACKER,
			"workflow_state_field": "workflow_state",
			"is_active": 1,
			# The list shows health; the state is one of many things.
			"override_status": 1,
			# A mail with a link that approves without a login is no decision.
			"send_email_alert": 0,
			"states": workflow_states(),
			"transitions": workflow_transitions(),
		}
	).insert(ignore_permissions=True)


def workflow_states() -> list[dict]:
	"""Two rows a state, so that either role may write; nobody is asked to bring an order back into approval."""
	return [
		{
			"state": state,
			"doc_status": "0",
			"allow_edit": role,
			"is_optional_state": int(state == PENDING_APPROVAL),
			"send_email": 0,
		}
		for state in WORKFLOW_STATES
		for role in (USER_ROLE, MANAGER_ROLE)
	]


def workflow_transitions() -> list[dict]:
	"""Hold, close and cancel are ERPNext's own words; they are said with buttons that ask for cause and reason."""
	approver = frappe.db.get_single_value(SETTINGS, "approver_role") or MANAGER_ROLE
	transitions = [
		(PENDING_APPROVAL, APPROVE, APPROVED, approver, 0),
		(PENDING_APPROVAL, REJECT, REJECTED, approver, 0),
		(REJECTED, REQUEST_APPROVAL, PENDING_APPROVAL, USER_ROLE, 1),
		(APPROVED, REQUEST_APPROVAL, PENDING_APPROVAL, USER_ROLE, 1),
	]
	fields = ("state", "action", "next_state", "allowed", "allow_self_approval")
	return [dict(zip(fields, transition, strict=True)) for transition in transitions]


def make(doctype: str, name: str, values: dict) -> None:
	if frappe.db.exists(doctype, name):
		return
	# Some DocTypes would name a record in the language of whoever installs.
	frappe.get_doc({"doctype": doctype, **values}).insert(ignore_permissions=True, set_name=name)
	made = [*records_made(), [doctype, name]]
	frappe.db.set_single_value(SETTINGS, MADE, json.dumps(made), update_modified=False)


def records_made() -> list[list[str]]:
	return json.loads(cstr(frappe.db.get_single_value(SETTINGS, MADE)) or "[]")


def change_approver(old: str, new: str) -> None:
	"""Another role approves from now on: where the workflow and waiting orders name the old one, they name the new one."""
	row = DocType(APPROVAL)
	frappe.qb.update(row).set(row.role, new).where((row.status == "Waiting") & (row.role == old)).run()
	change_asked_role(old, new)
	name = frappe.db.get_value("Workflow", {"document_type": TRACKER, "is_active": 1})
	if not name:
		return
	workflow = frappe.get_doc("Workflow", name)
	for transition in workflow.transitions:
		if transition.action in (APPROVE, REJECT) and transition.allowed == old:
			transition.allowed = new
	# The settings' own permission was asked; the workflow follows from them.
	workflow.save(ignore_permissions=True)


def let_approve(roles: list[str]) -> None:
	"""The workflow lets these roles approve and reject as well, never their own orders."""
	name = frappe.db.get_value("Workflow", {"document_type": TRACKER, "is_active": 1})
	if not name or not roles:
		return
	workflow = frappe.get_doc("Workflow", name)
	known = {(way.state, way.action, way.allowed) for way in workflow.transitions}
	ways = [
		{
			"state": PENDING_APPROVAL,
			"action": action,
			"next_state": state,
			"allowed": role,
			"allow_self_approval": 0,
		}
		for role in roles
		for action, state in ((APPROVE, APPROVED), (REJECT, REJECTED))
		if (PENDING_APPROVAL, action, role) not in known
	]
	for way in ways:
		workflow.append("transitions", way)
	if ways:
		# The settings' own permission was asked; the workflow follows from them.
		workflow.save(ignore_permissions=True)


def change_asked_role(old: str, new: str) -> None:
	action, asked = DocType("Workflow Action"), DocType("Workflow Action Permitted Role")
	waiting = (
		frappe.qb.from_(action)
		.select(action.name)
		.where(
			(action.reference_doctype == TRACKER)
			& (action.status == "Open")
			& (action.workflow_state == PENDING_APPROVAL)
		)
		.run()
	)
	names = [row[0] for row in waiting]
	if names:
		(
			frappe.qb.update(asked)
			.set(asked.role, new)
			.where((asked.role == old) & asked.parent.isin(names))
			.run()
		)
