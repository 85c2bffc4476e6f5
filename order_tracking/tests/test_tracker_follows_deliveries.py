"""Delivery Notes, returns, picking and parcels: what does the tracker say?"""

import frappe
from erpnext.selling.doctype.sales_order.sales_order import create_pick_list
from erpnext.stock.doctype.delivery_note.delivery_note import make_shipment
from frappe.utils import add_days, getdate, today

from order_tracking.constants import MARK
from order_tracking.tests import factories
from order_tracking.tests.invariants import FollowingTestCase

DUE = getdate(add_days(today(), 30))


class TestTrackerFollowsDeliveries(FollowingTestCase):
	def test_part_then_all(self):
		order = factories.make_order([{"qty": 10}, {"item_code": "Cable", "qty": 5, "rate": 20}])
		factories.deliver(order, qty={"Laptop": 4})
		tracker = self.tracker_of(order)
		self.assertEqual(
			(tracker.stage, tracker.lines[0].line_stage), ("Partly Delivered", "Partly Delivered")
		)
		self.assertEqual((tracker.lines[0].delivered_qty, tracker.lines[0].remaining_qty), (4, 6))
		self.assertEqual((tracker.delivered_amount, tracker.actual_date), (400, None))
		factories.deliver(order, on=add_days(today(), -1))
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.health), ("Delivered", "Delivered On Time"))
		# The last goods decide, not the last document.
		self.assertEqual(tracker.actual_date, getdate(today()))
		self.assertEqual((tracker.per_delivered_value, tracker.next_promise), (100, None))

	def test_draft_delivery_note_says_nothing(self):
		order = factories.make_order()
		factories.deliver(order, submit=False)
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_cancelled_delivery_note_undoes_what_it_said(self):
		order = factories.make_order([{"delivery_date": add_days(today(), -3)}])
		note = factories.deliver(order)
		self.assertEqual(
			(self.tracker_of(order).health, self.tracker_of(order).days_late), ("Delivered Late", 3)
		)
		factories.cancel(note)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.health, tracker.days_late), ("Confirmed", "Overdue", 0))
		self.assertEqual((tracker.actual_date, tracker.lines[0].delivered_qty), (None, 0))

	def test_one_note_for_two_orders_reaches_both(self):
		first, second = factories.make_order(), factories.make_order()
		note = factories.deliver(first, submit=False)
		row = frappe.copy_doc(note.items[0])
		row.update({"against_sales_order": second.name, "so_detail": second.items[0].name})
		note.append("items", row)
		note.save()
		note.submit()
		self.assertEqual(
			(self.tracker_of(first).stage, self.tracker_of(second).stage), ("Delivered", "Delivered")
		)

	def test_return_before_completion_only_undoes_a_delivery(self):
		order = factories.make_order([{"qty": 10}])
		note = factories.deliver(order, qty={"Laptop": 6})
		factories.bring_back(note, {"Laptop": 2})
		line = self.tracker_of(order).lines[0]
		self.assertEqual((line.delivered_qty, line.returned_qty, line.remaining_qty), (4, 2, 6))

	def test_delivery_note_without_an_order_is_nobodys_business(self):
		self.settle()
		order = factories.make_order()
		self.settle()
		note = factories.deliver(order, submit=False)
		for row in note.items:
			row.against_sales_order = row.so_detail = None
		note.save()
		note.submit()
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_amended_delivery_note_counts_once(self):
		order = factories.make_order([{"qty": 10}])
		note = factories.deliver(order, qty={"Laptop": 6})
		factories.cancel(note)
		factories.amend(note)
		self.assertEqual(self.tracker_of(order).lines[0].delivered_qty, 6)

	def test_order_in_another_unit_is_counted_in_its_own(self):
		factories.make_item("Pen", uoms=[{"uom": "Box", "conversion_factor": 12}])
		order = factories.make_order([{"item_code": "Pen", "qty": 5, "uom": "Box", "conversion_factor": 12}])
		factories.deliver(order, qty={"Pen": 2})
		line = self.tracker_of(order).lines[0]
		self.assertEqual((line.uom, line.delivered_qty, line.remaining_qty), ("Box", 2, 3))

	def test_picked_in_full_is_ready_and_picked_in_part_is_in_progress(self):
		order = factories.make_order([{"qty": 4}, {"item_code": "Cable", "qty": 2}])
		pick = create_pick_list(order.name)
		pick.locations = [row for row in pick.locations if row.item_code == "Laptop"]
		self.pick(pick)
		self.assertEqual(self.tracker_of(order).stage, "In Progress")
		rest = create_pick_list(order.name)
		self.pick(rest)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, {line.line_stage for line in tracker.lines}), ("Ready", {"Ready"}))
		factories.cancel(rest)
		self.assertEqual(self.tracker_of(order).stage, "In Progress")

	def test_parcel_of_a_delivery_leaves_a_mark_that_the_drain_works_off(self):
		order = factories.make_order()
		note = factories.deliver(order)
		parcel = make_shipment(note.name)
		parcel.update({"pickup_date": today(), "value_of_goods": 100, "description_of_content": "Laptop"})
		parcel.append("shipment_parcel", {"length": 1, "width": 1, "height": 1, "weight": 1, "count": 1})
		parcel.pickup_from_type = "Company"
		parcel.delivery_to_type = "Customer"
		parcel.flags.ignore_mandatory = True
		parcel.insert()
		parcel.submit()
		self.assertTrue(
			frappe.db.exists(MARK, {"reference_doctype": "Shipment", "reference_name": parcel.name})
		)
		self.assertEqual(self.tracker_of(order).stage, "Delivered")
		self.assertFalse(frappe.db.exists(MARK, {"reference_name": parcel.name}))

	def pick(self, pick):
		pick.pick_manually = 0
		pick.save()
		pick.submit()
