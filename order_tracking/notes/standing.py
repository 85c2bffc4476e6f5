"""Preferences of a customer or an item: copied with their version to each new order."""

from collections.abc import Iterable

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.query_builder import DocType
from frappe.utils import now_datetime

from order_tracking import bulk
from order_tracking.constants import (
	DELIVERY_TIME,
	NOTE,
	NOTE_ATTRIBUTE,
	NOTE_READER,
	OPEN,
	STANDING_NOTE,
)
from order_tracking.notes.audience import ACKNOWLEDGED, fill_audience
from order_tracking.notes.checks import check_kind, refuse
from order_tracking.notes.text import clean_texts
from order_tracking.notes.versions import has_changed, subject_of
from order_tracking.records import Stored
from order_tracking.rules.note_delivery_time import SLOT

COPIED = (
	"kind",
	"priority",
	"is_pinned",
	"subject",
	"text",
	"area",
	"process_name",
	"is_custom_process",
	"standard",
	"time_from",
	"time_to",
	"payment_kind",
	"prepaid_percent",
	"must_acknowledge",
)
ROWS = {NOTE_READER: ("readers", "audience"), NOTE_ATTRIBUTE: ("attributes", "attribute", "value", "remark")}


def check(standing: Document) -> None:
	"""Before every save; another text is another version."""
	before = standing.get_doc_before_save()
	if before is not None:
		# Frappe has asked for the document as the client sent it.
		before.flags.ignore_permissions = standing.flags.ignore_permissions
		before.check_permission("write")
	if not standing.customer and not standing.item_code:
		refuse(_("Choose the customer or the item that the note is about, or both."))
	clean_texts(standing)
	check_kind(standing, None, before)
	fill_audience(standing)
	for row in standing.readers:
		row.update(dict.fromkeys(ACKNOWLEDGED))
	standing.subject = subject_of(standing)
	standing.version = before.version if before is not None else 1
	if before is not None and has_changed(standing, before):
		standing.version += 1


def copy_to(trackers: list[Stored], lines: dict[str, list[_dict]]) -> None:
	"""Give trackers that have just begun the standing notes of their customer and items. Bare rows, a constant number of queries."""
	if not trackers:
		return
	wanted = [
		(tracker, standing, line)
		for tracker, standing, line in matches(trackers, lines, read_standing(trackers, lines))
	]
	if not wanted:
		return
	now, names = now_datetime(), bulk.fresh_names(len(wanted))
	bulk.insert_rows(
		NOTE,
		[
			{"name": name, **note_of(tracker, standing, line, now)}
			for name, (tracker, standing, line) in zip(names, wanted, strict=True)
		],
		now,
	)
	copies: dict[str, list[str]] = {}
	for name, (tracker, standing, _line) in zip(names, wanted, strict=True):
		copies.setdefault(standing.name, []).append(name)
		tracker.header.open_notes = (tracker.header.open_notes or 0) + 1
	copy_rows(copies, now)


def read_standing(trackers: list[Stored], lines: dict[str, list[_dict]]) -> list[_dict]:
	standing = DocType(STANDING_NOTE)
	customers = {tracker.header.customer for tracker in trackers}
	items = {line.item_code for tracker in trackers for line in lines.get(tracker.name, ())}
	return (
		frappe.qb.from_(standing)
		.select(
			standing.name,
			standing.owner,
			standing.version,
			standing.customer,
			standing.item_code,
			standing.company,
		)
		.select(*[standing[field] for field in COPIED])
		.where(standing.is_active == 1)
		.where(standing.customer.isin(list(customers)) | standing.item_code.isin(list(items)))
		.orderby(standing.creation)
		.run(as_dict=True)
	)


def matches(
	trackers: list[Stored], lines: dict[str, list[_dict]], standing_notes: list[_dict]
) -> Iterable[tuple[Stored, _dict, _dict | None]]:
	"""A note that names customer and item wants both. One that names an item hangs on the item's first line."""
	for tracker in trackers:
		by_item: dict[str, _dict] = {}
		for line in lines.get(tracker.name, ()):
			by_item.setdefault(line.item_code, line)
		for standing in standing_notes:
			is_wanted = (
				standing.customer in (None, "", tracker.header.customer)
				and standing.company in (None, "", tracker.header.company)
				and (not standing.item_code or standing.item_code in by_item)
			)
			if is_wanted:
				yield tracker, standing, by_item.get(standing.item_code)


def note_of(tracker: Stored, standing: _dict, line: _dict | None, now) -> dict:
	header = tracker.header
	return {
		**{field: standing[field] for field in COPIED},
		"order_tracker": tracker.name,
		"sales_order": header.sales_order,
		"customer": header.customer,
		"company": header.company,
		"sales_order_item": line.name if line else None,
		"item_code": line.item_code if line else None,
		"time_kind": SLOT if standing.kind == DELIVERY_TIME else None,
		"state": OPEN,
		"result": OPEN,
		"version": 1,
		"author": standing.owner,
		"written_at": now,
		"changed_by": standing.owner,
		"changed_at": now,
		"standing_note": standing.name,
		"standing_version": standing.version,
	}


def copy_rows(copies: dict[str, list[str]], now) -> None:
	for doctype, (parentfield, *fields) in ROWS.items():
		table = DocType(doctype)
		found = (
			frappe.qb.from_(table)
			.select(table.parent, table.idx, *[table[field] for field in fields])
			.where((table.parenttype == STANDING_NOTE) & table.parent.isin(list(copies)))
			.run(as_dict=True)
		)
		values = [
			{**row, "parent": note, "parenttype": NOTE, "parentfield": parentfield}
			for row in found
			for note in copies[row.parent]
		]
		bulk.insert_rows(doctype, values, now)
