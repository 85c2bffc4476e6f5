"""What the notes of a batch of orders say, judged again whenever the order is: pass, open or conflict, stored on each note.

Orders without notes cost nothing. For the others the number of queries does not depend on how many orders, lines or
notes there are.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import date, time

from frappe import _dict
from frappe.utils import cint, flt, getdate

from order_tracking import bulk
from order_tracking.constants import (
	CONFLICT,
	DELIVERY_TIME,
	NOTE,
	PAYMENT,
	REQUIREMENT,
	SPECIAL_REQUEST,
)
from order_tracking.facts import notes as note_facts
from order_tracking.facts.assembly import Reading
from order_tracking.rules.facts import Calendar, OrderFacts
from order_tracking.rules.judge import judge
from order_tracking.rules.judgement import LineJudgement, OrderJudgement
from order_tracking.rules.lateness import latest
from order_tracking.rules.note_delivery_time import TRIP
from order_tracking.rules.note_facts import Arrival, Finding, Instalment, NoteFacts, Ordered, Term
from order_tracking.rules.notes import note_finding
from order_tracking.rules.quantities import TOLERANCE
from order_tracking.values import same

FROM_INVOICE = "Day(s) after invoice date"  # ERPNext's word for it
WITH_FILES = (REQUIREMENT, SPECIAL_REQUEST)


@dataclass
class NoteReading:
	"""The open notes of a batch of orders, and what only they need to know of ERPNext."""

	trackers: frozenset[str] = frozenset()  # whose notes were read
	notes: dict[str, list[_dict]] = field(default_factory=dict)  # by tracker
	attributes: dict[str, list[_dict]] = field(default_factory=dict)
	instalments: dict[str, list[_dict]] = field(default_factory=dict)
	files: dict[str, int] = field(default_factory=dict)
	terms: dict[str, list[_dict]] = field(default_factory=dict)  # by order
	bills: dict[str, list[_dict]] = field(default_factory=dict)
	arrivals: dict[str, list[_dict]] = field(default_factory=dict)

	def names(self, *kinds: str) -> list[str]:
		return [note.name for notes in self.notes.values() for note in notes if note.kind in kinds]


def read(trackers: dict[str, str]) -> NoteReading:
	"""`trackers`: the order of each tracker that may have open notes."""
	if not trackers:
		return NoteReading()
	reading = NoteReading(frozenset(trackers), note_facts.read_notes(list(trackers)))
	orders = [trackers[tracker] for tracker in reading.notes]
	if requirements := reading.names(REQUIREMENT):
		reading.attributes = note_facts.read_attributes(requirements)
	if with_files := reading.names(*WITH_FILES):
		reading.files = note_facts.count_files(with_files)
	if payments := reading.names(PAYMENT):
		reading.instalments = note_facts.read_instalments(payments)
		reading.terms = note_facts.read_terms(orders)
		reading.bills = note_facts.read_bills(orders)
	if reading.names(DELIVERY_TIME):
		reading.arrivals = note_facts.read_arrivals(orders)
	return reading


@dataclass(frozen=True)
class Day:
	"""The day of a judgement, the days off, and how near a promise must be to be due soon."""

	today: date
	calendar: Calendar
	due_soon_days: int

	def judge(self, facts: OrderFacts) -> OrderJudgement:
		return judge(facts, self.today, self.calendar, self.due_soon_days)


def judge_with_notes(
	facts: OrderFacts, reading: Reading, tracker: str, asked: NoteReading, day: Day
) -> tuple[OrderJudgement, dict[str, Finding]]:
	"""The judgement of an order that knows of its notes in conflict, and what was found of each note.

	Notes are judged by the order's promises, so the order is judged first; and again where a note is in conflict.
	"""
	judged = day.judge(facts)
	findings = {
		note.name: note_finding(
			facts_of(note, asked), ordered_of(note, facts, judged, reading, asked), day.today
		)
		for note in asked.notes.get(tracker, ())
	}
	conflicts = conflicts_of(findings)
	if conflicts:
		judged = day.judge(replace(facts, note_conflicts=conflicts))
	return judged, findings


def conflicts_of(findings: dict[str, Finding]) -> tuple[str, ...]:
	return tuple(name for name, finding in findings.items() if finding.result == CONFLICT)


def header_values(findings: dict[str, Finding]) -> dict:
	"""What the tracker itself says of its notes."""
	return {"open_notes": len(findings), "notes_in_conflict": len(conflicts_of(findings))}


def wake_days(findings: dict[str, Finding]) -> list[date | None]:
	return [finding.wakes_on for finding in findings.values()]


def write(asked: NoteReading, findings: dict[str, Finding]) -> None:
	"""Store what was found where it differs from what is stored, in one statement."""
	changes = [
		(note, differing(note, stored_values(findings[note.name])))
		for notes in asked.notes.values()
		for note in notes
		if note.name in findings
	]
	bulk.update(NOTE, [(note, values) for note, values in changes if values])


def stored_values(finding: Finding) -> dict:
	return {
		"result": finding.result,
		"reason": finding.reason or None,
		"reason_values": json.dumps(finding.values, default=str) if finding.values else None,
		"holds_dispatch": int(finding.holds_dispatch),
		"wakes_on": finding.wakes_on,
	}


def differing(note: _dict, values: dict) -> dict:
	return {name: value for name, value in values.items() if not same(note[name], value)}


# --- one note -----------------------------------------------------------------------------------------


def facts_of(note: _dict, asked: NoteReading) -> NoteFacts:
	return NoteFacts(
		kind=note.kind,
		files=asked.files.get(note.name, 0),
		attributes=tuple((row.attribute, row.value or "") for row in asked.attributes.get(note.name, ())),
		process_name=note.process_name or "",
		is_custom_process=bool(note.is_custom_process),
		standard=note.standard or "",
		time_kind=note.time_kind or "",
		deliver_on=note.deliver_on,
		time_from=clock(note.time_from),
		time_to=clock(note.time_to),
		payment_kind=note.payment_kind or "",
		prepaid_percent=flt(note.prepaid_percent),
		prepaid_amount=flt(note.amount),
		instalments=tuple(
			Instalment(row.due_on, flt(row.amount)) for row in asked.instalments.get(note.name, ())
		),
		change_kind=note.change_kind or "",
		new_value=note.new_value or "",
		settlement=note.settlement or "",
	)


def clock(text: str | None) -> time | None:
	return time.fromisoformat(text) if text else None


def ordered_of(
	note: _dict, facts: OrderFacts, judged: OrderJudgement, reading: Reading, asked: NoteReading
) -> Ordered:
	"""What the order says where the note points."""
	order = reading.orders[facts.name]
	rows = reading.lines.get(facts.name, [])
	lines = list(zip(rows, judged.lines, strict=True))
	if note.sales_order_item:
		lines = [pair for pair in lines if pair[0].name == note.sales_order_item]
	names = {row.name for row, _line in lines}
	is_one = len(lines) == 1
	current = lines[0][0].delivery_date or order.delivery_date if is_one else judged.current_promise
	return Ordered(
		is_gone=bool(note.sales_order_item and not lines),
		qty=flt(lines[0][0].qty) if is_one else None,
		items=tuple(text for row, _line in lines for text in (row.item_code, row.item_name) if text),
		current_promise=current,
		open_promise=latest(open_promise(line) for _row, line in lines),
		is_delivered=bool(lines) and all(line.actual_date for _row, line in lines),
		is_dispatched=any(line.delivered_qty > TOLERANCE for _row, line in lines),
		arrivals=arrivals_of(names, facts.name, reading, asked),
		ordered_on=order.transaction_date,
		total=facts.grand_total,
		paid=facts.paid_amount,
		terms=terms_of(asked.terms.get(facts.name, [])),
		bills=tuple(
			Term(bill.due_date, flt(bill.outstanding_amount), document=bill.name)
			for bill in asked.bills.get(facts.name, ())
		),
	)


def open_promise(line: LineJudgement) -> date | None:
	"""The last promise of what is still to come."""
	if not line.next_promise:
		return None
	return latest(
		part.due
		for part in line.slices
		if not part.is_return and part.due and part.qty - part.delivered_qty > TOLERANCE
	)


def arrivals_of(lines: set[str], order: str, reading: Reading, asked: NoteReading) -> tuple[Arrival, ...]:
	"""Returns are no arrivals."""
	left = [
		Arrival("Delivery Note", row.document, row.on)
		for line in lines
		for row in reading.delivery_notes.get(line, ())
		if row.stock_qty > 0
	]
	brought = [
		Arrival(TRIP, row.document, getdate(row.estimated_arrival), row.estimated_arrival.time())
		for row in asked.arrivals.get(order, ())
		if row.line in lines
	]
	return tuple(dict.fromkeys(left + brought))


def terms_of(schedule: list[_dict]) -> tuple[Term, ...]:
	"""ERPNext gives every order a schedule. Where nobody chose terms it is one row due on the order's day and says nothing."""
	if not schedule:
		return ()
	first = schedule[0]
	is_chosen = (
		first.payment_terms_template
		or len(schedule) > 1
		or first.payment_term
		or cint(first.due_date != first.transaction_date)
	)
	if not is_chosen:
		return ()
	return tuple(
		Term(row.due_date, flt(row.payment_amount), days_of_credit(row)) for row in schedule if row.due_date
	)


def days_of_credit(term: _dict) -> int | None:
	"""How long after the invoice, where ERPNext counts from there; the rest of a month is a day at least."""
	if not term.due_date_based_on:
		return None
	rest_of_month = term.due_date_based_on != FROM_INVOICE
	return cint(term.credit_days) + 30 * cint(term.credit_months) + rest_of_month
