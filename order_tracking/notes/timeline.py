"""All that happened to an order in one row of time: people's notes, decisions and stages, promises, documents, mails.

Each source is asked for no more than one page, so a page costs the same however much there is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.query_builder import Criterion, DocType, Field
from frappe.query_builder import Order as Direction
from frappe.utils import cstr, format_date, get_datetime, now_datetime, strip_html

from order_tracking.connections import NAMES_THE_ORDER, named
from order_tracking.constants import (
	EVENT,
	LINE_GONE,
	MOVED,
	NOTE,
	NOTE_KINDS,
	PROMISE_CHANGE,
	TRACKER,
)
from order_tracking.notes.cards import read_cards

PAGE = 30
MAIL = "Communication"
# What people see besides notes, by the word of the filter.
EVENTS, PROMISES, DOCUMENTS, MAILS = "Events", "Promises", "Documents", "Mails"

TOLD_EVENTS = ("stage", "hold_cause", "close_cause", "work_begun_on", "said_ready_on", "accepted_on")
TOLD_DOCUMENTS = ("Pick List", "Work Order", "Delivery Note", "Sales Invoice")


@dataclass(frozen=True)
class Asked:
	"""A page of the timeline of one tracker: what comes after the last row of the page before, of some kinds, with a text
	in it. Rows of one moment follow one another by their names."""

	tracker: Document
	before: datetime
	beyond: str
	kinds: tuple[str, ...]
	text: str

	def wants(self, source: str) -> bool:
		return not self.kinds or source in self.kinds

	def follows(self, at: Field, name: Field) -> Criterion:
		return (at < self.before) | ((at == self.before) & (name < self.beyond))


@frappe.whitelist()
def get_timeline(
	order_tracker: str,
	kinds: list | str | None = None,
	text: str | None = None,
	before: str | None = None,
	beyond: str | None = None,
) -> dict:
	"""One page, the latest first, of what the user may read. `kinds`: kinds of notes, and Events, Promises, Documents, Mails;
	none means all of them. `before` and `beyond`: moment and name of the last row of the page before."""
	tracker = frappe.get_doc(TRACKER, order_tracker)
	tracker.check_permission("read")
	asked = Asked(
		tracker,
		get_datetime(before) if before else get_datetime("9999-12-31"),
		cstr(beyond),
		tuple(cstr(kind) for kind in frappe.parse_json(kinds) or ()),
		cstr(text).strip()[:140],
	)
	rows = [row for source in SOURCES for row in source(asked)]
	rows.sort(key=lambda row: (row["at"], row["id"]), reverse=True)
	return {
		"rows": with_names(rows[:PAGE]),
		"has_more": len(rows) > PAGE,
		"may_write": bool(frappe.has_permission(NOTE, "create")),
		"now": now_datetime(),
	}


def with_names(rows: list[dict]) -> list[dict]:
	"""Those who did something, by their full names."""
	actors = {row["actor"] for row in rows if row.get("actor")}
	names = dict(
		frappe.get_all("User", {"name": ("in", list(actors))}, ["name", "full_name"], as_list=True)
		if actors
		else ()
	)
	for row in rows:
		row["actor_name"] = names.get(row.get("actor")) or row.get("actor")
	return rows


def row(kind: str, at: datetime, key: str, **values) -> dict:
	return {"type": kind, "at": get_datetime(at), "id": key, **values}


def like(asked: Asked) -> str:
	"""What people type stands for itself, also a percent sign."""
	escaped = asked.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
	return f"%{escaped}%"


def notes(asked: Asked) -> list[dict]:
	kinds = [kind for kind in NOTE_KINDS if asked.wants(kind)]
	if not kinds:
		return []
	note = DocType(NOTE)
	which = [note.order_tracker == asked.tracker.name, note.kind.isin(kinds)]
	which.append(asked.follows(note.written_at, note.name))
	if asked.text:
		which.append(note.subject.like(like(asked)) | note.text.like(like(asked)))
	cards = read_cards(Criterion.all(which), PAGE + 1)
	return [row("note", card["written_at"], card["name"], note=card) for card in cards]


def events(asked: Asked) -> list[dict]:
	"""What the system noticed and what people decided with buttons. Nothing of it is a text that one could search."""
	if not asked.wants(EVENTS) or asked.text:
		return []
	event = DocType(EVENT)
	found = (
		frappe.qb.from_(event)
		.select(
			event.name,
			event.field,
			event.from_value,
			event.to_value,
			event.happened_at,
			event.actor,
			event.source_doctype,
			event.source_name,
		)
		.where(
			(event.order_tracker == asked.tracker.name)
			& event.field.isin(TOLD_EVENTS)
			& asked.follows(event.happened_at, event.name)
		)
		.orderby(event.happened_at, event.name, order=Direction.desc)
		.limit(PAGE + 1)
		.run(as_dict=True)
	)
	return [
		row("event", told.happened_at, told.name, actor=told.actor, text=event_text(told)) for told in found
	]


def event_text(told: _dict) -> str:
	if told.field == "stage":
		new = _(told.to_value, context=TRACKER)
		if not told.from_value:
			return _("The order is tracked: {0}").format(new)
		return f"{_(told.from_value, context=TRACKER)} → {new}"
	words = {
		"hold_cause": _("Put on hold. Cause: {0}"),
		"close_cause": _("Closed. Cause: {0}"),
		"work_begun_on": _("Work has begun"),
		"said_ready_on": _("Ready, it was said"),
		"accepted_on": _("Service accepted"),
	}
	return words[told.field].format(_(cstr(told.to_value)))


def promises(asked: Asked) -> list[dict]:
	if not asked.wants(PROMISES) or asked.text:
		return []
	change = DocType(PROMISE_CHANGE)
	found = (
		frappe.qb.from_(change)
		.select(
			change.name,
			change.item_code,
			change.kind,
			change.old_date,
			change.new_date,
			change.reason,
			change.author,
			change.happened_at,
		)
		.where(
			(change.order_tracker == asked.tracker.name)
			& change.kind.isin([MOVED, LINE_GONE])
			& asked.follows(change.happened_at, change.name)
		)
		.orderby(change.happened_at, change.name, order=Direction.desc)
		.limit(PAGE + 1)
		.run(as_dict=True)
	)
	return [
		row("promise", told.happened_at, told.name, actor=told.author, text=promise_text(told))
		for told in found
	]


def promise_text(told: _dict) -> str:
	if told.kind == LINE_GONE:
		return _("{0} was struck from the order").format(told.item_code)
	moved = _("Promise of {0} moved: {1} → {2}").format(
		told.item_code, day(told.old_date), day(told.new_date)
	)
	return f"{moved} ({told.reason})" if told.reason else moved


def day(date) -> str:
	return format_date(date) if date else "–"


def documents(asked: Asked) -> list[dict]:
	"""Those that the user may read; searched by their name."""
	if not asked.wants(DOCUMENTS):
		return []
	found = []
	for doctype in TOLD_DOCUMENTS:
		table, field = NAMES_THE_ORDER[doctype]
		names = named(table, field, [asked.tracker.sales_order], doctype)
		if not names or not frappe.has_permission(doctype, "read"):
			continue
		filters = [["name", "in", names], ["creation", "<=", asked.before]]
		if asked.text:
			filters.append(["name", "like", like(asked)])
		found += [
			row(
				"document",
				told.creation,
				told.name,
				actor=told.owner,
				doctype=doctype,
				name=told.name,
				docstatus=told.docstatus,
			)
			for told in frappe.get_list(
				doctype,
				filters=filters,
				or_filters=[["creation", "<", asked.before], ["name", "<", asked.beyond]],
				fields=["name", "owner", "creation", "docstatus"],
				limit=PAGE + 1,
				order_by="creation desc, name desc",
			)
		]
	return found


def mails(asked: Asked) -> list[dict]:
	"""Mails hang on the tracker or on its order, and are seen by whoever may read that."""
	if not asked.wants(MAILS):
		return []
	mail = DocType(MAIL)
	places = [(mail.reference_doctype == TRACKER) & (mail.reference_name == asked.tracker.name)]
	if frappe.has_permission("Sales Order", "read", doc=asked.tracker.sales_order):
		order = asked.tracker.sales_order
		places.append((mail.reference_doctype == "Sales Order") & (mail.reference_name == order))
	query = (
		frappe.qb.from_(mail)
		.select(
			mail.name,
			mail.subject,
			mail.content,
			mail.sender,
			mail.sender_full_name,
			mail.sent_or_received,
			mail.creation,
		)
		.where(
			Criterion.any(places)
			& (mail.communication_type == MAIL)
			& (mail.communication_medium == "Email")
			& asked.follows(mail.creation, mail.name)
		)
		.orderby(mail.creation, mail.name, order=Direction.desc)
		.limit(PAGE + 1)
	)
	if asked.text:
		query = query.where(mail.subject.like(like(asked)) | mail.content.like(like(asked)))
	return [
		row(
			"mail",
			told.creation,
			told.name,
			actor=told.sender_full_name or told.sender,
			mail=told.name,
			subject=told.subject,
			text=strip_html(told.content or "").strip()[:300],
			is_sent=told.sent_or_received == "Sent",
		)
		for told in query.run(as_dict=True)
	]


SOURCES: tuple[Callable[[Asked], list[dict]], ...] = (notes, events, promises, documents, mails)
