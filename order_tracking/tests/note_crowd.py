"""Many notes on one order, as bare rows: writing them one by one would take longer than what is measured."""

import frappe
from frappe.utils import add_to_date, now_datetime

from order_tracking.constants import NOTE, NOTE_READER, OPEN
from order_tracking.notes.records import delete_notes

KINDS = ("Internal", "Delivery Time", "Payment", "Communication", "Requirement", "Special Request")


def make_crowd(tracker, count: int) -> None:
	"""So many open notes for Sales, a second apart, of all kinds; all must be acknowledged, none is judged yet."""
	now = now_datetime()
	notes, readers = [], []
	for number in range(count):
		name, kind, at = (
			frappe.generate_hash(length=10),
			KINDS[number % len(KINDS)],
			add_to_date(now, seconds=-number),
		)
		notes.append(
			{
				**common(name, at),
				"order_tracker": tracker.name,
				"sales_order": tracker.sales_order,
				"customer": tracker.customer,
				"company": tracker.company,
				"kind": kind,
				"subject": f"Note {number}",
				"text": f"Note {number} says what the customer of this order asked for",
				"state": OPEN,
				"result": OPEN,
				"version": 1,
				"author": "Administrator",
				"written_at": at,
				"changed_by": "Administrator",
				"changed_at": at,
				"must_acknowledge": 1,
				"time_kind": "Deadline" if kind == "Delivery Time" else None,
				"deliver_on": at.date() if kind == "Delivery Time" else None,
				"payment_kind": "Cash on Delivery" if kind == "Payment" else None,
			}
		)
		row = {"parent": name, "parenttype": NOTE, "parentfield": "readers", "idx": 1, "audience": "Sales"}
		readers.append({**common(frappe.generate_hash(length=10), at), **row})
	for doctype, rows in ((NOTE, notes), (NOTE_READER, readers)):
		frappe.db.bulk_insert(doctype, list(rows[0]), [list(row.values()) for row in rows])
	frappe.db.commit()


def remove_crowd(tracker) -> None:
	frappe.set_user("Administrator")
	delete_notes([tracker.name])
	frappe.db.commit()


def common(name: str, at) -> dict:
	return {
		"name": name,
		"creation": at,
		"modified": at,
		"owner": "Administrator",
		"modified_by": "Administrator",
	}
