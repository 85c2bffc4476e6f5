"""The ledger of promises: what was requested, first promised, moved, by whom. It only grows."""

from dataclasses import replace
from datetime import date

import frappe
from frappe import _dict
from frappe.query_builder import DocType
from frappe.utils import now_datetime

from order_tracking import bulk
from order_tracking.constants import MOVED, NOT_GIVEN, PROMISE_CHANGE
from order_tracking.rules.promises import LedgerLine, NewEntry, PromiseRow, fold, new_entries

# What becomes of an entry: it counts, also while somebody is asked why; or it is a request that was made.
COUNTS, ASKS_FOR_REASON = "Counts", "Asks for Reason"
COUNTING = (COUNTS, ASKS_FOR_REASON)
WAITING, ACCEPTED, REFUSED = "Waiting", "Accepted", "Refused"
VERSION_LOG = "Version Log"


def read_ledgers(trackers: list[str]) -> dict[str, dict[str, LedgerLine]]:
	"""By tracker, what its ledger knows of each line."""
	if not trackers:
		return {}
	change = DocType(PROMISE_CHANGE)
	rows = (
		frappe.qb.from_(change)
		.select(
			change.order_tracker,
			change.sales_order_item,
			change.kind,
			change.old_date,
			change.new_date,
			change.qty,
		)
		.where(change.order_tracker.isin(trackers) & change.status.isin(COUNTING))
		.orderby(change.order_tracker, change.happened_at, change.creation, change.mark_key)
		.run()
	)
	ledgers: dict[str, list[NewEntry]] = {}
	for tracker, line, kind, old_date, new_date, qty in rows:
		ledgers.setdefault(tracker, []).append(NewEntry(kind, line, old_date, new_date, qty))
	return {tracker: with_unknown(fold(entries)) for tracker, entries in ledgers.items()}


def with_unknown(lines: dict[str, LedgerLine]) -> dict[str, LedgerLine]:
	"""A line that the ledger first met when its date was moved is older than the ledger: its first promise is not known."""
	return {
		name: line if line.requested or line.first_promise else replace(line, is_first_promise_known=False)
		for name, line in lines.items()
	}


def unknown_line(name: str, current: date | None, qty: float) -> LedgerLine:
	"""A line that is older than the ledger: what it was promised first is not known."""
	return LedgerLine(name, current=current, qty=qty, is_first_promise_known=False)


def replay(
	tracker: _dict, ledger: dict[str, LedgerLine], marks: list, items: dict[str, str], is_approved: bool
) -> tuple[list[dict], dict[str, LedgerLine]]:
	"""The rows that these marks add to the ledger of one tracker, and the ledger after them. Writes nothing."""
	rows = []
	for mark in marks:
		if mark.rows is None:
			continue
		promises = [PromiseRow(name, day, qty) for name, day, qty in mark.rows]
		entries = new_entries(ledger, promises, is_approved and stood_approved(tracker, mark))
		ledger = fold(entries, ledger)
		rows += [
			entry_row(tracker, mark, number, entry, items.get(entry.name))
			for number, entry in enumerate(entries)
		]
	return rows, ledger


def stood_approved(tracker: _dict, mark) -> bool:
	"""An order that somebody had to approve promises nothing before that moment."""
	return not tracker.approved_on or mark.happened_at >= tracker.approved_on


def entry_row(tracker: _dict, mark, number: int, entry: NewEntry, item_code: str | None) -> dict:
	now = now_datetime()
	is_move = entry.kind == MOVED
	is_explained = mark.reason or mark.event == VERSION_LOG
	return {
		"owner": mark.actor,
		"modified_by": mark.actor,
		# Each its own moment: what happened at once is read back as it was replayed.
		"creation": now,
		"modified": now,
		"order_tracker": tracker.name,
		"company": tracker.company,
		"customer": tracker.customer,
		"sales_order": mark.order,
		"sales_order_item": entry.name,
		"item_code": item_code,
		"kind": entry.kind,
		"old_date": entry.old_date,
		"new_date": entry.new_date,
		"qty": entry.qty,
		"cause": (mark.cause or NOT_GIVEN) if is_move else None,
		"reason": mark.reason if is_move else None,
		"customer_reason": mark.customer_reason if is_move else None,
		"author": mark.actor,
		"happened_at": mark.happened_at,
		# A date moved in ERPNext counts at once; whoever moved it is asked why afterwards.
		"status": ASKS_FOR_REASON if is_move and not is_explained else COUNTS,
		"source": source_of(mark),
		# One mark adds one entry a line and kind, however often it is replayed.
		"mark_key": f"{mark.name}-{number:04}",
	}


def source_of(mark) -> str:
	if mark.event == VERSION_LOG:
		return VERSION_LOG
	return "Order Tracking" if mark.reason else "ERPNext"


def write(rows: list[dict]) -> None:
	"""What is there already is left as it is."""
	bulk.insert_rows(PROMISE_CHANGE, rows, now_datetime(), ignore_duplicates=True)


def take_along(tracker: str, new_order: str, lines: dict[str, str]) -> None:
	"""After an amendment: the ledger of a matched line goes on under the line's new name."""
	change = DocType(PROMISE_CHANGE)
	for old, new in lines.items():
		(
			frappe.qb.update(change)
			.set(change.sales_order_item, new)
			.set(change.sales_order, new_order)
			.where((change.order_tracker == tracker) & (change.sales_order_item == old))
			.run()
		)
