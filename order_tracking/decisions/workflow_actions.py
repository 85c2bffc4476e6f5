"""Who is asked to act on a tracker: Frappe's Workflow Actions, and the rows of approval that wait.

The drain writes states without document events, and Frappe opens nothing for a state that was visited before; so both
are done here.
"""

from collections import defaultdict

import frappe
from frappe.model.document import Document
from frappe.model.workflow import get_workflow, get_workflow_name, is_transition_condition_satisfied
from frappe.query_builder import DocType
from frappe.query_builder.functions import Coalesce, Max
from frappe.utils import now_datetime

from order_tracking import bulk, records
from order_tracking.constants import APPROVAL, PENDING_APPROVAL, TRACKER
from order_tracking.decisions.approval_tiers import WAITING, rows_to_ask
from order_tracking.hanging import remove_rows


def follow_states(changes: list[records.Change]) -> None:
	"""After the drain moved workflow states: close the Workflow Actions of the old ones, open those of the new ones, and
	let an order that waits for approval have its row. Also where the state was visited before."""
	moved = [change for change in changes if "workflow_state" in change.told]
	if not moved:
		return
	close_actions({change.tracker.name: change.actor for change in moved if not change.tracker.is_new})
	states = {change.tracker.name: change.told["workflow_state"][1] for change in moved}
	add_waiting_rows([tracker for tracker, state in states.items() if state == PENDING_APPROVAL])
	open_actions(states)


def add_waiting_rows(trackers: list[str]) -> None:
	if not trackers:
		return
	row = DocType(APPROVAL)
	waiting = (
		frappe.qb.from_(row)
		.select(row.parent)
		.where((row.parenttype == TRACKER) & row.parent.isin(trackers) & (row.status == WAITING))
		.run()
	)
	missing = [tracker for tracker in trackers if (tracker,) not in set(waiting)]
	if not missing:
		return
	tracker, rows = DocType(TRACKER), []
	totals = (
		frappe.qb.from_(tracker)
		.left_join(row)
		.on((row.parent == tracker.name) & (row.parenttype == TRACKER))
		.select(tracker.name, tracker.base_grand_total, Coalesce(Max(row.idx), 0))
		.where(tracker.name.isin(missing))
		.groupby(tracker.name, tracker.base_grand_total)
		.run()
	)
	for name, total, last in totals:
		values = {"parent": name, "parenttype": TRACKER, "parentfield": "approvals"}
		rows += [{**values, **asked, "idx": last + asked["tier"]} for asked in rows_to_ask(total)]
	bulk.insert_rows(APPROVAL, rows, now_datetime())


def close_actions(actors: dict[str, str]) -> None:
	"""Nobody is asked any more about these trackers; `actors` says who moved each on."""
	trackers = defaultdict(list)
	for tracker, actor in actors.items():
		trackers[actor].append(tracker)
	action = DocType("Workflow Action")
	for actor, names in trackers.items():
		(
			frappe.qb.update(action)
			.set(action.status, "Completed")
			.set(action.completed_by, actor)
			.set(action.modified, now_datetime())
			.where(
				(action.reference_doctype == TRACKER)
				& action.reference_name.isin(names)
				& (action.status == "Open")
			)
			.run()
		)


def open_actions(states: dict[str, str]) -> None:
	"""One Workflow Action for each tracker whose new state waits for somebody, as Frappe makes it on a save."""
	if not get_workflow_name(TRACKER):
		return
	ways = ways_out(get_workflow(TRACKER))
	roles = {tracker: roles_of(ways[state], tracker) for tracker, state in states.items()}
	names = {tracker: frappe.generate_hash(length=10) for tracker in states if roles[tracker]}
	now = now_datetime()
	bulk.insert_rows(
		"Workflow Action",
		[
			{
				"name": name,
				"reference_doctype": TRACKER,
				"reference_name": tracker,
				"workflow_state": states[tracker],
				"status": "Open",
			}
			for tracker, name in names.items()
		],
		now,
	)
	parent = {"parenttype": "Workflow Action", "parentfield": "permitted_roles"}
	bulk.insert_rows(
		"Workflow Action Permitted Role",
		[
			{**parent, "parent": name, "role": role}
			for tracker, name in names.items()
			for role in sorted(roles[tracker])
		],
		now,
	)


def ways_out(workflow: Document) -> dict[str, list[Document]]:
	"""By state, the transitions for which somebody is asked. Frappe asks nobody for a way into an optional state."""
	optional = {row.state for row in workflow.states if row.is_optional_state}
	ways = defaultdict(list)
	for way in workflow.transitions:
		if way.next_state not in optional:
			ways[way.state].append(way)
	return ways


def roles_of(ways: list[Document], tracker: str) -> set[str]:
	if any(way.condition for way in ways):
		doc = frappe.get_doc(TRACKER, tracker)
		ways = [way for way in ways if is_transition_condition_satisfied(way, doc)]
	return {way.allowed for way in ways}


def make_way(tracker: Document) -> None:
	"""Before Frappe's own hook on a saved tracker: it opens nothing for a state that was visited before."""
	close_actions({tracker.name: frappe.session.user})
	filters = {"reference_doctype": TRACKER, "reference_name": tracker.name}
	if before := frappe.get_all(
		"Workflow Action", {**filters, "workflow_state": tracker.workflow_state}, pluck="name"
	):
		remove_rows("Workflow Action", before)
