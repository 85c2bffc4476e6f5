"""The drain under faults: what fails is listed and healed, what works is not held up, nothing is lost or done twice."""

from types import SimpleNamespace
from unittest.mock import patch

import frappe
from frappe.utils import CallbackManager, add_days, today

from order_tracking import drain, jobs, trackers
from order_tracking.constants import FAILURE, MARK, PROMISE_CHANGE, TRACKER
from order_tracking.rules.judge import judge
from order_tracking.tests import factories
from order_tracking.tests.faults import (
	everything_is_dead,
	in_parallel,
	no_account_for_mail,
	no_mark_is_left,
	undrained_order,
)
from order_tracking.tests.invariants import FollowingTestCase
from order_tracking.tests.people import make_user


def broken_for(*orders):
	"""The rules stumble over these orders."""

	def stumble(facts, *args):
		if facts.name in {order.name for order in orders}:
			raise ValueError("no rule for this order")
		return judge(facts, *args)

	return patch("order_tracking.notes.judgement.judge", stumble)


class TestDrain(FollowingTestCase):
	def setUp(self):
		super().setUp()
		self.settle()

	def test_failing_order_is_listed_and_holds_up_nobody(self):
		with everything_is_dead():
			broken, whole = factories.make_order(), factories.make_order()
			frappe.db.commit()
		with broken_for(broken):
			drain.drain()
			self.assertEqual(self.tracker_of(whole).stage, "Confirmed")
			drain.drain(again_failed=True)
		failure = frappe.get_doc(FAILURE, {"sales_order": broken.name})
		self.assertEqual((failure.attempts, failure.job), (2, "drain"))
		self.assertEqual(failure.reason, "ValueError: no rule for this order")
		self.assertEqual(
			frappe.db.count("Error Log", {"method": ["like", f"%{broken.name}%"]}), 1, "logged once"
		)
		drain.drain(again_failed=True)
		self.assertFalse(frappe.db.exists(FAILURE, {"sales_order": broken.name}))
		self.assertFalse(frappe.db.exists(MARK, {"reference_name": broken.name}))
		self.assertEqual(self.tracker_of(broken).stage, "Confirmed")

	def test_amendment_waits_for_the_order_that_failed(self):
		with everything_is_dead():
			broken = factories.make_order()
			frappe.db.commit()
			broken.reload()
			broken.cancel()
			amendment = factories.amend(broken)
			frappe.db.commit()
		with broken_for(broken):
			drain.drain()
			self.assertFalse(frappe.db.exists(TRACKER, {"sales_order": amendment.name}))
			self.assertIn(
				broken.name, frappe.db.get_value(FAILURE, {"sales_order": amendment.name}, "reason")
			)
		drain.drain(again_failed=True)
		self.assertEqual(self.tracker_of(amendment).amended_orders, broken.name)
		self.assertFalse(frappe.db.exists(TRACKER, {"sales_order": broken.name}))
		self.assertFalse(frappe.db.exists(FAILURE, {"sales_order": ["in", [broken.name, amendment.name]]}))

	def test_document_of_two_orders_of_which_one_fails(self):
		broken, whole = factories.make_order(customer="Pair"), factories.make_order(customer="Pair")
		self.settle()
		with everything_is_dead():
			invoice = factories.bill_together(broken, whole)
			frappe.db.commit()
		with broken_for(broken):
			drain.drain()
			self.assertEqual(self.tracker_of(whole).is_billed, 1)
			self.assertFalse(frappe.db.exists(MARK, {"reference_name": invoice.name}))
		drain.drain(again_failed=True)
		self.assertEqual(self.tracker_of(broken).is_billed, 1)

	def test_backlog_of_many_batches_with_a_broken_order_in_it(self):
		with everything_is_dead():
			broken, whole = factories.make_order(), factories.make_order()
			for offset in (31, 32, 33):
				for order in (broken, whole):
					factories.move_date(order, add_days(today(), offset))
					frappe.db.commit()
		with patch("order_tracking.drain.BATCH", 2):
			with broken_for(broken):
				drain.drain(again_failed=True)
				self.assertEqual(frappe.db.count(MARK, {"reference_name": whole.name}), 0)
				drain.drain(again_failed=True)
			drain.drain(again_failed=True)
		for order in (broken, whole):
			tracker = self.tracker_of(order)
			self.assertEqual(str(tracker.first_promise), add_days(today(), 30))
			self.assertEqual(
				frappe.db.count(PROMISE_CHANGE, {"order_tracker": tracker.name, "kind": "Moved"}), 3
			)

	def test_deadlock_is_tried_again_and_nobody_hears_of_it(self):
		order = undrained_order()
		with self.write_failing(frappe.QueryDeadlockError, times=2):
			drain.drain()
		self.assertFalse(frappe.db.exists(FAILURE, {"sales_order": order.name}))
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_deadlock_that_does_not_end_is_listed_and_healed(self):
		order = undrained_order()
		with self.write_failing(frappe.QueryTimeoutError, times=1000), patch("time.sleep"):
			drain.drain()
		self.assertTrue(frappe.db.exists(FAILURE, {"sales_order": order.name}))
		drain.drain(again_failed=True)
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_marks_survive_until_somebody_drains(self):
		order = undrained_order()
		self.assertFalse(frappe.db.exists(TRACKER, {"sales_order": order.name}))
		[done] = in_parallel(drain.drain)
		self.assertGreaterEqual(done, 1)
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_broken_drain_never_reaches_the_user(self):
		with patch("order_tracking.drain.work_off", side_effect=RuntimeError("drain is broken")):
			order = factories.make_order()
			frappe.db.commit()
		self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 1)
		self.assertTrue(frappe.db.exists(MARK, {"reference_name": order.name}))
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_mark_that_cannot_be_left_never_stops_the_document(self):
		with no_mark_is_left():
			order = factories.make_order()
			frappe.db.commit()
		self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 1)
		self.settle()
		self.assertFalse(frappe.db.exists(TRACKER, {"sales_order": order.name}))
		jobs.check()
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_deadlock_under_a_mark_is_the_users_deadlock(self):
		order = factories.make_order(submit=False)
		with patch("order_tracking.marks.insert_mark", side_effect=frappe.QueryDeadlockError("gone")):
			self.assertRaises(frappe.QueryDeadlockError, order.submit)

	def test_rolled_back_document_leaves_no_mark_and_the_next_one_drains(self):
		order = factories.make_order(submit=False)
		frappe.db.commit()
		order.submit()
		frappe.db.rollback()
		self.assertFalse(frappe.db.exists(MARK, {"reference_name": order.name}))
		frappe.get_doc("Sales Order", order.name).submit()
		frappe.db.commit()
		self.assertTrue(frappe.db.exists(TRACKER, {"sales_order": order.name}))

	def test_web_request_answers_first_and_drains_then(self):
		after_response = CallbackManager()
		with patch.object(
			frappe.local, "request", SimpleNamespace(after_response=after_response), create=True
		):
			order = factories.make_order()
			frappe.db.commit()
			self.assertFalse(frappe.db.exists(TRACKER, {"sales_order": order.name}))
			after_response.run()
		self.assertTrue(frappe.db.exists(TRACKER, {"sales_order": order.name}))

	def test_job_drains_at_once_after_its_commit(self):
		order = factories.make_order()
		frappe.db.commit()
		self.assertTrue(frappe.db.exists(TRACKER, {"sales_order": order.name}))

	def test_whoever_happens_to_drain_needs_no_right_to_trackers(self):
		order = factories.make_order([{"qty": 2}])
		with everything_is_dead():
			factories.deliver(order, qty={"Laptop": 1})
			frappe.db.commit()
		for nobody in ("Guest", make_user("Nobody")):
			with self.subTest(nobody):
				with self.set_user(nobody):
					drain.drain()
				self.assertEqual(self.tracker_of(order).stage, "Partly Delivered")
				with everything_is_dead():
					factories.set_status(order, "On Hold")
					factories.set_status(order, "Draft")
					frappe.db.commit()

	def test_redis_is_dead_during_submit_and_drain(self):
		pool = frappe.cache.connection_pool
		dead = pool.connection_class(host="127.0.0.1", port=1)
		order = factories.make_order(submit=False)
		frappe.db.commit()
		# The dead connection never goes into the pool, where the next test would find it.
		with patch.multiple(
			pool, get_connection=lambda *args, **kwargs: dead, release=lambda connection: None
		):
			with patch(
				"frappe.utils.background_jobs.get_redis_conn", side_effect=ConnectionError("no Redis")
			):
				# In tests Frappe does not bear a dead Redis; in life it does.
				with patch.dict(frappe.local.flags, in_test=False):
					order.submit()
					frappe.db.commit()
		self.assertEqual(frappe.db.get_value("Sales Order", order.name, "docstatus"), 1)
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_site_without_outgoing_mail(self):
		self.assertFalse(frappe.db.exists("Email Account", {"default_outgoing": 1}))
		order = factories.make_order([{"delivery_date": add_days(today(), -1)}])
		with no_account_for_mail():
			factories.deliver(order)
			self.assertEqual(self.tracker_of(order).stage, "Delivered")

	def write_failing(self, error, times: int):
		left, write = [error("somebody was in the way")] * times, trackers.records.write

		def write_or_fail(changes):
			if left:
				raise left.pop()
			return write(changes)

		return patch("order_tracking.trackers.records.write", write_or_fail)
