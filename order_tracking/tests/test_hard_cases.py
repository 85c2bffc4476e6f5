"""Orders that are not like the others: what does the tracker say of them?"""

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.constants import TRACKER
from order_tracking.tests import factories
from order_tracking.tests.companies import make_company
from order_tracking.tests.invariants import FollowingTestCase
from order_tracking.trackers import Batch, refresh

DUE = getdate(add_days(today(), 30))
PAST = getdate(add_days(today(), -10))


class TestQuantities(FollowingTestCase):
	def test_two_of_250_000_missing_is_not_delivered(self):
		order = factories.make_order([{"item_code": "Screw", "qty": 250_000, "rate": 0.01}])
		factories.deliver(order, qty={"Screw": 249_998})
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.is_delivered), ("Partly Delivered", 0))
		self.assertEqual((tracker.lines[0].remaining_qty, tracker.actual_date), (2, None))
		self.assertLess(tracker.per_delivered_value, 100)
		factories.deliver(order)
		self.assertEqual(self.tracker_of(order).stage, "Delivered")

	def test_more_delivered_than_ordered_is_delivered_and_never_more_than_all_of_it(self):
		factories.make_item("Cable by the metre", over_delivery_receipt_allowance=20)
		order = factories.make_order([{"item_code": "Cable by the metre", "qty": 10}])
		note = factories.deliver(order, qty={"Cable by the metre": 11})
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.per_delivered_value), ("Delivered", 100))
		self.assertEqual((tracker.lines[0].delivered_qty, tracker.lines[0].remaining_qty), (11, 0))
		self.assertEqual(tracker.delivered_amount, 1000)
		# What comes back of the surplus opens nothing.
		factories.bring_back(note, {"Cable by the metre": 1})
		self.assertEqual(self.tracker_of(order).lines[0].remaining_qty, 0)

	def test_fractions_that_do_not_add_up_in_binary(self):
		factories.make_item("Oil", stock_uom="Litre")
		order = factories.make_order([{"item_code": "Oil", "qty": 0.3}])
		for qty in (0.1, 0.2):
			factories.deliver(order, qty={"Oil": qty})
		self.assertEqual(self.tracker_of(order).stage, "Delivered")

	def test_free_line_beside_a_paid_one(self):
		order = factories.make_order([{"qty": 1}, {"item_code": "Sample", "qty": 1, "rate": 0}])
		factories.deliver(order, qty={"Laptop": 1})
		self.assertEqual(self.tracker_of(order).stage, "Partly Delivered")
		factories.deliver(order)
		factories.pay(factories.bill(order))
		self.assertEqual(self.tracker_of(order).stage, "Completed")


class TestLateness(FollowingTestCase):
	def test_early_late_line_is_not_hidden_by_a_later_one(self):
		order = factories.make_order(
			[
				{"qty": 3, "delivery_date": "2026-03-01"},
				{"item_code": "Cable", "qty": 2, "rate": 10, "delivery_date": "2026-03-20"},
			],
			on="2026-02-01",
		)
		self.settle()
		refresh(Batch({order.name: []}, today=getdate("2026-03-05"), is_silent=True))
		tracker = frappe.get_doc(TRACKER, {"sales_order": order.name})
		self.assertEqual((tracker.health, tracker.overdue_since), ("Overdue", getdate("2026-03-01")))
		self.assertEqual((tracker.overdue_lines, tracker.overdue_amount), (1, 300))
		self.assertEqual(
			(tracker.next_promise, tracker.current_promise), (getdate("2026-03-01"), getdate("2026-03-20"))
		)
		self.assertEqual([line.overdue_since for line in tracker.lines], [getdate("2026-03-01"), None])
		# ERPNext's badge looks at this date alone, and says nothing until the 21st.
		self.assertEqual(order.delivery_date, "2026-03-20")

	def test_due_today_is_not_late_and_tomorrow_it_is(self):
		order = factories.make_order([{"delivery_date": today()}])
		self.assertEqual(self.tracker_of(order).health, "Due Soon")
		refresh(Batch({order.name: []}, today=getdate(add_days(today(), 1)), is_silent=True))
		tracker = frappe.get_doc(TRACKER, {"sales_order": order.name})
		self.assertEqual((tracker.health, tracker.overdue_since), ("Overdue", getdate(today())))

	def test_order_without_dates_is_never_late(self):
		order = factories.make_order([{"delivery_date": None}], order_type="Maintenance", delivery_date=None)
		self.assertIsNone(frappe.db.get_value("Sales Order Item", order.items[0].name, "delivery_date"))
		tracker = self.tracker_of(order)
		self.assertEqual(
			(tracker.health, tracker.current_promise, tracker.first_promise), ("On Track", None, None)
		)
		factories.move_date(order, PAST + (DUE - PAST))
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.requested_date, tracker.first_promise), (DUE, DUE))

	def test_moved_order_is_late_against_what_was_promised_first(self):
		order = factories.make_order([{"delivery_date": PAST}])
		self.settle()
		factories.move_date(order, DUE)
		factories.deliver(order)
		tracker = self.tracker_of(order)
		self.assertEqual(
			(tracker.health, tracker.days_late, tracker.days_late_current), ("Delivered Late", 10, 0)
		)

	def test_delivery_schedule_splits_a_line_where_erpnext_has_one(self):
		order = factories.make_order([{"qty": 10, "delivery_date": DUE}])
		if not hasattr(order, "create_delivery_schedule"):  # version-15
			self.assertIsNone(self.tracker_of(order).lines[0].slices)
			return
		early, late = getdate(add_days(today(), -5)), getdate(add_days(today(), 20))
		order.create_delivery_schedule(
			order.items[0].as_dict(), [{"delivery_date": early, "qty": 4}, {"delivery_date": late, "qty": 6}]
		)
		tracker = self.tracker_of(order)
		self.assertEqual(
			(tracker.health, tracker.overdue_since, tracker.overdue_amount), ("Overdue", early, 400)
		)
		self.assertEqual((tracker.lines[0].overdue_qty, tracker.current_promise), (4, late))
		factories.deliver(order, qty={"Laptop": 5})
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.health, tracker.next_promise), ("On Track", late))
		factories.deliver(order)
		self.assertEqual(self.tracker_of(order).stage, "Delivered")

	def test_each_part_of_a_schedule_that_was_promised_is_held_against_its_own_day(self):
		first, second = getdate(add_days(today(), -20)), getdate(add_days(today(), -6))
		for late_by in (0, 2):
			with self.subTest(late_by=late_by):
				order = factories.make_order([{"qty": 10, "delivery_date": first}], submit=False)
				if not hasattr(order, "create_delivery_schedule"):  # version-15
					continue
				order.create_delivery_schedule(
					order.items[0].as_dict(),
					[{"delivery_date": first, "qty": 4}, {"delivery_date": second, "qty": 6}],
				)
				order.reload().submit()
				factories.deliver(order, on=first, qty={"Laptop": 4})
				factories.deliver(order, on=add_days(second, late_by))
				tracker = self.tracker_of(order)
				self.assertEqual((tracker.first_promise, tracker.days_late), (first, late_by))
				self.assertEqual(tracker.health, "Delivered Late" if late_by else "Delivered On Time")


class TestReturns(FollowingTestCase):
	def returned(self):
		order = factories.make_order([{"qty": 10, "delivery_date": PAST}])
		note = factories.deliver(order, on=PAST)
		self.assertEqual(self.tracker_of(order).stage, "Delivered")
		factories.bring_back(note, {"Laptop": 2})
		return order

	def test_return_waits_for_its_replacement_without_being_late(self):
		order = self.returned()
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.overdue_since), ("Partly Delivered", None))
		line = tracker.lines[0]
		self.assertEqual((line.delivered_qty, line.returned_qty, line.remaining_qty), (8, 2, 2))
		self.assertEqual((line.actual_date, line.days_late), (PAST, 0), "what was complete stays complete")

	def test_replacement_ends_it(self):
		order = self.returned()
		factories.deliver(order)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.health), ("Delivered", "Delivered On Time"))
		self.assertEqual((tracker.lines[0].remaining_qty, tracker.actual_date), (0, PAST))

	def test_credit_note_ends_it_without_a_replacement(self):
		order = factories.make_order([{"qty": 10, "delivery_date": PAST}])
		note = factories.deliver(order, on=PAST)
		invoice = factories.bill(order)
		factories.bring_back(note, {"Laptop": 2})
		self.assertEqual(self.tracker_of(order).lines[0].remaining_qty, 2)
		factories.credit(invoice, {"Laptop": 2})
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.lines[0].remaining_qty), ("Delivered", 0))
		self.assertEqual((tracker.lines[0].delivered_qty, tracker.billed_amount), (8, 800))

	def test_close_ends_it_without_a_replacement(self):
		order = self.returned()
		factories.set_status(order, "Closed")
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.lines[0].remaining_qty), ("Closed", 0))


class TestMoney(FollowingTestCase):
	def test_currencies_without_and_with_three_decimals(self):
		for currency, rate, price in (("JPY", 0.0067, 1234), ("KWD", 3.25, 1.234)):
			with self.subTest(currency):
				factories.enable_currency(currency)
				order = factories.make_order(
					[{"qty": 3, "rate": price}],
					customer=factories.make_customer(f"Customer in {currency}", default_currency=currency),
					currency=currency,
					conversion_rate=rate,
					plc_conversion_rate=rate,
				)
				tracker = self.tracker_of(order)
				self.assertEqual((tracker.currency, tracker.net_total), (currency, order.net_total))
				self.assertEqual(tracker.base_net_total, order.base_net_total)
				factories.deliver(order, qty={"Laptop": 1})
				tracker = self.tracker_of(order)
				self.assertAlmostEqual(tracker.delivered_amount, order.net_total / 3)
				self.assertAlmostEqual(tracker.base_delivered_amount, order.base_net_total / 3)
				factories.deliver(order)
				factories.pay(self.bill_in(order, currency))
				tracker = self.tracker_of(order)
				self.assertEqual((tracker.stage, tracker.outstanding_amount), ("Completed", 0))
				self.assertEqual(
					(tracker.billed_amount, tracker.paid_amount), (order.net_total, tracker.grand_total)
				)

	def bill_in(self, order, currency: str):
		"""An invoice that owes the currency of the order, on an account of that currency."""
		account = f"Debtors {currency}"
		parent = frappe.db.get_value("Company", factories.COMPANY, "default_receivable_account")
		if not (name := frappe.db.get_value("Account", {"account_name": account})):
			debtors = frappe.copy_doc(frappe.get_doc("Account", parent))
			debtors.update({"account_name": account, "account_currency": currency})
			name = debtors.insert().name
		return factories.bill(order, debit_to=name)

	def test_two_companies_each_in_their_own_currency(self):
		company = make_company("Kaido KK", "KKK", currency="JPY")
		ours, theirs = factories.make_order(), factories.make_order(company=company, currency="JPY")
		self.assertEqual(self.tracker_of(ours).company, factories.COMPANY)
		tracker = self.tracker_of(theirs)
		self.assertEqual((tracker.company, tracker.currency, tracker.base_net_total), (company, "JPY", 100))
		factories.deliver(theirs)
		self.assertEqual(
			(self.tracker_of(ours).stage, self.tracker_of(theirs).stage), ("Confirmed", "Delivered")
		)
		rows = frappe.get_all("Order Promise Change", {"order_tracker": tracker.name}, pluck="company")
		self.assertEqual(set(rows), {company})
