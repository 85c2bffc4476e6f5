"""Decisions that ERPNext overwrites are in the ledger, even if nobody drains for a long time."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking import drain
from order_tracking.constants import FIRST_PROMISE, LINE_GONE, MARK, MOVED, PROMISE_CHANGE, REQUESTED
from order_tracking.tests import factories
from order_tracking.tests.faults import everything_is_dead
from order_tracking.tests.invariants import FollowingTestCase
from order_tracking.tests.people import make_seller

DUE, LATER, LATEST = (getdate(add_days(today(), days)) for days in (30, 40, 50))


class TestLedgerLosesNothing(FollowingTestCase):
	def entries(self, tracker, *kinds):
		rows = frappe.get_all(
			PROMISE_CHANGE,
			{"order_tracker": tracker.name, "kind": ["in", kinds]},
			["kind", "old_date", "new_date", "author", "item_code"],
			order_by="happened_at asc, creation asc",
		)
		return [(row.kind, row.old_date, row.new_date) for row in rows]

	def test_order_moved_twice_while_every_worker_is_dead(self):
		with everything_is_dead():
			order = factories.make_order([{"delivery_date": DUE}])
			frappe.db.commit()
			factories.move_date(order, LATER)
			frappe.db.commit()
			factories.move_date(order, LATEST)
			frappe.db.commit()
		self.assertEqual(frappe.db.count(MARK, {"reference_name": order.name}), 3)
		tracker = self.tracker_of(order)
		self.assertEqual(
			(tracker.requested_date, tracker.first_promise, tracker.current_promise), (DUE, DUE, LATEST)
		)
		self.assertEqual(
			self.entries(tracker, REQUESTED, FIRST_PROMISE, MOVED),
			[(REQUESTED, None, DUE), (FIRST_PROMISE, None, DUE), (MOVED, DUE, LATER), (MOVED, LATER, LATEST)],
		)

	def test_both_moves_in_one_transaction_count(self):
		with everything_is_dead():
			order = factories.make_order([{"delivery_date": DUE}])
			fresh = frappe.get_doc("Sales Order", order.name)
			for day in (LATER, LATEST):
				fresh.items[0].delivery_date = fresh.delivery_date = day
				fresh.save()
			frappe.db.commit()
		self.assertEqual(
			self.entries(self.tracker_of(order), MOVED), [(MOVED, DUE, LATER), (MOVED, LATER, LATEST)]
		)

	def test_moved_away_and_back_is_two_moves(self):
		with everything_is_dead():
			order = factories.make_order([{"delivery_date": DUE}])
			factories.move_date(order, LATER)
			factories.move_date(order, DUE)
		tracker = self.tracker_of(order)
		self.assertEqual(self.entries(tracker, MOVED), [(MOVED, DUE, LATER), (MOVED, LATER, DUE)])

	def test_line_that_came_and_went_unseen_is_remembered(self):
		with everything_is_dead():
			order = factories.make_order([{"delivery_date": DUE}])
			factories.make_item("Mouse")
			factories.update_items(
				order,
				lambda rows: rows.append(
					{"item_code": "Mouse", "qty": 1, "rate": 1, "delivery_date": str(LATER)}
				),
			)
			factories.update_items(order, lambda rows: rows.pop())
		tracker = self.tracker_of(order)
		self.assertEqual(self.entries(tracker, LINE_GONE), [(LINE_GONE, LATER, None)])
		self.assertEqual(len(tracker.lines), 1)

	def test_author_and_time_are_those_of_the_move_not_of_the_drain(self):
		seller = make_seller()
		with everything_is_dead():
			order = factories.make_order([{"delivery_date": DUE}])
			with self.set_user(seller):
				factories.move_date(order, LATER)
			moved_at = frappe.utils.now_datetime()
			frappe.db.commit()
		tracker = self.tracker_of(order)
		move = frappe.get_last_doc(PROMISE_CHANGE, {"order_tracker": tracker.name, "kind": MOVED})
		self.assertEqual(move.author, seller)
		self.assertLessEqual(move.happened_at, moved_at)

	def test_draining_twice_adds_nothing(self):
		order = factories.make_order([{"delivery_date": DUE}])
		factories.move_date(order, LATER)
		before = self.entries(self.tracker_of(order), REQUESTED, FIRST_PROMISE, MOVED)
		drain.drain()
		self.assertEqual(self.entries(self.tracker_of(order), REQUESTED, FIRST_PROMISE, MOVED), before)

	def test_mark_that_failed_goes_before_newer_ones(self):
		order = factories.make_order([{"delivery_date": DUE}])
		with patch("order_tracking.notes.judgement.judge", side_effect=ValueError("broken")):
			frappe.db.commit()
			drain.drain()
		self.assertEqual(frappe.db.count(MARK, {"reference_name": order.name, "attempts": [">", 0]}), 2)
		factories.move_date(order, LATER)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.first_promise, tracker.current_promise), (DUE, LATER))
		self.assertFalse(frappe.db.exists(MARK, {"reference_name": order.name}))

	def test_order_older_than_we_has_a_first_promise_only_if_the_version_log_tells(self):
		for is_logged in (True, False):
			with self.subTest(is_logged=is_logged):
				with patch("order_tracking.marks.insert_mark"):
					order = factories.make_order([{"delivery_date": DUE}], submit=False)
					order.submit()
					if is_logged:
						self.log_submit(order)
					frappe.db.commit()
				fresh = frappe.get_doc("Sales Order", order.name)
				fresh.items[0].delivery_date = fresh.delivery_date = LATER
				fresh.save(ignore_version=not is_logged)
				tracker = self.tracker_of(order)
				self.assertEqual(
					(tracker.first_promise, tracker.current_promise), (DUE if is_logged else None, LATER)
				)
				self.assertEqual(tracker.lines[0].is_first_promise_known, int(is_logged))
				self.assertEqual(self.entries(tracker, MOVED), [(MOVED, DUE, LATER)] if is_logged else [])
				factories.move_date(order, LATEST)
				tracker = self.tracker_of(order)
				self.assertEqual(
					(tracker.first_promise, tracker.current_promise), (DUE if is_logged else None, LATEST)
				)
				self.assertEqual(self.entries(tracker, MOVED)[-1], (MOVED, LATER, LATEST))

	def log_submit(self, order):
		"""Tests run without the version log; this is the entry that a submit leaves in it."""
		frappe.get_doc(
			{
				"doctype": "Version",
				"ref_doctype": "Sales Order",
				"docname": order.name,
				"data": frappe.as_json({"changed": [["docstatus", 0, 1]]}),
			}
		).insert()
