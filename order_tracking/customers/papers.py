"""Which documents and parcels of an order may its customer see? Submitted ones, by the portal permissions of the site."""

from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _, _dict
from frappe.query_builder import DocType

from order_tracking.customers.portal import may_see, portal_page_of, web_address

# DocType → its table of lines, the field that names the order, and the date of the document.
PAPERS = {
	"Delivery Note": ("Delivery Note Item", "against_sales_order", "posting_date"),
	"Sales Invoice": ("Sales Invoice Item", "sales_order", "posting_date"),
}


@dataclass(frozen=True)
class Paper:
	"""A document and its page on ERPNext's portal."""

	doctype: str
	name: str
	dated: date
	is_return: bool
	address: str


@dataclass(frozen=True)
class Parcel:
	"""A Shipment; `address` is the carrier's page, if a browser may follow it."""

	carrier: str | None
	awb_number: str | None
	status: str | None
	sent_on: date | None
	address: str | None


def paper_kind(paper: Paper) -> str:
	"""What the customer calls it."""
	if paper.doctype == "Sales Order":
		return _("Sales Order")
	if paper.doctype == "Delivery Note":
		return _("Return") if paper.is_return else _("Delivery Note")
	return _("Credit Note") if paper.is_return else _("Invoice")


def own_sales_order(name: str, customers: list[str]) -> _dict | None:
	"""Name, date and total of the Sales Order, as ERPNext's page of it shows them."""
	order = DocType("Sales Order")
	rows = (
		frappe.qb.from_(order)
		.select(order.name, order.transaction_date.as_("dated"), order.grand_total, order.currency)
		.where((order.name == name) & order.customer.isin(customers) & (order.docstatus == 1))
		.run(as_dict=True)
	)
	return next(iter(may_see("Sales Order", rows)), None)


def papers_of(order: str, customers: list[str]) -> list[Paper]:
	"""Delivery Notes and Sales Invoices of the order, the oldest first. One query for each kind."""
	return [
		paper(doctype, row) for doctype in PAPERS for row in may_see(doctype, read(doctype, order, customers))
	]


def read(doctype: str, order: str, customers: list[str]) -> list[_dict]:
	table, field, dated = PAPERS[doctype]
	document, row = DocType(doctype), DocType(table)
	return (
		frappe.qb.from_(document)
		.join(row)
		.on((row.parent == document.name) & (row.parenttype == doctype))
		.select(document.name, document[dated].as_("dated"), document.is_return)
		.distinct()
		.where((row[field] == order) & document.customer.isin(customers) & (document.docstatus == 1))
		.orderby(document[dated], document.name)
		.run(as_dict=True)
	)


def paper(doctype: str, row: _dict) -> Paper:
	return Paper(doctype, row.name, row.dated, bool(row.is_return), portal_page_of(doctype, row.name))


def parcels_of(papers: list[Paper]) -> list[Parcel]:
	"""The submitted Shipments of these Delivery Notes, each once, the first one first."""
	notes = [paper.name for paper in papers if paper.doctype == "Delivery Note"]
	if not notes:
		return []
	shipment, content = DocType("Shipment"), DocType("Shipment Delivery Note")
	rows = (
		frappe.qb.from_(shipment)
		.join(content)
		.on(content.parent == shipment.name)
		.select(
			shipment.name,
			shipment.creation,
			shipment.pickup_date,
			shipment.carrier,
			shipment.awb_number,
			shipment.tracking_status,
			shipment.tracking_url,
		)
		.distinct()
		.where((shipment.docstatus == 1) & content.delivery_note.isin(notes))
		.orderby(shipment.pickup_date, shipment.creation)
		.run(as_dict=True)
	)
	return [
		Parcel(
			carrier=row.carrier,
			awb_number=row.awb_number,
			status=row.tracking_status,
			sent_on=row.pickup_date,
			address=web_address(row.tracking_url),
		)
		for row in rows
	]
