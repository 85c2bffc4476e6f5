"""The one way in: a list of orders goes in, and their trackers are true when it comes back.

Marks, the nightly check, the backfill and a repair by hand all end here. Running it twice changes nothing the
second time. Nothing here commits.
"""

from datetime import date

import frappe
from frappe import _dict
from frappe.utils import get_datetime, getdate, today

from order_tracking import ledger, listeners, records
from order_tracking.alerts import moments as alert_moments
from order_tracking.batch import ON_SUBMIT, Batch, Mark
from order_tracking.constants import PENDING_APPROVAL, REJECTED, SETTINGS
from order_tracking.decisions.approvals import NO_APPROVAL, starting_decisions
from order_tracking.decisions.workflow_actions import follow_states
from order_tracking.facts import assembly, billing, deliveries, supply
from order_tracking.facts.orders import amendment_drafts
from order_tracking.facts.versions import logged_dates
from order_tracking.notes import judgement as note_judgement
from order_tracking.notes import records as note_records
from order_tracking.notes import standing as standing_notes
from order_tracking.notes.judgement import Day
from order_tracking.records import Cause, Change, Stored
from order_tracking.rules.amendment import AmendedLine, matching_lines
from order_tracking.rules.decided_state import decided_state
from order_tracking.rules.facts import Calendar
from order_tracking.rules.lateness import oldest
from order_tracking.rules.wake import wakes_on
from order_tracking.values import header_values, line_values, shipment_values

NOT_APPROVED = (PENDING_APPROVAL, REJECTED)


def refresh(batch: Batch) -> list[Change]:
	"""Bring the trackers of these orders up to date; returns what changed. Does not commit.

	Tracker rows are locked before anything else is read, so that what is read is at least as new as the lock: call it
	with no read behind you in this transaction.
	"""
	names = list(batch.marks)
	stored = records.lock_trackers(names + list(batch.amends.values()))
	reading = assembly.read(names, with_sales_teams=batch.may_change_orders)
	follow_amendments(batch, reading, stored)
	bury_deleted(batch, reading, stored)

	settings = frappe.get_cached_doc(SETTINGS)
	stored = begin_trackers(batch, reading, stored, settings)
	ledgers = ledger.read_ledgers([tracker.name for tracker in stored.values() if not tracker.is_new])
	date_drop_shipments(batch, reading, stored)
	drafts = amendment_drafts([name for name, order in reading.orders.items() if order.docstatus == 2])
	day = batch.today or getdate(today())
	calendars = calendars_of(reading, day)
	asked = note_judgement.read(with_notes(batch, stored))

	entries, changes, findings = [], [], {}
	for name, tracker in stored.items():
		order, cause = reading.orders[name], batch.cause_of(name)
		order_lines = reading.lines.get(name, [])
		rows, known = replay_promises(
			tracker, ledgers.get(tracker.name, {}), batch.own_marks(name), order_lines
		)
		entries += rows
		take_over_state(tracker, order, cause)
		facts, money = assembly.facts_of(reading, name, tracker.header, known, tracker.lines)
		calendar = calendars.get(order.company, Calendar())
		judged, found = note_judgement.judge_with_notes(
			facts, reading, tracker.name, asked, Day(day, calendar, settings.due_soon_days)
		)
		findings |= found
		header = header_values(order, judged, money, reading)
		header["wakes_on"] = oldest(
			[wakes_on(judged, day, calendar, settings.due_soon_days), *note_judgement.wake_days(found)]
		)
		if tracker.name in asked.trackers:
			header |= note_judgement.header_values(found)
		header["awaits_amendment"] = int(name in drafts)
		header |= shipment_values(reading, order_lines, tracker.header, cause)
		lines = line_values(order_lines, facts, judged)
		changes.append(Change.between(tracker, header, lines, cause))

	ledger.write(entries)
	changes = [change for change in changes if change.is_any]
	records.write(changes)
	note_judgement.write(asked, findings)
	follow_states(changes)
	alert_moments.note(
		[change for change in changes if batch.is_news(change.tracker.header.sales_order)],
		[
			tracker.name
			for name, tracker in stored.items()
			if batch.may_have_requests(name) and batch.is_news(name)
		],
	)
	if not batch.is_silent:
		listeners.tell(changes)
	return changes


def with_notes(batch: Batch, stored: dict[str, Stored]) -> dict[str, str]:
	"""The trackers whose notes have to be judged, with their orders. The tracker itself says whether it has any."""
	return {
		tracker.name: name
		for name, tracker in stored.items()
		if tracker.header.open_notes or batch.may_have_new_notes(name)
	}


def bury_deleted(batch: Batch, reading: assembly.Reading, stored: dict[str, Stored]) -> None:
	"""Their order was deleted in ERPNext, even if a new order bears its name by now."""
	gone = [
		name
		for name in batch.marks
		if name in stored and (name not in reading.orders or batch.has_died(name))
	]
	records.delete_trackers([stored.pop(name) for name in gone])


def ask_the_version_log(batch: Batch, new: list[str]) -> None:
	"""What it tells of the dates of orders that are older than we are is replayed before all marks, as if marked then."""
	older = [name for name in new if not any(mark.event == ON_SUBMIT for mark in batch.own_marks(name))]
	for order, told in (logged_dates(older) if older else {}).items():
		marks = [mark for mark in batch.marks[order] if mark.event != ledger.VERSION_LOG]
		batch.marks[order] = [Mark.from_version(order, *version) for version in told] + marks


def begin_trackers(
	batch: Batch, reading: assembly.Reading, stored: dict[str, Stored], settings
) -> dict[str, Stored]:
	"""The trackers by order. An order that has none gets one; an amendment is approved anew where a new order would be."""
	new = [
		name for name, order in reading.orders.items() if name not in stored and batch.was_submitted(order)
	]
	amended = [name for name in batch.amends if name in stored and stored[name].before.sales_order != name]
	orders = [reading.orders[name] for name in new + amended if name in reading.orders]
	starts = starting_decisions(
		[order for order in orders if is_ours_to_approve(batch, order, settings)], settings
	)
	modes = billing.read_planned_modes(new) if new else {}
	ask_the_version_log(batch, new)
	for name in new:
		stored[name] = records.new_tracker(reading.orders[name], modes.get(name))
	for order in orders:
		records.begin(stored[order.name], batch.submitter_of(order), starts.get(order.name, NO_APPROVAL))
	standing_notes.copy_to([stored[name] for name in new if batch.was_just_submitted(name)], reading.lines)
	return {name: stored[name] for name in reading.orders if name in stored}


def is_ours_to_approve(batch: Batch, order: _dict, settings) -> bool:
	"""What is older than we are was agreed long ago; an order that only the nightly check finds was not."""
	return not batch.is_silent or order.creation >= get_datetime(settings.tracking_since)


def date_drop_shipments(batch: Batch, reading: assembly.Reading, stored: dict[str, Stored]) -> None:
	"""The Sales Order keeps no day for what a supplier delivered, so it is recorded, once: the day on which its Purchase
	Order was marked delivered, or on which we hear of it."""
	found = [drop for drop in assembly.new_drop_shipments(reading) if drop[0] in stored]
	days = deliveries.read_days_marked_delivered([name for name, *_drop in found])
	rows = []
	for name, line, old, new in found:
		actor, happened_at, doctype, document = batch.cause_of(name)
		if new > old:
			happened_at = days.get(line, happened_at)
		rows.append(
			{
				"order_tracker": stored[name].name,
				"company": reading.orders[name].company,
				"sales_order": name,
				"sales_order_item": line,
				"field": deliveries.DROP_SHIPPED,
				"from_value": old,
				"to_value": new,
				"happened_at": happened_at,
				"actor": actor,
				"source_doctype": doctype,
				"source_name": document,
			}
		)
		reading.drop_shipments.setdefault(line, []).append(
			_dict(on=happened_at, from_value=old, to_value=new, document=document)
		)
	records.write_history(rows)


def follow_amendments(batch: Batch, reading: assembly.Reading, stored: dict[str, Stored]) -> None:
	"""Let the tracker of a cancelled order go on with its first amendment. A second amendment gets its own."""
	for name, amended in batch.amends.items():
		if name in stored or amended not in stored or name not in reading.orders:
			continue
		tracker = stored.pop(amended)
		new = [AmendedLine(row.name, row.item_code, row.idx, row.qty) for row in reading.lines.get(name, [])]
		old = [
			AmendedLine(row.sales_order_item, row.item_code, row.idx, row.qty)
			for row in tracker.lines.values()
		]
		renamed = matching_lines(old, new)
		records.follow(tracker, name, renamed)
		ledger.take_along(tracker.name, name, renamed)
		note_records.take_along(tracker.name, reading.orders[name], renamed)
		stored[name] = tracker


def replay_promises(tracker: Stored, known: dict, marks: list[Mark], order_lines: list[_dict]):
	"""Add what the marks say to the ledger. Lines that were there before it began count as promised, first date unknown."""
	for name, line in tracker.lines.items():
		if name not in known and line.current_promise and not line.is_struck:
			known[name] = ledger.unknown_line(name, line.current_promise, line.qty)
	if tracker.is_new:
		known |= lines_older_than_we(marks)
	items = {line.name: line.item_code for line in order_lines}
	is_approved = tracker.header.workflow_state not in NOT_APPROVED
	return ledger.replay(tracker.header, known, marks, items, is_approved)


def lines_older_than_we(marks: list[Mark]) -> dict[str, ledger.LedgerLine]:
	"""Of an order that was submitted before we were there: lines of which the version log does not tell the first promise."""
	if any(mark.event == ON_SUBMIT for mark in marks):
		return {}
	told = {name for mark in marks if mark.event == ledger.VERSION_LOG for name, _day, _qty in mark.rows}
	first = next((mark.rows for mark in marks if mark.rows and mark.event != ledger.VERSION_LOG), [])
	return {name: ledger.unknown_line(name, day, qty) for name, day, qty in first if name not in told}


def take_over_state(tracker: Stored, order: _dict, cause: Cause) -> None:
	"""Hold, close, cancel and their taking back, when they were made in ERPNext."""
	header = tracker.header
	state = decided_state(
		header.workflow_state,
		order.docstatus,
		order.status,
		waits_for_approval=bool(header.needs_approval and not header.approved_on),
		was_rejected=bool(header.rejection_reason),
	)
	actor, happened_at, _doctype, _document = cause
	tracker.decide_state(state, actor, happened_at)


def calendars_of(reading: assembly.Reading, start: date) -> dict[str, Calendar]:
	"""By company, the days off until the last promise among these orders."""
	companies = {order.company for order in reading.orders.values()}
	promises = [
		line.delivery_date for lines in reading.lines.values() for line in lines if line.delivery_date
	]
	if not companies or not promises or max(promises) < start:
		return {}
	days = supply.read_holidays(companies, start, max(promises))
	return {company: Calendar(holidays) for company, holidays in days.items()}
