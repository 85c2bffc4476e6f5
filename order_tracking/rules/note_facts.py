"""What the rules of notes may know: what the note asks for, what its order says, and what they find. Frozen, no frappe, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time

from order_tracking.constants import CONFLICT, OPEN, PASS


@dataclass(frozen=True)
class Instalment:
	"""An amount in the order's currency and the day on which it is due."""

	due_on: date
	amount: float


@dataclass(frozen=True)
class Term:
	"""A part of the payment that ERPNext asks for, in a payment schedule or by an invoice.

	`days_of_credit`: ERPNext counts the day from that of the invoice, so that on an order it is only a guess; None where
	somebody gave a day.
	"""

	due_on: date
	amount: float
	days_of_credit: int | None = None
	document: str = ""  # the invoice that asks for it


@dataclass(frozen=True)
class NoteFacts:
	"""One note in its typed fields; only those of its kind count."""

	kind: str
	files: int = 0
	# Requirement: (attribute, value)
	attributes: tuple[tuple[str, str], ...] = ()
	# Special Request
	process_name: str = ""
	is_custom_process: bool = False
	standard: str = ""
	# Delivery Time; a slot without a day, from a standing note, means any day
	time_kind: str = ""
	deliver_on: date | None = None
	time_from: time | None = None
	time_to: time | None = None
	# Payment; a prepayment without amount and share is the whole total
	payment_kind: str = ""
	prepaid_percent: float = 0.0
	prepaid_amount: float = 0.0
	instalments: tuple[Instalment, ...] = ()
	# Communication
	change_kind: str = ""
	new_value: str = ""
	settlement: str = ""


@dataclass(frozen=True)
class Arrival:
	"""Goods leave (Delivery Note, a day) or arrive (Delivery Trip, a day and a time)."""

	kind: str  # the DocType that says so
	document: str
	on: date
	at: time | None = None


@dataclass(frozen=True)
class Ordered:
	"""What the order says where the note points: at one line, or at the whole order. Money in the order's currency."""

	is_gone: bool = False  # the line has left the order
	qty: float | None = None  # None: several lines, no quantity to compare with
	items: tuple[str, ...] = ()  # codes and names
	current_promise: date | None = None
	open_promise: date | None = None  # of what is still to be delivered; None when nothing is
	is_delivered: bool = False
	is_dispatched: bool = False  # something has left the house
	arrivals: tuple[Arrival, ...] = ()
	ordered_on: date | None = None
	total: float = 0.0
	paid: float = 0.0
	# What the order's payment terms ask for and when; empty where the order has no terms.
	terms: tuple[Term, ...] = ()
	# What invoices ask for that is not paid yet.
	bills: tuple[Term, ...] = ()


@dataclass(frozen=True)
class Finding:
	"""Pass, open or conflict; the reason is a code that becomes a sentence together with its values."""

	result: str
	reason: str = ""
	values: Mapping[str, object] = field(default_factory=dict)
	# Open for now, but goods must not leave before it is settled.
	holds_dispatch: bool = False
	# The day on which the calendar alone may change this finding.
	wakes_on: date | None = None


def passed(reason: str = "", wakes_on: date | None = None, **values: object) -> Finding:
	return Finding(PASS, reason, values, wakes_on=wakes_on)


def still_open(reason: str, holds_dispatch: bool = False, **values: object) -> Finding:
	return Finding(OPEN, reason, values, holds_dispatch)


def in_conflict(reason: str, **values: object) -> Finding:
	return Finding(CONFLICT, reason, values)
