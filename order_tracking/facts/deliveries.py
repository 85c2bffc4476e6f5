"""What left the house and what came back: Delivery Notes, invoices that move stock, drop-shipments."""

from datetime import datetime

import frappe
from frappe.query_builder import DocType
from frappe.query_builder.functions import Coalesce, Max

from order_tracking.constants import EVENT
from order_tracking.facts.one_of import OneOf
from order_tracking.facts.orders import group

DROP_SHIPPED = "drop_shipped_qty"


def read_delivery_notes(names: list[str]) -> dict[str, list[frappe._dict]]:
	"""Lines of submitted Delivery Notes and returns: `line`, `on`, `stock_qty` (returns below zero), `document`."""
	note, row = DocType("Delivery Note"), DocType("Delivery Note Item")
	rows = (
		frappe.qb.from_(row)
		.join(note)
		.on(note.name == row.parent)
		.select(
			row.against_sales_order.as_("sales_order"),
			row.so_detail.as_("line"),
			note.posting_date.as_("on"),
			row.stock_qty,
			note.name.as_("document"),
		)
		.where((note.docstatus == 1) & row.against_sales_order.isin(OneOf(names)))
		.orderby(note.posting_date, note.creation, row.idx)
		.run(as_dict=True)
	)
	return group(rows, "line")


def read_drop_shipments(names: list[str]) -> dict[str, list[frappe._dict]]:
	"""What suppliers delivered for us. ERPNext keeps only the quantity, so the day is a record of our own."""
	event = DocType(EVENT)
	rows = (
		frappe.qb.from_(event)
		.select(
			event.sales_order,
			event.sales_order_item.as_("line"),
			event.happened_at.as_("on"),
			event.from_value,
			event.to_value,
			event.source_name.as_("document"),
		)
		.where((event["field"] == DROP_SHIPPED) & event.sales_order.isin(OneOf(names)))
		.orderby(event.happened_at)
		.run(as_dict=True)
	)
	return group(rows, "line")


def read_days_marked_delivered(orders: list[str]) -> dict[str, datetime]:
	"""By line, when its Purchase Order was marked delivered. The only trace of it is the comment that ERPNext leaves with
	each status; where that was deleted, it was no later than the last change."""
	if not orders:
		return {}
	purchase, row, comment = DocType("Purchase Order"), DocType("Purchase Order Item"), DocType("Comment")
	rows = (
		frappe.qb.from_(row)
		.join(purchase)
		.on(purchase.name == row.parent)
		.left_join(comment)
		.on(
			(comment.reference_doctype == "Purchase Order")
			& (comment.reference_name == purchase.name)
			& (comment.comment_type == "Label")
		)
		.select(row.sales_order_item, Coalesce(Max(comment.creation), Max(purchase.modified)))
		.where((purchase.docstatus == 1) & (purchase.status == "Delivered"))
		.where(row.sales_order.isin(OneOf(orders)))
		.groupby(row.sales_order_item)
		.run()
	)
	return dict(rows)


def read_shipments(notes: list[str]) -> dict[str, frappe._dict]:
	"""By Delivery Note, the latest submitted Shipment that carries it."""
	if not notes:
		return {}
	shipment, parcel = DocType("Shipment"), DocType("Shipment Delivery Note")
	rows = (
		frappe.qb.from_(parcel)
		.join(shipment)
		.on(shipment.name == parcel.parent)
		.select(
			parcel.delivery_note,
			shipment.name,
			shipment.carrier,
			shipment.awb_number,
			shipment.tracking_status,
			shipment.tracking_url,
		)
		.where((shipment.docstatus == 1) & parcel.delivery_note.isin(OneOf(notes)))
		.orderby(shipment.pickup_date, shipment.creation)
		.run(as_dict=True)
	)
	return {row.delivery_note: row for row in rows}
