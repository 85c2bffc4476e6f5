"""Work Orders begun, planned to end, produced: what does the tracker say?"""

import frappe
from erpnext.manufacturing.doctype.work_order.work_order import (
	close_work_order,
	make_stock_entry,
	stop_unstop,
)
from frappe.utils import add_days, getdate, today

from order_tracking.tests import factories, supply
from order_tracking.tests.invariants import FollowingTestCase

DUE = getdate(add_days(today(), 30))


class TestTrackerFollowsProduction(FollowingTestCase):
	def ordered(self, qty=4, **work):
		"""An order for a cabinet and the submitted Work Order for it."""
		bom = supply.make_bom("Cabinet", "Board")
		order = factories.make_order(
			[{"item_code": "Cabinet", "qty": qty, "delivery_date": DUE, "bom_no": bom}]
		)
		return order, supply.make_work_order(order, bom, **work)

	def produce(self, work, qty):
		entry = frappe.get_doc(make_stock_entry(work.name, "Manufacture", qty))
		entry.insert()
		entry.submit()
		return entry

	def test_produced_in_part_is_in_progress_and_in_full_is_ready(self):
		order, work = self.ordered()
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")
		self.produce(work, 1)
		self.assertEqual(self.tracker_of(order).stage, "In Progress")
		last = self.produce(work, 3)
		self.assertEqual(self.tracker_of(order).stage, "Ready")
		factories.cancel(last)
		self.assertEqual(self.tracker_of(order).stage, "In Progress")

	def test_part_of_a_bundle_produced_is_not_the_bundle(self):
		bom = supply.make_bom("Cabinet", "Board")
		factories.make_item("Furnished Office", is_stock_item=0)
		if not frappe.db.exists("Product Bundle", {"new_item_code": "Furnished Office"}):
			parts = [{"item_code": item, "qty": 1} for item in ("Cabinet", factories.make_item("Laptop"))]
			frappe.get_doc(
				{"doctype": "Product Bundle", "new_item_code": "Furnished Office", "items": parts}
			).insert()
		order = factories.make_order([{"item_code": "Furnished Office", "is_stock_item": 0, "qty": 2}])
		self.produce(supply.make_work_order(order, bom, production_item="Cabinet"), 2)
		self.assertEqual(frappe.db.get_value("Sales Order Item", order.items[0].name, "produced_qty"), 2)
		self.assertEqual(self.tracker_of(order).stage, "In Progress")

	def test_material_moved_to_the_floor_is_work_begun(self):
		order, work = self.ordered(skip_transfer=0)
		entry = frappe.get_doc(make_stock_entry(work.name, "Material Transfer for Manufacture", 4))
		entry.insert()
		entry.submit()
		self.assertEqual(self.tracker_of(order).stage, "In Progress")

	def test_planned_end_after_the_promise_is_a_risk(self):
		order, work = self.ordered(expected_delivery_date=add_days(DUE, 6))
		tracker = self.tracker_of(order)
		self.assertEqual(
			(tracker.health, tracker.risk_kind, tracker.risk_document), ("At Risk", "Work Order", work.name)
		)
		self.assertEqual(tracker.lines[0].risk_until, add_days(DUE, 6))
		factories.move_date(order, add_days(DUE, 7))
		self.assertEqual(self.tracker_of(order).health, "On Track")

	def test_stopped_and_closed_work_is_no_expectation(self):
		order, work = self.ordered(expected_delivery_date=add_days(DUE, 6))
		stop_unstop(work.name, "Stopped")
		self.assertEqual(self.tracker_of(order).health, "On Track")
		stop_unstop(work.name, "Resumed")
		self.assertEqual(self.tracker_of(order).health, "At Risk")
		close_work_order(work.name, "Closed")
		self.assertEqual(self.tracker_of(order).health, "On Track")

	def test_cancelled_work_is_forgotten(self):
		order, work = self.ordered(expected_delivery_date=add_days(DUE, 6))
		self.assertEqual(self.tracker_of(order).health, "At Risk")
		factories.cancel(work)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.health, tracker.stage, tracker.risk_kind), ("On Track", "Confirmed", None))
