"""What can go wrong around the drain: dead workers, other connections, many people at once, and counting what it costs."""

import threading
from collections.abc import Callable
from contextlib import contextmanager
from unittest.mock import patch

import frappe

from order_tracking.constants import EVENT, PROMISE_CHANGE, TRACKER, TRACKER_LINE
from order_tracking.marks import forget_transaction
from order_tracking.tests import factories


def everything_is_dead():
	"""No worker, no Redis, no request that lives to see its end: after the commit nothing happens."""
	return patch("order_tracking.marks.call_drain", forget_transaction)


@contextmanager
def no_account_for_mail():
	"""The site has no outgoing Email Account and mails are not muted, as they are in tests."""
	muted, frappe.flags.mute_emails = frappe.flags.mute_emails, False
	forget_mail_accounts()
	try:
		yield
	finally:
		frappe.flags.mute_emails = muted
		forget_mail_accounts()


def forget_mail_accounts() -> None:
	"""Frappe keeps what it found first for as long as the process lives; while mails are muted that is a dummy."""
	frappe.local.outgoing_email_account = {}


def in_parallel(*actions: Callable) -> list:
	"""Run these at once, each as Administrator on a connection of its own, committed; returns results or errors."""
	results, everybody = [None] * len(actions), threading.Barrier(len(actions))

	def run(number: int, action: Callable) -> None:
		try:
			everybody.wait()
			results[number] = action()
			frappe.db.commit()
		except Exception as error:
			frappe.db.rollback()
			results[number] = error

	threads = [on_connection(run, *pair) for pair in enumerate(actions)]
	for thread in threads:
		thread.join()
	return results


@contextmanager
def open_elsewhere(action: Callable):
	"""Meanwhile somebody else has done this on another connection and not committed yet; in the end it is rolled back."""
	is_done, is_over = threading.Event(), threading.Event()

	def do_and_wait() -> None:
		try:
			action()
		finally:
			is_done.set()
			is_over.wait(60)
			frappe.db.rollback()

	thread = on_connection(do_and_wait)
	is_done.wait(60)
	try:
		yield
	finally:
		is_over.set()
		thread.join()


def on_connection(action: Callable, *arguments) -> threading.Thread:
	"""A thread that runs this as Administrator on a connection of its own; it is started already."""
	site, sites_path = frappe.local.site, frappe.local.sites_path

	def run() -> None:
		frappe.init(site, sites_path=sites_path)
		frappe.connect()
		try:
			action(*arguments)
		finally:
			frappe.destroy()

	thread = threading.Thread(target=run)
	thread.start()
	return thread


@contextmanager
def counted_queries():
	"""The statements that this connection sends, without beginning and ending of transactions."""
	queries, send = [], frappe.db.sql

	def sql(query, *args, **kwargs):
		text = str(query).strip()
		if text.split(" ")[0].lower().strip(";") not in (
			"commit",
			"start",
			"begin",
			"rollback",
			"savepoint",
			"release",
		):
			queries.append(text)
		return send(query, *args, **kwargs)

	with patch.object(frappe.local.db, "sql", sql):
		yield queries


def undrained_order():
	"""A submitted order that no tracker knows of yet."""
	with everything_is_dead():
		order = factories.make_order()
		frappe.db.commit()
	return order


def forget_tracker(order: str) -> None:
	"""As if the order were older than the app."""
	for doctype, field in (
		(TRACKER, "name"),
		(TRACKER_LINE, "parent"),
		(PROMISE_CHANGE, "order_tracker"),
		(EVENT, "order_tracker"),
	):
		frappe.db.delete(doctype, {field: order})
	frappe.db.commit()


def no_mark_is_left():
	"""The outbox refuses every mark: nobody but the nightly check hears of what happens."""
	return patch("order_tracking.marks.insert_mark", side_effect=ValueError("no table"))
