"""(a) What the app costs a user who submits a Sales Order: with its document events against without, in turns."""

import gc
from contextlib import contextmanager, nullcontext
from statistics import median
from unittest.mock import patch

import frappe
from figures import Figure, counted_queries, seconds, web_request

from order_tracking.constants import MARK
from order_tracking.doc_events import sales_order
from order_tracking.marks import leave_mark
from order_tracking.tests.factories import make_order

LINES = 5
PAIRS = 150


def run(scale: float) -> list[Figure]:
	pairs = max(int(PAIRS * scale), 5)
	orders = [make_draft() for _number in range(2 * pairs + 2)]
	for is_with in (True, False):
		submit(orders.pop(), is_with)  # what is loaded and cached once

	took, queries, handlers = {True: [], False: []}, {}, []
	for number in range(pairs):
		for is_with in (True, False) if number % 2 else (False, True):
			with timed_handlers() as inside:
				milliseconds, queries[is_with] = submit(orders.pop(), is_with)
			took[is_with].append(milliseconds)
			if is_with:
				handlers.append(sum(inside) * 1000)
	theirs = median(took[False])
	marks = sum(statement.startswith(f"INSERT INTO `tab{MARK}`") for statement in queries[True])
	return [
		Figure("submit", median(took[True]), theirs, "ms", pairs, "under 1.05"),
		Figure("submit-by-pairs", theirs + median_difference(took), theirs, "ms", pairs, "under 1.05"),
		Figure("submit-by-handlers", theirs + median(handlers), theirs, "ms", pairs, "under 1.05"),
		Figure("submit-queries", len(queries[True]), len(queries[False]), "queries", LINES, "at most 4 more"),
		Figure("submit-inserts", marks, 1, "inserts a document", LINES, "1"),
	]


def median_difference(took: dict[bool, list[float]]) -> float:
	"""Of each pair, which ran one right after the other: a busy machine slows both."""
	return median([ours - theirs for ours, theirs in zip(took[True], took[False], strict=True)])


def make_draft() -> str:
	lines = [{"item_code": f"SYN-Item-{number}", "qty": 2} for number in range(1, LINES + 1)]
	name = make_order(lines, submit=False).name
	frappe.db.commit()
	return name


def submit(name: str, is_with_app: bool) -> tuple[float, list[str]]:
	"""Milliseconds and queries from the request to its answer; what comes after the answer is done outside the clock."""
	gc.collect()
	with web_request() as put_off:
		with nullcontext() if is_with_app else without_app(), counted_queries() as queries:
			took = seconds(submit_and_commit, name) * 1000
		put_off.run()
	return took, queries


def submit_and_commit(name: str) -> None:
	frappe.get_doc("Sales Order", name).submit()
	frappe.db.commit()


@contextmanager
def timed_handlers():
	"""The seconds of each call of ours within ERPNext's submit: what a busy machine blurs least."""
	inside = []

	def timed(*arguments, **options):
		inside.append(seconds(leave_mark, *arguments, **options))

	with patch.object(sales_order, "leave_mark", timed):
		yield inside


@contextmanager
def without_app():
	"""Frappe's list of document events without ours."""
	ours = frappe.get_doc_hooks()
	frappe.local.doc_events_hooks = {
		doctype: {
			event: [handler for handler in handlers if not handler.startswith("order_tracking.")]
			for event, handlers in events.items()
		}
		for doctype, events in ours.items()
	}
	try:
		yield
	finally:
		frappe.local.doc_events_hooks = ours
