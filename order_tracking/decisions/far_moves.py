"""Promises that move farther than the settings let one person move them: which do, what waits, who may accept it."""

from datetime import date

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.query_builder import DocType
from frappe.utils import cint

from order_tracking.constants import ENDED_STAGES, PROMISE_CHANGE, SETTINGS, TRACKER, TRACKER_LINE
from order_tracking.decisions.approval_tiers import approver_role
from order_tracking.decisions.approvals import DecisionRefusedError, SelfApprovalError
from order_tracking.ledger import ACCEPTED, COUNTING, WAITING
from order_tracking.rules.rescheduling import PastPromise, approved_promise, is_far


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
	known = past_promises([tracker.name])
	return {
		line.sales_order_item: approved_promise(
			known.get(line.sales_order_item, ()), tracker.approved_on, most_days()
		)
		or line.current_promise
		for line in tracker.lines
	}


def past_promises(trackers: list[str]) -> dict[str, list[PastPromise]]:
	"""By line, what its ledger says, requests that were accepted included."""
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
		.where(change.order_tracker.isin(trackers))
		.where(change.status.isin([*COUNTING, ACCEPTED]))
		.orderby(change.happened_at, change.creation, change.mark_key)
		.run(as_dict=True)
	)
	known: dict[str, list[PastPromise]] = {}
	for row in rows:
		is_accepted = row.status == ACCEPTED
		told_at = row.decided_on if is_accepted else row.happened_at
		past = PastPromise(row.kind, row.old_date, row.new_date, told_at, is_accepted)
		known.setdefault(row.sales_order_item, []).append(past)
	return known


def move_requests(trackers: list[str] | None = None) -> list[_dict]:
	"""The requests for a new promise that wait for an answer, the oldest first; of these trackers, or of all. `is_far` says
	whether it takes the approver's role to accept one. Two queries, one where nothing waits or no move is too far."""
	change, tracker, line = DocType(PROMISE_CHANGE), DocType(TRACKER), DocType(TRACKER_LINE)
	query = (
		frappe.qb.from_(change)
		.join(tracker)
		.on(tracker.name == change.order_tracker)
		.join(line)
		.on((line.parent == tracker.name) & (line.sales_order_item == change.sales_order_item))
		.select(
			change.order_tracker,
			change.sales_order_item,
			line.item_name,
			change.old_date,
			change.new_date,
			change.author,
			change.happened_at,
			tracker.approved_on,
		)
		.where((change.status == WAITING) & tracker.stage.notin(ENDED_STAGES) & (line.is_struck == 0))
		.orderby(change.happened_at, tracker.name, line.idx)
	)
	if trackers is not None:
		query = query.where(change.order_tracker.isin(trackers or [""]))
	asked = query.run(as_dict=True)
	known = past_promises(list({row.order_tracker for row in asked})) if asked and most_days() else {}
	for row in asked:
		row.is_far = is_far(promise_before(row, known), row.new_date, most_days())
	return asked


def promise_before(asked: _dict, known: dict[str, list[PastPromise]]) -> date | None:
	"""The promise from which the move counts that this request asks for."""
	past = known.get(asked.sales_order_item, ())
	return approved_promise(past, asked.approved_on, most_days()) or asked.old_date


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
