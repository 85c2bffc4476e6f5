"""What the one way in is given: orders, the marks that call for a look at them, and what those marks say."""

import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from frappe import _dict
from frappe.utils import getdate, now_datetime

from order_tracking.constants import ASKED, NOTED
from order_tracking.failures import RETRY
from order_tracking.ledger import VERSION_LOG
from order_tracking.records import Cause

ON_SUBMIT, ON_TRASH = "on_submit", "on_trash"


@dataclass(frozen=True)
class Mark:
	"""One row of the outbox; `rows` are a Sales Order's promises as the user's own request saw them."""

	name: str
	reference_doctype: str
	reference_name: str
	event: str
	actor: str
	happened_at: datetime
	rows: list[tuple[str, date | None, float]] | None = None
	# Of a move of promises through our own dialog.
	cause: str | None = None
	reason: str | None = None
	customer_reason: str | None = None
	# On whose behalf ERPNext changed the order: DocType and name of a Delivery Note, a payment, ….
	document: tuple[str, str] | None = None
	# Somebody brought in many orders at once: nobody is told of it.
	is_quiet: bool = False

	@classmethod
	def from_row(cls, row: _dict) -> "Mark":
		said = json.loads(row.rows) if row.rows else None
		move = said if isinstance(said, dict) else {"promises": said}
		rows = move["promises"]
		promises = [(name, getdate(day) if day else None, qty) for name, day, qty in rows] if rows else rows
		return cls(
			row.name,
			row.reference_doctype,
			row.reference_name,
			row.event,
			row.actor,
			row.happened_at,
			promises,
			move.get("cause"),
			move.get("reason"),
			move.get("customer_reason"),
			move.get("document"),
			bool(move.get("is_quiet")),
		)

	@classmethod
	def from_version(
		cls, order: str, version: str, author: str, happened_at: datetime, dates: dict
	) -> "Mark":
		rows = [(line, day, 0.0) for line, day in dates.items()]
		return cls(version, "Sales Order", order, VERSION_LOG, author, happened_at, rows)

	@property
	def order(self) -> str:
		return self.reference_name

	def is_own(self, order: str) -> bool:
		"""Whether it speaks of this order and of nothing else."""
		return (self.reference_doctype, self.reference_name) == ("Sales Order", order)


@dataclass
class Batch:
	"""Orders to look at, the marks that call for it, and for each amendment the order that it continues."""

	marks: dict[str, list[Mark]]
	amends: dict[str, str] = field(default_factory=dict)
	today: date | None = None
	# Backfill and repair tell nobody: what they find is not news.
	is_silent: bool = False
	began_at: datetime = field(default_factory=now_datetime)
	# Orders that could not be brought up to date; those of a batch taken apart are listed here too.
	failed: set[str] = field(default_factory=set)

	def each(self) -> list["Batch"]:
		"""The same work, one order at a time."""
		return [
			replace(
				self,
				marks={order: marks},
				amends={order: self.amends[order]} if order in self.amends else {},
			)
			for order, marks in self.marks.items()
		]

	@property
	def may_change_orders(self) -> bool:
		"""Whether more than ERPNext's progress of an order can have changed: it was saved, or nobody can tell."""
		return any(
			not marks or any(mark.rows is not None or mark.event == RETRY for mark in marks)
			for marks in self.marks.values()
		)

	@property
	def is_another_try(self) -> bool:
		"""Whether one of these orders has failed before: a failure leaves a mark of its own."""
		return any(mark.event == RETRY for marks in self.marks.values() for mark in marks)

	def is_news(self, order: str) -> bool:
		"""Whether what changes of this order is worth telling."""
		return not self.is_silent and not any(mark.is_quiet for mark in self.marks[order])

	def cause_of(self, order: str) -> Cause:
		"""Who did what when; where no mark calls for it, the calendar did. What the version log tells is older than the order's
		tracker and calls for nothing."""
		if marks := [mark for mark in self.marks[order] if mark.event != VERSION_LOG]:
			mark = marks[-1]
			document = mark.document or (mark.reference_doctype, mark.reference_name)
			return mark.actor, mark.happened_at, *document
		return "Administrator", self.began_at, None, None

	def own_marks(self, order: str) -> list[Mark]:
		"""What was marked on the order that bears this name now. ERPNext gives the name of a deleted order to the next one."""
		own = [mark for mark in self.marks[order] if mark.is_own(order)]
		deaths = [number for number, mark in enumerate(own) if mark.event == ON_TRASH]
		return own[deaths[-1] + 1 :] if deaths else own

	def has_died(self, order: str) -> bool:
		return any(mark.event == ON_TRASH and mark.is_own(order) for mark in self.marks[order])

	def was_just_submitted(self, order: str) -> bool:
		return any(mark.event == ON_SUBMIT for mark in self.own_marks(order))

	def may_have_new_notes(self, order: str) -> bool:
		"""Whether somebody wrote a note, or nobody can tell what happened."""
		return self.is_silent or any(mark.event in (NOTED, RETRY) for mark in self.marks[order])

	def may_have_requests(self, order: str) -> bool:
		"""Whether somebody asked to move promises, or nobody can tell what happened."""
		return any(mark.event in (ASKED, RETRY) for mark in self.marks[order])

	def was_submitted(self, order: _dict) -> bool:
		"""A cancelled order without a tracker is a discarded draft, older than we are, or its tracker went on with its
		amendment; unless its submit is still among the marks."""
		return order.docstatus == 1 or any(mark.rows is not None for mark in self.own_marks(order.name))

	def submitter_of(self, order: _dict) -> str:
		submits = (mark.actor for mark in self.own_marks(order.name) if mark.event == ON_SUBMIT)
		return next(submits, order.modified_by)
