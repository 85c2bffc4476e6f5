"""The open notes of orders, and what only notes ask ERPNext: payment terms and bills, arrivals of trips, whether a file is attached."""

import frappe
from frappe import _dict
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count

from order_tracking.constants import NOTE, NOTE_ATTRIBUTE, NOTE_INSTALMENT, OPEN
from order_tracking.facts.one_of import OneOf
from order_tracking.facts.orders import group

NOTE_FIELDS = (
	"name",
	"order_tracker",
	"sales_order_item",
	"kind",
	"process_name",
	"is_custom_process",
	"standard",
	"time_kind",
	"deliver_on",
	"time_from",
	"time_to",
	"payment_kind",
	"prepaid_percent",
	"amount",
	"change_kind",
	"new_value",
	"settlement",
	"result",
	"reason",
	"reason_values",
	"holds_dispatch",
	"wakes_on",
)


def read_notes(trackers: list[str]) -> dict[str, list[_dict]]:
	"""The open notes of these trackers as they stand, locked; what is done or superseded is not judged again."""
	note = DocType(NOTE)
	rows = (
		frappe.qb.from_(note)
		.select(*NOTE_FIELDS)
		.where(note.order_tracker.isin(OneOf(trackers)) & (note.state == OPEN))
		.orderby(note.name)
		.for_update()
		.run(as_dict=True)
	)
	return group(rows, "order_tracker")


def read_attributes(notes: list[str]) -> dict[str, list[_dict]]:
	return read_rows(NOTE_ATTRIBUTE, notes, "attribute", "value")


def read_instalments(notes: list[str]) -> dict[str, list[_dict]]:
	return read_rows(NOTE_INSTALMENT, notes, "due_on", "amount")


def read_rows(doctype: str, notes: list[str], *fields: str) -> dict[str, list[_dict]]:
	row = DocType(doctype)
	rows = (
		frappe.qb.from_(row)
		.select(row.parent, *[row[field] for field in fields])
		.where((row.parenttype == NOTE) & row.parent.isin(notes))
		.orderby(row.parent, row.idx)
		.run(as_dict=True)
	)
	return group(rows, "parent")


def count_files(notes: list[str]) -> dict[str, int]:
	file = DocType("File")
	return dict(
		frappe.qb.from_(file)
		.select(file.attached_to_name, Count(file.name))
		.where((file.attached_to_doctype == NOTE) & file.attached_to_name.isin(notes))
		.groupby(file.attached_to_name)
		.run()
	)


def read_terms(orders: list[str]) -> dict[str, list[_dict]]:
	"""The payment schedules of these orders, with the template they were made by."""
	term, order = DocType("Payment Schedule"), DocType("Sales Order")
	rows = (
		frappe.qb.from_(term)
		.join(order)
		.on(order.name == term.parent)
		.select(
			term.parent,
			term.due_date,
			term.payment_amount,
			term.payment_term,
			term.due_date_based_on,
			term.credit_days,
			term.credit_months,
			order.payment_terms_template,
			order.transaction_date,
		)
		.where((term.parenttype == "Sales Order") & term.parent.isin(orders))
		.orderby(term.parent, term.due_date, term.idx)
		.run(as_dict=True)
	)
	return group(rows, "parent")


def read_bills(orders: list[str]) -> dict[str, list[_dict]]:
	"""What submitted invoices of these orders still ask for, in their currency, and until when."""
	invoice, row = DocType("Sales Invoice"), DocType("Sales Invoice Item")
	rows = (
		frappe.qb.from_(row)
		.join(invoice)
		.on(invoice.name == row.parent)
		.select(row.sales_order, invoice.name, invoice.due_date, invoice.outstanding_amount)
		.distinct()
		.where(row.sales_order.isin(orders) & (invoice.docstatus == 1) & (invoice.is_return == 0))
		.where(invoice.outstanding_amount > 0)
		.orderby(row.sales_order, invoice.due_date, invoice.name)
		.run(as_dict=True)
	)
	return group(rows, "sales_order")


def read_arrivals(orders: list[str]) -> dict[str, list[_dict]]:
	"""When Delivery Trips, planned or under way, bring what Delivery Notes carry of these orders."""
	stop, trip, row = DocType("Delivery Stop"), DocType("Delivery Trip"), DocType("Delivery Note Item")
	rows = (
		frappe.qb.from_(row)
		.join(stop)
		.on(stop.delivery_note == row.parent)
		.join(trip)
		.on(trip.name == stop.parent)
		.select(
			row.against_sales_order.as_("sales_order"),
			row.so_detail.as_("line"),
			trip.name.as_("document"),
			stop.estimated_arrival,
		)
		.where(
			row.against_sales_order.isin(orders)
			& (row.docstatus < 2)
			& (trip.docstatus < 2)
			& (trip.status != "Cancelled")
			& stop.estimated_arrival.isnotnull()
		)
		.run(as_dict=True)
	)
	return group(rows, "sales_order")
