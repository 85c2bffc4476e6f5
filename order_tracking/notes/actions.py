"""What people do with notes: write, change, acknowledge, answer, settle, end. Each is a transaction of its own.

It is committed, the drain judges the order again, and the answer shows what follows from it.
"""

from collections.abc import Callable

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, now_datetime

from order_tracking.constants import (
	DONE,
	INTERNAL,
	NOTE,
	NOTE_ACKNOWLEDGEMENT,
	NOTE_READER,
	OPEN,
	SUPERSEDED,
	TRACKER,
)
from order_tracking.drain import drain_quietly
from order_tracking.notes.cards import card_of
from order_tracking.notes.checks import NoteError, refuse
from order_tracking.notes.permissions import audiences_of, roles_of_audiences
from order_tracking.notes.sentences import names_text
from order_tracking.notes.text import plain
from order_tracking.notes.writing import WRITABLE, refuse_outdated
from order_tracking.rules.note_communication import AGREED, REFUSED
from order_tracking.transactions import transact

WRITTEN = (*WRITABLE, "readers", "attributes", "instalments")


class NotForYouError(frappe.PermissionError):
	pass


@frappe.whitelist(methods=["POST"])
def write(order_tracker: str, kind: str, values: dict | str | None = None) -> dict:
	"""Write a note on an order. `values`: any of the fields that people write."""

	def action() -> Document:
		require_order(order_tracker)
		note = frappe.get_doc({"doctype": NOTE, "order_tracker": order_tracker, "kind": kind})
		note.update(written(values))
		return note.insert()

	return carry_out(action)


@frappe.whitelist(methods=["POST"])
def edit(note: str, version: int, values: dict | str) -> dict:
	"""Change a note, as it was when the version that the user saw was written. Who acknowledged it must read it again."""

	def action() -> Document:
		doc = note_to_write(note)
		if doc.version != cint(version):
			refuse_outdated(doc)
		doc.update(written(values))
		return doc.save()

	return carry_out(action)


@frappe.whitelist(methods=["POST"])
def acknowledge(note: str, version: int) -> dict:
	"""Say for one's departments that this version of the note was read. Saying it twice changes nothing."""

	def action() -> Document:
		doc = open_note(note)
		if doc.version != cint(version):
			refuse(
				_(
					"The note was changed to version {0} and you have read version {1}. Read it again first."
				).format(doc.version, cint(version))
			)
		mine = audiences_of(frappe.session.user)
		rows = [row for row in doc.readers if row.audience in mine]
		if not rows:
			refuse_wrong_role(doc)
		for row in rows:
			if cint(row.acknowledged_version) < doc.version:
				record_acknowledgement(doc, row)
		return doc

	return carry_out(action)


@frappe.whitelist(methods=["POST"])
def answer(note: str, text: str) -> dict:
	"""Write an internal note that answers this one and is read by the same departments."""

	def action() -> Document:
		answered = note_to_read(note)
		require_order(answered.order_tracker)
		return frappe.get_doc(
			{
				"doctype": NOTE,
				"order_tracker": answered.order_tracker,
				"sales_order_item": answered.sales_order_item,
				"kind": INTERNAL,
				"text": text,
				"reply_to": answered.name,
			}
		).insert()

	return carry_out(action)


@frappe.whitelist(methods=["POST"])
def settle(note: str, settlement: str, reason: str | None = None) -> dict:
	"""A change that the customer asked for was agreed, or it is refused; a refusal says why."""

	def action() -> Document:
		doc = open_note(note, "write")
		if not doc.change_kind:
			refuse(_("The note asks for no change, so there is nothing to settle."))
		if settlement not in (AGREED, REFUSED):
			refuse(_("Say whether the change was agreed or refused."))
		said = plain(reason or "", doc.meta.get_label("settlement_reason"))
		if settlement == REFUSED and not said:
			refuse(_("Say why the change is refused, so that whoever answers the customer knows."))
		return change(
			doc,
			settlement=settlement,
			settlement_reason=said or None,
			settled_by=frappe.session.user,
			settled_on=now_datetime(),
		)

	return carry_out(action)


@frappe.whitelist(methods=["POST"])
def finish(note: str) -> dict:
	"""What the note asks for is done: it is kept, and holds up nothing any more."""

	def action() -> Document:
		doc = open_note(note, "write")
		return change(doc, state=DONE, done_by=frappe.session.user, done_on=now_datetime())

	return carry_out(action)


@frappe.whitelist(methods=["POST"])
def reopen(note: str) -> dict:
	"""The note was said to be done by mistake."""

	def action() -> Document:
		doc = note_to_write(note)
		if doc.state != DONE:
			refuse(
				_("The note is {0}. Only a note that is done can be opened again.").format(state_text(doc))
			)
		return change(doc, state=OPEN, done_by=None, done_on=None)

	return carry_out(action)


@frappe.whitelist(methods=["POST"])
def supersede(note: str, version: int, values: dict | str) -> dict:
	"""Write a new note in the place of this one; what the new one does not say is taken from the old one."""

	def action() -> Document:
		doc = open_note(note, "write")
		if doc.version != cint(version):
			refuse_outdated(doc)
		successor = frappe.copy_doc(doc)
		successor.update({"reply_to": None, **written(values)})
		successor.insert()
		change(
			doc,
			state=SUPERSEDED,
			superseded_by=successor.name,
			done_by=frappe.session.user,
			done_on=now_datetime(),
		)
		return successor

	return carry_out(action)


# --- how it is carried out ----------------------------------------------------------------------------


def carry_out(action: Callable[[], Document]) -> dict:
	"""Run it in a transaction of its own, commit, let the drain follow; returns how the note stands then."""
	name = transact(lambda: action().name)
	drain_quietly()
	return card_of(note_to_read(name))


def require_order(order_tracker: str) -> Document:
	"""Whoever writes a note may read the order and make notes."""
	tracker = frappe.get_doc(TRACKER, order_tracker)
	tracker.check_permission("read")
	frappe.has_permission(NOTE, "create", throw=True)
	return tracker


def note_to_read(name: str) -> Document:
	note = frappe.get_doc(NOTE, name)
	note.check_permission("read")
	return note


def note_to_write(name: str) -> Document:
	note = frappe.get_doc(NOTE, name, for_update=True)
	note.check_permission("write")
	return note


def open_note(name: str, right: str = "read") -> Document:
	note = frappe.get_doc(NOTE, name, for_update=True)
	note.check_permission(right)
	if note.state != OPEN:
		refuse(_("The note is {0}; nothing is left to do with it.").format(state_text(note)))
	return note


def state_text(note: Document) -> str:
	return _(note.state, context=NOTE)


def written(values: dict | str | None) -> dict:
	"""Of what a client sends, the fields that people write."""
	sent = frappe.parse_json(values) or {}
	if not isinstance(sent, dict):
		frappe.throw(_("The fields of the note could not be read. Reload the page and try again."), NoteError)
	return {name: value for name, value in sent.items() if name in WRITTEN}


def change(note: Document, **values) -> Document:
	"""What only our own buttons decide."""
	note.flags.by_order_tracking = True
	note.update(values)
	return note.save()


def refuse_wrong_role(note: Document) -> None:
	roles = [role for row in note.readers for role in roles_of_audiences().get(row.audience, [])]
	frappe.throw(
		_(
			"The note is acknowledged by {0}. You have none of the roles {1}, so you cannot say that they have read it."
		).format(
			names_text([_(row.audience) for row in note.readers]), names_text([_(role) for role in roles])
		),
		NotForYouError,
	)


def record_acknowledgement(note: Document, row: Document) -> None:
	"""Stored without touching `modified`: nobody's open form becomes stale by it."""
	user, now = frappe.session.user, now_datetime()
	values = {"acknowledged_version": note.version, "acknowledged_by": user, "acknowledged_on": now}
	frappe.db.set_value(NOTE_READER, row.name, values, update_modified=False)
	row.update(values)
	told = frappe.get_doc(
		{
			"doctype": NOTE_ACKNOWLEDGEMENT,
			"order_note": note.name,
			"order_tracker": note.order_tracker,
			"customer": note.customer,
			"company": note.company,
			"version": note.version,
			"audience": row.audience,
			"user": user,
			"acknowledged_at": now,
		}
	)
	told.flags.by_order_tracking = True
	# Whoever may read a note for a department may say so; nobody may write this by hand.
	told.insert(ignore_permissions=True)
