"""Nine kinds of people × nine reports: pages, files, prepared copies and charts of the workspace hold what each may see.

Whoever is limited, by a User Permission or to orders of their own, asks for everything; what they get is what a colleague
without limits, Sid, gets with a filter. Who has no limits asks for one customer, as Sid does.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import StringIO
from typing import NamedTuple
from unittest.mock import patch

import frappe
from frappe.desk.doctype.number_card.number_card import get_result
from frappe.desk.query_report import export_query, run
from frappe.permissions import reset_perms
from frappe.tests.utils import change_settings

from order_tracking.constants import (
	AT_RISK,
	GATE_OVERRIDE,
	MODULE,
	NOTE,
	OPEN,
	TRACKER,
	TRACKER_LINE,
	USER_ROLE,
)
from order_tracking.drain import drain
from order_tracking.tests.factories import COMPANY
from order_tracking.tests.note_scene import DEPARTMENTS, note_on
from order_tracking.tests.readers import ReadersTestCase, only_creators_read, prepare
from order_tracking.tests.report_case import EVERY_REPORT, NOTES

NOON = datetime(2026, 3, 1, 12)
DWELL = "order_tracking.order_tracking.report.order_stage_dwell.order_stage_dwell"
SHEET, OPEN_LINES, LATE, AUDIT = (
	"Order Tracking Sheet",
	"Open Order Lines",
	"Overdue and At Risk Orders",
	"Order Tracking Audit",
)
# Every report as it opens, and what some show besides.
CASES = (
	*((report, {}) for report in EVERY_REPORT),
	(SHEET, {"rows": "Order"}),
	(OPEN_LINES, {"group_by": "Customer"}),
	("On Time In Full", {"measure": "Lines", "group_by": "Customer"}),
	("Promise Reliability", {"group_by": "Each Move"}),
)
# Only who decides about orders is told how many gates were overridden.
OF_OUR_ROLES = "Gates Overridden"


def texts(value) -> set[str]:
	"""Every text in it, however deep."""
	if isinstance(value, dict):
		value = value.values()
	elif not isinstance(value, list | tuple):
		return {value} if isinstance(value, str) else set()
	return set().union(*(texts(part) for part in value))


def leaving(answer: dict) -> dict:
	"""What people see of it, as it leaves the server."""
	kept = {key: answer[key] for key in ("result", "chart", "report_summary", "message")}
	return json.loads(frappe.as_json(kept))


class Cell(NamedTuple):
	"""Who asks for which report with which filters; with which of them Sid sees the same; its orders, and all it may name."""

	user: str
	report: str
	asked: dict
	same: dict
	orders: set[str]
	names: set[str]

	def __repr__(self) -> str:
		return f"{self.user}, {self.report}, {self.asked}"


class TestReportsMatrix(ReadersTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		drain()
		for tracker in frappe.get_all(TRACKER, {"customer": ("in", cls.customers)}, pluck="name"):
			note_on(tracker, readers=tuple(DEPARTMENTS), must_acknowledge=1)
		cls.sid = cls.user("Sid Seesall", "Sales User")
		cls.people = [
			(user, {"company": COMPANY, **(limit or {"customer": cls.customer_100})}, bool(limit))
			for user, limit in [*cls.kinds(), (cls.creator_of(cls.northern), {"customer": cls.northern})]
		]
		cls.names = {*frappe.get_all(TRACKER, pluck="name"), *frappe.get_all("Customer", pluck="name")}
		cls.pages = {}

	@classmethod
	def tearDownClass(cls):
		reset_perms(TRACKER)
		frappe.db.commit()
		super().tearDownClass()

	@classmethod
	def creator_of(cls, customer: str) -> str:
		"""Somebody who reads only what they submitted themselves: the orders of this customer."""
		user = cls.user("Olga Owner", USER_ROLE, "Delivery User")
		frappe.db.set_value(TRACKER, {"owner": user}, "owner", "Administrator")
		frappe.db.set_value(TRACKER, {"customer": customer}, "owner", user)
		only_creators_read()
		frappe.db.commit()
		return user

	def setUp(self):
		super().setUp()
		strict = change_settings("System Settings", {"apply_strict_user_permissions": 1})
		for context in (strict, patch(f"{DWELL}.now_datetime", lambda: NOON)):
			context.__enter__()
			self.addCleanup(context.__exit__, None, None, None)

	def cells(self, cases: Iterable[tuple[str, dict]] = CASES) -> Iterator[Cell]:
		for user, filters, is_limited in self.people:
			own = set(frappe.get_all(TRACKER, filters, pluck="name"))
			customers = set(frappe.get_all(TRACKER, filters, pluck="customer"))
			for report, more in cases:
				asked = more if is_limited else filters | more
				yield Cell(user, report, asked, filters | more, own, own | customers)

	def read(self, cell: Cell) -> dict:
		return self.page(cell.user, cell.report, cell.asked)

	def seen_by_sid(self, cell: Cell) -> dict:
		return self.page(self.sid, cell.report, cell.same)

	def page(self, user: str, report: str, filters: dict) -> dict:
		"""What the page gets, as it leaves the server; asked for once."""
		key = (user, report, frappe.as_json(filters))
		if key not in self.pages:
			with self.set_user(user):
				self.pages[key] = leaving(run(report, filters=filters))
		return self.pages[key]

	def names_in(self, value) -> set[str]:
		"""The orders and customers of the whole site that it names."""
		return texts(value) & self.names

	def orders_of(self, cell: Cell) -> set[str]:
		"""The orders that have to be listed, found without the report; none where it lists none."""
		mine, report = ("in", list(cell.orders)), cell.report
		if "group_by" in cell.asked:
			return set()
		if report in (SHEET, AUDIT):
			return cell.orders
		if report == OPEN_LINES:
			lines = {"parent": mine, "remaining_qty": (">", 0), "is_struck": 0}
			return set(frappe.get_all(TRACKER_LINE, lines, pluck="parent"))
		if report == LATE:
			late = frappe.get_all(TRACKER, {"name": mine, "overdue_since": ("is", "set")}, pluck="name")
			return {*late, *frappe.get_all(TRACKER, {"name": mine, "health": AT_RISK}, pluck="name")}
		if report == NOTES:
			notes = {"order_tracker": mine, "state": OPEN, "must_acknowledge": 1}
			return set(frappe.get_all(NOTE, notes, pluck="order_tracker"))
		return set()

	def test_lists_forms_and_counts_agree(self):
		ours = set(frappe.get_all(TRACKER, {"customer": ("in", self.customers)}, pluck="name"))
		card = frappe.as_json({"document_type": TRACKER, "function": "Count"})
		for user, filters, is_limited in self.people:
			with self.subTest(user), self.set_user(user):
				listed = set(frappe.get_list(TRACKER, pluck="name", limit=0))
				opened = {name for name in ours if frappe.has_permission(TRACKER, doc=name)}
				own = (
					ours.intersection(frappe.get_all(TRACKER, filters, pluck="name")) if is_limited else ours
				)
				self.assertEqual((listed.intersection(ours), opened), (own, own))
				self.assertEqual(get_result(card, "[]"), len(listed))

	def test_rows_charts_cards_and_messages_of_a_page(self):
		for cell in self.cells():
			with self.subTest(cell):
				found, seen = self.read(cell), self.seen_by_sid(cell)
				self.assertTrue(found["result"])
				self.assertEqual({**found, "report_summary": self.cards_for_all(cell, found)}, seen)
				self.assertLessEqual(self.names_in(found), cell.names)
				self.assertLessEqual(self.orders_of(cell), self.names_in(found))

	def cards_for_all(self, cell: Cell, found: dict) -> list[dict]:
		"""Its cards without the one that takes a right of its own, which Sid has not."""
		cards = [card for card in found["report_summary"] if card["label"] != OF_OUR_ROLES]
		may_know = cell.report == NOTES and frappe.has_permission(GATE_OVERRIDE, user=cell.user)
		self.assertEqual(len(found["report_summary"]), len(cards) + bool(may_know))
		return cards

	def test_everything_is_more_than_anybody_with_a_limit_sees(self):
		for cell in self.cells():
			if cell.asked != cell.same:
				with self.subTest(cell):
					everything = self.page(self.sid, cell.report, {"company": COMPANY, **cell.asked})
					self.assertNotEqual(self.read(cell)["report_summary"], everything["report_summary"])

	def test_files(self):
		for cell in self.cells():
			with self.subTest(cell):
				lines, rows = self.file(cell), self.read(cell)["result"]
				self.assertEqual(len(lines), 1 + len(rows))
				self.assertLessEqual(self.names_in(lines), cell.names)
				self.assertLessEqual(self.orders_of(cell), self.names_in(lines))

	def file(self, cell: Cell) -> list[list[str]]:
		with self.set_user(cell.user):
			frappe.local.form_dict = frappe._dict(
				report_name=cell.report,
				file_format_type="CSV",
				filters=frappe.as_json(cell.asked),
				visible_idx="[]",
			)
			export_query()
			frappe.local.form_dict = frappe._dict()
		return list(csv.reader(StringIO(frappe.response.pop("filecontent").decode())))

	def test_prepared_copies(self):
		for cell in self.cells():
			with self.subTest(cell):
				with self.set_user(cell.user):
					copy = json.loads(prepare(cell.report, cell.asked).get_prepared_data())
				self.assertEqual(leaving(copy), self.read(cell))

	def test_charts_of_the_workspace(self):
		charts = frappe.get_all("Dashboard Chart", {"module": MODULE}, ["report_name", "filters_json"])
		self.assertTrue(charts)
		for cell in self.cells([(chart.report_name, json.loads(chart.filters_json)) for chart in charts]):
			with self.subTest(cell):
				self.assertTrue(self.read(cell)["chart"])
				self.assertEqual(self.read(cell)["chart"], self.seen_by_sid(cell)["chart"])

	def test_a_company_that_one_may_not_see_is_empty_in_every_report(self):
		user = next(user for user, filters, _is_limited in self.people if filters["company"] == self.company)
		for report, more in CASES:
			with self.subTest(report=report, **more):
				hidden = self.page(user, report, {"company": COMPANY, **more})
				self.assertEqual(
					(hidden["result"], hidden["chart"], hidden["report_summary"]), ([], None, None)
				)
