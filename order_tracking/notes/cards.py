"""Notes as people see them: in the panel of a form and on the order's timeline, in two queries however many there are."""

from collections.abc import Iterable

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.query_builder import Criterion, DocType
from frappe.query_builder import Order as Direction
from frappe.utils import cint, flt, fmt_money, format_date
from pypika import Case
from pypika.terms import ValueWrapper

from order_tracking.constants import (
	COMMUNICATION,
	CONFLICT,
	DELIVERY_TIME,
	NOTE,
	NOTE_ATTRIBUTE,
	NOTE_INSTALMENT,
	NOTE_READER,
	OPEN,
	PAYMENT,
	REQUIREMENT,
	SPECIAL_REQUEST,
)
from order_tracking.notes.permissions import audiences_of, permitted_notes
from order_tracking.notes.sentences import finding_text, word
from order_tracking.order_documents import is_of_orders_of
from order_tracking.permissions import has_role

SHOWN = (
	"name",
	"order_tracker",
	"sales_order",
	"sales_order_item",
	"item_code",
	"kind",
	"priority",
	"is_pinned",
	"state",
	"result",
	"reason",
	"reason_values",
	"subject",
	"text",
	"author",
	"written_at",
	"changed_by",
	"changed_at",
	"version",
	"must_acknowledge",
	"due_on",
	"assigned_to",
	"area",
	"process_name",
	"standard",
	"time_kind",
	"deliver_on",
	"time_from",
	"time_to",
	"payment_kind",
	"prepaid_percent",
	"amount",
	"currency",
	"channel",
	"direction",
	"contact_name",
	"happened_at",
	"change_kind",
	"old_value",
	"new_value",
	"settlement",
	"settlement_reason",
	"superseded_by",
	"reply_to",
	"standing_note",
	"communication",
)
COLUMNS = ("first", "second", "third")
HIDDEN = ("reason", "reason_values")
# Of the tables of a note: what tells their rows apart, and the three values that are shown.
TABLES = {
	NOTE_READER: ("audience", "acknowledged_version", "full_name"),
	NOTE_ATTRIBUTE: ("attribute", "value", "remark"),
	NOTE_INSTALMENT: ("due_on", "amount", "name"),
}
RANKS = {"High": 0, "Normal": 1, "Low": 2}


def read_cards(which: Criterion, limit: int, weighty_first: bool = False) -> list[dict]:
	"""The notes that fit and that the user of the session may read, the newest first.

	`weighty_first`: of more notes than there is room for, those that are pinned, in conflict or to be acknowledged.
	"""
	note, user = DocType(NOTE), DocType("User")
	query = (
		frappe.qb.from_(note)
		.left_join(user)
		.on(user.name == note.author)
		.select(*[note[field] for field in SHOWN], user.full_name.as_("author_name"))
		.where(which)
		.limit(limit)
	)
	if weighty_first:
		in_conflict = Case().when(note.result == CONFLICT, 1).else_(0)
		query = query.orderby(note.is_pinned, in_conflict, note.must_acknowledge, order=Direction.desc)
	query = query.orderby(note.written_at, note.name, order=Direction.desc)
	if (permitted := permitted_notes()) is not None:
		query = query.where(permitted)
	return cards_of(query.run(as_dict=True))


def open_cards(doc: Document, limit: int) -> list[dict]:
	"""Of the orders that this document works on, as a panel or a paper shows them."""
	note = DocType(NOTE)
	of_orders = is_of_orders_of(doc, note.sales_order)
	if of_orders is None:
		return []
	return in_order(read_cards(of_orders & (note.state == OPEN), limit, weighty_first=True))


def card_of(note: Document) -> dict:
	"""One note that somebody has just written or changed; whether the user may read it was asked."""
	return read_cards(DocType(NOTE).name == note.name, 1)[0]


def cards_of(notes: list[_dict]) -> list[dict]:
	if not notes:
		return []
	rows = read_rows([note.name for note in notes])
	mine = audiences_of(frappe.session.user)
	return [card(note, rows.get(note.name, {}), mine, has_role()) for note in notes]


def card(note: _dict, rows: dict[str, list[tuple]], mine: set[str], may_write: bool) -> dict:
	readers = [
		{
			"audience": audience,
			"version": cint(version),
			"reader": reader,
			"is_mine": audience in mine,
			"has_read": cint(version) >= note.version,
		}
		for audience, version, reader in rows.get(NOTE_READER, ())
	]
	waits = note.state == OPEN and bool(note.must_acknowledge)
	unread = [reader for reader in readers if not reader["has_read"]] if waits else []
	return {
		**{name: value for name, value in note.items() if name not in HIDDEN},
		"sentence": finding_text(note),
		"details": details_of(note, rows),
		"readers": readers,
		"waits_for": [reader["audience"] for reader in unread],
		"asks_me": any(reader["is_mine"] for reader in unread),
		"may_write": may_write,
		"is_in_conflict": note.state == OPEN and note.result == CONFLICT,
	}


def read_rows(notes: list[str]) -> dict[str, dict[str, list[tuple]]]:
	"""By note and table the three values of its rows; all tables in one query."""
	query = None
	for doctype, fields in TABLES.items():
		row, user = DocType(doctype), DocType("User")
		part = frappe.qb.from_(row)
		if doctype == NOTE_READER:
			part = part.left_join(user).on(user.name == row.acknowledged_by)
		values = [user[field] if field == "full_name" else row[field] for field in fields]
		part = part.select(
			ValueWrapper(doctype).as_("source"),
			row.parent,
			row.idx,
			*[value.as_(column) for value, column in zip(values, COLUMNS, strict=True)],
		).where((row.parenttype == NOTE) & row.parent.isin(notes))
		query = part if query is None else query.union_all(part)
	found: dict[str, dict[str, list[tuple]]] = {}
	for row in sorted(query.run(as_dict=True), key=lambda row: row.idx):
		values = tuple(row[column] for column in COLUMNS)
		found.setdefault(row.parent, {}).setdefault(row.source, []).append(values)
	return found


def details_of(note: _dict, rows: dict[str, list[tuple]]) -> list[str]:
	"""The typed fields of a note, a short text each, in the reader's language."""
	if note.kind == REQUIREMENT:
		return [
			" ".join(
				filter(None, [f"{_(attribute, context=NOTE_ATTRIBUTE)}: {value}", remark and f"({remark})"])
			)
			for attribute, value, remark in rows.get(NOTE_ATTRIBUTE, ())
		]
	if note.kind == SPECIAL_REQUEST:
		return texts(word(note.area), note.process_name, note.standard)
	if note.kind == DELIVERY_TIME:
		hours = "–".join(texts(note.time_from, note.time_to))
		return texts(word(note.time_kind), note.deliver_on and format_date(note.deliver_on), hours)
	if note.kind == PAYMENT:
		return [word(note.payment_kind), *payment_details(note, rows)]
	if note.kind == COMMUNICATION:
		return communication_details(note)
	return []


def payment_details(note: _dict, rows: dict[str, list[tuple]]) -> list[str]:
	if note.amount:
		return [fmt_money(note.amount, currency=note.currency)]
	if note.prepaid_percent:
		return [f"{flt(note.prepaid_percent, 2):g} %"]
	return [
		f"{format_date(due_on)}: {fmt_money(flt(amount), currency=note.currency)}"
		for due_on, amount, _name in rows.get(NOTE_INSTALMENT, ())
	]


def communication_details(note: _dict) -> list[str]:
	said = texts(word(note.channel), word(note.direction), note.contact_name)
	if not note.change_kind:
		return said
	asked = " → ".join(texts(note.old_value, note.new_value))
	settled = note.settlement and ": ".join(texts(word(note.settlement), note.settlement_reason))
	return [*said, *texts(f"{word(note.change_kind)}: {asked}", settled)]


def texts(*parts: str | None) -> list[str]:
	return [part for part in parts if part]


def in_order(cards: Iterable[dict]) -> list[dict]:
	"""Pinned ones first, then conflicts, then what I must still read, then by priority; otherwise as they come."""
	return sorted(
		cards,
		key=lambda card: (
			not card["is_pinned"],
			not card["is_in_conflict"],
			not card["asks_me"],
			RANKS.get(card["priority"], 1),
		),
	)
