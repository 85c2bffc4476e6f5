"""What happens when a note is written or changed, by whatever door: cleaned, checked, its earlier text kept.

A client writes a short list of fields. Everything else is put back as it is stored: who wrote the note and when, its
version, its state, what was found of it, who acknowledged it.
"""

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.utils import cint, cstr, now_datetime

from order_tracking.constants import (
	CANCELLED,
	COMMUNICATION,
	NOTE,
	NOTED,
	OPEN,
	SUPERSEDED,
	TRACKER,
	TRACKER_LINE,
)
from order_tracking.marks import mark_decision
from order_tracking.notes.audience import ACKNOWLEDGED, audiences, check_person, fill_audience
from order_tracking.notes.checks import check_kind, refuse
from order_tracking.notes.text import clean_texts
from order_tracking.notes.versions import CONTENT, CONTENT_ROWS, begin_version, has_changed, subject_of
from order_tracking.rules.note_communication import DATE, QUANTITY

# What people arrange around a note without changing what it says.
ARRANGED = ("priority", "is_pinned", "must_acknowledge", "due_on", "assigned_to")
WRITABLE = (*CONTENT, *ARRANGED)
ENOUGH_FOR_CHECKS = (
	"name",
	"sales_order",
	"company",
	"customer",
	"currency",
	"grand_total",
	"stage",
	"awaits_amendment",
	"current_promise",
)


def begin(note: Document) -> None:
	"""A new note says only what people may write."""
	for field in note.meta.get("fields"):
		if field.fieldname in WRITABLE or field.fieldname in (
			"order_tracker",
			"reply_to",
			"readers",
			*CONTENT_ROWS,
		):
			continue
		if not field.get("is_custom_field") and field.fieldname in note.meta.get_valid_columns():
			note.set(field.fieldname, None)
	for row in note.readers:
		row.update(dict.fromkeys(ACKNOWLEDGED))
	user, now = frappe.session.user, now_datetime()
	note.update({"state": OPEN, "result": OPEN, "version": 1, "author": user, "written_at": now})
	note.update({"changed_by": user, "changed_at": now})
	# What a service of ours knows besides.
	note.update(note.flags.order_tracking_origin or {})


def check(note: Document) -> None:
	"""Before every save. The earlier version is kept once it is sure that the new one is good."""
	before = note.get_doc_before_save()
	if before is not None:
		put_back(note, before)
	tracker = tracker_of(note)
	if before is None:
		check_reply(note)
	if before is None or has_changed(note, before) or audiences(note) != audiences(before):
		refuse_cancelled(tracker)
	clean_texts(note)
	follow_order(note, tracker)
	if before is None and note.kind == COMMUNICATION:
		fill_in(note, tracker)
	check_kind(note, tracker, before)
	fill_audience(note)
	check_person(note)
	note.subject = subject_of(note)
	if before is not None and has_changed(note, before):
		begin_version(note, before)


def tell_drain(note: Document) -> None:
	"""The order is judged again with its notes, after this is committed."""
	mark_decision(note.sales_order, NOTED)


# --- what a client may not write ----------------------------------------------------------------------


def put_back(note: Document, before: Document) -> None:
	"""Everything but the short list as it is stored. Throws where somebody else changed or ended the note meanwhile."""
	# Frappe has asked for the document as the client sent it, with a customer and company of the client's choice.
	before.flags.ignore_permissions = note.flags.ignore_permissions
	before.check_permission("write")
	if note.flags.by_order_tracking:
		return
	if before.state != OPEN:
		refuse(
			_("The note is {0} and stays as it is. Write a new note.").format(_(before.state, context=NOTE))
		)
	if cint(note.version) != before.version:
		refuse_outdated(before)
	for field in note.meta.get("fields"):
		name = field.fieldname
		if (
			name in note.meta.get_valid_columns()
			and name not in WRITABLE
			and not field.get("is_custom_field")
		):
			note.set(name, before.get(name))
	acknowledged = {row.audience: row for row in before.readers}
	for row in note.readers:
		row.update({name: getattr(acknowledged.get(row.audience), name, None) for name in ACKNOWLEDGED})


def refuse_outdated(stored: Document) -> None:
	refuse(
		_(
			"{0} has changed the note since you opened it. Reload it and write your change into the new text."
		).format(frappe.utils.get_fullname(stored.changed_by))
	)


# --- the order and the line ---------------------------------------------------------------------------


def tracker_of(note: Document) -> _dict:
	tracker = frappe.db.get_value(TRACKER, note.order_tracker, ENOUGH_FOR_CHECKS, as_dict=True)
	if not tracker:
		refuse(_("Choose the Order Tracker of the order that the note is about."))
	lines = frappe.get_all(
		TRACKER_LINE, {"parent": tracker.name, "is_struck": 0}, pluck="sales_order_item", limit=2
	)
	tracker.has_many_lines = len(lines) > 1
	tracker.only_line = lines[0] if len(lines) == 1 else None
	return tracker


def refuse_cancelled(tracker: _dict) -> None:
	if tracker.stage == CANCELLED and not tracker.awaits_amendment:
		refuse(
			_("The order is cancelled: nobody will act on a note. Write it on the order that replaces it.")
		)


def follow_order(note: Document, tracker: _dict) -> None:
	note.update(
		{
			"sales_order": tracker.sales_order,
			"customer": tracker.customer,
			"company": tracker.company,
			"currency": tracker.currency,
			"item_code": None,
		}
	)
	if not note.sales_order_item:
		return
	note.item_code = frappe.db.get_value(
		TRACKER_LINE, {"parent": tracker.name, "sales_order_item": note.sales_order_item}, "item_code"
	)
	if not note.item_code:
		refuse(_("The order has no such line. Choose one of its lines, or leave the line empty."))


def fill_in(note: Document, tracker: _dict) -> None:
	"""When somebody spoke, and what the order said then, unless the author knows better."""
	note.happened_at = note.happened_at or now_datetime()
	if note.old_value or not note.change_kind:
		return
	line = note.sales_order_item or (tracker.only_line if note.change_kind != DATE else None)
	if line:
		field = {DATE: "current_promise", QUANTITY: "qty"}.get(note.change_kind, "item_name")
		value = frappe.db.get_value(TRACKER_LINE, {"parent": tracker.name, "sales_order_item": line}, field)
		note.old_value = f"{value:g}" if isinstance(value, float) else cstr(value)
	elif note.change_kind == DATE:
		note.old_value = cstr(tracker.current_promise)


def check_reply(note: Document) -> None:
	"""One answers a note of the same order that one can read and that still counts."""
	if not note.reply_to:
		return
	answered = frappe.get_doc(NOTE, note.reply_to)
	answered.check_permission("read")
	if answered.order_tracker != note.order_tracker:
		refuse(_("The note that you answer belongs to another order. Answer it there."))
	if answered.state == SUPERSEDED:
		refuse(_("The note that you answer was superseded. Answer the note that took its place."))
	if not note.readers:
		note.set("readers", [{"audience": row.audience} for row in answered.readers])
