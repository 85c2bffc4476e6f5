"""The workspace and what stands on it: nothing is named that is not there, and what a site has changed stays changed."""

import json
from pathlib import Path

import frappe
from frappe.modules.import_file import import_file_by_path

from order_tracking import failures, install
from order_tracking.constants import FAILURE, MARK, MODULE, NOTE, PENDING_APPROVAL, TRACKER
from order_tracking.tests.approving import ApprovalTestCase
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.people import make_approver
from order_tracking.views import boards, cards, state_of_tracking

PACKAGE = Path(frappe.get_app_path("order_tracking"))
RECORDS = (
	"number_card",
	"dashboard_chart",
	"workspace",
	"form_tour",
	"onboarding_step",
	"print_format",
	"report",
)
# Block of the page → where it finds what it shows, and by which name.
BLOCKS = {
	"number_card": ("number_cards", "label", "number_card_name"),
	"chart": ("charts", "label", "chart_name"),
	"shortcut": ("shortcuts", "label", "shortcut_name"),
	"quick_list": ("quick_lists", "label", "quick_list_name"),
}


class TestWorkspace(SiteTestCase):
	def setUp(self):
		super().setUp()
		self.workspace = frappe.get_doc("Workspace", MODULE)

	def test_every_block_of_the_page_has_something_to_show(self):
		blocks = json.loads(self.workspace.content)
		for kind, (table, field, name) in BLOCKS.items():
			shown = [block["data"][name] for block in blocks if block["type"] == kind]
			self.assertEqual(sorted(shown), sorted(row.get(field) for row in self.workspace.get(table)))
		groups = [block["data"]["card_name"] for block in blocks if block["type"] == "card"]
		breaks = [link.label for link in self.workspace.links if link.type == "Card Break"]
		self.assertEqual(groups, breaks)

	def test_whatever_is_named_exists(self):
		for link in (*self.workspace.links, *self.workspace.shortcuts):
			if link.link_to:
				with self.subTest(link.link_to):
					self.assertTrue(frappe.db.exists(link.get("link_type") or link.type, link.link_to))
		self.assertTrue(frappe.db.exists("Kanban Board", boards.BOARD))
		for onboarding in frappe.get_all("Module Onboarding", {"module": MODULE}, pluck="name"):
			for step in frappe.get_doc("Module Onboarding", onboarding).steps:
				self.assertTrue(frappe.db.exists("Onboarding Step", step.step))

	def test_fields_that_cards_charts_and_presets_name_exist(self):
		meta = frappe.get_meta(TRACKER)
		for name in frappe.get_all(
			"Report", {"module": MODULE, "report_type": "Report Builder"}, pluck="name"
		):
			preset = json.loads(frappe.get_doc("Report", name).json)
			for field, _doctype in preset["fields"]:
				with self.subTest(report=name, field=field):
					self.assertTrue(field == "name" or meta.has_field(field))

	def test_tours_show_fields_that_everybody_sees_on_the_form(self):
		for doctype in (TRACKER, NOTE):
			meta, tour = frappe.get_meta(doctype), frappe.get_doc("Form Tour", doctype)
			self.assertEqual((tour.reference_doctype, tour.is_standard), (doctype, 1))
			for step in tour.steps:
				with self.subTest(tour=doctype, field=step.fieldname):
					field = meta.get_field(step.fieldname)
					self.assertEqual((field.fieldtype, field.label or ""), (step.fieldtype, step.label or ""))
					self.assertFalse(field.hidden or field.depends_on or field.permlevel)

	def test_on_version_16_the_app_has_an_icon_and_a_sidebar(self):
		if not frappe.db.exists("DocType", "Workspace Sidebar"):
			self.assertFalse(frappe.get_meta("Desktop Icon").has_field("icon_type"))
			return
		icon, sidebar = frappe.get_doc("Desktop Icon", MODULE), frappe.get_doc("Workspace Sidebar", MODULE)
		self.assertEqual((icon.app, icon.link_to, icon.standard), ("order_tracking", sidebar.name, 1))
		for item in sidebar.items:
			if item.type == "Link" and item.link_type != "URL":
				with self.subTest(item.label):
					self.assertTrue(frappe.db.exists(item.link_type, item.link_to))

	def test_what_a_site_has_changed_stays_until_the_app_changes_it(self):
		"""Migrate imports a record only when the app's own is newer; ours all say how old they are."""
		for folder in RECORDS:
			for path in (PACKAGE / "order_tracking" / folder).glob("*/*.json"):
				record = json.loads(path.read_text())
				key = (record["doctype"], record["name"])
				frappe.db.set_value(*key, "idx", 77, update_modified=False)
				import_file_by_path(str(path))
				with self.subTest(path.name):
					self.assertTrue(record.get("modified"))
					self.assertEqual(frappe.db.get_value(*key, "idx"), 77)
				frappe.db.set_value(*key, "idx", record.get("idx") or 0, update_modified=False)

	def test_a_board_that_the_site_threw_away_stays_away(self):
		kept = frappe.get_doc("Kanban Board", boards.BOARD).as_dict()
		frappe.delete_doc("Kanban Board", boards.BOARD)
		install.setup()
		self.assertFalse(frappe.db.exists("Kanban Board", boards.BOARD))
		frappe.get_doc({**boards.board(), "doctype": "Kanban Board", "name": kept.name}).insert()
		frappe.db.commit()

	def test_the_card_of_the_app_itself_counts_what_somebody_should_look_at(self):
		order = f"SAL-ORD-{frappe.generate_hash(length=8)}"
		self.addCleanup(self.forget, order)
		before = state_of_tracking.count_troubles()
		failures.record(order, "test", ValueError("no such order"), [])
		self.assertEqual(state_of_tracking.count_troubles(), before + 1)
		self.assertIn("to look at", cards.state_of_order_tracking()["value"])

	def forget(self, order: str) -> None:
		frappe.db.delete(FAILURE, {"sales_order": order})
		frappe.db.delete(MARK, {"reference_name": order})
		frappe.db.commit()


class TestWaitingForMyApproval(ApprovalTestCase):
	def count(self, user: str) -> int:
		with self.set_user(user):
			return cards.waiting_for_my_approval()["value"]

	def test_it_counts_orders_of_others_that_the_user_may_approve(self):
		before = {user: self.count(user) for user in (self.seller, self.approver)}
		tracker = self.waiting_tracker()
		self.assertEqual(tracker.workflow_state, PENDING_APPROVAL)
		self.assertEqual(self.count(self.approver), before[self.approver] + 1)
		self.assertEqual(self.count(self.seller), before[self.seller])

	def test_nobody_waits_for_himself(self):
		before = self.count(make_approver())
		self.waiting_tracker(user=self.approver)
		self.assertEqual(self.count(self.approver), before)
