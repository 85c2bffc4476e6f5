"""A copy of a report that was prepared for one person is opened by nobody else."""

import json
from types import SimpleNamespace

import frappe
from frappe.desk.query_report import run

from order_tracking.reporting.prepared_copies import COPY, guard_request
from order_tracking.tests.readers import ReadersTestCase, prepare

REPORT = "Open Order Lines"
RUN = "frappe.desk.query_report.run"


class TestPreparedCopies(ReadersTestCase):
	def setUp(self):
		super().setUp()
		self.owner = self.user(
			"Paula Prepared", "Sales User", "Prepared Report User", only=("Customer", self.customer_100)
		)
		self.other = self.user("Oscar Other", "Sales User", "Prepared Report User")
		self.filters = {"company": "Harbour Trading"}
		with self.set_user(self.owner):
			self.copy = prepare(REPORT, self.filters).name

	def ask(self, asker: str, path: str = f"/api/method/{RUN}", **form) -> None:
		"""What happens before such a request is carried out."""
		with self.set_user(asker):
			frappe.local.request = SimpleNamespace(path=path)
			frappe.local.form_dict = frappe._dict({"report_name": REPORT, **form})
			try:
				guard_request()
			finally:
				frappe.local.form_dict = frappe._dict()
				del frappe.local.request

	def test_a_copy_holds_what_its_owner_may_see(self):
		data = json.loads(frappe.get_doc("Prepared Report", self.copy).get_prepared_data())
		with self.set_user(self.owner):
			now = run(REPORT, filters=self.filters)
		self.assertEqual({row["customer"] for row in data["result"]}, {self.customer_100})
		self.assertEqual(len(data["result"]), len(now["result"]))
		self.assertEqual(data["report_summary"][0]["value"], len(now["result"]))

	def test_its_owner_opens_it(self):
		named = json.dumps({**self.filters, "prepared_report_name": self.copy})
		self.ask(self.owner, filters=named)
		self.ask(self.owner, user=self.owner, filters=json.dumps(self.filters))
		self.ask("Administrator", filters=named)
		with self.set_user(self.owner):
			self.assertTrue(frappe.has_permission("Prepared Report", "read", doc=self.copy))
			self.assertIn(self.copy, frappe.get_list("Prepared Report", pluck="name"))

	def test_nobody_else_opens_it_by_its_name_or_by_naming_the_owner(self):
		named = json.dumps({**self.filters, "prepared_report_name": self.copy})
		with self.assertRaises(frappe.PermissionError):
			self.ask(self.other, filters=named)
		with self.assertRaises(frappe.PermissionError):
			self.ask(self.other, user=self.owner, filters=json.dumps(self.filters))
		with self.assertRaises(frappe.PermissionError):
			self.ask(self.other, path="/", cmd=RUN, filters=named)
		with self.assertRaises(frappe.PermissionError):
			self.ask(self.other, path="/api/method/frappe.desk.query_report.export_query", filters=named)
		with self.assertRaises(frappe.PermissionError):
			self.ask(self.other, path=f"/api/method/{RUN}/or/longer", filters=named)

	def test_nobody_else_opens_it_in_the_name_of_another_report(self):
		named = {"prepared_report_name": self.copy}
		with self.assertRaises(frappe.PermissionError):
			self.ask(self.other, report_name="Sales Order Analysis", filters=json.dumps(named))
		with self.assertRaises(frappe.PermissionError):
			self.ask(self.other, report_name="Sales Order Analysis", filters={COPY: ["like", "%"]})
		saved = frappe.new_doc(
			"Report",
			report_name="With a copy",
			ref_doctype="Sales Order",
			report_type="Custom Report",
			reference_report="Sales Order Analysis",
			is_standard="No",
			json=json.dumps({"filters": named, "columns": []}),
		)
		with self.set_user(self.other), self.assertRaises(frappe.PermissionError):
			saved.insert(ignore_permissions=True)

	def test_nobody_else_finds_or_downloads_it(self):
		with self.set_user(self.other):
			self.assertFalse(frappe.has_permission("Prepared Report", "read", doc=self.copy))
			self.assertNotIn(self.copy, frappe.get_list("Prepared Report", pluck="name"))
			file = frappe.get_all("File", {"attached_to_name": self.copy}, pluck="name")[0]
			self.assertFalse(frappe.has_permission("File", "read", doc=file))

	def test_copies_of_other_reports_are_left_to_frappe(self):
		self.ask(self.other, report_name="Sales Order Analysis", user=self.owner)
		doc = frappe.get_doc(
			{"doctype": "Prepared Report", "report_name": "Sales Order Analysis", "owner": self.owner}
		)
		with self.set_user(self.other):
			self.assertTrue(frappe.has_permission("Prepared Report", "read", doc=doc))
		with self.set_user(self.user("Nina Nowhere", "Prepared Report User")):
			self.assertFalse(frappe.has_permission("Prepared Report", "read", doc=doc))
