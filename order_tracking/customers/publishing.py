"""What the customer reads of our notes: copies that somebody published on purpose, frozen as they were on that day.

A note is internal. Nothing that customers, mails, prints and pages show ever reads a note; they read `published_notes`.
"""

from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.query_builder import DocType, Order
from frappe.utils import get_fullname, now_datetime

from order_tracking.constants import INTERNAL, NOTE, PUBLISHED_NOTE, SUPERSEDED, TRACKER
from order_tracking.customers.text import text_for_customer
from order_tracking.customers.words import kind_words
from order_tracking.permissions import has_role, require_role

PUBLISHED, REPLACED, WITHDRAWN = "Published", "Replaced", "Withdrawn"


class NotPublishableError(frappe.ValidationError):
	pass


@dataclass(frozen=True)
class PublishedNote:
	"""`kind` in the reader's language; the text as it was published."""

	kind: str
	item_name: str | None
	text: str
	published_on: datetime


def published_notes(trackers: list[str]) -> dict[str, list[PublishedNote]]:
	"""By tracker, what its customer may read, the latest first. One query; asks nobody for permission: the caller shows
	them to the customer of the order and to nobody else.

	A copy was made for one customer. Where the order has gone to another one since, it stays behind.
	"""
	if not trackers:
		return {}
	copy, tracker = DocType(PUBLISHED_NOTE), DocType(TRACKER)
	rows = (
		frappe.qb.from_(copy)
		.join(tracker)
		.on((tracker.name == copy.order_tracker) & (tracker.customer == copy.customer))
		.select(copy.order_tracker, copy.kind, copy.item_name, copy.text, copy.published_on)
		.where(copy.order_tracker.isin(trackers) & (copy.status == PUBLISHED))
		.orderby(copy.published_on, copy.name, order=Order.desc)
		.run(as_dict=True)
	)
	words, found = kind_words(), {}
	for row in rows:
		note = PublishedNote(words.get(row.kind, row.kind), row.item_name, row.text, row.published_on)
		found.setdefault(row.order_tracker, []).append(note)
	return found


@frappe.whitelist()
def get_publication(note: str) -> dict:
	"""For the note's form: what the customer reads of it now, if anything, and whether that still stands."""
	doc = frappe.get_doc(NOTE, note)
	doc.check_permission("read")
	copy = copy_of(doc.name)
	return {
		"may_publish": may_publish(doc),
		"copy": copy,
		"differs": bool(copy and (copy.text, copy.kind) != (text_for_customer(doc), doc.kind)),
		"is_superseded": bool(copy and doc.state == SUPERSEDED),
	}


@frappe.whitelist()
def preview(note: str) -> dict:
	"""Exactly what the customer would read, and who that is."""
	doc = note_to_publish(note)
	return {
		"kind": kind_words()[doc.kind],
		"item_name": item_name_of(doc),
		"text": text_for_customer(doc),
		"customer": doc.customer,
		"version": doc.version,
	}


@frappe.whitelist(methods=["POST"])
def publish(note: str, version: int) -> str:
	"""Freeze the note as it is into a copy for the customer; one that was published before goes out of sight. Saves.

	`version`: the one that was previewed. Returns the name of the copy.
	"""
	doc = note_to_publish(note, for_update=True)
	if doc.version != version:
		frappe.throw(
			_(
				"The note was changed after you looked at it. Look at the preview again before you publish it."
			),
			frappe.TimestampMismatchError,
		)
	now = now_datetime()
	end(doc.name, REPLACED, now)
	copy = frappe.get_doc(
		{
			"doctype": PUBLISHED_NOTE,
			"order_note": doc.name,
			"version": doc.version,
			"order_tracker": doc.order_tracker,
			"customer": doc.customer,
			"company": doc.company,
			"item_name": item_name_of(doc),
			"kind": doc.kind,
			"text": text_for_customer(doc),
			"published_by": frappe.session.user,
			"published_on": now,
		}
	)
	copy.flags.by_order_tracking = True
	return copy.insert().name


@frappe.whitelist(methods=["POST"])
def withdraw(note: str) -> None:
	"""The customer does not read the note any more. The copy stays as a record of what was read. Saves."""
	doc = writable_note(note, for_update=True)
	if not end(doc.name, WITHDRAWN, now_datetime()):
		frappe.throw(
			_("Nothing of this note is published, so there is nothing to withdraw."), NotPublishableError
		)


def end(note: str, status: str, now: datetime) -> bool:
	"""Take the copies that customers read now out of their sight; whether there was one."""
	names = frappe.get_all(PUBLISHED_NOTE, {"order_note": note, "status": PUBLISHED}, pluck="name")
	for name in names:
		copy = frappe.get_doc(PUBLISHED_NOTE, name)
		copy.update({"status": status, "ended_by": frappe.session.user, "ended_on": now})
		copy.flags.by_order_tracking = True
		copy.save()
	return bool(names)


def note_to_publish(name: str, for_update: bool = False) -> Document:
	"""The note, if the user may publish it and it says something that is meant for a customer; else a sentence."""
	doc = writable_note(name, for_update)
	if doc.kind == INTERNAL:
		frappe.throw(
			_("An internal note is never published. Write a note of another kind for the customer."),
			NotPublishableError,
		)
	if doc.state == SUPERSEDED:
		frappe.throw(
			_("This note is superseded by another one. Publish the one that counts now."), NotPublishableError
		)
	if not text_for_customer(doc):
		frappe.throw(
			_("The note says nothing that a customer could read. Write its text first."), NotPublishableError
		)
	return doc


def writable_note(name: str, for_update: bool = False) -> Document:
	"""Publishing takes one of our roles, the right to write this note, and the right to create published notes."""
	doc = frappe.get_doc(NOTE, name, for_update=for_update)
	doc.check_permission("write")
	require_role()
	frappe.has_permission(PUBLISHED_NOTE, "create", throw=True)
	return doc


def may_publish(doc: Document) -> bool:
	return bool(
		has_role() and doc.has_permission("write") and frappe.has_permission(PUBLISHED_NOTE, "create")
	)


def copy_of(note: str) -> _dict | None:
	rows = frappe.get_all(
		PUBLISHED_NOTE,
		filters={"order_note": note, "status": PUBLISHED},
		fields=["name", "kind", "text", "version", "published_by", "published_on"],
		limit=1,
	)
	for row in rows:
		row.publisher = get_fullname(row.published_by)
	return rows[0] if rows else None


def item_name_of(doc: Document) -> str | None:
	return frappe.db.get_value("Item", doc.item_code, "item_name") if doc.item_code else None
