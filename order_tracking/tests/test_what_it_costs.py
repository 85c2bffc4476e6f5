"""How many queries does following an order cost, in the user's request and in the drain?"""

from unittest.mock import patch

import frappe

from order_tracking import drain
from order_tracking.tests import factories
from order_tracking.tests.faults import counted_queries, everything_is_dead
from order_tracking.tests.invariants import FollowingTestCase, what_is_wrong


class TestWhatItCosts(FollowingTestCase):
	def test_refresh_after_a_delivery_costs_the_same_for_one_ten_and_a_hundred_lines(self):
		counts = {}
		for size in (1, 1, 10, 100):
			order = factories.make_order(
				[{"item_code": "Installation", "is_stock_item": 0, "qty": 2} for _ in range(size)]
			)
			self.settle()
			with everything_is_dead():
				factories.deliver(order)
				frappe.db.commit()
			with counted_queries() as queries:
				drain.drain()
			counts[size] = len(queries)
			self.assertEqual(what_is_wrong(order.name), [])
		self.assertEqual(len(set(counts.values())), 1, counts)
		self.assertLessEqual(counts[100], 20, "\n".join(query[:150] for query in queries))

	def test_submit_adds_one_insert_to_the_users_request(self):
		costs = []
		for is_tracked in (True, False, True):
			order = factories.make_order(submit=False)
			frappe.db.commit()
			with everything_is_dead(), counted_queries() as queries:
				if is_tracked:
					order.submit()
				else:
					with patch("order_tracking.doc_events.sales_order.leave_mark"):
						order.submit()
				frappe.db.commit()
			costs.append(queries)
		_warm, without, tracked = costs
		ours = [query for query in tracked if "Order Track" in query]
		self.assertLessEqual(len(tracked) - len(without), 4)
		self.assertEqual(len([query for query in ours if query.lower().startswith("insert")]), 1, ours)

	def test_drain_with_nothing_to_do_asks_once(self):
		self.settle()
		with counted_queries() as queries:
			drain.drain()
		self.assertEqual(len(queries), 1)
