"""The supplier sends the goods to the customer: ERPNext keeps no day for that, so the tracker does."""

import frappe
from erpnext.buying.doctype.purchase_order.purchase_order import update_status as update_purchase_status
from frappe.utils import add_days, getdate, today

from order_tracking import backfill
from order_tracking.constants import EVENT
from order_tracking.facts.deliveries import DROP_SHIPPED
from order_tracking.tests import factories, supply
from order_tracking.tests.faults import forget_tracker
from order_tracking.tests.invariants import FollowingTestCase

DUE = getdate(add_days(today(), 30))


class TestTrackerFollowsDropShip(FollowingTestCase):
	def drop_shipped(self, lines=None, **line):
		lines = lines or [{"qty": 4, "delivery_date": DUE, **line}]
		for line in lines:
			line.setdefault("delivered_by_supplier", 1)
			if line["delivered_by_supplier"]:
				line["supplier"] = supply.make_supplier()
		return factories.make_order(lines)

	def test_marked_delivered_by_the_supplier(self):
		order = self.drop_shipped()
		purchase = supply.buy_for(order)
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")
		update_purchase_status("Delivered", purchase.name)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.health), ("Delivered", "Delivered On Time"))
		self.assertEqual((tracker.lines[0].delivered_qty, tracker.actual_date), (4, getdate(today())))

	def test_day_of_delivery_stands_when_it_is_judged_again_later(self):
		order = self.drop_shipped(delivery_date=add_days(today(), -3))
		update_purchase_status("Delivered", supply.buy_for(order, on=today()).name)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.health, tracker.days_late), ("Delivered Late", 3))
		self.assertEqual(
			frappe.db.count(EVENT, {"order_tracker": tracker.name, "field": DROP_SHIPPED}),
			1,
			"one row for one delivery, however often it is judged",
		)
		self.tracker_of(order, add_days(today(), 5))

	def test_day_is_that_of_the_purchase_where_the_order_is_older_than_the_app(self):
		order = self.drop_shipped(delivery_date=add_days(today(), -20))
		purchase = supply.buy_for(order, on=today())
		update_purchase_status("Delivered", purchase.name)
		self.settle()
		label = frappe.db.get_value("Comment", {"reference_name": purchase.name, "content": "Delivered"})
		frappe.db.set_value("Comment", label, "creation", add_days(today(), -25))
		earlier = {"reference_name": purchase.name, "name": ("!=", label)}
		frappe.db.set_value("Comment", earlier, "creation", add_days(today(), -26))
		forget_tracker(order.name)
		backfill.track_all_orders()
		tracker = self.tracker_of(order)
		self.assertEqual(
			(tracker.health, tracker.actual_date), ("Delivered On Time", getdate(add_days(today(), -25)))
		)

	def test_cancelled_purchase_takes_the_delivery_back(self):
		order = self.drop_shipped()
		purchase = supply.buy_for(order)
		update_purchase_status("Delivered", purchase.name)
		self.assertEqual(self.tracker_of(order).stage, "Delivered")
		update_purchase_status("Submitted", purchase.name)
		factories.cancel(purchase)
		tracker = self.tracker_of(order)
		self.assertEqual(
			tracker.lines[0].delivered_qty,
			frappe.db.get_value("Sales Order Item", order.items[0].name, "delivered_qty"),
		)

	def test_order_with_both_kinds_of_lines(self):
		order = self.drop_shipped(
			[
				{"qty": 4, "delivery_date": DUE},
				{"item_code": "Cable", "qty": 2, "delivery_date": DUE, "delivered_by_supplier": 0},
			]
		)
		factories.deliver(order)
		self.assertEqual(self.tracker_of(order).stage, "Partly Delivered")
		purchase = supply.buy_for(order, items=["Laptop"])
		update_purchase_status("Delivered", purchase.name)
		self.assertEqual(self.tracker_of(order).stage, "Delivered")

	def test_purchase_that_comes_too_late_is_a_risk(self):
		order = factories.make_order([{"delivery_date": DUE}])
		purchase = supply.buy_for(order, on=add_days(DUE, 4))
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.health, tracker.risk_kind), ("At Risk", "Purchase Order"))
		self.assertEqual((tracker.risk_document, tracker.risk_until), (purchase.name, add_days(DUE, 4)))
		update_purchase_status("Closed", purchase.name)
		self.assertEqual(self.tracker_of(order).health, "On Track")
		update_purchase_status("Submitted", purchase.name)
		self.assertEqual(self.tracker_of(order).health, "At Risk")
		factories.cancel(purchase)
		self.assertEqual(self.tracker_of(order).health, "On Track")

	def test_received_purchase_is_no_risk_any_more(self):
		order = factories.make_order([{"delivery_date": DUE}])
		purchase = supply.buy_for(order, on=add_days(DUE, 4))
		self.assertEqual(self.tracker_of(order).health, "At Risk")
		supply.receive(purchase)
		self.assertEqual(self.tracker_of(order).health, "On Track")
