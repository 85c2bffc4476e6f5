"""Notes as rows that hang on a tracker: they go along with an amendment of the order, and go with the order when it is deleted."""

import frappe
from frappe import _dict
from frappe.query_builder import DocType

from order_tracking.constants import (
	NOTE,
	NOTE_ATTRIBUTE,
	NOTE_INSTALMENT,
	NOTE_READER,
	OF_NOTE,
)
from order_tracking.hanging import remove_hanging

ROWS = (NOTE_ATTRIBUTE, NOTE_INSTALMENT, NOTE_READER)


def take_along(tracker: str, order: _dict, lines: dict[str, str]) -> None:
	"""The tracker goes on with an amendment: its notes belong to the new order, those of a line to the line's new name."""
	note = DocType(NOTE)
	(
		frappe.qb.update(note)
		.set(note.sales_order, order.name)
		.set(note.customer, order.customer)
		.set(note.company, order.company)
		.where(note.order_tracker == tracker)
		.run()
	)
	for old, new in lines.items():
		(
			frappe.qb.update(note)
			.set(note.sales_order_item, new)
			.where((note.order_tracker == tracker) & (note.sales_order_item == old))
			.run()
		)
	for doctype in OF_NOTE:
		kept = DocType(doctype)
		(
			frappe.qb.update(kept)
			.set(kept.customer, order.customer)
			.set(kept.company, order.company)
			.where(kept.order_tracker == tracker)
			.run()
		)


def delete_notes(trackers: list[str]) -> None:
	"""Plain deletes, as their trackers are deleted."""
	note = DocType(NOTE)
	names = [
		row[0]
		for row in frappe.qb.from_(note).select(note.name).where(note.order_tracker.isin(trackers)).run()
	]
	if not names:
		return
	remove_hanging(NOTE, names)
	for doctype in ROWS:
		frappe.db.delete(doctype, {"parenttype": NOTE, "parent": ("in", names)})
	for doctype in OF_NOTE:
		frappe.db.delete(doctype, {"order_note": ("in", names)})
	frappe.db.delete(NOTE, {"name": ("in", names)})
