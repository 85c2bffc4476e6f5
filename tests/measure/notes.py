"""What it costs to see notes: the timeline of an order with 200 of them, the panel on a form, and a submit through a gate."""

from statistics import median

import frappe
from figures import Figure, counted_queries, seconds

from order_tracking.constants import SETTINGS
from order_tracking.drain import drain
from order_tracking.gates import submit as gates
from order_tracking.notes import actions as notes
from order_tracking.notes import panels as note_panels
from order_tracking.notes.timeline import get_timeline
from order_tracking.tests.factories import deliver, make_order

MANY = 200
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
		Figure("notes-gate-budget", gate_queries(delivery), 2, "queries", MANY, "at most 1"),
	]


def write(tracker: str, number: int) -> None:
	notes.write(tracker, "Internal", {"text": f"Note {number}", "must_acknowledge": 1})


def measured(action) -> tuple[int, float]:
	"""Queries, and the median of milliseconds."""
	action()
	with counted_queries() as queries:
		action()
	return len(queries), median(seconds(action) for _try in range(TRIES)) * 1000


def gate_queries(delivery) -> int:
	settings = frappe.get_doc(SETTINGS)
	settings.gate_delivery_note = 1
	settings.save()
	frappe.db.commit()
	try:
		return measured(lambda: held_up(delivery))[0]
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
