"""What must be true of every tracker at any moment, whatever happened before."""

from datetime import date

import frappe
from frappe.query_builder import DocType
from frappe.utils import flt, getdate

from order_tracking.batch import Batch
from order_tracking.constants import (
	EVENT,
	FAILURE,
	FIRST_PROMISE,
	LINE_GONE,
	MOVED,
	PROMISE_CHANGE,
	REQUESTED,
	TRACKER,
	TRACKER_LINE,
)
from order_tracking.facts.deliveries import DROP_SHIPPED
from order_tracking.records import TOLD
from order_tracking.tests.base import SiteTestCase
from order_tracking.trackers import refresh
from order_tracking.values import same


class FollowingTestCase(SiteTestCase):
	"""Whenever a test looks at a tracker, everything that must be true of it is."""

	def tracker_of(self, order, day: date | None = None):
		tracker = super().tracker_of(order)
		self.assertEqual(what_is_wrong(tracker.sales_order, day), [])
		return tracker


def what_is_wrong(order: str, day: date | None = None) -> list[str]:
	"""Sentences about everything that is not as it must be for this order; none is good. Leaves nothing behind."""
	docstatus = frappe.db.get_value("Sales Order", order, "docstatus")
	trackers = frappe.get_all(TRACKER, {"sales_order": order}, pluck="name")
	if docstatus == 2 and not trackers:
		return []  # an amendment took its tracker along
	if len(trackers) != bool(docstatus):
		return [f"{order} has {len(trackers)} trackers"]
	if not trackers:
		return []
	return [
		*(f"{order}: {difference}" for difference in drift(order, day)),
		*(f"{order}: {gap}" for gap in broken_history(trackers[0])),
		*(f"{order}: {gap}" for gap in broken_ledger(trackers[0])),
		*(
			f"{order} is listed: {reason}"
			for reason in frappe.get_all(FAILURE, {"sales_order": order}, pluck="reason")
		),
	]


def drift(order: str, day: date | None = None) -> list[str]:
	"""What a rebuild from facts and decisions would change."""
	frappe.db.commit()
	changes = refresh(Batch({order: []}, today=getdate(day), is_silent=True))
	frappe.db.rollback()
	return [
		f"a rebuild changes {change.header} {change.lines} {change.new_lines} of {dict(change.tracker.before)}"
		for change in changes
	]


def broken_history(tracker: str) -> list[str]:
	"""Each row begins where the one before it ended, and the last one says what is stored."""
	event = DocType(EVENT)
	rows = (
		frappe.qb.from_(event)
		.select(event.field, event.sales_order_item, event.from_value, event.to_value)
		.where((event.order_tracker == tracker) & event.field.isin([*TOLD, DROP_SHIPPED]))
		.orderby(event.creation)
		.run(as_dict=True)
	)
	last, gaps = {}, []
	for row in rows:
		key = row.field, row.sales_order_item
		expected = last.get(key)
		begins_anew = row.field == DROP_SHIPPED and expected is None and not flt(row.from_value)
		if (row.from_value or None) != (expected or None) and not begins_anew:
			gaps.append(
				f"history of {row.field}: {expected} is followed by {row.from_value} → {row.to_value}"
			)
		last[key] = row.to_value
	stored = frappe.get_doc(TRACKER, tracker)
	for field in TOLD:
		told, is_now = last.get((field, None)) or last.get((field, "")), stored.get(field)
		if (told or None) != (str(is_now) if is_now else None):
			gaps.append(f"history ends with {field} {told}, stored is {is_now}")
	return gaps


def broken_ledger(tracker: str) -> list[str]:
	"""Requested and first promise once a line and never again, each move from where the last one went, nothing lost."""
	change = DocType(PROMISE_CHANGE)
	rows = (
		frappe.qb.from_(change)
		.select(change.sales_order_item.as_("line"), change.kind, change.old_date, change.new_date)
		.where((change.order_tracker == tracker) & change.status.isin(["Counts", "Asks for Reason"]))
		.orderby(change.happened_at, change.creation, change.mark_key)
		.run(as_dict=True)
	)
	gaps, lines = [], {}
	for row in rows:
		line = lines.setdefault(row.line, {"current": row.old_date})
		if row.kind in (REQUESTED, FIRST_PROMISE):
			if row.kind in line:
				gaps.append(f"{row.line} has two entries {row.kind}")
			line[row.kind] = row.new_date
		if row.kind in (MOVED, LINE_GONE) and not same(line["current"], row.old_date):
			gaps.append(f"{row.line} moves from {row.old_date}, but stood at {line['current']}")
		line["current"] = row.new_date
		line["gone"] = row.kind == LINE_GONE
	for stored in frappe.get_all(TRACKER_LINE, {"parent": tracker}, ["*"]):
		line = lines.get(stored.sales_order_item)
		if line is None:
			if stored.is_first_promise_known:
				gaps.append(f"{stored.item_code} was promised and the ledger knows nothing of it")
			continue
		if bool(stored.is_struck) != line["gone"]:
			gaps.append(
				f"{stored.item_code} is struck: {stored.is_struck}, the ledger says gone: {line['gone']}"
			)
		if stored.is_struck:
			continue
		for field, told in (
			("current_promise", line["current"]),
			("requested_date", line.get(REQUESTED)),
			("first_promise", line.get(FIRST_PROMISE)),
		):
			if stored[field] != (getdate(told) if told else None):
				gaps.append(f"{stored.item_code} has {field} {stored[field]}, the ledger says {told}")
	return gaps
