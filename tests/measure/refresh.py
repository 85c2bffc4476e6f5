"""(b) What a Delivery Note of 1, 10 and 100 lines asks of the database after its answer is out: the same, whatever its size."""

import frappe
from figures import Figure, counted_queries, seconds, web_request

from order_tracking.drain import drain
from order_tracking.tests.factories import deliver, make_order

SIZES = (1, 10, 100)
AT_MOST = 20


def run(scale: float) -> list[Figure]:
	refresh_after_delivery(1)  # what is loaded and cached once
	counts, took = {}, {}
	for size in SIZES:
		counts[size], took[size] = refresh_after_delivery(size)
	figures = [
		Figure(
			f"refresh-queries-{size}",
			counts[size],
			counts[1],
			"queries",
			size,
			f"1, at most {AT_MOST} queries",
		)
		for size in SIZES
	]
	return [
		*figures,
		Figure("refresh-budget", max(counts.values()), AT_MOST, "queries", max(SIZES), "at most 1"),
		Figure("refresh-time", took[100], took[1], "ms", 100, ""),
	]


def refresh_after_delivery(lines: int) -> tuple[int, float]:
	"""Queries and milliseconds."""
	order = make_order([{"item_code": f"SYN-Item-{number}", "qty": 2} for number in range(1, lines + 1)])
	frappe.db.commit()
	drain()
	with web_request() as put_off:
		deliver(order)
		frappe.db.commit()
		with counted_queries() as queries:
			took = seconds(put_off.run) * 1000
	return len(queries), took
