"""Who has to approve an order: the role of the settings, and for large orders further ones. A row of Order Approval each."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import frappe
from frappe import _dict
from frappe.model.document import Document
from frappe.query_builder import DocType
from frappe.utils import flt

from order_tracking.constants import APPROVAL, APPROVED, MANAGER_ROLE, SETTINGS, TRACKER
from order_tracking.rules.approval import may_decide, roles_to_approve

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


def roles_asked(rows: Sequence) -> list[str]:
	"""Whose approval an order with these rows still waits for: the usual role's, and that of each tier that has not given
	it. Only the last round has rows that wait."""
	return [row.role for row in waiting_rows(rows) if row.role] or [approver_role()]


def may_approve(
	user: str, roles: Collection[str], tracker: Document | _dict, maker: str | None, rows: Sequence
) -> bool:
	"""Whether this user can give one of the approvals for which the order waits. `maker` is the owner of its Sales Order,
	`rows` are those of the last round."""
	return may_decide(user, roles, roles_asked(rows), selves_of(tracker, maker), approvers_of(rows))


def selves_of(tracker: Document | _dict, maker: str | None) -> set[str]:
	"""Who made or submitted the order or asked for its approval."""
	return {tracker.owner, tracker.submitted_by, tracker.approval_requested_by, maker}


def approvers_of(rows: Sequence) -> set[str]:
	return {row.approver for row in rows if row.status == APPROVED}


def current_round(tracker: Document) -> list[Document]:
	"""The rows of the last time that somebody asked; each round begins with the first tier."""
	return last_round(sorted(tracker.approvals, key=lambda row: row.idx))


def last_round(rows: Sequence) -> Sequence:
	"""Of all rows in their order, those from the last first tier on."""
	start = max((number for number, row in enumerate(rows) if row.tier == 1), default=0)
	return rows[start:]


def waiting_rows(rows: Sequence) -> list:
	return sorted((row for row in rows if row.status == WAITING), key=lambda row: row.tier)


def read_rounds(trackers: list[str]) -> dict[str, Sequence[_dict]]:
	"""By tracker, the approvals that were asked for the last time."""
	approval = DocType(APPROVAL)
	rows = (
		frappe.qb.from_(approval)
		.select(approval.parent, approval.tier, approval.role, approval.status, approval.approver)
		.where((approval.parenttype == TRACKER) & approval.parent.isin(trackers or [""]))
		.orderby(approval.parent, approval.idx)
		.run(as_dict=True)
	)
	found = defaultdict(list)
	for row in rows:
		found[row.parent].append(row)
	return {tracker: last_round(asked) for tracker, asked in found.items()}
