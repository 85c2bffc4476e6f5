"""Is the stored judgement what a rebuild says, and does a rebuild leave the ledger of decisions alone?"""

from datetime import date

import frappe
from frappe import _dict
from frappe.model import numeric_fieldtypes
from frappe.query_builder import DocType
from frappe.utils import getdate, today

from order_tracking.batch import Batch
from order_tracking.constants import DUE_SOON, EVENT, PROMISE_CHANGE, TRACKER, TRACKER_LINE
from order_tracking.trackers import refresh
from order_tracking.values import JUDGED, JUDGED_OF_LINE

BATCH = 200
MONEY = (
	"grand_total",
	"billed_amount",
	"paid_amount",
	"outstanding_amount",
	"is_delivered",
	"is_billed",
	"is_paid",
)


def differences(orders: list[str], day: date | None = None) -> list[str]:
	"""Sentences on what a rebuild of these orders' trackers would change, first from what is stored and then with all
	judgement wiped out. Empty is right. Leaves everything as it was: what it tries is rolled back.
	"""
	frappe.db.commit()  # what is tried here ends in a rollback; nothing of the caller's may go with it
	try:
		before = snapshot(orders)
		found = [
			f"{change.tracker.header.sales_order}: a rebuild changes {change.header} {change.lines} {change.new_lines}"
			for change in rebuild(orders, day)
		]
		found += told_apart(before, snapshot(orders), "a rebuild")
		wipe(before)
		rebuild(orders, day)
		# The repair of a wiped tracker is history, so history has grown; nothing else may differ.
		return found + told_apart(before, snapshot(orders), "a rebuild from nothing", but=EVENT)
	finally:
		frappe.db.rollback()


def rebuild(orders: list[str], day: date | None) -> list:
	"""Judge these orders again as if it were that day (None: today); returns what changed. Does not commit."""
	changes = []
	for start in range(0, len(orders), BATCH):
		names = orders[start : start + BATCH]
		changes += refresh(Batch({name: [] for name in names}, today=day, is_silent=True))
	return changes


def turn_back() -> None:
	"""Judges anew what a test of days to come has left as it will be then: due soon, or overdue since a day ahead. Commits."""
	as_later = {"overdue_since": (">=", today()), "health": DUE_SOON}
	rebuild(frappe.get_all(TRACKER, or_filters=as_later, pluck="sales_order"), getdate(today()))
	frappe.db.commit()


def snapshot(orders: list[str]) -> dict[str, dict[str, _dict]]:
	"""Every stored row about these orders, by DocType and name."""
	rows = {TRACKER: rows_of(TRACKER, "sales_order", orders)}
	trackers = list(rows[TRACKER])
	return rows | {
		TRACKER_LINE: rows_of(TRACKER_LINE, "parent", trackers),
		PROMISE_CHANGE: rows_of(PROMISE_CHANGE, "order_tracker", trackers),
		EVENT: rows_of(EVENT, "order_tracker", trackers),
	}


def rows_of(doctype: str, field: str, values: list[str]) -> dict[str, _dict]:
	table = DocType(doctype)
	if not values:
		return {}
	rows = frappe.qb.from_(table).select(table.star).where(table[field].isin(values)).run(as_dict=True)
	return {row.name: row for row in rows}


def told_apart(before: dict, after: dict, by: str, but: str | None = None) -> list[str]:
	found = []
	for doctype in before:
		if doctype == but:
			continue
		old, new = before[doctype], after[doctype]
		found += [f"{by} adds {doctype} {name}" for name in new.keys() - old.keys()]
		found += [f"{by} removes {doctype} {name}" for name in old.keys() - new.keys()]
		for name in old.keys() & new.keys():
			fields = [field for field in old[name] if old[name][field] != new[name][field]]
			found += [
				f"{by} turns {doctype} {name} {field} {old[name][field]} into {new[name][field]}"
				for field in fields
			]
	return found


def wipe(stored: dict) -> None:
	"""Forget all judgement about these trackers; decisions stay. Struck lines are no more judged, so they stay too."""
	erase(TRACKER, list(stored[TRACKER]), (*JUDGED, *MONEY))
	standing = [name for name, line in stored[TRACKER_LINE].items() if not line.is_struck]
	erase(TRACKER_LINE, standing, JUDGED_OF_LINE)


def erase(doctype: str, names: list[str], fields: tuple[str, ...]) -> None:
	meta, table = frappe.get_meta(doctype), DocType(doctype)
	query = frappe.qb.update(table).where(table.name.isin(names))
	for field in fields:
		is_number = meta.get_field(field).fieldtype in numeric_fieldtypes
		query = query.set(table[field], 0 if is_number else None)
	if names:
		query.run()
