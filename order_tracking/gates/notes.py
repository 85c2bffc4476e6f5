"""Which notes of an order stand in the way of a document?"""

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.query_builder import Criterion, DocType
from frappe.query_builder.functions import Coalesce
from frappe.utils import format_date, getdate
from pypika import Case
from pypika.terms import ValueWrapper

from order_tracking.constants import CONFLICT, DELIVERY_TIME, NOTE, NOTE_READER, OPEN, PAYMENT, TRACKER
from order_tracking.gates.blockers import Blocker, Source, overrides_of
from order_tracking.notes.permissions import NOBODY, permitted_notes, roles_of_audiences
from order_tracking.notes.sentences import asked_before_goods, finding_text, names_text
from order_tracking.readable import Permitted
from order_tracking.rules.note_payment import CASH_ON_DELIVERY

MOST = 500  # rows; where so many notes wait, a few more say nothing new


def notes_in_the_way(doc: Document, orders: list[str]) -> list[Blocker]:
	"""One query. Who may not read the note is not told what it says."""
	notes: dict[str, _dict] = {}
	for row in notes_as_told(doc, orders):
		note = notes.setdefault(row.name, row)
		note.setdefault("audiences", []).append(row.audience)
		if row.must_acknowledge and row.audience and row.acknowledged_version < row.version:
			note.setdefault("unread", []).append(row.audience)
	return [
		Blocker(
			note.sales_order,
			sentence,
			f"{_(NOTE)} {note.name}: {reason}",
			is_overridden=bool(note.overrides),
		)
		for note in notes.values()
		for sentence, reason in reasons_of(note, doc)
	]


def notes_as_told(doc: Document, orders: list[str]) -> list[_dict]:
	"""To know what is shared with somebody who has User Permissions, Frappe asks the database: only if the document is to be
	refused, and the user told of the note."""
	if not frappe.permissions.get_user_permissions(frappe.session.user):
		return read_notes(doc, orders, permitted_notes())
	in_the_way = read_notes(doc, orders, Permitted(NOBODY))
	if all(row.overrides for row in in_the_way):
		return in_the_way
	return read_notes(doc, orders, permitted_notes())


def read_notes(doc: Document, orders: list[str], permitted: Criterion | None) -> list[_dict]:
	note, reader, tracker = DocType(NOTE), DocType(NOTE_READER), DocType(TRACKER)
	acknowledged = Coalesce(reader.acknowledged_version, 0)
	is_told = ValueWrapper(1) if permitted is None else Case().when(permitted, 1).else_(0)
	in_the_way = [note.result == CONFLICT, (note.must_acknowledge == 1) & (acknowledged < note.version)]
	if sends_goods(doc):
		in_the_way += [note.holds_dispatch == 1, is_missed_on(note, getdate(doc.posting_date))]
	if asks_for_money(doc):
		in_the_way.append((note.payment_kind == CASH_ON_DELIVERY) & (tracker.next_promise > doc.due_date))
	return (
		frappe.qb.from_(note)
		.left_join(reader)
		.on((reader.parent == note.name) & (reader.parenttype == NOTE))
		.left_join(tracker)
		.on(tracker.name == note.order_tracker)
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
			note.payment_kind,
			tracker.next_promise,
			note.must_acknowledge,
			note.version,
			reader.audience,
			acknowledged.as_("acknowledged_version"),
			is_told.as_("is_told"),
			overrides_of(doc).as_("overrides"),
		)
		.where(note.sales_order.isin(orders) & (note.state == OPEN) & Criterion.any(in_the_way))
		.orderby(note.sales_order, note.written_at, note.name, reader.idx)
		.limit(MOST)
		.run(as_dict=True)
	)


def sends_goods(doc: Document) -> bool:
	return doc.doctype == "Delivery Note" or bool(doc.doctype == "Sales Invoice" and doc.update_stock)


def asks_for_money(doc: Document) -> bool:
	"""An invoice that comes without the goods. One that brings them is paid when they come."""
	return bool(doc.doctype == "Sales Invoice" and doc.due_date and not doc.update_stock and not doc.is_pos)


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
	return bool(
		note.result == CONFLICT
		or (sends_goods(doc) and (note.holds_dispatch or is_late_on(note, doc.posting_date)))
		or is_asked_too_early(note, doc)
	)


def is_late_on(note: _dict, day) -> bool:
	return bool(note.kind == DELIVERY_TIME and note.deliver_on and note.deliver_on < getdate(day))


def is_asked_too_early(note: _dict, doc: Document) -> bool:
	is_cash = note.kind == PAYMENT and note.payment_kind == CASH_ON_DELIVERY
	return bool(
		is_cash and asks_for_money(doc) and note.next_promise and note.next_promise > getdate(doc.due_date)
	)


def conflict_text(note: _dict, doc: Document) -> str:
	if note.result == CONFLICT or (sends_goods(doc) and note.holds_dispatch):
		told = finding_text(note)
	elif is_asked_too_early(note, doc):
		told = asked_before_goods(doc.name or _(doc.doctype), doc.due_date, note.next_promise)
	else:
		told = _("The customer wants the goods by {0}.").format(format_date(note.deliver_on))
	return told.rstrip(".。")


def readers_text(audiences: list[str]) -> str:
	"""Departments with the roles of their people, so that one knows whom to ask."""
	roles = roles_of_audiences()
	return names_text(
		[
			f"{_(audience)} ({names_text([_(role) for role in roles.get(audience, [])])})"
			for audience in audiences
		]
	)


# DocType → the switch in the settings
NOTES = Source(
	{
		"Pick List": "gate_pick_list",
		"Work Order": "gate_work_order",
		"Delivery Note": "gate_delivery_note",
		"Sales Invoice": "gate_sales_invoice",
	},
	notes_in_the_way,
)
