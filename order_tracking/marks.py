"""The outbox: one bare row says "something happened to this document"; the drain reads it after the commit.

A mark is an INSERT under a random name and nothing else: an UPDATE, an upsert or a naming series could meet a
row that somebody else changed (MariaDB error 1020) and take the user's document down with it.
"""

import json

import frappe
from frappe.model.document import Document
from frappe.utils import now_datetime

from order_tracking.constants import MARK
from order_tracking.drain import drain_quietly

MARK_FIELDS = (
	"name",
	"owner",
	"modified_by",
	"creation",
	"modified",
	"happened_at",
	"reference_doctype",
	"reference_name",
	"event",
	"actor",
	"rows",
)


# Somebody brings in many orders or changes the site: nothing of that is news, whoever drains it and when.
QUIET_FLAGS = ("in_import", "in_install", "in_migrate", "in_patch", "in_setup_wizard")


def leave_mark(doc: Document, event: str, promises: list | None = None, speaks_of: str | None = None) -> None:
	"""Record that `doc` changed, in the user's own transaction, once for this document in this transaction.

	`promises` are a Sales Order's lines as they stand in memory: `[[name, delivery date, quantity], …]`. They go
	into the ledger of decisions even if somebody moves the date again before the drain has looked. Our own dialog
	leaves the cause and reason of a move in `doc.flags.order_tracking_move`. `speaks_of` is the order that this one
	would continue, where the document is a draft amendment that has no tracker of its own.
	"""
	rows = as_rows(promises, doc.flags.order_tracking_move, on_behalf_of())
	transaction = current_transaction()
	marked_in, marked_rows, spoke_of = doc.flags.order_tracking_mark or (None, None, None)
	if marked_in is transaction and spoke_of == speaks_of and (promises is None or rows == marked_rows):
		return

	try:
		insert_mark(doc.doctype, speaks_of or doc.name, event, rows)
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		# The server has rolled the user's transaction back: to go on would commit half of it.
		raise
	except Exception:
		# Ours must never stop theirs; the nightly check finds what this mark would have told.
		frappe.logger("order_tracking").exception(f"No mark for {doc.doctype} {doc.name}")
		return
	doc.flags.order_tracking_mark = (transaction, rows, speaks_of)


def mark_decision(order: str, event: str, promises: list | None = None) -> None:
	"""Somebody decided about this order on our side. Unlike a mark on ERPNext's documents this one may not get lost: it throws."""
	current_transaction()
	insert_mark("Sales Order", order, event, as_rows(promises, None))


def as_rows(promises: list | None, move: dict | None, document: tuple[str, str] | None = None) -> str | None:
	"""What the mark carries: promises, cause and reason of their move, the document on whose behalf the order was
	changed, and whether nobody is to be told of it."""
	said = dict(move or {}) if promises is not None else {}
	if document:
		said["document"] = document
	if any(frappe.flags.get(flag) for flag in QUIET_FLAGS):
		said["is_quiet"] = True
	if not said:
		return None if promises is None else json.dumps(promises, default=str)
	return json.dumps({**said, "promises": promises}, default=str)


def insert_mark(doctype: str, name: str, event: str, rows: str | None = None) -> None:
	"""Write one mark in the current transaction; the drain runs once that is committed."""
	now, actor = now_datetime(), frappe.session.user
	mark = (frappe.generate_hash(length=20), actor, actor, now, now, now, doctype, name, event, actor, rows)
	frappe.qb.into(frappe.qb.DocType(MARK)).columns(*MARK_FIELDS).insert(*mark).run()


def begin_on_behalf_of(doc: Document) -> None:
	"""From here until `end_on_behalf` ERPNext changes Sales Orders because `doc` is submitted or cancelled."""
	frappe.local.order_tracking_on_behalf_of = (doc.doctype, doc.name)
	frappe.db.after_rollback.add(end_on_behalf)


def end_on_behalf() -> None:
	frappe.local.order_tracking_on_behalf_of = None


def on_behalf_of() -> tuple[str, str] | None:
	return getattr(frappe.local, "order_tracking_on_behalf_of", None)


def current_transaction() -> object:
	"""A token that lives exactly as long as this transaction; making it asks for a drain after the commit."""
	token = getattr(frappe.local, "order_tracking_transaction", None)
	if token is None:
		token = frappe.local.order_tracking_transaction = object()
		frappe.db.after_commit.add(call_drain)
		frappe.db.after_rollback.add(forget_transaction)
	return token


def forget_transaction() -> None:
	frappe.local.order_tracking_transaction = None


def call_drain() -> None:
	"""After the commit: a web request answers first and drains then; anything else drains at once."""
	forget_transaction()
	if getattr(frappe.local, "request", None) and hasattr(frappe.local.request, "after_response"):
		frappe.local.request.after_response.add(drain_quietly)
	else:
		drain_quietly()
