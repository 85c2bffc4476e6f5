"""Billing and payment of one order, from rows that are already read. Money in the order's currency."""

from collections.abc import Sequence
from dataclasses import dataclass

from frappe import _dict

from order_tracking.constants import CLOSED
from order_tracking.rules.quantities import at_least


@dataclass(frozen=True)
class Money:
	"""Net amounts of invoices less credit notes, and what was paid, gross."""

	billed_amount: float = 0.0
	base_billed_amount: float = 0.0
	invoiced: float = 0.0
	invoice_outstanding: float = 0.0
	paid_amount: float = 0.0
	outstanding_amount: float = 0.0
	is_billed_in_full: bool = False


def payable(document: _dict) -> float:
	"""What has to be paid for an order or invoice: the rounded total where ERPNext rounds."""
	return document.rounded_total or document.grand_total or 0.0


def money_of(order: _dict, lines: list[_dict], invoice_lines: list[_dict], advance: float = 0.0) -> Money:
	"""An invoice over several orders counts for each by its share of the invoice's net total.

	Paid is what was invoiced and is no longer outstanding, plus advances that still wait on the order: a credit
	note lowers both sides, so it is never mistaken for a payment. `advance` is what waits, in the currency of the
	customer's account.
	"""
	invoiced = outstanding = 0.0
	for rows in by_document(invoice_lines).values():
		invoice = rows[0]
		share = sum(row.net_amount for row in rows) / invoice.net_total if invoice.net_total else 1.0
		invoiced += share * payable(invoice)
		outstanding += share * in_order_currency(invoice.outstanding_amount, invoice)

	advance = in_order_currency(max(advance, 0.0), order)
	paid = invoiced - outstanding + advance
	is_billed = billed_in_full(lines, invoice_lines)
	is_over = is_billed or order.docstatus == 2 or order.status == CLOSED
	unbilled = 0.0 if is_over else max(payable(order) - invoiced, 0.0)
	return Money(
		billed_amount=sum(row.net_amount for row in invoice_lines),
		base_billed_amount=sum(row.base_net_amount for row in invoice_lines),
		invoiced=invoiced,
		invoice_outstanding=outstanding,
		paid_amount=paid,
		outstanding_amount=max(unbilled + outstanding - advance, 0.0),
		is_billed_in_full=is_billed,
	)


def by_document(invoice_lines: list[_dict]) -> dict[str, list[_dict]]:
	invoices: dict[str, list[_dict]] = {}
	for row in invoice_lines:
		invoices.setdefault(row.document, []).append(row)
	return invoices


def in_order_currency(amount: float, document: _dict) -> float:
	"""ERPNext keeps outstanding and advances in the currency of the customer's account. Where that is the company's, the
	amount counts as its part of the document's total: by the exchange rate a total that was rounded would never be paid."""
	if document.party_account_currency in (None, "", document.currency):
		return amount
	base_total = document.base_rounded_total or document.base_grand_total
	if base_total:
		return amount / base_total * payable(document)
	return amount / (document.conversion_rate or 1.0)


def billed_in_full(lines: list[_dict], invoice_lines: list[_dict]) -> bool:
	"""Every line is invoiced at its amount; where all are free, their freight is, with any of them."""
	billed: dict[str, list[_dict]] = {}
	for row in invoice_lines:
		billed.setdefault(row.line, []).append(row)
	priced = [line for line in lines if line.amount > 0]
	if not priced:
		return bool(billed)
	return all(is_line_billed(line, billed.get(line.name, ())) for line in priced)


def is_line_billed(line: _dict, invoice_lines: Sequence[_dict]) -> bool:
	"""By the amounts that people see: net amounts are rounded one by one where a tax is included or a discount shared. A
	credit note takes nothing away (who gave goods back does not owe them once more), unless it says itself that the order
	is to be billed again."""
	billed = sum(
		row.amount for row in invoice_lines if not row.is_return or row.update_billed_amount_in_sales_order
	)
	return at_least(abs(billed), abs(line.amount))
