"""Gives old orders their trackers: in the background, in batches, silently; can be killed and goes on."""

import frappe
from frappe import _, publish_progress
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count
from frappe.utils.background_jobs import is_job_enqueued
from pypika.queries import QueryBuilder

from order_tracking.batch import Batch
from order_tracking.constants import FAILURE, SETTINGS, TRACKER
from order_tracking.drain import drain
from order_tracking.jobs import pages, without_marks
from order_tracking.transactions import refresh_and_commit

JOB = "order_tracking_backfill"
# More than other jobs take at once: nobody waits for orders that had no tracker yet, and each statement costs its own.
BATCH = 500
RUNNING, DONE, DONE_WITH_FAILURES = "Running", "Done", "Done with Failures"


@frappe.whitelist(methods=["POST"])
def start() -> None:
	"""Begin, or go on with, the backfill in the background. Needs the right to write the settings."""
	frappe.has_permission(SETTINGS, "write", throw=True)
	frappe.db.set_single_value(SETTINGS, "backfill_status", RUNNING, update_modified=False)
	enqueue()


def enqueue() -> None:
	if not is_job_enqueued(JOB):
		frappe.enqueue(
			"order_tracking.backfill.track_all_orders",
			queue="long",
			timeout=6 * 60 * 60,
			job_id=JOB,
			enqueue_after_commit=True,
		)


def go_on_if_killed() -> None:
	"""A backfill that says it runs and has no job was killed: it goes on where it stopped."""
	if frappe.db.get_single_value(SETTINGS, "backfill_status") == RUNNING:
		enqueue()


def track_all_orders() -> dict:
	"""Give every submitted Sales Order without a tracker its tracker; commits after each batch.

	Returns {"tracked": …, "failed": …}. What is still to do is asked of the database, so a second run does nothing.
	"""
	drain()
	total, done = count_untracked(), 0
	remember(backfill_status=RUNNING, backfill_total=total, backfill_done=0)
	for orders in pages(untracked_orders):
		track(without_marks(orders))
		done += len(orders)
		remember(backfill_done=done)
		publish_progress(
			min(done * 100 / max(total, 1), 100),
			title=_("Tracking old orders"),
			doctype=SETTINGS,
			docname=SETTINGS,
		)
	failed = frappe.db.count(FAILURE, {"job": "backfill"})
	remember(backfill_status=DONE_WITH_FAILURES if failed else DONE)
	return {"tracked": done - failed, "failed": failed}


def track(orders: list[str]) -> None:
	"""One batch. What the version log tells of earlier dates goes into the ledger on the way."""
	refresh_and_commit(Batch({order: [] for order in orders}, is_silent=True), "backfill")


def untracked_orders(after: str) -> list[str]:
	order = DocType("Sales Order")
	rows = untracked().select(order.name).where(order.name > after).orderby(order.name).limit(BATCH).run()
	return [row[0] for row in rows]


def count_untracked() -> int:
	return untracked().select(Count(DocType("Sales Order").name)).run()[0][0]


def untracked() -> QueryBuilder:
	"""Submitted orders without a tracker."""
	order, tracker = DocType("Sales Order"), DocType(TRACKER)
	joined = frappe.qb.from_(order).left_join(tracker).on(tracker.sales_order == order.name)
	return joined.where((order.docstatus == 1) & tracker.name.isnull())


def remember(**values) -> None:
	frappe.db.set_single_value(SETTINGS, values, update_modified=False)
	frappe.db.commit()  # progress must be seen, and must outlive a kill
