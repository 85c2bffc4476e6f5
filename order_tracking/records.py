"""Reads and writes the stored trackers: locks them, compares, writes only what changed, one history row per change.

The system's own bookkeeping, so permissions are not asked; nothing here touches `modified`, commits or rolls back.
"""

from dataclasses import dataclass, field
from datetime import datetime

import frappe
from frappe import _dict
from frappe.query_builder import DocType
from frappe.utils import now_datetime

from order_tracking import bulk
from order_tracking.constants import (
	ALERT,
	APPROVAL,
	CLOSED,
	EVENT,
	MARK,
	NOT_GIVEN,
	ON_HOLD,
	PROMISE_CHANGE,
	PUBLISHED_NOTE,
	TRACKER,
	TRACKER_LINE,
)
from order_tracking.facts.one_of import OneOf
from order_tracking.hanging import remove_hanging
from order_tracking.notes import records as note_records
from order_tracking.values import STRUCK, same

# A change of one of these is a row of history.
TOLD = ("workflow_state", "stage", "health", "current_promise", "tracking_status")


@dataclass
class Stored:
	"""A tracker as it stands: `before` is what the database holds, `header` the copy that decisions change."""

	name: str
	before: _dict
	lines: dict[str, _dict] = field(default_factory=dict)
	is_new: bool = False

	def __post_init__(self):
		self.header = _dict(self.before)

	def decide_state(self, state: str, actor: str, happened_at: datetime) -> None:
		"""Take over a state that was decided in ERPNext; the cause is not given unless our own dialog gave it."""
		header = self.header
		if header.workflow_state == state:
			return
		if header.workflow_state == ON_HOLD:
			header.update(
				held_on=None, held_by=None, hold_cause=None, hold_reason=None, hold_expected_end=None
			)
		if header.workflow_state == CLOSED:
			header.update(close_cause=None, close_reason=None)
		if state == ON_HOLD:
			header.update(held_on=happened_at, held_by=actor, hold_cause=header.hold_cause or NOT_GIVEN)
		if state == CLOSED:
			header.update(close_cause=header.close_cause or NOT_GIVEN)
		header.workflow_state = state


@dataclass
class Change:
	"""What differs between a stored tracker and the truth; all of it where the tracker is new."""

	tracker: Stored
	header: dict
	lines: dict[str, dict]
	new_lines: dict[str, dict]
	actor: str
	happened_at: datetime
	source_doctype: str | None = None
	source_name: str | None = None

	@classmethod
	def between(cls, tracker: Stored, header: dict, lines: dict[str, dict], cause: "Cause") -> "Change":
		wanted = {**tracker.header, **header}
		changed = wanted if tracker.is_new else differences(tracker.before, wanted)
		changed_lines, new_lines = {}, {}
		for name, values in lines.items():
			if stored := tracker.lines.get(name):
				if different := differences(stored, values):
					changed_lines[stored.name] = different
			else:
				new_lines[name] = values
		for name, stored in tracker.lines.items():
			if name not in lines and not stored.is_struck:
				changed_lines[stored.name] = STRUCK
		return cls(tracker, changed, changed_lines, new_lines, *cause)

	@property
	def is_any(self) -> bool:
		return bool(self.tracker.is_new or self.header or self.lines or self.new_lines)

	@property
	def told(self) -> dict[str, tuple]:
		"""Field → (from, to) of what belongs into the history."""
		before = {} if self.tracker.is_new else self.tracker.before
		return {
			name: (before.get(name), self.header[name])
			for name in TOLD
			if name in self.header and not same(before.get(name), self.header[name])
		}


def differences(stored: dict, wanted: dict) -> dict:
	"""What the database would have to store anew."""
	return {
		name: value
		for name, value in wanted.items()
		if (old := stored.get(name)) is not value and old != value and not same(old, value)
	}


Cause = tuple  # actor, when, source DocType, source name


def lock_trackers(orders: list[str]) -> dict[str, Stored]:
	"""The trackers of these orders with their lines, locked until the transaction ends, by order."""
	tracker, line = DocType(TRACKER), DocType(TRACKER_LINE)
	headers = (
		frappe.qb.from_(tracker)
		.select(tracker.star)
		.where(tracker.sales_order.isin(OneOf(orders)))
		.orderby(tracker.name)
		.for_update()
		.run(as_dict=True)
	)
	stored = {header.name: Stored(header.name, header) for header in headers}
	if stored:
		rows = (
			frappe.qb.from_(line)
			.select(line.star)
			.where((line.parenttype == TRACKER) & line.parent.isin(list(stored)))
			.orderby(line.parent, line.idx)
			.for_update()
			.run(as_dict=True)
		)
		for row in rows:
			stored[row.parent].lines[row.sales_order_item] = row
	return {tracker.header.sales_order: tracker for tracker in stored.values()}


def new_tracker(order: _dict, mode_of_payment: str | None) -> Stored:
	"""A tracker that is not in the database yet; named after its order, so two can never be made."""
	header = _dict(
		name=order.name,
		sales_order=order.name,
		company=order.company,
		customer=order.customer,
		responsible_user=order.owner,
		mode_of_payment=mode_of_payment,
		# Numbers that not every tracker of a batch is given: an insert of them all must not leave one out.
		open_notes=0,
		notes_in_conflict=0,
	)
	return Stored(order.name, header, is_new=True)


def begin(tracker: Stored, submitter: str, start: dict) -> None:
	"""What the submit of an order, or of its amendment, decides: who submitted it, and whether somebody must approve it.

	An amendment is the answer to a rejection: it is looked at again.
	"""
	header = tracker.header
	header.update(submitted_by=submitter, rejection_reason=None)
	if tracker.is_new or start["needs_approval"]:
		header.update(start)
	if start["needs_approval"]:
		header.approval_requested_by = submitter
	if tracker.is_new:
		# The owner is who submitted the order, not who happened to drain.
		header.owner = submitter
		tracker.before = _dict(header)


def follow(tracker: Stored, order: str, lines: dict[str, str]) -> None:
	"""Let a tracker go on with the amendment of its order; `lines` maps old to new Sales Order Items."""
	cancelled = tracker.header.sales_order
	tracker.header.sales_order = order
	tracker.header.amended_orders = "\n".join(filter(None, [tracker.header.amended_orders, cancelled]))
	tracker.lines = {lines.get(name, name): row for name, row in tracker.lines.items()}


def delete_trackers(trackers: list[Stored]) -> None:
	"""Their order was deleted in ERPNext: nothing is left to track."""
	names = [tracker.name for tracker in trackers]
	if not names:
		return
	remove_hanging(TRACKER, names)
	note_records.delete_notes(names)
	for doctype, link in (
		(TRACKER_LINE, "parent"),
		(APPROVAL, "parent"),
		(PROMISE_CHANGE, "order_tracker"),
		(EVENT, "order_tracker"),
		(ALERT, "order_tracker"),
		(PUBLISHED_NOTE, "order_tracker"),
		(TRACKER, "name"),
	):
		table = DocType(doctype)
		frappe.qb.from_(table).delete().where(table[link].isin(names)).run()


def delete_marks(names: list[str]) -> None:
	"""What these marks told is stored.

	One by one: for a list of names the server may read the whole table, and then waits for marks in transactions that
	are still open, and lets nobody leave a mark until we commit.
	"""
	mark = DocType(MARK)
	for name in names:
		frappe.qb.from_(mark).delete().where(mark.name == name).run()


def write(changes: list[Change]) -> None:
	"""Five kinds of rows, a statement each for thousands of them: new trackers and lines, changed ones, history."""
	now = now_datetime()
	bulk.insert_rows(
		TRACKER,
		[change.header for change in changes if change.tracker.is_new],
		now,
	)
	bulk.insert_rows(
		TRACKER_LINE,
		[
			{**values, "parent": change.tracker.name, "parenttype": TRACKER, "parentfield": "lines"}
			for change in changes
			for values in change.new_lines.values()
		],
		now,
	)
	bulk.update(
		TRACKER,
		[
			(change.tracker.before, change.header)
			for change in changes
			if change.header and not change.tracker.is_new
		],
	)
	bulk.update(
		TRACKER_LINE,
		[
			(row, change.lines[row.name])
			for change in changes
			for row in change.tracker.lines.values()
			if row.name in change.lines
		],
	)
	write_history([row for change in changes for row in history_of(change)])


def history_of(change: Change) -> list[dict]:
	header = {**change.tracker.header, **change.header}
	return [
		{
			"order_tracker": change.tracker.name,
			"company": header["company"],
			"sales_order": header["sales_order"],
			"field": name,
			"from_value": old,
			"to_value": new,
			"happened_at": change.happened_at,
			"actor": change.actor,
			"source_doctype": change.source_doctype,
			"source_name": change.source_name,
		}
		for name, (old, new) in change.told.items()
	]


def write_history(rows: list[dict]) -> None:
	bulk.insert_rows(EVENT, rows, now_datetime())
