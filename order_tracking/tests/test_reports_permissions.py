"""Eight kinds of people read nine reports, their files and prepared copies: rows, charts, cards and messages hold only
what each of them may see."""

import json
from datetime import datetime
from unittest.mock import patch

import frappe
from frappe.desk.query_report import export_query, run
from frappe.share import add as share
from frappe.tests.utils import change_settings
from frappe.utils import today

from order_tracking.constants import ENDED_STAGES, MANAGER_ROLE, NOTE, OVERDUE, TRACKER, USER_ROLE
from order_tracking.tests.companies import make_company
from order_tracking.tests.factories import make_customer, make_order
from order_tracking.tests.note_scene import note_on
from order_tracking.tests.readers import ReadersTestCase, permit, prepare
from order_tracking.tests.report_case import NOTES, REPORTS

NOON = datetime(2026, 3, 1, 12)
# Depends on who asks: a move that one has not explained himself comes first for him alone.
PERSONAL = "next_action"
# Reports with a row for each order, line or change.
LISTINGS = ("Order Tracking Sheet", "Open Order Lines", "Overdue and At Risk Orders", "Order Tracking Audit")
OPEN = {"stage": ("not in", list(ENDED_STAGES))}


class TestPermissions(ReadersTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.overseas = make_company("Reports Overseas", "ROS", "EUR")
		customer = make_customer(f"Overseas {frappe.generate_hash(length=6)}")
		cls.live(customer, company=cls.overseas, currency="EUR")
		frappe.db.commit()

	def read(self, user: str, report: str, **filters) -> dict:
		frappe.set_user(user)
		try:
			with patch(
				"order_tracking.order_tracking.report.order_stage_dwell.order_stage_dwell.now_datetime",
				lambda: NOON,
			):
				found = run(report, filters=filters)
		finally:
			frappe.set_user("Administrator")
		for row in found["result"]:
			row.pop(PERSONAL, None)
		return {key: found[key] for key in ("result", "chart", "report_summary", "message")}

	def assert_sees_only(self, user: str, **filters) -> None:
		"""What this user reads without a filter is what everybody's reader gets with one; and there is something to see."""
		for report in REPORTS:
			for more in ({}, {"group_by": "Customer"}, {"measure": "Lines", "group_by": "Month"}):
				with self.subTest(report=report, **more):
					company = {"company": self.company if "company" in filters else "Harbour Trading"}
					found = self.read(user, report, **company, **more)
					self.assertEqual(found, self.read("Administrator", report, **company, **filters, **more))
					everything = self.read("Administrator", report, **more, limit=0)
					self.assertTrue(found["result"])
					self.assertNotEqual(found["report_summary"], everything["report_summary"])

	def test_notes_of_other_orders_are_in_no_row_and_no_card(self):
		note_on(self.shared, must_acknowledge=1)
		mine = frappe.db.get_value(TRACKER, {"customer": self.customer_100, "health": OVERDUE})
		note_on(mine, must_acknowledge=1)
		self.settle()
		user = self.user("Carla Customer", "Sales User", only=("Customer", self.customer_100))
		found = self.read(user, NOTES)
		self.assertEqual({row["tracker"] for row in found["result"]}, {mine})
		with self.set_user(user):
			self.assertEqual(frappe.get_list(NOTE, pluck="order_tracker"), [mine])
		self.assertEqual(found["report_summary"][0]["value"], len(found["result"]))
		self.assertEqual(found["chart"]["data"]["datasets"][0]["values"][0], len(found["result"]))

	def test_files_and_prepared_copies_name_orders_of_the_reader_alone(self):
		for user, own in self.limited_kinds():
			others = set(frappe.get_all(TRACKER, pluck="name")) - own
			for report in LISTINGS:
				with self.subTest(user=user, report=report):
					for text in (self.file(user, report), self.prepared(user, report)):
						self.assertTrue([name for name in own if name in text])
						self.assertFalse([name for name in others if name in text])

	def limited_kinds(self) -> list[tuple[str, set[str]]]:
		"""Who sees only some orders, and which."""
		kinds = (
			("Carla Customer", "Customer", self.customer_100),
			("Colin Company", "Company", self.company),
			("Tara Territory", "Territory", self.territory),
		)
		return [
			(
				self.user(name, "Sales User", "Prepared Report User", only=(doctype, value)),
				set(frappe.get_all(TRACKER, {frappe.scrub(doctype): value}, pluck="name")),
			)
			for name, doctype, value in kinds
		]

	def file(self, user: str, report: str) -> str:
		with self.set_user(user):
			frappe.local.form_dict = frappe._dict(
				report_name=report, file_format_type="CSV", filters="{}", visible_idx="[]"
			)
			export_query()
			frappe.local.form_dict = frappe._dict()
			return frappe.response.pop("filecontent").decode()

	def prepared(self, user: str, report: str) -> str:
		with self.set_user(user):
			return prepare(report, {}).get_prepared_data().decode()

	def test_two_companies_or_none_by_default_show_what_is_permitted_and_no_more(self):
		"""As charts of the workspace ask: Frappe then names no company at all."""
		user = self.user("Tom Two", "Sales User", only=("Company", self.company))
		permit(user, "Company", self.overseas)
		frappe.cache.hdel("user_permissions", user)
		frappe.db.commit()
		own = {"company": ("in", [self.company, self.overseas])}
		self.assertEqual(self.bars(user, "Open Orders by Stage"), frappe.db.count(TRACKER, {**own, **OPEN}))
		# A test that turned the clock may have left orders that are overdue in days to come: no age holds them.
		late = {**own, "overdue_since": ("<", today())}
		self.assertEqual(self.bars(user, "Overdue Orders by Age"), frappe.db.count(TRACKER, late))
		self.assertEqual(self.bars(user, "Open Orders by Stage", company="Harbour Trading"), 0)
		for chart in ("Orders On Time In Full by Month", "Promises Moved by Month"):
			self.assertTrue(self.picture(user, chart))

	def bars(self, user: str, chart: str, **filters) -> float:
		found = self.picture(user, chart, **filters)
		return sum(found["data"]["datasets"][0]["values"]) if found else 0

	def picture(self, user: str, chart: str, **filters) -> dict | None:
		doc = frappe.get_doc("Dashboard Chart", chart)
		return self.read(user, doc.report_name, **json.loads(doc.filters_json), **filters)["chart"]

	def test_a_customer(self):
		user = self.user("Carla Customer", "Sales User", only=("Customer", self.customer_100))
		self.assert_sees_only(user, customer=self.customer_100)

	def test_a_company(self):
		user = self.user("Colin Company", "Sales User", only=("Company", self.company))
		for report in REPORTS:
			with self.subTest(report):
				found = self.read(user, report, limit=0)
				self.assertTrue(found["result"])
				self.assertEqual(found, self.read("Administrator", report, company=self.company, limit=0))
				hidden = self.read(user, report, company="Harbour Trading")
				self.assertEqual(
					(hidden["result"], hidden["chart"], hidden["report_summary"]), ([], None, None)
				)

	def test_a_territory(self):
		user = self.user("Tara Territory", "Sales User", only=("Territory", self.territory))
		self.assert_sees_only(user, territory=self.territory)

	def test_a_sales_person(self):
		user = self.user("Sal Salesman", "Sales User", only=("Sales Person", self.person))
		with change_settings("System Settings", {"apply_strict_user_permissions": 1}):
			self.assert_sees_only(user, sales_person=self.person)

	def test_stock_manufacturing_accounts_and_our_own_roles_see_all(self):
		kinds = (
			("Stock User",),
			("Manufacturing User",),
			("Accounts User",),
			(USER_ROLE,),
			(USER_ROLE, MANAGER_ROLE),
		)
		for number, roles in enumerate(kinds):
			user = self.user(f"Kind {number}", *roles)
			for report in REPORTS:
				with self.subTest(roles=roles, report=report):
					filters = {"company": "Harbour Trading", "customer": self.customer_100}
					self.assertEqual(
						self.read(user, report, **filters), self.read("Administrator", report, **filters)
					)

	def test_a_shared_order_is_seen_besides_and_counted(self):
		user = self.user("Shay Shared", "Sales User", only=("Customer", self.customer_100))
		before = self.read(user, "Open Order Lines")
		share(TRACKER, self.shared, user, read=1)
		frappe.db.commit()
		after = self.read(user, "Open Order Lines")
		self.assertEqual(len(after["result"]), len(before["result"]) + 1)
		self.assertEqual(after["report_summary"][0]["value"], len(after["result"]))
		frappe.db.delete("DocShare", {"user": user})
		frappe.db.commit()

	def test_items_that_a_user_may_not_see_are_in_no_sum(self):
		make_order([{"item_code": "Mouse"}], customer=self.customer_100)
		self.settle()
		user = self.user("Ines Item", "Sales User", only=("Item", "Mouse"))
		filters = {"company": "Harbour Trading", "customer": self.customer_100}
		found = self.read(user, "Open Order Lines", **filters)
		self.assertEqual({row["item_code"] for row in found["result"]}, {"Mouse"})
		self.assertEqual(found["report_summary"][0]["value"], len(found["result"]))

	def test_without_a_role_nobody_reads_even_what_is_shared(self):
		user = self.user("Nora Nobody", "Blogger" if frappe.db.exists("Role", "Blogger") else "Employee")
		share(TRACKER, self.shared, user, read=1)
		frappe.db.commit()
		for report in REPORTS:
			with self.subTest(report):
				self.assertRaises(frappe.PermissionError, self.read, user, report)
		frappe.db.delete("DocShare", {"user": user})
		frappe.db.commit()
