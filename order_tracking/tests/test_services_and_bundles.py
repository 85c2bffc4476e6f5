"""What waits for no Delivery Note, and what ERPNext packs of parts: when is it delivered?"""

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.batch import Batch
from order_tracking.tests import factories
from order_tracking.tests.invariants import FollowingTestCase
from order_tracking.trackers import refresh

DUE = getdate(add_days(today(), 30))
PAST = getdate(add_days(today(), -10))


class TestServicesAndBundles(FollowingTestCase):
	def service(self, **line):
		return {"item_code": "Consulting", "is_stock_item": 0, "delivery_date": PAST, **line}

	def test_service_waits_for_no_delivery_note_but_is_late_until_billed(self):
		order = factories.make_order([self.service()])
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.lines[0].line_kind, tracker.health), ("Service", "Overdue"))
		invoice = factories.bill(order)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.actual_date), ("Delivered", getdate(today())))
		factories.pay(invoice)
		self.assertEqual(self.tracker_of(order).stage, "Completed")

	def bill_service(self, order, qty: float, item: str = "Consulting"):
		invoice = factories.bill(order, submit=False)
		invoice.items = [row for row in invoice.items if row.item_code == item]
		invoice.items[0].qty = qty
		invoice.save()
		invoice.submit()
		return invoice

	def test_credit_note_does_not_undo_a_service(self):
		order = factories.make_order([self.service(qty=4), {"delivery_date": DUE}])
		invoice = self.bill_service(order, 4)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.health), ("Partly Delivered", "On Track"))
		factories.credit(invoice, {"Consulting": 1})
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.health), ("Partly Delivered", "On Track"))
		self.assertEqual((tracker.billed_amount, tracker.lines[0].actual_date), (300, getdate(today())))

	def test_service_billed_in_parts_is_done_whatever_the_tax_in_its_price_left_of_cents(self):
		tax = {
			"charge_type": "On Net Total",
			"account_head": factories.tax_account(),
			"description": "VAT",
			"rate": 10,
			"included_in_print_rate": 1,
		}
		order = factories.make_order(
			[self.service(qty=3, rate=7), {"delivery_date": DUE}], taxes=[tax], disable_rounded_total=1
		)
		for _time in range(3):
			self.bill_service(order, 1)
		line = self.tracker_of(order).lines[0]
		self.assertNotEqual(line.billed_amount, line.net_amount, "or this proves nothing")
		self.assertEqual((line.line_stage, line.actual_date), ("Delivered", getdate(today())))

	def test_service_put_on_a_delivery_note_is_delivered_by_it(self):
		order = factories.make_order([self.service()])
		factories.deliver(order, on=add_days(today(), -2))
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.actual_date), ("Delivered", getdate(add_days(today(), -2))))

	def test_service_beside_goods(self):
		order = factories.make_order([{"qty": 1, "delivery_date": DUE}, self.service()])
		factories.deliver(order, qty={"Laptop": 1})
		self.assertEqual(self.tracker_of(order).stage, "Partly Delivered")
		factories.bill(order)
		self.assertEqual(self.tracker_of(order).stage, "Delivered")

	def bundle(self) -> str:
		factories.make_item("Desk Set", is_stock_item=0)
		for part in ("Laptop", "Cable"):
			factories.make_item(part)
			factories.ensure_stock(part, 10)
		if not frappe.db.exists("Product Bundle", {"new_item_code": "Desk Set"}):
			frappe.get_doc(
				{
					"doctype": "Product Bundle",
					"new_item_code": "Desk Set",
					"items": [{"item_code": "Laptop", "qty": 1}, {"item_code": "Cable", "qty": 2}],
				}
			).insert()
		return "Desk Set"

	def test_bundle_is_goods_and_delivered_as_one(self):
		order = factories.make_order([{"item_code": self.bundle(), "is_stock_item": 0, "qty": 3}])
		self.assertEqual(self.tracker_of(order).lines[0].line_kind, "Goods")
		factories.deliver(order, qty={"Desk Set": 1})
		line = self.tracker_of(order).lines[0]
		self.assertEqual(
			(line.line_stage, line.delivered_qty, line.remaining_qty), ("Partly Delivered", 1, 2)
		)
		factories.bill(order)
		self.assertEqual(self.tracker_of(order).stage, "Partly Delivered")
		factories.deliver(order)
		self.assertEqual(self.tracker_of(order).stage, "Delivered")

	def test_bundle_that_is_not_sold_any_more_is_still_to_be_delivered(self):
		order = factories.make_order([{"item_code": self.bundle(), "is_stock_item": 0, "qty": 3}])
		factories.bill(order)
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")
		frappe.db.set_value("Product Bundle", "Desk Set", "disabled", 1)
		self.addCleanup(frappe.db.set_value, "Product Bundle", "Desk Set", "disabled", 0)
		refresh(Batch({order.name: []}))
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.lines[0].line_kind), ("Confirmed", "Goods"))

	def test_order_that_skips_delivery_notes_is_delivered_by_its_bill(self):
		order = factories.make_order([{"qty": 2}], skip_delivery_note=1)
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")
		factories.pay(factories.bill(order))
		self.assertEqual(self.tracker_of(order).stage, "Completed")
