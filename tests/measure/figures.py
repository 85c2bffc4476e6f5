"""What a benchmark says, and the tools to find it out: medians, counted queries, a request without a web server."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import frappe
from frappe.utils import CallbackManager, set_request

TRANSACTION_CONTROL = ("commit", "start", "rollback", "savepoint", "release savepoint", "begin")


@dataclass(frozen=True)
class Figure:
	"""A ratio: ours to theirs, both medians. `aim` bounds the ratio, from above or from below."""

	name: str
	ours: float
	theirs: float
	unit: str
	size: int
	aim: str = ""

	@property
	def ratio(self) -> float:
		return self.ours / self.theirs if self.theirs else 0.0

	def as_json(self) -> str:
		ratio, ours, theirs = (float(f"{number:.4g}") for number in (self.ratio, self.ours, self.theirs))
		return json.dumps(
			{
				"name": self.name,
				"ratio": ratio,
				"ours": ours,
				"theirs": theirs,
				"unit": self.unit,
				"size": self.size,
			}
		)

	def as_text(self) -> str:
		return (
			f"{self.name:28} {self.ratio:8.3f}   {self.ours:10.4g} to {self.theirs:10.4g} {self.unit:18}"
			f" size {self.size:>9,}   {self.aim}"
		)


def seconds(action: Callable, *arguments, **options) -> float:
	started = time.perf_counter()
	action(*arguments, **options)
	return time.perf_counter() - started


@contextmanager
def counted_queries() -> Iterator[list[str]]:
	"""The statements that Frappe sends meanwhile; commits and the like are not among them."""
	statements = []
	send = frappe.db.sql

	def note(query, *arguments, **options):
		text = str(query).strip()
		if not text.lower().startswith(TRANSACTION_CONTROL):
			statements.append(text)
		return send(query, *arguments, **options)

	frappe.db.sql = note
	try:
		yield statements
	finally:
		del frappe.db.sql


@contextmanager
def web_request() -> Iterator[CallbackManager]:
	"""As in a request of a user: what the app puts off until the answer is out is put off. Yields what was."""
	set_request(method="POST", path="/")
	frappe.local.request.after_response = put_off = CallbackManager()
	try:
		yield put_off
	finally:
		del frappe.local.request
