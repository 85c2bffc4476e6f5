"""Whether the typed fields of a note make sense; what does not is refused with a sentence that says what to do."""

import re

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.utils import cstr, flt, fmt_money, getdate, today

from order_tracking.constants import (
	COMMUNICATION,
	DELIVERY_TIME,
	PAYMENT,
	REQUIREMENT,
	SPECIAL_REQUEST,
)
from order_tracking.rules.note_communication import DATE, day_of
from order_tracking.rules.note_communication import QUANTITY as CHANGED_QUANTITY
from order_tracking.rules.note_delivery_time import DEADLINE, SLOT
from order_tracking.rules.note_payment import CENT, INSTALMENTS, PREPAYMENT
from order_tracking.rules.note_requirement import QUANTITY, number_of

# Hours, and minutes after a colon or a full stop (also those of Chinese keyboards); seconds say nothing here.
CLOCK = re.compile(r"(\d{1,2})(?:[:.\uff1a](\d{2}))?(?:[:.]\d{2}(?:\.\d+)?)?")


class NoteError(frappe.ValidationError):
	"""A note cannot be kept as it was written."""


def refuse(sentence: str) -> None:
	frappe.throw(sentence, NoteError)


def check_kind(note: Document, tracker: _dict | None, before: Document | None) -> None:
	"""`tracker` is None for a standing note, which knows no order; `before` is the note as it stands."""
	for field in ("time_from", "time_to"):
		set_clock(note, field)
	if check := CHECKS.get(note.kind):
		check(note, tracker, before)
	elif not note.text:
		refuse(_("Write what the note is about."))


def check_requirement(note: Document, _tracker: _dict | None, _before: Document | None) -> None:
	if not note.attributes and not note.text:
		refuse(_("Write what the customer asks for: add a row for each attribute, or write a text."))
	for row in note.attributes:
		number = number_of(cstr(row.value)) if row.attribute == QUANTITY else 1
		if number is None or number <= 0:
			refuse(_("The quantity in row {0} must be a number above zero.").format(row.idx))


def check_special_request(note: Document, _tracker: _dict | None, _before: Document | None) -> None:
	if not note.area:
		refuse(_("Say what the special request is about: processing, packaging or delivery."))
	if not note.process_name and not note.text:
		refuse(_("Name the process, or describe the special request in the text."))


def check_delivery_time(note: Document, tracker: _dict | None, before: Document | None) -> None:
	kind = note.time_kind if tracker else SLOT
	if kind not in (DEADLINE, SLOT):
		refuse(_("Say whether the time is a deadline or a slot."))
	if kind == SLOT:
		check_slot(note)
	is_any_day = tracker is None or note.standing_note
	if not is_any_day and not note.deliver_on:
		refuse(_("Give the day on which the customer wants the goods."))
	is_new_day = before is None or cstr(before.get("deliver_on")) != cstr(note.get("deliver_on"))
	if tracker and note.deliver_on and is_new_day and getdate(note.deliver_on) < getdate(today()):
		refuse(_("The day lies in the past. Give a day from today on."))


def check_slot(note: Document) -> None:
	if not note.time_from or not note.time_to:
		refuse(_("A slot has two times: from when and until when the goods may arrive."))
	if note.time_from >= note.time_to:
		refuse(_("The slot ends before it begins. Exchange the two times, or correct them."))


def set_clock(note: Document, field: str) -> None:
	"""A time of day as people write it, 9, 9:30 or 09.30, becomes one that sorts: 09:30."""
	written = cstr(note.get(field)).strip()
	found = CLOCK.fullmatch(written)
	if not written or note.kind != DELIVERY_TIME:
		note.set(field, None)
	elif found and int(found[1]) < 24 and int(found[2] or 0) < 60:
		note.set(field, f"{int(found[1]):02}:{int(found[2] or 0):02}")
	else:
		refuse(_("{0} is no time of day. Write it like 9:00 or 14:30.").format(written))


def check_payment(note: Document, tracker: _dict | None, _before: Document | None) -> None:
	if not note.payment_kind:
		refuse(_("Say how the customer pays: prepayment, cash on delivery or instalments."))
	if note.payment_kind == PREPAYMENT:
		check_prepayment(note, tracker)
	if note.payment_kind == INSTALMENTS and tracker:
		check_instalments(note, tracker)


def check_prepayment(note: Document, tracker: _dict | None) -> None:
	if not 0 <= flt(note.prepaid_percent) <= 100:
		refuse(_("The prepaid share must lie between 0 and 100 percent."))
	if tracker and flt(note.amount) - tracker.grand_total >= CENT:
		refuse(
			_("The prepaid amount is more than the order's total of {0}.").format(
				fmt_money(tracker.grand_total, currency=tracker.currency)
			)
		)


def check_instalments(note: Document, tracker: _dict) -> None:
	if not note.instalments:
		refuse(_("Add a row for each instalment: when it is due, and how much."))
	for row in note.instalments:
		if flt(row.amount) < CENT:
			refuse(_("The instalment in row {0} needs an amount above zero.").format(row.idx))
	difference = sum(flt(row.amount) for row in note.instalments) - tracker.grand_total
	if abs(difference) < CENT:
		return
	total, missing = (
		fmt_money(amount, currency=tracker.currency) for amount in (tracker.grand_total, abs(difference))
	)
	if difference < 0:
		refuse(_("The instalments are {1} less than the order's total of {0}.").format(total, missing))
	refuse(_("The instalments are {1} more than the order's total of {0}.").format(total, missing))


def check_communication(note: Document, tracker: _dict | None, _before: Document | None) -> None:
	if not note.channel or not note.direction:
		refuse(_("Say by which channel you spoke, and whether you received or sent it."))
	if not note.change_kind:
		if not note.text:
			refuse(_("Write what was said."))
		return
	if not note.new_value:
		refuse(_("Write what the customer wants it changed to."))
	if note.change_kind == CHANGED_QUANTITY:
		check_new_quantity(note, tracker)
	if note.change_kind == DATE and not day_of(note.new_value):
		refuse(_("Write the new date as year, month and day, for example 2026-12-31."))


def check_new_quantity(note: Document, tracker: _dict | None) -> None:
	number = number_of(note.new_value)
	if number is None or number <= 0:
		refuse(_("The new quantity must be a number above zero."))
	if tracker and not note.sales_order_item and tracker.has_many_lines:
		refuse(_("The order has several lines. Say on which of them the quantity is to change."))


CHECKS = {
	REQUIREMENT: check_requirement,
	SPECIAL_REQUEST: check_special_request,
	DELIVERY_TIME: check_delivery_time,
	PAYMENT: check_payment,
	COMMUNICATION: check_communication,
}
