"""What limits a reader of reports besides his kind: shared orders, items, several companies, departments of notes, no role.

Every kind of people × every report is in `test_reports_matrix.py`.
"""

import json

import frappe
from frappe.desk.query_report import run
from frappe.share import add as share
from frappe.tests.utils import change_settings

from order_tracking.constants import ENDED_STAGES, NOTE, TRACKER
from order_tracking.tests.companies import make_company
from order_tracking.tests.factories import make_customer, make_order
from order_tracking.tests.note_scene import note_on
from order_tracking.tests.readers import ReadersTestCase, permit
from order_tracking.tests.report_case import EVERY_REPORT, NOTES
from order_tracking.views import cards

STRICT = {"apply_strict_user_permissions": 1}
# Which of the two departments that the notes are for these people work for.
WORKS_FOR = {
	**dict.fromkeys(("carla", "conny", "tara", "sally", "olga"), ("Sales",)),
	"stan": (),
	"manny": ("Production",),
	"acca": (),
	"otto": ("Sales", "Production"),  # a manager reads everything
}
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
		with self.set_user(user):
			return run(report, filters=filters)

	def test_a_note_waits_for_nobody_who_may_not_read_its_order_or_is_of_another_department(self):
		written = self.notes_for_sales_and_production()
		own_order = self.user("Olga Own", "Sales User", only=("Sales Order", self.shared))
		for user, filters in (*self.kinds(), (own_order, {"name": self.shared})):
			with self.subTest(user=user), change_settings("System Settings", STRICT), self.set_user(user):
				mine = set(frappe.get_all(TRACKER, filters, pluck="name"))
				readable = {
					note
					for department in WORKS_FOR[user.split(".")[0]]
					for note, tracker in written[department].items()
					if tracker in mine
				}
				self.assert_these_wait(readable, set().union(*written.values()), mine)

	def notes_for_sales_and_production(self) -> dict[str, dict[str, str]]:
		"""By department, its notes and the orders they are on: one on each order of the scene."""
		written = {"Sales": {}, "Production": {}}
		for tracker in frappe.get_all(TRACKER, {"customer": ("in", self.customers)}, pluck="name"):
			for department, notes in written.items():
				notes[note_on(tracker, readers=(department,), must_acknowledge=1)["name"]] = tracker
		self.settle()
		return written

	def assert_these_wait(self, readable: set[str], written: set[str], trackers: set[str]) -> None:
		"""Of the notes written here the report, its card, its chart, the list and the workspace count these alone."""
		found, for_me = run(NOTES, filters={}), run(NOTES, filters={"show": "For Me"})
		rows = found["result"]
		self.assertEqual({row["note"] for row in rows} & written, readable)
		self.assertLessEqual({row["tracker"] for row in rows}, trackers)
		if rows:
			unread = len([row for row in rows if row["unread_by"]])
			self.assertEqual(found["report_summary"][0]["value"], unread)
			self.assertEqual(found["chart"]["data"]["datasets"][0]["values"][0], unread)
		self.assertEqual(set(frappe.get_list(NOTE, pluck="name", limit=0)) & written, readable)
		self.assertEqual(cards.notes_waiting_for_me()["value"], len(for_me["result"]))

	def test_two_companies_or_none_by_default_show_what_is_permitted_and_no_more(self):
		"""As charts of the workspace ask: Frappe then names no company at all."""
		user = self.user("Tom Two", "Sales User", only=("Company", self.company))
		permit(user, "Company", self.overseas)
		frappe.cache.hdel("user_permissions", user)
		frappe.db.commit()
		own = {"company": ("in", [self.company, self.overseas])}
		self.assertEqual(self.bars(user, "Open Orders by Stage"), frappe.db.count(TRACKER, {**own, **OPEN}))
		late = {**own, "overdue_since": ("is", "set")}
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
		for report in EVERY_REPORT:
			with self.subTest(report):
				self.assertRaises(frappe.PermissionError, self.read, user, report)
		frappe.db.delete("DocShare", {"user": user})
		frappe.db.commit()
