"""The work that looks at many orders: the calendar, the nightly check, old orders, a repair by hand.

Every job goes through `refresh_and_commit` in batches, commits after each, and finds out from the database what is
still to do: it can be killed at any moment and goes on where it stopped.
"""

from collections.abc import Iterator
from datetime import date

import frappe
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count
from frappe.utils import add_days, getdate, now_datetime, today

from order_tracking.batch import Batch
from order_tracking.constants import MARK, SETTINGS, TRACKER
from order_tracking.drain import drain
from order_tracking.facts.one_of import OneOf
from order_tracking.transactions import refresh_and_commit

BATCH = 200
# Every tracker is rebuilt at least once in this many nights.
NIGHTS_FOR_ALL = 30


def run_calendar(day: date | None = None) -> int:
	"""Refresh the trackers that the calendar wakes up to `day` (today); returns how many changed. Commits.

	Reads only those, by their index, so days of downtime are made up and a second run finds nothing.
	"""
	day = day or getdate(today())
	changed = 0
	for orders in waking_orders(day):
		batch = Batch({order: [] for order in without_marks(orders)}, today=day)
		changed += len(refresh_and_commit(batch, "calendar"))
	frappe.db.set_single_value(SETTINGS, "last_daily_run", day, update_modified=False)
	frappe.db.commit()  # end of a job
	return changed


def waking_orders(day: date) -> Iterator[list[str]]:
	"""Pages of orders along the index of `wakes_on`: nothing is sorted, and an order that fails is passed by."""
	tracker = DocType(TRACKER)
	last_day, last_name = date.min, ""
	while rows := (
		frappe.qb.from_(tracker)
		.select(tracker.sales_order, tracker.wakes_on, tracker.name)
		.where(tracker.wakes_on <= day)
		.where((tracker.wakes_on > last_day) | ((tracker.wakes_on == last_day) & (tracker.name > last_name)))
		.orderby(tracker.wakes_on, tracker.name)
		.limit(BATCH)
		.run()
	):
		yield [row[0] for row in rows]
		_order, last_day, last_name = rows[-1]


def call_rejudgement() -> None:
	"""After the commit and in the background: what "due soon" means has changed for all open orders."""
	frappe.enqueue(
		"order_tracking.jobs.rejudge_open_orders",
		queue="long",
		timeout=6 * 60 * 60,
		job_id="order_tracking_rejudge",
		enqueue_after_commit=True,
	)


def rejudge_open_orders() -> int:
	"""Judge every order that still waits for something again; returns how many changed. Commits."""
	changed = 0
	for orders in pages(open_orders):
		changed += len(refresh_and_commit(Batch({order: [] for order in without_marks(orders)}), "calendar"))
	return changed


def open_orders(after: str) -> list[str]:
	tracker = DocType(TRACKER)
	rows = (
		frappe.qb.from_(tracker)
		.select(tracker.sales_order)
		.where(tracker.next_promise.isnotnull() & (tracker.sales_order > after))
		.orderby(tracker.sales_order)
		.limit(BATCH)
		.run()
	)
	return [row[0] for row in rows]


def check(day: date | None = None) -> dict:
	"""Rebuild what the last day touched and a rotating share of the rest; commits.

	Returns {"orders": looked at, "drift": trackers that were not what they should have been}, and keeps it in the
	settings. Drift other than 0 means that something changed an order without telling us.
	"""
	drain()
	looked_at, drift = 0, 0
	settings = frappe.get_single(SETTINGS)
	share, cursor = rotating_share(settings.check_cursor or "")
	for orders in pages(recently_changed_orders):
		looked_at, drift = looked_at + len(orders), drift + rebuild(orders, day)
	for start in range(0, len(share), BATCH):
		orders = share[start : start + BATCH]
		looked_at, drift = looked_at + len(orders), drift + rebuild(orders, day)
	frappe.db.set_single_value(
		SETTINGS,
		{
			"check_cursor": cursor,
			"last_check_on": now_datetime(),
			"last_check_orders": looked_at,
			"last_check_drift": drift,
		},
		update_modified=False,
	)
	frappe.db.commit()  # end of a job
	return {"orders": looked_at, "drift": drift}


def rebuild(orders: list[str], day: date | None = None) -> int:
	"""Judge these orders again from nothing but facts and decisions; returns how many judgements differed. Commits."""
	batch = Batch({order: [] for order in without_marks(orders)}, today=day, is_silent=True)
	return len(refresh_and_commit(batch, "check"))


@frappe.whitelist(methods=["POST"])
def repair(order: str) -> int:
	"""Try one order again by hand, its waiting marks first; returns the number of trackers that changed. Commits.

	Needs the right to write the settings. What still fails is listed again with its reason.
	"""
	frappe.has_permission(SETTINGS, "write", throw=True)
	drain(again_failed=True)
	return rebuild([order])


def recently_changed_orders(after: str) -> list[str]:
	"""Submitted orders changed since yesterday, with a tracker or not."""
	order = DocType("Sales Order")
	rows = (
		frappe.qb.from_(order)
		.select(order.name)
		.where((order.modified >= add_days(today(), -1)) & (order.docstatus == 1) & (order.name > after))
		.orderby(order.name)
		.limit(BATCH)
		.run()
	)
	return [row[0] for row in rows]


def rotating_share(cursor: str) -> tuple[list[str], str]:
	"""The next share of all trackers' orders after `cursor`, and the cursor for tomorrow ("" begins again)."""
	tracker = DocType(TRACKER)
	total = frappe.qb.from_(tracker).select(Count(tracker.name)).run()[0][0]
	share = total // NIGHTS_FOR_ALL + 1
	rows = (
		frappe.qb.from_(tracker)
		.select(tracker.sales_order)
		.where(tracker.sales_order > cursor)
		.orderby(tracker.sales_order)
		.limit(share)
		.run()
	)
	orders = [row[0] for row in rows]
	return orders, orders[-1] if len(orders) == share else ""


def without_marks(orders: list[str]) -> list[str]:
	"""Orders whose marks are all worked off. The others are left to the drain, which alone replays the ledger."""
	mark = DocType(MARK)
	rows = (
		frappe.qb.from_(mark)
		.select(mark.reference_name)
		.distinct()
		.where((mark.reference_doctype == "Sales Order") & mark.reference_name.isin(OneOf(orders)))
		.run()
	)
	waiting = {row[0] for row in rows}
	return [order for order in orders if order not in waiting]


def pages(read) -> Iterator[list[str]]:
	"""Pages of names in their order; `read` takes the last name seen."""
	after = ""
	while names := read(after):
		yield names
		after = names[-1]
