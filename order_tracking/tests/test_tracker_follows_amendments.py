"""An amended order is the same order: where do its tracker, its lines and its promises go?"""

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.constants import EVENT, MOVED, PROMISE_CHANGE, TRACKER
from order_tracking.tests import factories
from order_tracking.tests.invariants import FollowingTestCase

DUE = getdate(add_days(today(), 30))
LATER = getdate(add_days(today(), 40))


class TestTrackerFollowsAmendments(FollowingTestCase):
	def cancelled(self, lines=None):
		order = factories.make_order(lines or [{"qty": 2, "delivery_date": DUE}])
		self.settle()
		factories.cancel(order)
		self.settle()
		return order

	def name_amendments(self, how: str) -> None:
		"""Only a site that numbers amendments like new orders can amend one order twice."""
		frappe.db.set_single_value("Document Naming Settings", "default_amend_naming", how)

	def trackers_of(self, *orders):
		self.settle()
		return frappe.get_all(
			TRACKER, {"sales_order": ["in", [order.name for order in orders]]}, pluck="name"
		)

	def test_tracker_goes_on_with_the_amendment(self):
		order = self.cancelled()
		amendment = factories.amend(order)
		tracker = self.tracker_of(amendment)
		self.assertEqual((tracker.name, tracker.amended_orders), (order.name, order.name))
		self.assertEqual(
			(tracker.stage, tracker.workflow_state, tracker.health), ("Confirmed", "Approved", "On Track")
		)
		self.assertEqual(self.trackers_of(order), [])
		self.assertEqual(len(tracker.lines), 1)

	def test_first_promise_survives_and_a_new_date_is_a_move(self):
		order = self.cancelled()
		amendment = factories.amend(order, delivery_date=LATER)
		tracker = self.tracker_of(amendment)
		self.assertEqual(
			(tracker.requested_date, tracker.first_promise, tracker.current_promise), (DUE, DUE, LATER)
		)
		move = frappe.get_last_doc(PROMISE_CHANGE, {"order_tracker": tracker.name, "kind": MOVED})
		self.assertEqual((move.old_date, move.new_date, move.sales_order), (DUE, LATER, amendment.name))

	def test_draft_amendment_is_awaited_and_its_deletion_ends_that(self):
		order = self.cancelled()
		self.assertEqual(self.tracker_of(order).awaits_amendment, 0)
		draft = factories.amend(order, submit=False)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.awaits_amendment, tracker.stage), (1, "Cancelled"))
		self.assertEqual(self.trackers_of(draft), [])
		draft.delete()
		self.assertEqual(self.tracker_of(order).awaits_amendment, 0)

	def test_discarded_draft_amendment_is_not_awaited(self):
		order = self.cancelled()
		draft = factories.amend(order, submit=False)
		self.assertEqual(self.tracker_of(order).awaits_amendment, 1)
		if hasattr(draft, "discard"):
			draft.discard()
		else:
			draft.delete()
		self.assertEqual(self.tracker_of(order).awaits_amendment, 0)
		self.assertEqual(self.trackers_of(draft), [])

	def test_discarded_draft_never_gets_a_tracker(self):
		draft = factories.make_order(submit=False)
		if hasattr(draft, "discard"):
			draft.discard()
		else:
			draft.delete()
		self.assertEqual(self.trackers_of(draft), [])

	def test_chain_of_three(self):
		first = self.cancelled()
		second = factories.amend(first, delivery_date=LATER)
		self.settle()
		factories.cancel(second)
		third = factories.amend(second, delivery_date=DUE)
		tracker = self.tracker_of(third)
		self.assertEqual(tracker.name, first.name)
		self.assertEqual(tracker.amended_orders.split("\n"), [first.name, second.name])
		self.assertEqual((tracker.first_promise, tracker.current_promise), (DUE, DUE))
		self.assertEqual(self.trackers_of(first, second, third), [first.name])
		moves = frappe.get_all(
			PROMISE_CHANGE,
			{"order_tracker": tracker.name, "kind": MOVED},
			pluck="new_date",
			order_by="creation asc",
		)
		self.assertEqual(moves, [LATER, DUE])

	def test_whole_chain_while_nobody_drained(self):
		first = factories.make_order([{"qty": 2, "delivery_date": DUE}])
		factories.cancel(first)
		second = factories.amend(first, delivery_date=LATER)
		factories.cancel(second)
		third = factories.amend(second)
		tracker = self.tracker_of(third)
		self.assertEqual(
			(tracker.name, tracker.first_promise, tracker.current_promise), (first.name, DUE, LATER)
		)
		self.assertEqual(self.trackers_of(first, second, third), [first.name])

	def test_second_amendment_of_one_order_gets_a_tracker_of_its_own(self):
		self.name_amendments("Default Naming")
		self.addCleanup(self.name_amendments, "Amend Counter")
		order = self.cancelled()
		one = factories.amend(order)
		self.settle()
		draft = factories.amend(order, submit=False)
		self.settle()
		draft.submit()
		self.assertEqual(self.tracker_of(one).name, order.name)
		self.assertEqual(self.tracker_of(draft).name, draft.name)
		self.assertEqual(self.trackers_of(order), [])

	def test_both_amendments_submitted_while_nobody_drained(self):
		self.name_amendments("Default Naming")
		self.addCleanup(self.name_amendments, "Amend Counter")
		order = factories.make_order()
		factories.cancel(order)
		one, two = factories.amend(order), factories.amend(order)
		names = {self.tracker_of(one).name, self.tracker_of(two).name}
		self.assertEqual(len(names), 2)
		self.assertIn(order.name, names)

	def test_mark_on_an_order_whose_tracker_went_on_makes_no_second_one(self):
		order = self.cancelled()
		amendment = factories.amend(order)
		self.settle()
		frappe.get_doc("Sales Order", order.name).db_set("letter_head", None)
		self.assertEqual(self.trackers_of(order, amendment), [order.name])

	def test_lines_match_by_item_and_gone_ones_stay_struck(self):
		order = self.cancelled(
			[
				{"qty": 2, "delivery_date": DUE},
				{"item_code": "Cable", "qty": 3, "delivery_date": DUE},
				{"qty": 7, "delivery_date": LATER},
			]
		)
		factories.make_item("Mouse")
		amendment = factories.amend(order, submit=False)
		amendment.items = [amendment.items[2], amendment.items[0]]
		amendment.append("items", {"item_code": "Mouse", "qty": 1, "rate": 5, "delivery_date": LATER})
		for number, line in enumerate(amendment.items, start=1):
			line.idx = number
		amendment.save()
		amendment.submit()
		tracker = self.tracker_of(amendment)
		lines = {(line.item_code, line.qty): line for line in tracker.lines}
		self.assertEqual(lines["Laptop", 7].first_promise, LATER)
		self.assertEqual(lines["Laptop", 2].first_promise, DUE)
		self.assertEqual((lines["Cable", 3].is_struck, lines["Cable", 3].line_stage), (1, "Gone"))
		self.assertEqual((lines["Mouse", 1].first_promise, lines["Mouse", 1].is_struck), (LATER, 0))
		self.assertEqual(tracker.net_total, 905)

	def test_history_of_the_cancelled_order_is_kept(self):
		order = self.cancelled()
		tracker = self.tracker_of(factories.amend(order))
		stages = frappe.get_all(
			EVENT,
			{"order_tracker": tracker.name, "field": "stage"},
			["from_value", "to_value"],
			order_by="creation asc",
		)
		self.assertEqual(
			[(row.from_value, row.to_value) for row in stages],
			[(None, "Confirmed"), ("Confirmed", "Cancelled"), ("Cancelled", "Confirmed")],
		)
