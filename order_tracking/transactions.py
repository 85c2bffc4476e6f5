"""Transactions of our own jobs: tried again when the database says so, and one broken order never holds up the rest."""

import random
import time
from collections.abc import Callable

import frappe

from order_tracking import failures, records
from order_tracking.batch import Batch
from order_tracking.ledger import VERSION_LOG
from order_tracking.records import Change
from order_tracking.trackers import refresh

TRIES = 5


def with_retries(action: Callable):
	"""Run one transaction, again when somebody else was in the way. Call it when nothing is open.

	After a deadlock or a changed record the server has rolled everything back: only a fresh start is right.
	"""
	for attempt in range(TRIES):
		try:
			frappe.db.commit()  # nothing of ours is open here; a new snapshot for what comes
			return action()
		except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
			frappe.db.rollback()  # the server has done so already; Frappe has to know
			if attempt == TRIES - 1:
				raise
			time.sleep(random.uniform(0.01, 0.05) * 2**attempt)


def transact(action: Callable):
	"""Run one transaction to its commit, with those retries; one that fails leaves nothing behind."""

	def once():
		try:
			result = action()
		except Exception:
			frappe.db.rollback()  # or what comes next would commit the half that was done
			raise
		frappe.db.commit()  # the transaction is its own: it stands, whatever becomes of what follows
		return result

	return with_retries(once)


def refresh_and_commit(batch: Batch, job: str) -> list[Change]:
	"""Refresh these orders, forget their marks, commit. If one of them fails it is listed, and the others go on."""
	if not batch.marks:
		return []
	try:
		return with_retries(lambda: refresh_once(batch, job))
	except Exception as error:
		frappe.db.rollback()  # the failure is listed in a transaction of its own
		if len(batch.marks) == 1:
			list_failure(batch, job, error)
			return []
	return [change for alone in batch.each() for change in refresh_and_commit(alone, job)]


def list_failure(batch: Batch, job: str, error: Exception) -> None:
	for order, marks in batch.marks.items():
		batch.failed.add(order)
		names = [mark.name for mark in marks]
		with_retries(lambda order=order, names=names: failures.record(order, job, error, names))


def refresh_once(batch: Batch, job: str) -> list[Change]:
	changes = refresh(batch)
	# By their names and not "all of this order": what came meanwhile is newer than what we have read.
	own = [mark for order, marks in batch.marks.items() for mark in marks if mark.is_own(order)]
	records.delete_marks([mark.name for mark in own if mark.event != VERSION_LOG])
	if job != "drain" or batch.is_another_try:
		failures.clear(list(batch.marks))
	frappe.db.commit()  # the job is nobody's transaction but its own
	return changes
