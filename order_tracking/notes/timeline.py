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
from frappe.utils import cstr, format_date, get_datetime, now_datetime

from order_tracking import searching
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
from order_tracking.notes.text import text_of_html

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

	@property
	def pattern(self) -> str:
		return searching.part(self.text)

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


def page_of(
	asked: Asked, table: DocType, moment: str, fields: tuple[str, ...], which: Criterion
) -> list[_dict]:
	at = table[moment]
	return (
		frappe.qb.from_(table)
		.select(table.name, at, *[table[field] for field in fields])
		.where(which & asked.follows(at, table.name))
		.orderby(at, table.name, order=Direction.desc)
		.limit(PAGE + 1)
		.run(as_dict=True)
	)


def notes(asked: Asked) -> list[dict]:
	kinds = [kind for kind in NOTE_KINDS if asked.wants(kind)]
	if not kinds:
		return []
	note = DocType(NOTE)
	which = [note.order_tracker == asked.tracker.name, note.kind.isin(kinds)]
	which.append(asked.follows(note.written_at, note.name))
	if asked.text:
		which.append(note.subject.like(asked.pattern) | note.text.like(asked.pattern))
	cards = read_cards(Criterion.all(which), PAGE + 1)
	return [row("note", card["written_at"], card["name"], note=card) for card in cards]


def events(asked: Asked) -> list[dict]:
	"""What the system noticed and what people decided with buttons. Nothing of it is a text that one could search."""
	if not asked.wants(EVENTS) or asked.text:
		return []
	event = DocType(EVENT)
	which = (event.order_tracker == asked.tracker.name) & event["field"].isin(TOLD_EVENTS)
	fields = ("field", "from_value", "to_value", "actor")
	found = page_of(asked, event, "happened_at", fields, which)
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
	which = (change.order_tracker == asked.tracker.name) & change.kind.isin([MOVED, LINE_GONE])
	fields = ("item_code", "kind", "old_date", "new_date", "reason", "author")
	found = page_of(asked, change, "happened_at", fields, which)
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
		if not frappe.has_permission(doctype, "read"):
			continue
		names = named(*NAMES_THE_ORDER[doctype], [asked.tracker.sales_order], doctype)
		if not names:
			continue
		filters = [["name", "in", names], ["creation", "<=", asked.before]]
		if asked.text:
			filters.append(["name", "like", asked.pattern])
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
	which = Criterion.any(places) & (mail.communication_type == MAIL) & (mail.communication_medium == "Email")
	if asked.text:
		which &= mail.subject.like(asked.pattern) | mail.content.like(asked.pattern)
	fields = ("subject", "content", "sender", "sender_full_name", "sent_or_received")
	return [
		row(
			"mail",
			told.creation,
			told.name,
			actor=told.sender_full_name or told.sender,
			mail=told.name,
			subject=told.subject,
			text=text_of_html(told.content)[:300],
			is_sent=told.sent_or_received == "Sent",
		)
		for told in page_of(asked, mail, "creation", fields, which)
	]


SOURCES: tuple[Callable[[Asked], list[dict]], ...] = (notes, events, promises, documents, mails)
