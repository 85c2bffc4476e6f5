"""What it costs to see notes: the timeline of an order with 200 and with 10,000 of them, the panel on a form, and a submit
through a gate."""

from statistics import median

import frappe
from figures import Figure, counted_queries, seconds

from order_tracking.constants import NOTED, SETTINGS, TRACKER
from order_tracking.drain import drain
from order_tracking.gates import submit as gates
from order_tracking.marks import mark_decision
from order_tracking.notes import actions as notes
from order_tracking.notes import panels as note_panels
from order_tracking.notes.timeline import get_timeline
from order_tracking.tests.factories import deliver, make_order
from order_tracking.tests.note_crowd import make_crowd, remove_crowd

MANY, CROWD = 200, 10_000
PATIENCE = 3_000  # milliseconds that somebody waits for a page without complaint
TRIES = 7


def run(scale: float) -> list[Figure]:
	order = make_order()
	delivery = deliver(order, submit=False)
	frappe.db.commit()
	drain()
	few, few_took = measured(lambda: get_timeline(order.name))
	for number in range(MANY):
		write(order.name, number)
	many, many_took = measured(lambda: get_timeline(order.name))
	panel, _took = measured(lambda: note_panels.load(delivery))
	return [
		Figure("notes-timeline-queries", many, few, "queries", MANY, "at most 1"),
		Figure("notes-timeline-time", many_took, few_took, "ms", MANY, ""),
		Figure("notes-panel-budget", panel, 2, "queries", MANY, "at most 1"),
		Figure("notes-gate-budget", through_gate(delivery)[0], 2, "queries", MANY, "at most 1"),
		*crowd(),
	]


def crowd() -> list[Figure]:
	"""An order with more notes than anybody reads stays usable."""
	order = make_order()
	delivery = deliver(order, submit=False)
	frappe.db.commit()
	drain()
	tracker = frappe.get_doc(TRACKER, {"sales_order": order.name})
	make_crowd(tracker, CROWD)
	mark_decision(order.name, NOTED)
	frappe.db.commit()
	drain()
	try:
		return [
			Figure(f"notes-crowd-{name}-time", took, PATIENCE, "ms", CROWD, "at most 1")
			for name, (_queries, took) in (
				("timeline", measured(lambda: get_timeline(tracker.name))),
				("search", measured(lambda: get_timeline(tracker.name, text="Note 99"))),
				("panel", measured(lambda: note_panels.load(delivery))),
				("gate", through_gate(delivery)),
			)
		]
	finally:
		remove_crowd(tracker)


def write(tracker: str, number: int) -> None:
	notes.write(tracker, "Internal", {"text": f"Note {number}", "must_acknowledge": 1})


def measured(action) -> tuple[int, float]:
	"""Queries, and the median of milliseconds."""
	action()
	with counted_queries() as queries:
		action()
	return len(queries), median(seconds(action) for _try in range(TRIES)) * 1000


def through_gate(delivery) -> tuple[int, float]:
	settings = frappe.get_doc(SETTINGS)
	settings.gate_delivery_note = 1
	settings.save()
	frappe.db.commit()
	try:
		return measured(lambda: held_up(delivery))
	finally:
		settings.reload()
		settings.gate_delivery_note = 0
		settings.save()
		frappe.db.commit()


def held_up(delivery) -> None:
	try:
		gates.check(delivery)
	except gates.GateError:
		frappe.clear_messages()
