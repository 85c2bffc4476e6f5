"""A tracker and what happened to it are kept by the app: nobody makes, submits, renames, imports or deletes them."""

import frappe
from frappe.handler import run_doc_method

from order_tracking.append_only import KeptByOrderTrackingError
from order_tracking.constants import APPROVAL, EVENT, FAILURE, MARK, PROMISE_CHANGE, TRACKER
from order_tracking.tests.factories import make_order
from order_tracking.tests.tracker_case import TrackerTestCase


class TestKeptByOrderTracking(TrackerTestCase):
	def setUp(self):
		super().setUp()
		frappe.set_user(self.manager)

	def assertNotSubmitted(self):
		frappe.db.commit()
		self.assertEqual(frappe.db.get_value(TRACKER, self.tracker.name, "docstatus"), 0)

	def test_a_tracker_is_made_and_deleted_by_its_order_alone(self):
		frappe.set_user("Administrator")
		order = make_order([{}], submit=False)
		for user, error in (
			("Administrator", KeptByOrderTrackingError),
			(self.manager, frappe.PermissionError),
		):
			frappe.set_user(user)
			with self.subTest(user=user), self.assertRaises(error):
				frappe.client.insert({"doctype": TRACKER, "sales_order": order.name})
			with self.subTest(user=user), self.assertRaises(error):
				frappe.delete_doc(TRACKER, self.tracker.name)
			frappe.db.rollback()
		self.assertTrue(frappe.db.exists(TRACKER, self.tracker.name))

	def test_a_tracker_is_never_submitted(self):
		frappe.set_user("Administrator")
		doc = frappe.get_doc(TRACKER, self.tracker.name).as_dict()
		with self.assertRaises(frappe.ValidationError):
			frappe.client.submit(frappe.as_json(doc))
		self.assertNotSubmitted()

	def test_a_tracker_and_its_history_are_never_renamed_or_discarded(self):
		event = frappe.db.get_value(EVENT, {"order_tracker": self.tracker.name})
		for user in ("Administrator", self.manager):
			frappe.set_user(user)
			for doctype, name in ((TRACKER, self.tracker.name), (EVENT, event)):
				for attempt in (
					lambda doc: run_doc_method("discard", dt=doc.doctype, dn=doc.name),
					lambda doc: run_doc_method(
						"rename",
						dt=doc.doctype,
						dn=doc.name,
						args=frappe.as_json({"name": "X", "validate_rename": False}),
					),
					lambda doc: frappe.client.rename_doc(doc.doctype, doc.name, "X"),
					lambda doc: doc.discard(),
				):
					with self.subTest(user=user, doctype=doctype), self.assertRaises(frappe.PermissionError):
						attempt(frappe.get_doc(doctype, name))
					frappe.db.rollback()
		self.assertNotSubmitted()

	def test_data_import_does_not_take_trackers(self):
		frappe.set_user("Administrator")
		for doctype in (TRACKER, PROMISE_CHANGE, EVENT):
			with self.subTest(doctype=doctype), self.assertRaises(frappe.ValidationError):
				frappe.get_doc(
					{
						"doctype": "Data Import",
						"reference_doctype": doctype,
						"import_type": "Update Existing Records",
					}
				).insert()

	def test_what_happened_cannot_be_written_changed_or_deleted(self):
		self.settle()
		frappe.set_user("Administrator")
		for doctype in (EVENT, PROMISE_CHANGE, MARK, FAILURE, APPROVAL):
			with self.subTest(doctype=doctype), self.assertRaises(KeptByOrderTrackingError):
				frappe.get_doc({"doctype": doctype, "order_tracker": self.tracker.name}).insert(
					ignore_mandatory=True
				)
		for doctype in (EVENT, PROMISE_CHANGE):
			name = frappe.db.get_value(doctype, {"order_tracker": self.tracker.name})
			with self.subTest(doctype=doctype), self.assertRaises(KeptByOrderTrackingError):
				frappe.client.set_value(
					doctype, name, "author" if doctype == PROMISE_CHANGE else "actor", self.manager
				)
			with self.subTest(doctype=doctype), self.assertRaises(KeptByOrderTrackingError):
				frappe.client.delete(doctype, name)
			frappe.db.rollback()
