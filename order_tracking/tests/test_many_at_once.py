"""Many people and many drains at once: everything is done, once, and nobody waits for us."""

import time
from unittest.mock import patch

import frappe

from order_tracking import drain
from order_tracking.batch import Batch
from order_tracking.constants import EVENT, MARK, PROMISE_CHANGE, TRACKER
from order_tracking.marks import insert_mark
from order_tracking.records import delete_marks
from order_tracking.tests import factories
from order_tracking.tests.faults import everything_is_dead, in_parallel, open_elsewhere, undrained_order
from order_tracking.tests.invariants import FollowingTestCase
from order_tracking.trackers import refresh


class TestManyAtOnce(FollowingTestCase):
	def setUp(self):
		super().setUp()
		self.settle()

	def test_busy_drain_turns_the_second_one_away(self):
		order = undrained_order()

		def hold_and_try():
			taken = drain.take_turn()
			[done] = in_parallel(drain.drain)
			drain.end_turn()
			return taken, done

		[(taken, done)] = in_parallel(hold_and_try)
		self.assertEqual((taken, done), (True, 0))
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_open_transaction_elsewhere_holds_up_no_drain(self):
		with everything_is_dead():
			orders = [factories.make_order() for _ in range(4)]
			frappe.db.commit()
		with open_elsewhere(lambda: insert_mark("Sales Order", "not committed", "on_submit")):
			began = time.monotonic()
			drain.drain()
			self.assertLess(time.monotonic() - began, 20, "a lock is waited for much longer than that")
		for order in orders:
			self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_open_drain_lets_everybody_leave_marks(self):
		names = [f"mark {number}" for number in range(6)]
		for name in names:
			insert_mark("Sales Order", name, "on_change")
		with everything_is_dead():
			frappe.db.commit()
		stored = frappe.get_all(MARK, {"reference_name": ["in", names]}, pluck="name")
		with open_elsewhere(lambda: delete_marks(stored)):
			began = time.monotonic()
			for name in names * 10:
				insert_mark("Sales Order", name, "on_change")
			self.assertLess(time.monotonic() - began, 20, "a lock is waited for much longer than that")
		frappe.db.rollback()

	def test_mark_committed_while_another_drains_is_seen_by_that_one(self):
		first, second = undrained_order(), factories.make_order(submit=False)
		frappe.db.commit()
		work_off, late = drain.work_off, []

		def work_off_slowly(*args):
			if not late:
				late.append(True)
				with everything_is_dead():
					in_parallel(lambda: frappe.get_doc("Sales Order", second.name).submit())
			return work_off(*args)

		with patch("order_tracking.drain.work_off", work_off_slowly):
			drain.drain()
		self.assertTrue(frappe.db.exists(TRACKER, {"sales_order": first.name}))
		self.assertTrue(frappe.db.exists(TRACKER, {"sales_order": second.name}))

	def test_same_order_submitted_in_twenty_parallel_tries(self):
		order = factories.make_order(submit=False)
		frappe.db.commit()
		results = in_parallel(*[lambda: frappe.get_doc("Sales Order", order.name).submit()] * 20)
		self.assertTrue(any(not isinstance(result, Exception) for result in results))
		tracker = self.tracker_of(order)
		self.assertEqual(frappe.db.count(TRACKER, {"sales_order": order.name}), 1)
		self.assertEqual(
			frappe.db.count(PROMISE_CHANGE, {"order_tracker": tracker.name, "kind": "Requested"}), 1
		)
		self.assertEqual(frappe.db.count(EVENT, {"order_tracker": tracker.name, "field": "stage"}), 1)

	def test_two_workers_refreshing_one_order_write_it_once(self):
		order = factories.make_order([{"qty": 10}])
		self.settle()
		with everything_is_dead():
			factories.deliver(order, qty={"Laptop": 4})
			frappe.db.commit()

		def refresh_it():
			return [(change.header, change.lines) for change in refresh_with_retries(order.name)]

		results = in_parallel(*[refresh_it] * 4)
		self.assertEqual([len(result) for result in results if result], [1], results)
		tracker = self.tracker_of(order)
		self.assertEqual(frappe.db.count(EVENT, {"order_tracker": tracker.name, "field": "stage"}), 2)

	def test_four_workers_beginning_one_tracker_make_one(self):
		order = undrained_order()
		results = in_parallel(*[lambda: len(refresh_with_retries(order.name))] * 4)
		self.assertEqual(sorted(map(str, results)), ["0", "0", "0", "1"])
		self.assertEqual(frappe.db.count(TRACKER, {"sales_order": order.name}), 1)

	def test_many_people_delivering_one_order_at_once(self):
		order = factories.make_order([{"qty": 100}])
		notes = [factories.deliver(order, qty={"Laptop": 1}, submit=False).name for _ in range(6)]
		self.settle()
		results = in_parallel(
			*[lambda name=name: frappe.get_doc("Delivery Note", name).submit() for name in notes]
		)
		done = sum(1 for result in results if not isinstance(result, Exception))
		self.assertGreaterEqual(done, 1)
		self.assertEqual(self.tracker_of(order).lines[0].delivered_qty, done)


def refresh_with_retries(order: str) -> list:
	# Made before the transaction begins: its time may have to be asked of the database, and what is read before the
	# tracker is locked may be older than the lock.
	batch = Batch({order: []})
	return drain.with_retries(lambda: refresh(batch))
