"""What could not be brought up to date, and why: shown on the settings page, tried again by every sweep."""

import json

import frappe
from frappe.query_builder import DocType
from frappe.utils import now_datetime

from order_tracking import bulk
from order_tracking.constants import FAILURE, MARK
from order_tracking.facts.one_of import OneOf

RETRY = "retry"
# Jobs that tell nobody what they find, and so does who tries again what failed there. See `Mark.from_row`.
QUIET_JOBS = ("backfill", "check")
QUIETLY = json.dumps({"is_quiet": True, "promises": None})


def record(order: str, job: str, error: Exception, marks: list[str]) -> None:
	"""List the order once, with the latest reason, and set its marks aside for the sweep. Commits."""
	known = frappe.db.get_value(FAILURE, {"sales_order": order}, ["name", "attempts"], as_dict=True)
	failure = frappe.get_doc(FAILURE, known.name) if known else frappe.new_doc(FAILURE)
	failure.update(
		{
			"sales_order": order,
			"job": job,
			"attempts": (known.attempts if known else 0) + 1,
			"last_tried_on": now_datetime(),
			"reason": f"{type(error).__name__}: {error}"[:500],
			"traceback": frappe.get_traceback(),
		}
	)
	# The system's own bookkeeping: whoever happened to drain need not have a right to it.
	failure.flags.by_order_tracking = True
	failure.save(ignore_permissions=True)
	if not known:
		frappe.log_error(
			title=f"Order Tracking: {order}", reference_doctype=FAILURE, reference_name=failure.name
		)

	keep_trying(order, marks, QUIETLY if job in QUIET_JOBS else None)
	frappe.db.commit()  # the batch was rolled back; what is written here must outlive the next one


def keep_trying(order: str, marks: list[str], said: str | None) -> None:
	"""Set the order's own marks aside for the sweep, and leave one of ours: the others may be shared with orders that worked."""
	mark, now = DocType(MARK), now_datetime()
	for name in marks:  # one by one, as in records.delete_marks
		frappe.qb.update(mark).set(mark.attempts, mark.attempts + 1).where(
			(mark.name == name) & (mark.reference_doctype == "Sales Order") & (mark.reference_name == order)
		).run()
	if frappe.db.exists(MARK, {"reference_name": order, "event": RETRY}):
		return
	again = {
		"reference_doctype": "Sales Order",
		"reference_name": order,
		"event": RETRY,
		"actor": frappe.session.user,
		"happened_at": now,
		"rows": said,
		"attempts": 1,
	}
	bulk.insert_rows(MARK, [again], now)


def clear(orders: list[str]) -> None:
	"""Forget the failures of orders that are right again. Does not commit."""
	failure = DocType(FAILURE)
	frappe.qb.from_(failure).delete().where(failure.sales_order.isin(OneOf(orders))).run()
