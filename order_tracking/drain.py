"""Works off the marks: from "this document changed" to trackers that are true again.

One drain runs at a time on a site, so marks are replayed in the order in which they were made and two drains can
never fight over a tracker. Whoever finds it busy goes away at once: the one that runs looks again after it has let
go, and so sees every mark that was committed before somebody else was turned away.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import frappe
from frappe import _
from frappe.query_builder import CustomFunction, DocType
from frappe.query_builder.functions import Max, Min

from order_tracking import records
from order_tracking.batch import Batch, Mark
from order_tracking.constants import MARK, NOTE, TRACKER
from order_tracking.facts.orders import amended_orders
from order_tracking.facts.origins import orders_of
from order_tracking.failures import RETRY
from order_tracking.hanging import remove_orphans
from order_tracking.transactions import list_failure, refresh_and_commit, with_retries

BATCH = 200
# Deletes all transactions of a company, trackers among them, without an event on any.
WIPE = "Transaction Deletion Record"

get_lock = CustomFunction("GET_LOCK", ["name", "seconds"])
release_lock = CustomFunction("RELEASE_LOCK", ["name"])


def drain_quietly() -> None:
	"""The drain for places where nobody could answer an error: it is logged, the marks stay for the sweep."""
	try:
		drain()
	except Exception:
		frappe.db.rollback()  # the drain is nobody's transaction but its own
		frappe.logger("order_tracking").exception("The drain stopped; its marks stay for the next sweep")


def drain(again_failed: bool = False) -> int:
	"""Work off all marks; returns how many were done. Commits after each batch, so call it between transactions.

	Marks that failed before wait for the sweep (`again_failed`), so that one broken order holds up nobody.
	"""
	done = 0
	while (waiting := marks_waiting()).is_for(again_failed) and take_turn():
		try:
			done += work_off_all(again_failed, waiting)
		finally:
			end_turn()
		again_failed = False
	return done


def work_off_all(again_failed: bool, waiting: "Waiting") -> int:
	done, seen = 0, [""]
	while marks := read_marks(
		lambda mark, seen=seen: (
			mark.name.notin(seen) & (mark.attempts >= 0 if again_failed else mark.attempts == 0)
		)
	):
		# What fails in one batch goes before newer marks of the same order in the next.
		work_off(marks, waiting.has_set_aside or done > 0)
		done += len(marks)
		if len(marks) < BATCH:
			break  # whoever called looks again after letting go
		# Those that had to stay: this drain does not try them twice.
		names = [mark.name for mark in marks]
		seen += [mark.name for mark in read_marks(lambda mark, names=names: mark.name.isin(names))]
	return done


def work_off(marks: list[Mark], has_set_aside: bool) -> None:
	"""Bring every order that these marks touch up to date, then forget the marks.

	An order's own marks go with its refresh, or are set aside when that fails. A document's mark, which may speak of
	many orders, goes at the end: each of them is right by then or tried again on its own account.
	"""
	orders = with_retries(lambda: orders_of(marks))
	amends = with_retries(
		lambda: amended_orders([order for order, found in orders.items() if may_begin(found)])
	)
	if has_set_aside:
		orders = with_retries(lambda: in_their_order(orders, amends))
	failed: set[str] = set()
	for batch in rounds(orders, amends):
		set_aside_what_waits(batch, failed)
		refresh_and_commit(batch, "drain")
		failed |= batch.failed
	if any(mark.reference_doctype == WIPE for mark in marks):
		with_retries(lambda: [remove_orphans(doctype) for doctype in (TRACKER, NOTE)])
	own = {mark.name for order, found in orders.items() for mark in found if mark.is_own(order)}
	records.delete_marks([mark.name for mark in marks if mark.name not in own])
	frappe.db.commit()  # the drain is nobody's transaction but its own


def may_begin(marks: list[Mark]) -> bool:
	"""Whether the order's tracker may have to be begun, or taken over from the order that it amends."""
	return any(mark.rows is not None or mark.event == RETRY for mark in marks)


def in_their_order(orders: dict[str, list[Mark]], amends: dict[str, str]) -> dict[str, list[Mark]]:
	"""Marks that were set aside go before newer ones of the same order, or the ledger would take the second date for
	the first; and those of an amended order before its amendment, or that would get a tracker of its own."""
	names = [*orders, *amends.values()] or [""]
	aside = read_marks(
		lambda mark: (
			(mark.attempts > 0) & (mark.reference_doctype == "Sales Order") & mark.reference_name.isin(names)
		)
	)
	for mark in reversed(aside):
		marks = orders.setdefault(mark.order, [])
		if mark not in marks:
			marks.insert(0, mark)
	return orders


def set_aside_what_waits(batch: Batch, failed: set[str]) -> None:
	"""An amendment whose order has just failed waits for it: there is no tracker yet to take along."""
	for order, amended in batch.amends.items():
		if amended in failed:
			error = frappe.ValidationError(
				_("Waits for {0}, which it amends and which failed.").format(amended)
			)
			list_failure(replace(batch, marks={order: batch.marks.pop(order)}), "drain", error)


def rounds(orders: dict[str, list[Mark]], amends: dict[str, str]) -> list[Batch]:
	"""An amendment goes after the order that it continues: only then is there a tracker to take along."""
	batches, waiting = [], dict(orders)
	while waiting:
		now = {
			order: marks for order, marks in waiting.items() if amends.get(order) not in waiting
		} or waiting
		batches.append(Batch(now, {order: amends[order] for order in now if order in amends}))
		waiting = {order: marks for order, marks in waiting.items() if order not in now}
	return batches


@dataclass(frozen=True)
class Waiting:
	"""Which marks wait: fresh ones, and ones that were set aside after a failure."""

	has_fresh: bool
	has_set_aside: bool

	def is_for(self, again_failed: bool) -> bool:
		return self.has_fresh or (again_failed and self.has_set_aside)


def marks_waiting() -> Waiting:
	frappe.db.commit()  # see what others have committed since
	mark = DocType(MARK)
	least, most = frappe.qb.from_(mark).select(Min(mark.attempts), Max(mark.attempts)).run()[0]
	return Waiting(has_fresh=least == 0, has_set_aside=bool(most))


def read_marks(which: Callable) -> list[Mark]:
	"""The oldest marks first; names only tell apart what happened in the same microsecond."""
	frappe.db.commit()  # see what others have committed since
	mark = DocType(MARK)
	rows = (
		frappe.qb.from_(mark)
		.select(
			mark.name,
			mark.reference_doctype,
			mark.reference_name,
			mark.event,
			mark.actor,
			mark.happened_at,
			mark.rows,
		)
		.where(which(mark))
		.orderby(mark.creation, mark.name)
		.limit(BATCH)
		.run(as_dict=True)
	)
	return [Mark.from_row(row) for row in rows]


def take_turn() -> bool:
	"""True when no other drain runs on this site; never waits."""
	return bool(frappe.qb.select(get_lock(lock_name(), 0)).run()[0][0])


def end_turn() -> None:
	frappe.qb.select(release_lock(lock_name())).run()


def lock_name() -> str:
	return f"order_tracking_drain_{frappe.conf.db_name}"
