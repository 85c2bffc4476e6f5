"""Who has to approve an order: the role of the settings, and for large orders further ones. A row of Order Approval each."""

from collections.abc import Sequence

import frappe
from frappe.model.document import Document
from frappe.utils import flt

from order_tracking.constants import MANAGER_ROLE, SETTINGS
from order_tracking.rules.approval import roles_to_approve

WAITING = "Waiting"


def approver_role() -> str:
	return frappe.get_cached_doc(SETTINGS).approver_role or MANAGER_ROLE


def tiers_of(settings: Document) -> list[tuple[float, str]]:
	return [(flt(row.from_amount), row.role) for row in settings.get("approval_tiers") or []]


def rows_to_ask(base_grand_total: float) -> list[dict]:
	"""A row for each role that has to approve an order of this amount, as Order Approval keeps it."""
	roles = roles_to_approve(
		approver_role(), flt(base_grand_total), tiers_of(frappe.get_cached_doc(SETTINGS))
	)
	return [{"tier": tier, "role": role, "status": WAITING} for tier, role in enumerate(roles, start=1)]


def roles_asked(tracker: Document) -> list[str]:
	"""Whose approval the order still waits for: the usual role's, and that of each tier that has not given it."""
	return [row.role for row in waiting_rows(tracker) if row.role] or [approver_role()]


def current_round(tracker: Document) -> list[Document]:
	"""The rows of the last time that somebody asked; each round begins with the first tier."""
	return last_round(sorted(tracker.approvals, key=lambda row: row.idx))


def last_round(rows: Sequence) -> Sequence:
	"""Of all rows in their order, those from the last first tier on."""
	start = max((number for number, row in enumerate(rows) if row.tier == 1), default=0)
	return rows[start:]


def waiting_rows(tracker: Document) -> list[Document]:
	return sorted((row for row in tracker.approvals if row.status == WAITING), key=lambda row: row.tier)
