from unittest.mock import patch

import erpnext
import frappe
from frappe.desk.form.assign_to import add as assign
from frappe.installer import init_singles
from frappe.utils import today

from order_tracking import install, uninstall
from order_tracking.constants import MANAGER_ROLE, SETTINGS, TRACKER, USER_ROLE, WORKFLOW_STATES
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import make_order
from order_tracking.tests.people import make_seller


class TestVersions(SiteTestCase):
	def before_install(self) -> None:
		(path,) = frappe.get_hooks("before_install", app_name="order_tracking")
		frappe.get_attr(path)()

	def test_the_versions_of_this_site_fit(self):
		self.before_install()

	def test_other_versions_are_told_with_a_sentence_that_names_those_that_fit(self):
		for frappes, erpnexts in (("14.70.0", "14.60.0"), ("17.0.0-dev", "17.0.0-dev"), ("15.1.0", "16.0.0")):
			with self.subTest(frappe=frappes, erpnext=erpnexts):
				with (
					patch.object(frappe, "__version__", frappes),
					patch.object(erpnext, "__version__", erpnexts),
				):
					with self.assertRaisesRegex(frappe.IncompatibleApp, "version-15 or version-16") as told:
						self.before_install()
				self.assertIn(frappes, str(told.exception))


class TestInstall(SiteTestCase):
	def workflow(self) -> dict:
		return frappe.get_doc("Workflow", TRACKER).as_dict()

	def test_the_workflow_knows_every_state_and_is_active(self):
		workflow = self.workflow()
		self.assertEqual({row.state for row in workflow.states}, set(WORKFLOW_STATES))
		self.assertEqual({row.doc_status for row in workflow.states}, {"0"})
		self.assertTrue(workflow.is_active)
		approve = next(row for row in workflow.transitions if row.action == "Approve")
		self.assertEqual((approve.allowed, approve.allow_self_approval), (MANAGER_ROLE, 0))

	def test_setting_up_twice_changes_nothing(self):
		install.setup()
		before = self.workflow(), frappe.db.get_singles_dict(SETTINGS)
		install.setup()
		self.assertEqual(
			frappe.as_json(before), frappe.as_json((self.workflow(), frappe.db.get_singles_dict(SETTINGS)))
		)

	def test_an_index_that_is_missing_comes_with_the_next_migrate(self):
		"""Frappe itself asks a DocType for its indexes only when its file has changed."""
		frappe.db.sql_ddl("alter table `tabOrder Tracker` drop index newest_index")
		install.after_migrate()
		self.assertTrue(frappe.db.has_index("tabOrder Tracker", "newest_index"))

	def test_what_a_site_made_of_the_workflow_survives_a_migrate(self):
		workflow = frappe.get_doc("Workflow", TRACKER)
		workflow.transitions[0].allowed = "Sales Manager"
		workflow.append("states", {"state": "Pending", "doc_status": "0", "allow_edit": USER_ROLE})
		workflow.save()
		install.after_migrate()
		workflow = self.workflow()
		self.assertEqual(workflow.transitions[0].allowed, "Sales Manager")
		self.assertEqual(workflow.states[-1].state, "Pending")

	def test_a_workflow_of_the_sites_own_is_left_alone(self):
		frappe.rename_doc("Workflow", TRACKER, "Our Own Way", force=True)
		install.after_migrate()
		self.assertFalse(frappe.db.exists("Workflow", TRACKER))

	def test_settings_have_their_defaults_before_anybody_saves_them(self):
		frappe.db.delete("Singles", {"doctype": SETTINGS, "field": "due_soon_days"})
		frappe.db.set_single_value(SETTINGS, "approval_amount", 5)
		install.setup()
		settings = frappe.get_doc(SETTINGS)
		self.assertEqual((settings.due_soon_days, settings.approval_amount), (3, 5))

	def test_new_settings_have_no_time_of_day_that_nobody_chose(self):
		frappe.db.delete("Singles", {"doctype": SETTINGS})
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		init_singles()  # as Frappe does before it asks us
		install.setup()
		settings = frappe.db.get_singles_dict(SETTINGS)
		self.assertEqual(settings.letter_hour, "08:00:00")
		self.assertFalse(settings.quiet_from or settings.quiet_to)

	def test_a_settings_form_that_was_open_while_a_job_ran_puts_nothing_back(self):
		form = frappe.get_doc(SETTINGS).as_dict()
		frappe.db.set_single_value(SETTINGS, "last_daily_run", today(), update_modified=False)
		form.update({"due_soon_days": 4, "records_made": '[["User", "Administrator"]]'})
		frappe.client.save(frappe.as_json(form))
		settings = frappe.get_doc(SETTINGS)
		self.assertEqual((str(settings.last_daily_run), settings.due_soon_days), (today(), 4))
		self.assertNotIn("Administrator", settings.records_made)


class TestUninstall(SiteTestCase):
	"""What `before_uninstall` takes along, undone at the end of each test; the whole cycle is `tests/install_cycle.py`."""

	def setUp(self):
		super().setUp()
		self.tracker = self.tracker_of(make_order([{}]))

	def test_nothing_that_hung_on_trackers_stays(self):
		seller = make_seller()
		tracker = self.tracker
		tracker.add_comment("Comment", "Call them")
		tracker.mode_of_payment = "Cash"
		tracker.save(ignore_version=False)
		assign({"doctype": TRACKER, "name": tracker.name, "assign_to": [seller]})
		frappe.share.add(TRACKER, tracker.name, seller)
		rows = (
			{"doctype": "User Permission", "user": seller, "allow": TRACKER, "for_value": tracker.name},
			{
				"doctype": "Kanban Board",
				"kanban_board_name": "Ours",
				"reference_doctype": TRACKER,
				"field_name": "stage",
			},
			{
				"doctype": "Notification",
				"name": "Ours",
				"subject": "x",
				"document_type": TRACKER,
				"event": "New",
				"recipients": [{"receiver_by_role": USER_ROLE}],
			},
			{
				"doctype": "Custom Field",
				"dt": TRACKER,
				"fieldname": "of_the_site",
				"fieldtype": "Data",
				"label": "x",
			},
		)
		for row in rows[:3]:
			frappe.get_doc(row).insert()
		# Without its ALTER TABLE, which could not be undone.
		frappe.get_doc(rows[3]).db_insert()

		uninstall.before_uninstall()
		for doctype, field in (
			("Comment", "reference_doctype"),
			("Version", "ref_doctype"),
			("ToDo", "reference_type"),
			("DocShare", "share_doctype"),
			("User Permission", "allow"),
			("Kanban Board", "reference_doctype"),
			("Notification", "document_type"),
			("Custom Field", "dt"),
			("Workflow", "document_type"),
			("Workflow Action", "reference_doctype"),
			("Portal Menu Item", "reference_doctype"),
		):
			self.assertEqual(frappe.db.count(doctype, {field: TRACKER}), 0, doctype)
		self.assertEqual(frappe.db.count("Workflow Transition", {"parent": TRACKER}), 0)
		self.assertFalse(
			frappe.db.exists("Has Role", {"role": ("in", (USER_ROLE, MANAGER_ROLE)), "parenttype": "User"})
		)
		self.assertFalse(frappe.db.exists("Role", {"name": ("in", (USER_ROLE, MANAGER_ROLE))}))

	def test_mails_to_customers_stay_and_name_no_tracker(self):
		mail = frappe.get_doc(
			{
				"doctype": "Communication",
				"subject": "Your order",
				"content": "is on its way",
				"reference_doctype": TRACKER,
				"reference_name": self.tracker.name,
			}
		).insert(ignore_permissions=True)
		uninstall.before_uninstall()
		named = frappe.db.get_value(
			"Communication", mail.name, ["subject", "reference_doctype", "reference_name"]
		)
		self.assertEqual(named, ("Your order", None, None))

	def test_states_and_actions_of_frappe_and_of_others_stay(self):
		frappe.get_doc(
			{
				"doctype": "Workflow",
				"workflow_name": "Of Others",
				"document_type": "ToDo",
				"workflow_state_field": "status",
				"is_active": 0,
				"states": [{"state": "On Hold", "doc_status": "0", "allow_edit": USER_ROLE}],
			}
		).insert()
		uninstall.before_uninstall()
		for state, stays in (
			("Approved", True),
			("Rejected", True),
			("On Hold", True),
			("Pending Approval", False),
		):
			self.assertEqual(bool(frappe.db.exists("Workflow State", state)), stays, state)
		for action, stays in (("Approve", True), ("Reject", True), ("Request Approval", False)):
			self.assertEqual(bool(frappe.db.exists("Workflow Action Master", action)), stays, action)
		self.assertTrue(frappe.db.exists("Role", USER_ROLE))
		self.assertFalse(frappe.db.exists("Role", MANAGER_ROLE))

	def test_foreign_documents_stay(self):
		order = frappe.get_doc("Sales Order", self.tracker.sales_order)
		order.add_comment("Comment", f"Seen on {today()}")
		counts = {
			doctype: frappe.db.count(doctype) for doctype in ("Sales Order", "User", "Customer", "Report")
		}
		comments = frappe.db.count("Comment", {"reference_doctype": "Sales Order"})
		ours = frappe.db.count("Report", {"module": "Order Tracking"})
		uninstall.before_uninstall()
		counts["Report"] -= ours
		self.assertEqual({doctype: frappe.db.count(doctype) for doctype in counts}, counts)
		self.assertEqual(frappe.db.count("Comment", {"reference_doctype": "Sales Order"}), comments)
