"""Which notes of an order stand in the way of a document?"""

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.query_builder import Criterion, DocType
from frappe.query_builder.functions import Coalesce
from frappe.utils import format_date, getdate
from pypika import Case
from pypika.terms import ValueWrapper

from order_tracking.constants import CONFLICT, DELIVERY_TIME, NOTE, NOTE_READER, OPEN
from order_tracking.gates.blockers import Blocker
from order_tracking.notes.permissions import permitted_notes, roles_of_audiences
from order_tracking.notes.sentences import finding_text, names_text

MOST = 500  # rows; where so many notes wait, a few more say nothing new


def notes_in_the_way(doc: Document, orders: list[str]) -> list[Blocker]:
	"""One query. Who may not read the note is not told what it says."""
	notes: dict[str, _dict] = {}
	for row in read_notes(doc, orders):
		note = notes.setdefault(row.name, row)
		note.setdefault("audiences", []).append(row.audience)
		if row.must_acknowledge and row.audience and row.acknowledged_version < row.version:
			note.setdefault("unread", []).append(row.audience)
	return [
		Blocker(note.sales_order, sentence, f"{_(NOTE)} {note.name}: {reason}")
		for note in notes.values()
		for sentence, reason in reasons_of(note, doc)
	]


def read_notes(doc: Document, orders: list[str]) -> list[_dict]:
	note, reader = DocType(NOTE), DocType(NOTE_READER)
	acknowledged = Coalesce(reader.acknowledged_version, 0)
	permitted = permitted_notes()
	is_told = ValueWrapper(1) if permitted is None else Case().when(permitted, 1).else_(0)
	in_the_way = [note.result == CONFLICT, (note.must_acknowledge == 1) & (acknowledged < note.version)]
	if sends_goods(doc):
		in_the_way += [note.holds_dispatch == 1, is_missed_on(note, getdate(doc.posting_date))]
	return (
		frappe.qb.from_(note)
		.left_join(reader)
		.on((reader.parent == note.name) & (reader.parenttype == NOTE))
		.select(
			note.name,
			note.sales_order,
			note.kind,
			note.subject,
			note.currency,
			note.result,
			note.reason,
			note.reason_values,
			note.holds_dispatch,
			note.deliver_on,
			note.must_acknowledge,
			note.version,
			reader.audience,
			acknowledged.as_("acknowledged_version"),
			is_told.as_("is_told"),
		)
		.where(note.sales_order.isin(orders) & (note.state == OPEN) & Criterion.any(in_the_way))
		.orderby(note.sales_order, note.written_at, note.name, reader.idx)
		.limit(MOST)
		.run(as_dict=True)
	)


def sends_goods(doc: Document) -> bool:
	return doc.doctype == "Delivery Note" or bool(doc.doctype == "Sales Invoice" and doc.update_stock)


def is_missed_on(note: DocType, day) -> Criterion:
	"""Goods that leave on this day come after the customer wants them."""
	return (note.kind == DELIVERY_TIME) & (note.deliver_on < day)


def reasons_of(note: _dict, doc: Document) -> list[tuple[str, str]]:
	"""Each reason twice: with what the note says, for those who may read it, and without."""
	named = _("the note “{0}”").format(note.subject) if note.is_told else _("a note")
	departments = names_text([_(audience) for audience in dict.fromkeys(note.audiences) if audience])
	found = []
	if note.unread:
		found.append(
			(
				_("{0} must first be acknowledged by {1}").format(named, readers_text(note.unread)),
				_("not acknowledged by {0}").format(names_text([_(audience) for audience in note.unread])),
			)
		)
	if is_against(note, doc):
		if note.is_told:
			told = _("{0} is in conflict: {1}").format(named, conflict_text(note, doc))
		else:
			told = _("{0} of {1} is in conflict with the order; ask them").format(named, departments)
		found.append((told, _("in conflict")))
	return found


def is_against(note: _dict, doc: Document) -> bool:
	if note.result == CONFLICT:
		return True
	return sends_goods(doc) and bool(
		note.holds_dispatch
		or (note.kind == DELIVERY_TIME and note.deliver_on and note.deliver_on < getdate(doc.posting_date))
	)


def conflict_text(note: _dict, doc: Document) -> str:
	if note.result == CONFLICT or note.holds_dispatch:
		return finding_text(note).rstrip(".。")
	return _("The customer wants the goods by {0}.").format(format_date(note.deliver_on)).rstrip(".。")


def readers_text(audiences: list[str]) -> str:
	"""Departments with the roles of their people, so that one knows whom to ask."""
	roles = roles_of_audiences()
	return names_text(
		[
			f"{_(audience)} ({names_text([_(role) for role in roles.get(audience, [])])})"
			for audience in audiences
		]
	)
