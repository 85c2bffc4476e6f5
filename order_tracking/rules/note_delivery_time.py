"""Will the goods come when the customer wants them? A deadline is met by anything earlier, a slot only by its own day and hours."""

from datetime import date, time

from order_tracking.rules.note_facts import (
	Arrival,
	Finding,
	NoteFacts,
	Ordered,
	in_conflict,
	passed,
	still_open,
)

DEADLINE, SLOT = "Deadline", "Slot"
TRIP = "Delivery Trip"


def delivery_time_finding(note: NoteFacts, order: Ordered) -> Finding:
	"""The most exact fact is named: arrival of a Delivery Trip, then the Delivery Note's day, then the promise."""
	if note.time_kind not in (DEADLINE, SLOT) or (note.time_kind == DEADLINE and note.deliver_on is None):
		return still_open("no_time")
	arrivals = sorted(
		order.arrivals, key=lambda arrival: (arrival.kind != TRIP, arrival.on, arrival.document)
	)
	for arrival in arrivals:
		if reason := missed_by(note, arrival):
			return in_conflict(
				reason,
				kind=arrival.kind,
				document=arrival.document,
				on=arrival.on,
				at=arrival.at,
				**wanted(note),
			)
	if order.is_delivered:
		return passed("time_kept")
	if order.open_promise is None:
		return still_open("no_promise")
	if reason := missed_by_promise(note, order.open_promise):
		return in_conflict(reason, on=order.open_promise, **wanted(note))
	return passed("time_fits", on=order.open_promise)


def missed_by(note: NoteFacts, arrival: Arrival) -> str | None:
	"""A Delivery Note is the day on which goods leave: before a slot's day it misses nothing."""
	if is_late(note, arrival.on, arrival.at):
		return "comes_late"
	if note.time_kind == SLOT and arrival.kind == TRIP and is_early(note, arrival.on, arrival.at):
		return "comes_early"
	return None


def missed_by_promise(note: NoteFacts, promise: date) -> str | None:
	if is_late(note, promise, None):
		return "promised_late"
	if note.time_kind == SLOT and is_early(note, promise, None):
		return "promised_early"
	return None


def is_late(note: NoteFacts, on: date, at: time | None) -> bool:
	if note.deliver_on and on != note.deliver_on:
		return on > note.deliver_on
	return bool(at and note.time_to and at > note.time_to)


def is_early(note: NoteFacts, on: date, at: time | None) -> bool:
	if note.deliver_on and on != note.deliver_on:
		return on < note.deliver_on
	return bool(at and note.time_from and at < note.time_from)


def wanted(note: NoteFacts) -> dict[str, object]:
	return {
		"time_kind": note.time_kind,
		"wanted_on": note.deliver_on,
		"wanted_from": note.time_from,
		"wanted_to": note.time_to,
	}
