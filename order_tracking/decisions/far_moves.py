"""A promise that moves farther than the settings let one person move it: which moves do, and who may accept them."""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.query_builder import DocType
from frappe.utils import cint

from order_tracking.constants import PROMISE_CHANGE, SETTINGS
from order_tracking.decisions.approval_tiers import approver_role
from order_tracking.decisions.approvals import DecisionRefusedError, SelfApprovalError
from order_tracking.ledger import ASKS_FOR_REASON, COUNTS
from order_tracking.rules.rescheduling import PastPromise, approved_promise, is_far

ACCEPTED = "Accepted"


def most_days() -> int:
	return cint(frappe.get_cached_doc(SETTINGS).move_approval_days)


def far_moves(tracker: Document, moves: dict[str, date]) -> dict[str, date]:
	"""Those of these moves that somebody else has to accept; says so to the user.

	A move counts from what was last approved, so that many small ones are not a way round.
	"""
	approved = approved_promises(tracker) if most_days() else {}
	far = {line: day for line, day in moves.items() if is_far(approved.get(line), day, most_days())}
	if far:
		frappe.msgprint(
			_(
				"A move by more than {0} days from the promise that was last approved waits until somebody with the role {1} accepts it. Until then the old promise counts."
			).format(most_days(), _(approver_role())),
			alert=True,
		)
	return far


def approved_promises(tracker: Document) -> dict[str, date]:
	"""By line, the promise from which a move counts. One query."""
	change = DocType(PROMISE_CHANGE)
	rows = (
		frappe.qb.from_(change)
		.select(
			change.sales_order_item,
			change.kind,
			change.old_date,
			change.new_date,
			change.status,
			change.happened_at,
			change.decided_on,
		)
		.where(change.order_tracker == tracker.name)
		.where(change.status.isin([COUNTS, ASKS_FOR_REASON, ACCEPTED]))
		.orderby(change.happened_at, change.creation, change.mark_key)
		.run(as_dict=True)
	)
	known: dict[str, list[PastPromise]] = {}
	for row in rows:
		is_accepted = row.status == ACCEPTED
		told_at = row.decided_on if is_accepted else row.happened_at
		past = PastPromise(row.kind, row.old_date, row.new_date, told_at, is_accepted)
		known.setdefault(row.sales_order_item, []).append(past)
	return {
		line.sales_order_item: approved_promise(
			known.get(line.sales_order_item, ()), tracker.approved_on, most_days()
		)
		or line.current_promise
		for line in tracker.lines
	}


def check_far_move(asked: Document, tracker: Document) -> None:
	"""Who wants to move a promise far does not accept that as well."""
	if not is_far(approved_promises(tracker).get(asked.sales_order_item), asked.new_date, most_days()):
		return
	if approver_role() not in frappe.get_roles():
		frappe.throw(
			_("A move by more than {0} days is accepted by somebody with the role {1}.").format(
				most_days(), _(approver_role())
			),
			DecisionRefusedError,
		)
	if asked.author == frappe.session.user:
		frappe.throw(
			_("You asked for this move, so somebody else has to accept it."),
			SelfApprovalError,
			title=_("Not Your Own Request"),
		)
