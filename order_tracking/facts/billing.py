"""What was invoiced, credited and paid."""

from itertools import chain

import frappe
from frappe.query_builder import Case, DocType
from frappe.query_builder.functions import Sum
from frappe.utils import flt

from order_tracking.facts.one_of import OneOf
from order_tracking.facts.orders import group


def read_invoice_lines(names: list[str]) -> dict[str, list[frappe._dict]]:
	"""Lines of submitted invoices and credit notes of these orders, each with its invoice's totals."""
	invoice, row = DocType("Sales Invoice"), DocType("Sales Invoice Item")
	rows = (
		frappe.qb.from_(row)
		.join(invoice)
		.on(invoice.name == row.parent)
		.select(
			row.sales_order,
			row.so_detail.as_("line"),
			row.stock_qty,
			row.amount,
			row.net_amount,
			row.base_net_amount,
			invoice.name.as_("document"),
			invoice.posting_date.as_("on"),
			invoice.update_stock,
			invoice.is_return,
			invoice.is_pos,
			invoice.update_billed_amount_in_sales_order,
			invoice.net_total,
			invoice.grand_total,
			invoice.rounded_total,
			invoice.base_grand_total,
			invoice.base_rounded_total,
			invoice.outstanding_amount,
			invoice.currency,
			invoice.party_account_currency,
			invoice.conversion_rate,
		)
		.where((invoice.docstatus == 1) & row.sales_order.isin(OneOf(names)))
		.orderby(invoice.posting_date, invoice.creation, row.idx)
		.run(as_dict=True)
	)
	return group(rows, "sales_order")


def read_modes_of_payment(documents: list[str], paid_at_once: list[str]) -> dict[str, set[str]]:
	"""Modes of payment that submitted Payment Entries really used, by the order or invoice they paid. Invoices that were
	`paid_at_once` bear their payments themselves."""
	entry, reference = DocType("Payment Entry"), DocType("Payment Entry Reference")
	rows = (
		frappe.qb.from_(reference)
		.join(entry)
		.on(entry.name == reference.parent)
		.select(reference.reference_name, entry.mode_of_payment)
		.where(
			(entry.docstatus == 1)
			& reference.reference_doctype.isin(["Sales Order", "Sales Invoice"])
			& reference.reference_name.isin(OneOf(documents))
			& (entry.mode_of_payment != "")
		)
		.run(as_dict=True)
	)
	modes: dict[str, set[str]] = {}
	for row in rows:
		modes.setdefault(row.reference_name, set()).add(row.mode_of_payment)
	for invoice, mode in read_payments_at_once(paid_at_once) if paid_at_once else ():
		modes.setdefault(invoice, set()).add(mode)
	return modes


def read_payments_at_once(invoices: list[str]) -> list[tuple[str, str]]:
	payment = DocType("Sales Invoice Payment")
	return (
		frappe.qb.from_(payment)
		.select(payment.parent, payment.mode_of_payment)
		.where((payment.parenttype == "Sales Invoice") & payment.parent.isin(OneOf(invoices)))
		.where((payment.amount != 0) & (payment.mode_of_payment != ""))
		.run()
	)


def read_waiting_advances(orders: list[str]) -> dict[str, float]:
	"""By order, what payments still say of it, in the currency of the customer's account.

	ERPNext's `advance_paid` keeps what went on to an invoice, of whatever order, and what was taken back from there.
	"""
	entry, reference = DocType("Payment Entry"), DocType("Payment Entry Reference")
	received = Case().when(entry.payment_type == "Receive", reference.allocated_amount)
	by_payment = (
		frappe.qb.from_(reference)
		.join(entry)
		.on(entry.name == reference.parent)
		.select(reference.reference_name, Sum(received.else_(-reference.allocated_amount)))
		.where((reference.docstatus == 1) & (reference.reference_doctype == "Sales Order"))
		.where(reference.reference_name.isin(OneOf(orders)))
		.groupby(reference.reference_name)
		.run()
	)
	row = DocType("Journal Entry Account")
	by_journal = (
		frappe.qb.from_(row)
		.select(row.reference_name, Sum(row.credit_in_account_currency - row.debit_in_account_currency))
		.where((row.docstatus == 1) & (row.reference_type == "Sales Order"))
		.where(row.reference_name.isin(OneOf(orders)))
		.groupby(row.reference_name)
		.run()
	)
	waiting: dict[str, float] = {}
	for order, amount in chain(by_payment, by_journal):
		waiting[order] = waiting.get(order, 0.0) + flt(amount)
	return waiting


def read_planned_modes(names: list[str]) -> dict[str, str]:
	"""The mode of payment that each order's payment schedule names first."""
	term = DocType("Payment Schedule")
	rows = (
		frappe.qb.from_(term)
		.select(term.parent, term.mode_of_payment)
		.where(
			(term.parenttype == "Sales Order") & term.parent.isin(OneOf(names)) & (term.mode_of_payment != "")
		)
		.orderby(term.parent, term.idx)
		.run()
	)
	modes: dict[str, str] = {}
	for order, mode in rows:
		modes.setdefault(order, mode)
	return modes
