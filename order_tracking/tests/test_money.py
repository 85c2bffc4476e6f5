"""Billed, paid and outstanding where it is hard: credit notes, advances over several invoices, rounding, currencies."""

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from frappe.utils import today

from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase

MANY_CURRENCIES = ("Accounts Settings", "allow_multi_currency_invoices_against_single_party_account")


class MoneyTestCase(SiteTestCase):
	def assertMoney(self, order, billed: float, paid: float, outstanding: float):
		"""`billed` is net; all in the order's currency, to the cent."""
		tracker = self.tracker_of(order)
		found = (tracker.billed_amount, tracker.paid_amount, tracker.outstanding_amount)
		self.assertEqual(tuple(round(amount, 2) for amount in found), (billed, paid, outstanding))
		return tracker


class TestCreditNotes(MoneyTestCase):
	def test_credit_note_lowers_what_is_owed_whoever_carries_it(self):
		for for_self in (0, 1):
			with self.subTest(update_outstanding_for_self=for_self):
				order = factories.make_order([{"qty": 10}])
				invoice = factories.bill(order)
				factories.credit(invoice, {"Laptop": 2}, update_outstanding_for_self=for_self)
				tracker = self.assertMoney(order, 800, 0, 800)
				self.assertEqual((tracker.is_billed, tracker.is_paid), (1, 0))

	def test_credit_after_payment_leaves_nothing_to_pay(self):
		for for_self in (0, 1):
			with self.subTest(update_outstanding_for_self=for_self):
				order = factories.make_order([{"qty": 10}])
				invoice = factories.bill(order)
				factories.pay(invoice)
				factories.credit(invoice, {"Laptop": 2}, update_outstanding_for_self=for_self)
				self.assertEqual(self.assertMoney(order, 800, 1000, 0).is_paid, 1)

	def test_refund_of_a_credit_note_takes_from_what_was_paid(self):
		order = factories.make_order([{"qty": 10}])
		invoice = factories.bill(order)
		factories.pay(invoice)
		note = factories.credit(invoice, {"Laptop": 2}, update_outstanding_for_self=1)
		refund = get_payment_entry("Sales Invoice", note.name)
		refund.update({"mode_of_payment": "Cash", "reference_no": "refund", "reference_date": today()})
		refund.insert()
		refund.submit()
		self.assertEqual(self.assertMoney(order, 800, 800, 0).is_paid, 1)

	def test_credited_in_full_leaves_nothing_to_bill_or_pay(self):
		order = factories.make_order([{"qty": 10}])
		factories.credit(factories.bill(order))
		self.assertMoney(order, 0, 0, 0)

	def test_credit_note_that_opens_the_order_again_lets_it_be_billed_again(self):
		order = factories.make_order([{"qty": 10}])
		factories.credit(factories.bill(order), update_billed_amount_in_sales_order=1)
		tracker = self.assertMoney(order, 0, 0, 1000)
		self.assertEqual((tracker.is_billed, tracker.is_paid), (0, 0))
		factories.pay(factories.bill(order))
		self.assertEqual(self.assertMoney(order, 1000, 1000, 0).is_paid, 1)


class TestPartsAndAdvances(MoneyTestCase):
	def bill_part(self, order, qty: float, **values):
		invoice = factories.bill(order, submit=False)
		invoice.update(values)
		invoice.items[0].qty = qty
		invoice.save()
		invoice.submit()
		return invoice

	def test_what_is_not_billed_yet_is_outstanding_too(self):
		order = factories.make_order([{"qty": 10}])
		invoice = self.bill_part(order, 6)
		tracker = self.assertMoney(order, 600, 0, 1000)
		self.assertEqual((tracker.is_billed, tracker.per_billed_value), (0, 60))
		factories.pay(invoice)
		tracker = self.assertMoney(order, 600, 600, 400)
		self.assertEqual((tracker.is_paid, tracker.per_paid_value), (0, 60))

	def test_advance_over_two_invoices_counts_once_all_along(self):
		order = factories.make_order([{"qty": 10}])
		factories.pay(order, 700)
		self.assertMoney(order, 0, 700, 300)
		advances = {"allocate_advances_automatically": 1, "only_include_allocated_payments": 1}
		self.bill_part(order, 6, **advances)
		self.assertMoney(order, 600, 700, 300)
		rest = self.bill_part(order, 4, **advances)
		self.assertMoney(order, 1000, 700, 300)
		factories.pay(rest.reload())
		self.assertEqual(self.assertMoney(order, 1000, 1000, 0).is_paid, 1)

	def test_advance_for_all_is_not_paid_before_it_is_billed(self):
		order = factories.make_order([{"qty": 10}])
		factories.pay(order)
		tracker = self.assertMoney(order, 0, 1000, 0)
		self.assertEqual((tracker.is_paid, tracker.per_paid_value), (0, 100))

	def test_closed_short_owes_only_what_was_billed(self):
		order = factories.make_order([{"qty": 10}])
		invoice = self.bill_part(order, 6)
		factories.set_status(order, "Closed")
		self.assertMoney(order, 600, 0, 600)
		factories.pay(invoice)
		self.assertMoney(order, 600, 600, 0)

	def test_freight_of_free_goods_is_billed_and_paid_like_any_other_money(self):
		freight = {
			"charge_type": "Actual",
			"account_head": factories.tax_account(),
			"description": "Freight",
			"tax_amount": 20,
		}
		order = factories.make_order([{"rate": 0}], taxes=[freight])
		factories.deliver(order)
		self.assertEqual(self.assertMoney(order, 0, 0, 20).stage, "Delivered")
		invoice = factories.bill(order)
		tracker = self.assertMoney(order, 0, 0, 20)
		self.assertEqual((tracker.is_billed, tracker.is_paid), (1, 0))
		factories.pay(invoice)
		self.assertEqual(self.assertMoney(order, 0, 20, 0).stage, "Completed")

	def test_cancelled_order_owes_nothing(self):
		order = factories.make_order([{"qty": 10}])
		self.assertMoney(order, 0, 0, 1000)
		factories.cancel(order)
		self.assertMoney(order, 0, 0, 0)

	def test_credit_note_over_two_orders_is_shared_as_its_invoice(self):
		first = factories.make_order([{"qty": 3}], customer="Two Orders")
		second = factories.make_order([{"qty": 1}], customer="Two Orders")
		invoice = factories.bill_together(first, second, qty=1)
		factories.credit(invoice)
		for order in (first, second):
			self.assertMoney(order, 0, 0, 0)


class TestRoundingAndCurrencies(MoneyTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		# A customer with an account in our currency may be billed in another.
		cls.addClassCleanup(cls.allow_many_currencies, frappe.db.get_single_value(*MANY_CURRENCIES))
		cls.allow_many_currencies(1)

	@staticmethod
	def allow_many_currencies(is_allowed: int) -> None:
		frappe.db.set_single_value(*MANY_CURRENCIES, is_allowed)
		frappe.db.commit()

	def test_totals_rounded_one_by_one_leave_nothing_over(self):
		lines = [{"item_code": "Laptop", "rate": 10.4}, {"item_code": "Bag", "rate": 10.4}]
		order = factories.make_order(lines)
		for item in ("Laptop", "Bag"):
			invoice = factories.bill(order, submit=False)
			invoice.items = [row for row in invoice.items if row.item_code == item]
			invoice.save()
			invoice.submit()
			factories.pay(invoice)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.is_billed, tracker.is_paid, tracker.outstanding_amount), (1, 1, 0))
		self.assertEqual((tracker.per_billed_value, tracker.per_paid_value), (100, 100))

	def test_foreign_currency_on_an_account_in_our_own(self):
		for currency, rate, conversion_rate in (
			("JPY", 4115, 0.0067),
			("KWD", 3.375, 3.2537),
			("EUR", 0.07, 1.0831),
		):
			with self.subTest(currency=currency):
				order = self.order_in(currency, rate, conversion_rate)
				total = order.rounded_total or order.grand_total
				self.assertMoney(order, 0, 0, round(total, 2))
				invoice = factories.bill(order)
				self.assertEqual(invoice.party_account_currency, "USD")
				tracker = self.assertMoney(order, round(order.net_total, 2), 0, round(total, 2))
				self.assertEqual((tracker.is_billed, tracker.is_paid), (1, 0))
				factories.pay(invoice)
				tracker = self.assertMoney(order, round(order.net_total, 2), round(total, 2), 0)
				self.assertEqual((tracker.is_paid, tracker.per_paid_value), (1, 100))

	def test_part_payment_in_our_currency_is_that_part_of_the_foreign_total(self):
		order = self.order_in("JPY", 4115, 0.0067)
		invoice = factories.bill(order)
		factories.pay(invoice, 40)
		self.assertAlmostEqual(self.tracker_of(order).paid_amount, 12345 * 40 / invoice.outstanding_amount)

	def test_invoice_at_another_exchange_rate_than_its_order(self):
		order = self.order_in("JPY", 4115, 0.0067)
		invoice = factories.bill(order, conversion_rate=0.0071)
		self.assertMoney(order, 12345, 0, 12345)
		factories.pay(invoice)
		self.assertMoney(order, 12345, 12345, 0)

	def test_advance_in_our_currency_on_a_foreign_order(self):
		order = self.order_in("JPY", 4115, 0.0067)
		factories.pay(order)
		tracker = self.assertMoney(order, 0, 12345, 0)
		self.assertEqual(tracker.per_paid_value, 100)

	def order_in(self, currency: str, rate: float, conversion_rate: float):
		frappe.db.set_value("Currency", currency, "enabled", 1)
		order = factories.make_order(
			[{"qty": 3, "rate": rate}],
			currency=currency,
			conversion_rate=conversion_rate,
			customer=f"Pays in {currency}",
		)
		self.assertEqual(order.currency, currency)
		return order
