"""How orders stand, as alerts ask it: which of them could have reached a step, and what the rule needs to know of each."""

from dataclasses import replace
from datetime import date, timedelta

import frappe
from frappe import _dict
from frappe.query_builder import DocType
from frappe.query_builder.functions import Max, Min
from frappe.utils import getdate

from order_tracking.alerts.rules import Rule
from order_tracking.constants import (
	APPROVAL_WAITING,
	AT_RISK,
	CONFLICT,
	DUE,
	EVENT,
	HOLD_OVERRUN,
	NOTE,
	NOTE_IN_CONFLICT,
	NOTE_READER,
	NOTE_UNREAD,
	ON_HOLD,
	OPEN,
	OVERDUE,
	PAYMENT_DUE,
	PENDING_APPROVAL,
	TRACKER,
)
from order_tracking.decisions.far_moves import move_requests
from order_tracking.facts.supply import read_holidays
from order_tracking.notes.waiting import is_unread
from order_tracking.rules.alerts import MoveRequest, Standing, UnreadNote
from order_tracking.rules.facts import Calendar

# What alerts read of a tracker: for the rule, for the recipients and for the words.
HEADER = (
	"name",
	"sales_order",
	"company",
	"customer",
	"customer_name",
	"po_no",
	"responsible_user",
	"stage",
	"health",
	"next_promise",
	"current_promise",
	"overdue_since",
	"risk_kind",
	"risk_document",
	"risk_until",
	"held_on",
	"hold_cause",
	"hold_reason",
	"hold_expected_end",
	"approval_reason",
	"owner",
	"submitted_by",
	"approval_requested_by",
	"awaits_amendment",
	"open_notes",
	"notes_in_conflict",
	"is_billed",
	"is_paid",
	"currency",
	"base_grand_total",
	"outstanding_amount",
)
# Working days are at most this many times as long in calendar days, holidays of a month included.
DAYS_OFF = 3
REACH_BACK = timedelta(days=400)  # as far as steps are counted


def candidates(rules: list[Rule], day: date) -> list[str]:
	"""Trackers that could have reached a step of these rules: a short look into an index for each event, names only."""
	events = {rule.event for rule in rules}
	tracker = DocType(TRACKER)
	found: set[str] = set()
	conditions = {
		OVERDUE: tracker.overdue_since.isnotnull() & (tracker.health == OVERDUE),
		AT_RISK: tracker.health == AT_RISK,
		APPROVAL_WAITING: tracker.stage == PENDING_APPROVAL,
		ON_HOLD: tracker.stage == ON_HOLD,
		HOLD_OVERRUN: (tracker.stage == ON_HOLD) & (tracker.hold_expected_end <= day),
		DUE: tracker.next_promise[day : day + timedelta(days=furthest(rules, DUE) * DAYS_OFF + 14)],
	}
	for event in events & set(conditions):
		found |= set(column(frappe.qb.from_(tracker).select(tracker.name).where(conditions[event])))
	if NOTE_IN_CONFLICT in events:
		found |= set(column(conflicts_query().select(DocType(NOTE).order_tracker).distinct()))
	if NOTE_UNREAD in events:
		found |= set(column(unread_query().select(DocType(NOTE).order_tracker).distinct()))
	if APPROVAL_WAITING in events:
		found |= {asked.order_tracker for asked in move_requests()}
	if PAYMENT_DUE in events:
		invoiced = unpaid_query(day).select(tracker.name).distinct()
		found |= set(column(invoiced))
	return sorted(found)


def furthest(rules: list[Rule], event: str) -> int:
	return max((max(rule.days) for rule in rules if rule.event == event), default=0)


def column(query) -> list[str]:
	return [row[0] for row in query.run()]


def conflicts_query():
	note = DocType(NOTE)
	return frappe.qb.from_(note).where((note.state == OPEN) & (note.result == CONFLICT))


def unread_query():
	"""Open notes with each department of which nobody has acknowledged the version that counts."""
	note, reader = DocType(NOTE), DocType(NOTE_READER)
	return (
		frappe.qb.from_(note)
		.join(reader)
		.on((reader.parent == note.name) & (reader.parenttype == NOTE))
		.where((note.state == OPEN) & is_unread(note, reader))
	)


def unpaid_query(day: date):
	"""Orders with an invoice that is due and not paid."""
	tracker, line, invoice = DocType(TRACKER), DocType("Sales Invoice Item"), DocType("Sales Invoice")
	return (
		frappe.qb.from_(invoice)
		.join(line)
		.on((line.parent == invoice.name) & (line.parenttype == "Sales Invoice"))
		.join(tracker)
		.on(tracker.sales_order == line.sales_order)
		.where((invoice.docstatus == 1) & (invoice.is_return == 0) & (invoice.outstanding_amount > 0))
		.where(invoice.due_date <= day)
	)


def read_headers(names: list[str]) -> dict[str, _dict]:
	"""The trackers as they are stored now, by name."""
	tracker = DocType(TRACKER)
	rows = (
		frappe.qb.from_(tracker)
		.select(*[tracker[field] for field in HEADER])
		.where(tracker.name.isin(names or [""]))
		.run(as_dict=True)
	)
	return {row.name: row for row in rows}


def standings(headers: dict[str, _dict], events: set[str], day: date) -> dict[str, Standing]:
	"""By tracker. Six queries at most, and only for what the events ask."""
	names = list(headers)
	waiting = [name for name, row in headers.items() if row.stage == PENDING_APPROVAL]
	asked = read_asked(waiting) if waiting and APPROVAL_WAITING in events else {}
	in_conflict = [name for name, row in headers.items() if row.notes_in_conflict]
	conflicts = read_conflicts(in_conflict) if in_conflict and NOTE_IN_CONFLICT in events else {}
	with_notes = [name for name, row in headers.items() if row.open_notes]
	unread = read_unread(with_notes) if with_notes and NOTE_UNREAD in events else {}
	requests = read_requests(names) if APPROVAL_WAITING in events else {}
	payments = read_payments(names, day) if PAYMENT_DUE in events else {}
	return {
		name: standing_of(
			row,
			asked.get(name),
			tuple(conflicts.get(name, ())),
			tuple(unread.get(name, ())),
			tuple(requests.get(name, ())),
			payments.get(name),
		)
		for name, row in headers.items()
	}


def standing_of(
	header: _dict, asked_at=None, conflicts=(), unread=(), requests=(), payment_due=None
) -> Standing:
	return Standing(
		stage=header.stage,
		health=header.health,
		next_promise=header.next_promise,
		overdue_since=header.overdue_since,
		risk_kind=header.risk_kind,
		risk_document=header.risk_document,
		risk_until=header.risk_until,
		held_on=header.held_on,
		hold_expected_end=header.hold_expected_end,
		asked_at=asked_at,
		conflicts=conflicts,
		unread=unread,
		requests=requests,
		payment_due=payment_due,
	)


def read_asked(trackers: list[str]) -> dict:
	"""Since when these orders wait for approval, as the drain found it."""
	event = DocType(EVENT)
	rows = (
		frappe.qb.from_(event)
		.select(event.order_tracker, Max(event.happened_at))
		.where((event["field"] == "stage") & event.order_tracker.isin(trackers))
		.where(event.to_value == PENDING_APPROVAL)
		.groupby(event.order_tracker)
		.run()
	)
	return dict(rows)


def read_conflicts(trackers: list[str]) -> dict[str, list[str]]:
	note = DocType(NOTE)
	rows = (
		conflicts_query()
		.select(note.order_tracker, note.name)
		.where(note.order_tracker.isin(trackers))
		.orderby(note.name)
		.run()
	)
	found: dict[str, list[str]] = {}
	for tracker, name in rows:
		found.setdefault(tracker, []).append(name)
	return found


def read_unread(trackers: list[str]) -> dict[str, list[UnreadNote]]:
	note, reader = DocType(NOTE), DocType(NOTE_READER)
	rows = (
		unread_query()
		.select(
			note.order_tracker, note.name, note.version, reader.audience, note.changed_at, note.written_at
		)
		.where(note.order_tracker.isin(trackers))
		.orderby(note.name, reader.idx)
		.run()
	)
	found: dict[str, list[UnreadNote]] = {}
	for tracker, name, version, department, changed_at, written_at in rows:
		since = getdate(changed_at or written_at)
		found.setdefault(tracker, []).append(UnreadNote(name, version, department, since))
	return found


def read_requests(trackers: list[str]) -> dict[str, list[MoveRequest]]:
	"""What somebody asked for at once is one request, whatever the number of its lines, and far if one of them is."""
	found: dict[str, dict[tuple, MoveRequest]] = {}
	for row in move_requests(trackers):
		asked = found.setdefault(row.order_tracker, {})
		key = row.happened_at, row.author
		if known := asked.get(key):
			asked[key] = replace(known, lines=known.lines + 1, is_far=known.is_far or row.is_far)
		else:
			asked[key] = MoveRequest(*key, row.item_name, row.new_date, is_far=row.is_far)
	return {tracker: list(asked.values()) for tracker, asked in found.items()}


def read_payments(trackers: list[str], day: date) -> dict[str, date]:
	tracker, invoice = DocType(TRACKER), DocType("Sales Invoice")
	rows = (
		unpaid_query(day)
		.select(tracker.name, Min(invoice.due_date))
		.where(tracker.name.isin(trackers or [""]))
		.groupby(tracker.name)
		.run()
	)
	return dict(rows)


def read_calendars(day: date, ahead: int = 0) -> dict[str, Calendar]:
	"""By company, the days off from a year ago until those to which a step could look ahead."""
	companies = set(frappe.get_all("Company", pluck="name"))
	until = day + timedelta(days=ahead * DAYS_OFF + 14)
	days = read_holidays(companies, day - REACH_BACK, until) if companies else {}
	return {company: Calendar(days.get(company, frozenset())) for company in companies}


def demo_company() -> str | None:
	"""ERPNext's demo data tells nobody anything."""
	return frappe.db.get_single_value("Global Defaults", "demo_company")
