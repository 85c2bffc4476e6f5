"""Eight kinds of people open the workspace, the list, its views, its exports and its prints: each finds his own orders in them."""

import csv
import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO

import frappe
from frappe.desk import reportview
from frappe.desk.doctype.kanban_board.kanban_board import update_order
from frappe.desk.doctype.number_card.number_card import get_result
from frappe.desk.query_report import run
from frappe.tests.utils import change_settings

from order_tracking.constants import MANAGER_ROLE, MODULE, OVERDUE, SETTINGS, TRACKER, TRACKER_LINE, USER_ROLE
from order_tracking.reporting.status_sheet import open_lines_of_customer
from order_tracking.tests.people import make_user
from order_tracking.tests.readers import ReadersTestCase
from order_tracking.tests.report_case import day
from order_tracking.views import boards, calendars, cards

FIELD_MAP = {"id": "name", "start": "start", "end": "end", "title": "title", "allDay": "allDay"}


def promised_between(trackers: set[str], first: int, last: int) -> set[str]:
	"""Those of which a line is promised in these days, counted from today."""
	filters = {
		"parent": ("in", list(trackers)),
		"is_struck": 0,
		"current_promise": ("between", (day(first), day(last))),
	}
	return set(frappe.get_all(TRACKER_LINE, filters, pluck="parent"))


class TestWorkspacePermissions(ReadersTestCase):
	def setUp(self):
		super().setUp()
		strict = change_settings("System Settings", {"apply_strict_user_permissions": 1}, commit=True)
		strict.__enter__()
		self.addCleanup(strict.__exit__, None, None, None)

	@property
	def all_names(self) -> set[str]:
		return set(frappe.get_all(TRACKER, pluck="name"))

	def each_kind(self) -> Iterator[tuple[str, set[str]]]:
		"""Who reads, and the trackers that he may see."""
		for user, filters in self.kinds():
			trackers = set(frappe.get_all(TRACKER, filters, pluck="name"))
			self.assertTrue(trackers)
			yield user, trackers

	@contextmanager
	def reading(self, user: str) -> Iterator[None]:
		with self.subTest(user=user), self.set_user(user):
			yield

	def test_the_list_and_its_export(self):
		for user, trackers in self.each_kind():
			with self.reading(user):
				self.assertEqual(set(frappe.get_list(TRACKER, pluck="name", limit=0)), trackers)
				frappe.local.form_dict = frappe._dict(
					doctype=TRACKER,
					fields=json.dumps(["name"]),
					file_format_type="CSV",
					start=0,
					page_length=0,
				)
				reportview.export_query()
				rows = csv.reader(StringIO(frappe.response.pop("filecontent").decode()))
				frappe.local.form_dict = frappe._dict()
				self.assertEqual({cell for row in rows for cell in row} & self.all_names, trackers)

	def test_cards_of_documents_count_what_the_list_shows(self):
		for user, trackers in self.each_kind():
			with self.reading(user):
				for card in frappe.get_all(
					"Number Card", {"module": MODULE, "type": "Document Type"}, pluck="name"
				):
					doc = frappe.get_doc("Number Card", card)
					filters = json.loads(doc.filters_json)
					expected = frappe.get_all(
						TRACKER, [*filters, ["name", "in", list(trackers)]], pluck="name"
					)
					with self.subTest(card=card):
						self.assertEqual(get_result(doc.as_json(), doc.filters_json), len(expected))

	def test_the_money_that_is_overdue(self):
		for user, trackers in self.each_kind():
			with self.reading(user):
				rows = frappe.get_all(
					TRACKER,
					{"name": ("in", list(trackers)), "overdue_since": ("is", "set")},
					["company", "base_overdue_amount"],
				)
				sums = {}
				for row in rows:
					currency = frappe.get_cached_value("Company", row.company, "default_currency")
					sums[currency] = sums.get(currency, 0) + row.base_overdue_amount
				told = cards.overdue_amount()
				self.assertEqual(
					told["value"],
					" + ".join(cards.money_text(sums[name], name) for name in sorted(sums)) or "0",
				)
				self.assertEqual(told["route_options"], {"company": "", "show": OVERDUE})

	def test_charts_are_worked_out_for_each_reader(self):
		for user, trackers in self.each_kind():
			with self.reading(user):
				for company in set(
					frappe.get_all(TRACKER, {"name": ("in", list(trackers))}, pluck="company")
				):
					mine = {"name": ("in", list(trackers)), "company": company}
					opened = {**mine, "stage": ("not in", ["Completed", "Closed", "Cancelled"])}
					self.assertEqual(
						sum(self.bars("Open Orders by Stage", company)), frappe.db.count(TRACKER, opened)
					)
					late = {**mine, "overdue_since": ("is", "set")}
					self.assertEqual(
						sum(self.bars("Overdue Orders by Age", company)), frappe.db.count(TRACKER, late)
					)

	def bars(self, chart: str, company: str) -> list[float]:
		"""As the page asks for them: the report runs for whoever looks, and no result of another is kept."""
		doc = frappe.get_doc("Dashboard Chart", chart)
		self.assertEqual((doc.chart_type, doc.use_report_chart), ("Report", 1))
		filters = {**json.loads(doc.filters_json), "company": company}
		picture = run(doc.report_name, filters=filters, ignore_prepared_report=True)["chart"]
		return picture["data"]["datasets"][0]["values"] if picture else []

	def test_the_calendar_and_the_sheet_of_a_customer(self):
		for user, trackers in self.each_kind():
			with self.reading(user):
				entries = calendars.get_line_promises(
					TRACKER, str(day(-400)), str(day(400)), json.dumps(FIELD_MAP), "[]"
				)
				self.assertEqual({entry["name"] for entry in entries}, promised_between(trackers, -400, 400))
				# A tracker that went on with an amendment bears the name of its first order.
				orders = set(frappe.get_all(TRACKER, {"name": ("in", list(trackers))}, pluck="sales_order"))
				for customer in set(frappe.get_all(TRACKER, pluck="customer")):
					found = {line.sales_order for line in open_lines_of_customer(customer)}
					self.assertLessEqual(found, orders)

	def test_presets_of_the_report_view(self):
		for user, trackers in self.each_kind():
			with self.reading(user):
				for name in frappe.get_all(
					"Report", {"module": MODULE, "report_type": "Report Builder"}, pluck="name"
				):
					preset = json.loads(frappe.get_doc("Report", name).json)
					frappe.local.form_dict = frappe._dict(
						doctype=TRACKER,
						fields=json.dumps(
							[f"`tab{TRACKER}`.`{field}`" for field, _doctype in preset["fields"]]
						),
						filters=json.dumps(preset["filters"]),
						order_by=preset["order_by"],
						start=0,
						page_length=0,
					)
					found = reportview.get() or {"values": []}
					frappe.local.form_dict = frappe._dict()
					with self.subTest(preset=name):
						self.assertLessEqual({row[0] for row in found["values"]}, trackers)

	def test_the_board_tells_nobody_the_names_of_orders(self):
		update_order(
			boards.BOARD,
			json.dumps({"Confirmed": frappe.get_all(TRACKER, {"stage": "Confirmed"}, pluck="name")}),
		)
		self.assertEqual(
			{column.order for column in frappe.get_doc("Kanban Board", boards.BOARD).columns}, {None}
		)

	def test_without_a_role_there_is_nothing(self):
		with self.set_user(self.user("Nemo Cards", "Employee")):
			for action in (
				cards.overdue_amount,
				cards.waiting_for_my_approval,
				cards.state_of_order_tracking,
				lambda: open_lines_of_customer(self.customer_100),
				lambda: calendars.get_line_promises(
					TRACKER, str(day(-400)), str(day(400)), json.dumps(FIELD_MAP)
				),
				lambda: frappe.get_list(TRACKER),
			):
				self.assertRaises(frappe.PermissionError, action)

	def test_only_who_may_read_the_settings_learns_how_the_app_is(self):
		with self.set_user(make_user("Ulla Cards", USER_ROLE)):
			self.assertFalse(frappe.has_permission("Number Card", doc="State of Order Tracking"))
			self.assertRaises(frappe.PermissionError, cards.state_of_order_tracking)
		with self.set_user(make_user("Mona Cards", MANAGER_ROLE)):
			self.assertTrue(frappe.has_permission("Number Card", doc="State of Order Tracking"))
			self.assertEqual(cards.state_of_order_tracking()["route"], ["Form", SETTINGS])
