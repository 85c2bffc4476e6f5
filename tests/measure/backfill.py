"""(d) Trackers for old orders: the backfill against an insert loop of documents with the same content; then whether
memory and rate hold from the first thousand to the last."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from unittest.mock import patch

import frappe
import load
from figures import Figure, seconds
from frappe.model.document import Document
from frappe.utils import add_days, today

from order_tracking import backfill
from order_tracking.constants import EVENT, TRACKER

ORDERS, MANY = 20_000, 100_000
LINES = 3
RUNS = 3
SAMPLE = 100  # documents a run of the loop
COMMIT_EVERY = 200
MEGABYTE = 1024 * 1024


def run(scale: float) -> Iterator[Figure]:
	size, many = int(ORDERS * scale), int(MANY * scale)
	template = load.make_template(LINES, add_days(today(), 30))
	load.copy(load.ORDERS, template, 1, size)
	ours, theirs = [], []
	for _number in range(RUNS):
		load.empty(load.OURS)
		ours.append(size / seconds(backfill.track_all_orders))
		theirs.append(SAMPLE / insert_loop(SAMPLE))
	yield Figure("backfill", median(ours), median(theirs), "orders a second", size, "at least 20")

	load.empty(load.OURS)
	load.copy(load.ORDERS, template, size + 1, many)
	log = Log()
	with patch.object(backfill, "track", log.around(backfill.track)):
		backfill.track_all_orders()
	yield Figure("backfill-rate", log.rate(0.9, 1), log.rate(0, 0.1), "orders a second", many, "about 1")
	yield Figure("backfill-memory", log.memory_at(1), log.memory_at(0.01), "MB", many, "about 1")
	load.empty()


def insert_loop(count: int) -> float:
	"""Seconds to insert the trackers of `count` orders, each with its lines and its history, as documents."""
	names = frappe.get_all(TRACKER, limit=count, pluck="name")
	contents = [content_of(name) for name in names]
	for doctype, link in load.TRACKERS.items():
		frappe.db.delete(doctype, {link: ("in", names)})
	frappe.db.commit()
	return seconds(insert_all, contents)


def content_of(name: str) -> list[dict]:
	events = frappe.get_all(EVENT, {"order_tracker": name}, pluck="name")
	documents = [frappe.get_doc(TRACKER, name), *[frappe.get_doc(EVENT, event) for event in events]]
	return [document.as_dict(no_nulls=True) for document in documents]


class PlainDocument(Document):
	"""Frappe's own: our controllers refuse, because trackers and history are written by the app alone, and so does the
	workflow, because nobody has moved these to their state."""

	def validate_workflow(self) -> None:
		pass


def insert_all(contents: list[list[dict]]) -> None:
	for number, documents in enumerate(contents):
		for values in documents:
			document = PlainDocument(values)
			document.flags.name_set = True
			document.insert(ignore_permissions=True)
		if number % COMMIT_EVERY == COMMIT_EVERY - 1:
			frappe.db.commit()
	frappe.db.commit()


@dataclass
class Log:
	"""After each batch: orders done, when, and how much memory the process holds."""

	steps: list[tuple[int, float, float]] = field(
		default_factory=lambda: [(0, time.perf_counter(), memory())]
	)

	def around(self, track):
		def track_and_log(orders: list[str]) -> None:
			track(orders)
			self.steps.append((self.steps[-1][0] + len(orders), time.perf_counter(), memory()))

		return track_and_log

	def at(self, share: float) -> tuple[int, float, float]:
		return self.steps[round(share * (len(self.steps) - 1))]

	def rate(self, start: float, end: float) -> float:
		(done, began, _memory), (total, ended, _memory) = self.at(start), self.at(end)
		return (total - done) / (ended - began)

	def memory_at(self, share: float) -> float:
		return self.at(share)[2]


def memory() -> float:
	pages = int(Path("/proc/self/statm").read_text().split()[1])
	return pages * 4096 / MEGABYTE
