"""Decisions that come with a saved tracker: a move of the workflow, "work has begun", "ready", who is responsible."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, now_datetime

from order_tracking import records
from order_tracking.constants import APPROVED, CONFIRMED, IN_PROGRESS, READY, TRACKER
from order_tracking.decisions import workflow_actions
from order_tracking.decisions.approvals import DecisionRefusedError
from order_tracking.decisions.protected_fields import WRITABLE
from order_tracking.facts.orders import promises_now
from order_tracking.marks import mark_decision
from order_tracking.permissions import require_role

WORK_BEGUN = "work_begun_on"
SAID_READY = "said_ready_on"
FOLLOWED = ("workflow_state", WORK_BEGUN, SAID_READY, *WRITABLE)

# Stage that people may say → (field of when, field of whom, stages from which it can be said)
SAYINGS = {
	IN_PROGRESS: (WORK_BEGUN, "work_begun_by", (CONFIRMED,)),
	READY: (SAID_READY, "said_ready_by", (CONFIRMED, IN_PROGRESS)),
}


def say_stage(tracker: Document, stage: str) -> None:
	"""People say that work has begun or that the order is ready; every other stage follows from facts. Saves nothing."""
	require_role()
	if stage not in SAYINGS:
		frappe.throw(button_for(stage), DecisionRefusedError, title=_("Not by Setting the Stage"))
	said_on, said_by, allowed = SAYINGS[stage]
	if tracker.stage not in allowed:
		frappe.throw(
			_(
				"An order that is {0} cannot be called {1}. If somebody called it so too early, use the button Take Back."
			).format(_(tracker.stage), _(stage)),
			DecisionRefusedError,
		)
	if not tracker.get(said_on):
		tracker.update({said_on: now_datetime(), said_by: frappe.session.user})


def button_for(stage: str) -> str:
	"""What to do instead of setting this stage."""
	sentences = {
		"Confirmed": _("An order is Confirmed when nothing has begun. Use the button Take Back."),
		"Pending Approval": _("Use the button Request Approval to have the order approved."),
		"Partly Delivered": _("Submit a Delivery Note with the button Deliver; the stage follows."),
		"Delivered": _(
			"Submit a Delivery Note with the button Deliver, or accept the service; the stage follows."
		),
		"Completed": _(
			"An order is Completed when it is delivered, billed and paid. Use the buttons Deliver and Bill."
		),
		"On Hold": _("Use the button Hold: it says who caused it and why."),
		"Rejected": _("Use the button Reject: it asks for the reason."),
		"Closed": _("Use the button Close: it says who caused it and why."),
		"Cancelled": _("Cancel the Sales Order itself; its tracker follows."),
	}
	return sentences.get(stage) or _("There is no stage {0}. Use the buttons of the Order Tracker.").format(
		stage
	)


def follow(tracker: Document) -> None:
	"""After the save: history, whom the new state asks, and a mark so that the judgement follows."""
	before = tracker.get_doc_before_save()
	changed = [name for name in FOLLOWED if cstr(before.get(name)) != cstr(tracker.get(name))]
	if not changed:
		follow_tier(tracker, before)
		return
	records.write_history([history_row(tracker, name, before.get(name)) for name in changed])
	if "workflow_state" in changed:
		workflow_actions.make_way(tracker)
	is_approved = "workflow_state" in changed and tracker.workflow_state == APPROVED
	# The dates for which the order is approved are its first promise.
	promises = promises_now(tracker.sales_order) if is_approved else None
	mark_decision(tracker.sales_order, "decided", promises)


def follow_tier(tracker: Document, before: Document) -> None:
	"""One of several approvals was given: a row of history; the order waits for the others."""
	decided = {row.name: row.status for row in before.approvals}
	for row in tracker.approvals:
		if row.status == APPROVED and decided.get(row.name) != APPROVED:
			told = history_row(tracker, "approval", decided.get(row.name), remark=row.role)
			records.write_history([{**told, "to_value": APPROVED}])


def history_row(
	tracker: Document, field: str, old, line: str | None = None, remark: str | None = None
) -> dict:
	"""One decision of the user, now, about `field`; `tracker` holds the new value, unless the field is a line's."""
	return {
		"order_tracker": tracker.name,
		"company": tracker.company,
		"sales_order": tracker.sales_order,
		"sales_order_item": line,
		"field": field,
		"from_value": cstr(old) or None,
		"to_value": cstr(tracker.get(field)) or None,
		"happened_at": now_datetime(),
		"actor": frappe.session.user,
		"source_doctype": TRACKER,
		"source_name": tracker.name,
		"remark": remark or tracker.flags.decision_reason,
	}
