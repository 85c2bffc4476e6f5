"""Invoices, credit notes, payments, advances and their reconciliation: what does the tracker say?"""

import frappe
from erpnext.accounts.doctype.journal_entry.journal_entry import get_payment_entry_against_order
from frappe.utils import add_days, getdate, today

from order_tracking.constants import MARK
from order_tracking.tests import factories
from order_tracking.tests.faults import everything_is_dead
from order_tracking.tests.invariants import FollowingTestCase


class TestTrackerFollowsInvoices(FollowingTestCase):
	def money(self, order):
		tracker = self.tracker_of(order)
		return tracker.billed_amount, tracker.paid_amount, tracker.outstanding_amount

	def test_billed_and_paid_in_two_parts(self):
		order = factories.make_order([{"qty": 10}])
		self.assertEqual(self.money(order), (0, 0, 1000))
		invoice = factories.bill(order)
		self.assertEqual(self.money(order), (1000, 0, 1000))
		factories.pay(invoice, 300)
		self.assertEqual(self.money(order), (1000, 300, 700))
		factories.pay(invoice.reload(), 200)
		self.assertEqual(self.money(order), (1000, 500, 500))
		payment = factories.pay(invoice.reload())
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.is_billed, tracker.is_paid, tracker.per_paid_value), (1, 1, 100))
		self.assertEqual((tracker.stage, tracker.modes_used), ("Confirmed", "Cash"))
		factories.cancel(payment)
		self.assertEqual(self.money(order), (1000, 500, 500))
		factories.deliver(order)
		factories.pay(invoice.reload())
		self.assertEqual(self.tracker_of(order).stage, "Completed")

	def test_invoice_paid_at_once_tells_the_mode_itself(self):
		order = factories.make_order([{"qty": 2}])
		invoice = factories.bill(order, submit=False)
		invoice.update({"is_pos": 1, "update_stock": 1})
		invoice.append("payments", {"mode_of_payment": "Cash", "amount": 200, "account": self.cash_account()})
		invoice.save()
		invoice.submit()
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.modes_used), ("Completed", "Cash"))

	def test_cancelled_invoice_is_not_billed(self):
		order = factories.make_order()
		invoice = factories.bill(order)
		factories.cancel(invoice)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.is_billed, tracker.billed_amount, tracker.outstanding_amount), (0, 0, 100))

	def test_draft_invoice_says_nothing(self):
		order = factories.make_order()
		factories.bill(order, submit=False)
		self.assertEqual(self.money(order), (0, 0, 100))

	def test_invoice_that_moves_stock_delivers(self):
		order = factories.make_order([{"qty": 4}])
		invoice = factories.bill(order, update_stock=1)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.stage, tracker.lines[0].delivered_qty), ("Delivered", 4))
		self.assertEqual(tracker.actual_date, getdate(today()))
		factories.credit(invoice, {"Laptop": 1}, update_stock=1)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.lines[0].delivered_qty, tracker.lines[0].returned_qty), (3, 1))
		self.assertEqual(tracker.billed_amount, 300)
		factories.cancel(
			frappe.get_last_doc("Sales Invoice", {"is_return": 1, "return_against": invoice.name})
		)
		factories.cancel(invoice)
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def test_credit_note_lowers_what_is_billed_and_is_no_payment(self):
		order = factories.make_order([{"qty": 10}])
		invoice = factories.bill(order)
		note = factories.credit(invoice, {"Laptop": 2})
		billed, paid, _outstanding = self.money(order)
		self.assertEqual((billed, paid), (800, 0))
		factories.cancel(note)
		self.assertEqual(self.money(order), (1000, 0, 1000))

	def test_advance_counts_as_paid_and_moves_to_the_invoice(self):
		order = factories.make_order([{"qty": 10}])
		advance = factories.pay(order, 400)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.paid_amount, tracker.outstanding_amount, tracker.is_paid), (400, 600, 0))
		invoice = factories.bill(order, allocate_advances_automatically=1, only_include_allocated_payments=1)
		self.assertEqual(self.money(order), (1000, 400, 600))
		factories.pay(invoice.reload())
		self.assertEqual(self.tracker_of(order).is_paid, 1)
		self.assertEqual(advance.docstatus, 1)

	def test_cancelled_advance_is_not_paid(self):
		order = factories.make_order([{"qty": 10}])
		factories.cancel(factories.pay(order, 400))
		self.assertEqual(self.money(order), (0, 0, 1000))

	def test_journal_entry_as_advance_and_as_payment(self):
		order = factories.make_order([{"qty": 10}])
		entry = frappe.get_doc(
			get_payment_entry_against_order(
				"Sales Order", order.name, amount=250, journal_entry=True, bank_account=self.cash_account()
			)
		)
		self.submit_journal(entry)
		self.assertEqual(self.money(order), (0, 250, 750))
		entry.reload().cancel()
		self.assertEqual(self.money(order), (0, 0, 1000))
		invoice = factories.bill(order)
		self.submit_journal(self.journal_against(invoice, 150))
		self.assertEqual(self.money(order), (1000, 150, 850))
		self.submit_journal(self.journal_against(invoice, 150))
		self.assertEqual(self.money(order), (1000, 300, 700))

	def test_unallocated_payment_reconciled_later_and_taken_back(self):
		order = factories.make_order([{"qty": 10}], customer="Reconciled")
		invoice = factories.bill(order)
		payment = frappe.copy_doc(factories.pay(invoice, 1000))
		factories.cancel(frappe.get_last_doc("Payment Entry", {"party": "Reconciled"}))
		payment.references = []
		payment.insert()
		payment.submit()
		self.assertEqual(self.money(order), (1000, 0, 1000))
		self.reconcile("Reconciled")
		self.assertEqual(self.money(order), (1000, 1000, 0))
		self.take_back(payment)
		self.assertEqual(self.money(order), (1000, 0, 1000))

	def test_advance_spent_on_another_orders_invoice_is_that_ones_payment(self):
		customer = f"Spent Elsewhere {frappe.generate_hash(length=6)}"
		first = factories.make_order([{"qty": 10}], customer=customer)
		second = factories.make_order([{"qty": 10}], customer=customer)
		advance = factories.pay(first, 400)
		self.assertEqual(self.money(first), (0, 400, 600))
		invoice = factories.bill(second)
		self.reconcile(customer)
		self.assertEqual(self.money(first), (0, 0, 1000))
		self.assertEqual(self.money(second), (1000, 400, 600))
		self.take_back(advance)
		self.assertEqual(self.money(second), (1000, 0, 1000))
		self.assertEqual(self.money(first), (0, 0, 1000), "the payment names no order any more")
		self.assertEqual(invoice.reload().outstanding_amount, 1000)

	def test_advance_of_a_journal_entry_may_be_spent_without_any_order(self):
		customer = f"Spent on Nothing {frappe.generate_hash(length=6)}"
		order = factories.make_order([{"qty": 10}], customer=customer)
		self.submit_journal(
			frappe.get_doc(
				get_payment_entry_against_order(
					"Sales Order",
					order.name,
					amount=250,
					journal_entry=True,
					bank_account=self.cash_account(),
				)
			)
		)
		self.assertEqual(self.money(order), (0, 250, 750))
		invoice = factories.bill(factories.make_order([{"qty": 1}], customer=customer), submit=False)
		invoice.items[0].update({"sales_order": None, "so_detail": None})
		invoice.save()
		invoice.submit()
		self.reconcile(customer)
		self.assertEqual(self.money(order), (0, 150, 850))

	def test_advance_counts_once_when_its_invoice_is_made_anew(self):
		order = factories.make_order([{"qty": 10}], customer="Billed Anew")
		factories.pay(order, 400)
		factories.cancel(factories.bill(order, allocate_advances_automatically=1))
		self.assertEqual(self.money(order), (0, 0, 1000), "the payment names no order any more")
		factories.bill(order, allocate_advances_automatically=1)
		self.assertEqual(self.money(order), (1000, 400, 600))

	def test_invoice_over_two_orders_is_shared_by_net_amount(self):
		first = factories.make_order([{"qty": 3}], customer="Shared")
		second = factories.make_order([{"qty": 1}], customer="Shared")
		invoice = factories.bill_together(first, second, qty=1)
		factories.pay(invoice, 200)
		self.assertEqual(self.money(first), (300, 150, 150))
		self.assertEqual(self.money(second), (100, 50, 50))

	def test_invoice_without_an_order_leaves_no_mark(self):
		invoice = factories.bill(factories.make_order(), submit=False)
		for row in invoice.items:
			row.sales_order = row.so_detail = None
		invoice.save()
		with everything_is_dead():
			invoice.submit()
			frappe.db.commit()
		self.assertFalse(frappe.db.exists(MARK, {"reference_name": invoice.name}))

	def test_write_off_and_rounding_leave_nothing_to_pay(self):
		order = factories.make_order([{"qty": 1, "rate": 99.99}])
		invoice = factories.bill(order)
		payment = factories.pay(invoice, 99, submit=False)
		payment.append(
			"deductions",
			{
				"account": frappe.db.get_value("Company", factories.COMPANY, "write_off_account"),
				"cost_center": frappe.db.get_value("Company", factories.COMPANY, "cost_center"),
				"amount": invoice.outstanding_amount - 99,
			},
		)
		payment.references[0].allocated_amount = invoice.outstanding_amount
		payment.save()
		payment.submit()
		self.assertEqual(self.tracker_of(order).is_paid, 1)

	def test_billed_before_and_after_the_promise_makes_no_difference_to_lateness(self):
		order = factories.make_order([{"delivery_date": add_days(today(), -2)}])
		factories.bill(order)
		self.assertEqual(self.tracker_of(order).health, "Overdue")

	def cash_account(self) -> str:
		return frappe.db.get_value(
			"Account", {"company": factories.COMPANY, "account_type": "Cash", "is_group": 0}
		)

	def submit_journal(self, entry):
		entry.update({"posting_date": today(), "cheque_no": "1", "cheque_date": today()})
		entry.insert()
		entry.submit()

	def journal_against(self, invoice, amount: float):
		cost_center = frappe.db.get_value("Company", factories.COMPANY, "cost_center")
		return frappe.get_doc(
			{
				"doctype": "Journal Entry",
				"company": factories.COMPANY,
				"accounts": [
					{
						"account": self.cash_account(),
						"debit_in_account_currency": amount,
						"cost_center": cost_center,
					},
					{
						"account": invoice.debit_to,
						"party_type": "Customer",
						"party": invoice.customer,
						"credit_in_account_currency": amount,
						"reference_type": "Sales Invoice",
						"reference_name": invoice.name,
						"cost_center": cost_center,
					},
				],
			}
		)

	def take_back(self, payment) -> None:
		unreconcile = frappe.get_doc(
			{
				"doctype": "Unreconcile Payment",
				"company": factories.COMPANY,
				"voucher_type": "Payment Entry",
				"voucher_no": payment.name,
			}
		)
		unreconcile.add_references()
		unreconcile.insert()
		unreconcile.submit()

	def reconcile(self, customer: str):
		tool = frappe.get_doc("Payment Reconciliation")
		tool.update(
			{
				"company": factories.COMPANY,
				"party_type": "Customer",
				"party": customer,
				"receivable_payable_account": frappe.db.get_value(
					"Company", factories.COMPANY, "default_receivable_account"
				),
			}
		)
		tool.get_unreconciled_entries()
		tool.allocate_entries(
			frappe._dict(
				{
					"payments": [row.as_dict() for row in tool.payments],
					"invoices": [row.as_dict() for row in tool.invoices],
				}
			)
		)
		tool.reconcile()
