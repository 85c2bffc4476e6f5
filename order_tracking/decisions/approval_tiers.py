"""Who has to approve an order: the role of the settings, and for large orders further ones. A row of Order Approval each."""

from collections import defaultdict
from collections.abc import Collection, Sequence

import frappe
from frappe import _dict
from frappe.model.document import Document
from frappe.query_builder import DocType
from frappe.utils import flt

from order_tracking.constants import APPROVAL, APPROVED, MANAGER_ROLE, SETTINGS, TRACKER, TRACKER_LINE
from order_tracking.rules.approval import may_decide, roles_to_approve, version_of

WAITING = "Waiting"
# What becomes of an approval when the order is no longer the one that was approved.
ASKED_AGAIN = {"status": WAITING, "approver": None, "decided_on": None, "approved_version": None}


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
	`rows` are those of the last round, as they count now."""
	return may_decide(user, roles, roles_asked(rows), selves_of(tracker, maker), approvers_of(rows))


def selves_of(tracker: Document | _dict, maker: str | None) -> set[str]:
	"""Who made or submitted the order or asked for its approval."""
	return {tracker.owner, tracker.submitted_by, tracker.approval_requested_by, maker}


def approvers_of(rows: Sequence) -> set[str]:
	return {row.approver for row in rows if row.status == APPROVED}


def last_round(rows: Sequence) -> Sequence:
	"""Of all rows in their order, those from the last first tier on: each time that somebody asks begins with it."""
	start = max((number for number, row in enumerate(rows) if row.tier == 1), default=0)
	return rows[start:]


def waiting_rows(rows: Sequence) -> list:
	return sorted((row for row in rows if row.status == WAITING), key=lambda row: row.tier)


# --- of the order as it is now ------------------------------------------------------------------------


def outdated_rows(rows: Sequence, version: str) -> list:
	"""Approvals of an order that has changed since."""
	return [row for row in rows if row.status == APPROVED and row.approved_version != version]


def further_rows(rows: Sequence, base_grand_total: float) -> list[dict]:
	"""Rows that this round lacks because the order has grown since it began."""
	asked = {row.role for row in rows}
	wanted = rows_to_ask(base_grand_total) if rows else ()
	return [row for row in wanted if row["tier"] > 1 and row["role"] not in asked]


def as_they_count(rows: Sequence, version: str | None, base_grand_total: float) -> list[_dict]:
	"""The rows of a round as the next decision will find them, while what is stored stays as it is until then: outdated
	approvals wait again, and a larger order asks further roles too."""
	again = outdated_rows(rows, version)
	fields = ("tier", "role", "status", "approver")
	counting = [_dict({field: row.get(field) for field in fields}) for row in rows]
	for row, now in zip(rows, counting, strict=True):
		now.update(ASKED_AGAIN if row in again else {})
	return counting + [_dict(row) for row in further_rows(rows, base_grand_total)]


def current_round(tracker: Document) -> list[_dict]:
	"""The last round, as it counts for the order as it is now. Reads nothing."""
	rows = last_round(sorted(tracker.approvals, key=lambda row: row.idx))
	return as_they_count(rows, fingerprint(tracker, tracker.lines), tracker.base_grand_total)


def read_rounds(trackers: list[str]) -> dict[str, list[_dict]]:
	"""The same by tracker. Two queries, one where nobody has approved yet."""
	rounds = read_last_rounds(trackers)
	approved = [name for name, rows in rounds.items() if approvers_of(rows)]
	lines = read_lines(approved) if approved else {}
	versions = {name: fingerprint(rounds[name][0], lines.get(name, ())) for name in approved}
	return {
		name: as_they_count(rows, versions.get(name), rows[0].base_grand_total)
		for name, rows in rounds.items()
	}


def read_last_rounds(trackers: list[str]) -> dict[str, Sequence[_dict]]:
	"""By tracker, the rows as they are stored, each with the totals of its order."""
	approval, tracker = DocType(APPROVAL), DocType(TRACKER)
	rows = (
		frappe.qb.from_(approval)
		.join(tracker)
		.on(tracker.name == approval.parent)
		.select(approval.parent, approval.tier, approval.role, approval.status, approval.approver)
		.select(approval.approved_version, tracker.currency, tracker.grand_total, tracker.base_grand_total)
		.where((approval.parenttype == TRACKER) & approval.parent.isin(trackers or [""]))
		.orderby(approval.parent, approval.idx)
		.run(as_dict=True)
	)
	found = defaultdict(list)
	for row in rows:
		found[row.parent].append(row)
	return {name: last_round(asked) for name, asked in found.items()}


def read_lines(trackers: list[str]) -> dict[str, list[_dict]]:
	"""By tracker, what its fingerprint is made of."""
	line = DocType(TRACKER_LINE)
	rows = (
		frappe.qb.from_(line)
		.select(line.parent, line.item_code, line.qty, line.rate, line.current_promise, line.is_struck)
		.where((line.parenttype == TRACKER) & line.parent.isin(trackers))
		.orderby(line.parent, line.idx)
		.run(as_dict=True)
	)
	found = defaultdict(list)
	for row in rows:
		found[row.parent].append(row)
	return found


def fingerprint(order: Document | _dict, lines: Sequence) -> str:
	"""Which version of the order somebody approves; `order` tells currency and total."""
	approved = [
		(line.item_code, flt(line.qty), flt(line.rate), line.current_promise)
		for line in lines
		if not line.is_struck
	]
	return version_of(order.currency, flt(order.grand_total), approved)
