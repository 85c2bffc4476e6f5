"""Is order tracking itself well? What the settings page shows: last runs, drift, what waits, what failed, old orders."""

import frappe
from frappe.query_builder import DocType
from frappe.query_builder.functions import Min
from frappe.utils import add_days, add_to_date, cint, getdate, now_datetime, today

from order_tracking import backfill
from order_tracking.constants import FAILURE, MARK, SETTINGS, TRACKER

FAILURES_SHOWN = 50
# The sweep comes every five minutes: what waits for longer waits for somebody.
PATIENCE_MINUTES = 15
RUNS = (
	"backfill_status",
	"backfill_done",
	"backfill_total",
	"last_daily_run",
	"last_check_on",
	"last_check_orders",
	"last_check_drift",
)


@frappe.whitelist()
def get_state() -> dict:
	"""Counts and last runs as they are now. Needs the right to read the settings."""
	frappe.has_permission(SETTINGS, "read", throw=True)
	mark = DocType(MARK)
	stored = frappe.db.get_singles_dict(SETTINGS)
	return {
		**{field: stored.get(field) for field in RUNS},
		"trackers": frappe.db.count(TRACKER),
		"untracked": backfill.count_untracked(),
		"marks": frappe.db.count(MARK),
		"oldest_mark": frappe.qb.from_(mark).select(Min(mark.happened_at)).run()[0][0],
		"failures": frappe.get_all(
			FAILURE,
			fields=["name", "sales_order", "job", "attempts", "last_tried_on", "reason"],
			order_by="last_tried_on desc",
			limit=FAILURES_SHOWN,
		),
		"failure_count": frappe.db.count(FAILURE),
		"may_repair": bool(frappe.has_permission(SETTINGS, "write")),
	}


def count_troubles() -> int:
	"""What somebody should look at: orders that failed, judgements that a check found wrong, changes that nobody takes up,
	and a calendar or a nightly check that did not run. Asks no permissions."""
	stored = frappe.db.get_singles_dict(SETTINGS)
	yesterday = getdate(add_days(today(), -1))
	late = [
		name
		for name in ("last_daily_run", "last_check_on")
		if stored.get(name) and getdate(stored[name]) < yesterday
	]
	waiting = frappe.db.exists(
		MARK, {"happened_at": ("<", add_to_date(now_datetime(), minutes=-PATIENCE_MINUTES))}
	)
	return frappe.db.count(FAILURE) + cint(stored.get("last_check_drift")) + len(late) + bool(waiting)
