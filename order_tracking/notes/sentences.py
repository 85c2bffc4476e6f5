"""What was found of a note, as a sentence in the reader's language. The code and its values are stored, the words are not."""

import json
from collections.abc import Callable

from frappe import _, _dict
from frappe.model.document import Document
from frappe.utils import fmt_money, format_date

from order_tracking.constants import NOTE
from order_tracking.rules.note_communication import DATE, day_of
from order_tracking.rules.note_delivery_time import DEADLINE
from order_tracking.sentences import quantity_text


def finding_text(note: Document | _dict) -> str:
	"""Why the note passes, waits or is in conflict; "" where there is nothing to say."""
	sentence = SENTENCES.get(note.reason)
	if sentence is None:
		return ""
	return sentence(_dict(json.loads(note.reason_values or "{}")), note)


def nobody_read_it(audiences: list[str]) -> str:
	return _("Somebody of {0} must acknowledge it first.").format(names_text([_(name) for name in audiences]))


def names_text(names: list[str]) -> str:
	return ", ".join(names)


def word(text: str | None) -> str:
	"""One of the options of a note's fields, in the reader's language."""
	return _(text, context=NOTE) if text else ""


def day(value: str | None) -> str:
	return format_date(value) if value else _("an unknown day")


def money(amount: float, note: Document | _dict) -> str:
	return fmt_money(amount, currency=note.currency)


def wanted(values: _dict) -> str:
	"""Until when, or on which day between which hours, the customer wants the goods."""
	hours = "–".join(text[:5] for text in (values.wanted_from, values.wanted_to) if text)
	if values.time_kind == DEADLINE:
		latest = " ".join(filter(None, [day(values.wanted_on), hours]))
		return _("The customer wants the goods by {0}.").format(latest)
	if not values.wanted_on:
		return _("The customer wants the goods between {0}.").format(hours)
	return _("The customer wants the goods on {0}, {1}.").format(day(values.wanted_on), hours)


def arrival(values: _dict) -> str:
	if values.at:
		return _("{0} {1} arrives on {2} at {3}.").format(
			_(values.kind), values.document, day(values.on), values.at[:5]
		)
	return _("{0} {1} leaves on {2}.").format(_(values.kind), values.document, day(values.on))


def missed_arrival(values: _dict, note: Document | _dict) -> str:
	return _("{0} {1} Change the trip, or agree on another time.").format(wanted(values), arrival(values))


def missed_promise(values: _dict, note: Document | _dict) -> str:
	return _("{0} The order promises {1}. Move the promise, or agree on another time.").format(
		wanted(values), day(values.on)
	)


def instalments_differ(values: _dict, note: Document | _dict) -> str:
	difference = money(abs(values.difference), note)
	if values.difference < 0:
		return _("The instalments are {1} less than the order's total of {0}.").format(
			money(values.total, note), difference
		)
	return _("The instalments are {1} more than the order's total of {0}.").format(
		money(values.total, note), difference
	)


def asked_before_goods(invoice: str, due_on: str, promised: str) -> str:
	return _(
		"Cash on delivery is agreed, Sales Invoice {0} asks for it on {1}, before the goods come on {2}. Move the due date of the invoice, or agree on a prepayment."
	).format(invoice, day(due_on), day(promised))


def change_waits(values: _dict, note: Document | _dict) -> str:
	is_date = values.change == DATE and day_of(values.new)
	new = day(values.new) if is_date else values.new
	now = day(values.now) if values.change == DATE else values.now
	if isinstance(now, float):
		now = quantity_text(now, None)
	if now in (None, ""):
		return _("{0}: the customer asks for {1}. Change the order, or settle the request.").format(
			word(values.change), new
		)
	return _(
		"{0}: the customer asks for {1}, the order says {2}. Change the order, or settle the request."
	).format(word(values.change), new, now)


def fixed(sentence: Callable[[], str]) -> Callable:
	return lambda values, note: sentence()


SENTENCES: dict[str, Callable[[_dict, Document | _dict], str]] = {
	"line_gone": fixed(lambda: _("Its line is no longer part of the order.")),
	"quantity_differs": lambda values, note: _("The customer asks for {0}, the order says {1}.").format(
		values.asked, quantity_text(values.ordered, None)
	),
	"drawing_missing": lambda values, note: _("Attach the drawing {0}.").format(values.drawing),
	"nothing_asked": fixed(lambda: _("Add the attributes that the customer asks for, or attach a drawing.")),
	"requirement_complete": fixed(lambda: _("It says what the customer asks for.")),
	"no_process": fixed(lambda: _("Name the process.")),
	"no_standard": lambda values, note: _(
		"{0} is a process of its own: say by which standard it is checked, or attach a file."
	).format(values.process),
	"request_complete": fixed(lambda: _("It can be carried out as it is written.")),
	"no_time": fixed(lambda: _("Say until when, or between which hours, the customer wants the goods.")),
	"no_promise": fixed(lambda: _("The order promises no day yet.")),
	"comes_late": missed_arrival,
	"comes_early": missed_arrival,
	"promised_late": missed_promise,
	"promised_early": missed_promise,
	"time_kept": fixed(lambda: _("The goods left in time.")),
	"time_fits": lambda values, note: _("The order promises {0}, which fits.").format(day(values.on)),
	"no_payment_kind": fixed(lambda: _("Say how the customer pays.")),
	"no_instalments": fixed(lambda: _("Add the instalments.")),
	"prepaid": lambda values, note: _("{0} is paid.").format(money(values.paid, note)),
	"paid": fixed(lambda: _("The order is paid.")),
	"left_unpaid": lambda values, note: _(
		"Goods have left although {0} of the prepayment is missing."
	).format(money(values.missing, note)),
	"terms_ask_too_little": lambda values, note: _(
		"{0} is agreed as prepayment, the order's terms ask only for {1} before delivery. Change the payment terms of the order."
	).format(money(values.asked, note), money(values.early, note)),
	"not_paid_yet": lambda values, note: _("{0} has to be paid before the goods leave.").format(
		money(values.missing, note)
	),
	"terms_ask_before": lambda values, note: _(
		"Cash on delivery is agreed, the order's terms ask for {0} on {1}, before delivery. Change the payment terms of the order."
	).format(money(values.amount, note), day(values.due_on)),
	"terms_give_credit": lambda values, note: _(
		"Cash on delivery is agreed, the order's terms give credit for {0} until {1}. Change the payment terms of the order."
	).format(money(values.amount, note), day(values.due_on)),
	"terms_give_days": lambda values, note: _(
		"Cash on delivery is agreed, the order's terms give credit for {0} until {1} days after the invoice. Change the payment terms of the order."
	).format(money(values.amount, note), values.days),
	"billed_before": lambda values, note: asked_before_goods(values.document, values.due_on, values.promised),
	"payment_fits": fixed(lambda: _("The order's terms fit.")),
	"instalments_differ": instalments_differ,
	"not_in_terms": lambda values, note: _(
		"The instalment of {0} on {1} is not in the order's payment terms. Change the payment terms of the order."
	).format(money(values.amount, note), day(values.due_on)),
	"instalment_unpaid": lambda values, note: _("{0} was due by {1} and {2} of it is not paid.").format(
		money(values.due, note), day(values.due_on), money(values.missing, note)
	),
	"instalments_kept": fixed(lambda: _("What was due so far is paid.")),
	"change_refused": fixed(lambda: _("The change was refused.")),
	"change_agreed": fixed(lambda: _("The change was agreed.")),
	"order_agrees": fixed(lambda: _("The order says so now.")),
	"change_waits": change_waits,
}
