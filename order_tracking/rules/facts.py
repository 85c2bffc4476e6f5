"""What the rules may know: facts read from ERPNext and decisions of people, frozen. No frappe, no clock."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Movement:
	"""Goods of a line that left (`qty` above zero) or came back (below), in the line's own UOM."""

	on: date
	qty: float
	document: str = ""
	# A return that a credit note settles waits for no replacement.
	is_credited: bool = False


@dataclass(frozen=True)
class PlannedSlice:
	"""A part of a line due on a date of its own (ERPNext's delivery schedule, version-16)."""

	due: date | None
	qty: float
	first_promise: date | None = None


@dataclass(frozen=True)
class Expectation:
	"""A fact that says when something will be there: planned end of a Work Order, a Purchase Order line's date."""

	kind: str  # the DocType that says so
	document: str
	on: date


@dataclass(frozen=True)
class LineFacts:
	"""One Sales Order line. Quantities in the line's UOM, money in the order's and the company's currency, net."""

	name: str  # Sales Order Item
	qty: float
	amount: float = 0.0
	base_amount: float = 0.0
	is_service: bool = False
	# False: no Delivery Note will ever come (a service here, or an order that skips delivery notes).
	waits_for_delivery: bool = True
	delivered_by_supplier: bool = False
	movements: tuple[Movement, ...] = ()
	billed_amount: float = 0.0  # less credit notes
	is_billed: bool = False  # invoiced at its amount, whatever was credited afterwards
	picked_qty: float = 0.0
	produced_qty: float = 0.0
	is_work_begun: bool = False
	expectations: tuple[Expectation, ...] = ()
	schedule: tuple[PlannedSlice, ...] = ()
	# decisions
	requested_on: date | None = None
	first_promise: date | None = None
	is_first_promise_known: bool = True
	current_promise: date | None = None
	return_promise: date | None = None  # the date that somebody gave to goods that came back
	accepted_on: date | None = None
	is_closed: bool = False
	is_struck: bool = False  # gone from the order, kept to be seen
	billed_on: date | None = (
		None  # posting date of the invoice that completed its amount; only services need it
	)


@dataclass(frozen=True)
class OrderFacts:
	"""One Sales Order with its lines and what people decided about it."""

	name: str
	lines: tuple[LineFacts, ...] = ()
	docstatus: int = 1
	is_closed: bool = False
	is_on_hold: bool = False
	workflow_state: str = "Approved"
	is_work_said_begun: bool = False
	is_said_ready: bool = False
	hold_expected_end: date | None = None
	approval_waits_for_days: int | None = (
		None  # working days until the earliest promise, while approval is pending
	)
	grand_total: float = 0.0
	base_grand_total: float = 0.0
	billed_total: float = 0.0  # invoices less credit notes, gross
	invoice_outstanding: float = 0.0  # what is still owed on those invoices
	paid_amount: float = 0.0
	is_billed_in_full: bool = False
	note_conflicts: tuple[str, ...] = ()  # names of notes that the order does not do justice to


@dataclass(frozen=True)
class Calendar:
	"""The days on which nobody works (the company's Holiday List)."""

	holidays: frozenset[date] = field(default_factory=frozenset)
