"""Deleted orders, deleted documents and a wiped company leave nothing behind."""

import frappe
from frappe.utils import add_days, today

from order_tracking.constants import APPROVAL, EVENT, FAILURE, MARK, PROMISE_CHANGE, TRACKER, TRACKER_LINE
from order_tracking.hanging import HANGERS
from order_tracking.tests import factories
from order_tracking.tests.approving import set_rules
from order_tracking.tests.companies import make_company
from order_tracking.tests.invariants import FollowingTestCase
from order_tracking.tests.people import make_reader


class TestTrackerFollowsDeletion(FollowingTestCase):
	def left_of(self, tracker: str, order: str) -> dict:
		self.settle()
		found = {
			TRACKER: frappe.db.count(TRACKER, {"name": tracker}),
			TRACKER_LINE: frappe.db.count(TRACKER_LINE, {"parent": tracker}),
			PROMISE_CHANGE: frappe.db.count(PROMISE_CHANGE, {"order_tracker": tracker}),
			EVENT: frappe.db.count(EVENT, {"order_tracker": tracker}),
			MARK: frappe.db.count(MARK, {"reference_name": order}),
			FAILURE: frappe.db.count(FAILURE, {"sales_order": order}),
		}
		return {doctype: count for doctype, count in found.items() if count}

	def test_deleted_draft_leaves_nothing(self):
		order = factories.make_order(submit=False)
		frappe.delete_doc("Sales Order", order.name)
		self.assertEqual(self.left_of(order.name, order.name), {})

	def test_deleted_cancelled_order_takes_its_tracker_along(self):
		order = factories.make_order()
		factories.move_date(order, add_days(today(), 3))
		self.settle()
		factories.cancel(order)
		self.assertEqual(self.tracker_of(order).stage, "Cancelled")
		frappe.delete_doc("Sales Order", order.name)
		self.assertEqual(self.left_of(order.name, order.name), {})

	def test_order_submitted_cancelled_and_deleted_while_nobody_drained(self):
		order = factories.make_order()
		factories.cancel(order)
		frappe.delete_doc("Sales Order", order.name)
		self.assertEqual(self.left_of(order.name, order.name), {})

	def test_deleted_amendment_gives_the_tracker_up(self):
		order = factories.make_order()
		factories.cancel(order)
		amendment = factories.amend(order)
		tracker = self.tracker_of(amendment).name
		factories.cancel(amendment)
		frappe.delete_doc("Sales Order", amendment.name)
		self.assertEqual(self.left_of(tracker, amendment.name), {})
		frappe.delete_doc("Sales Order", order.name)
		self.assertEqual(self.left_of(tracker, order.name), {})

	def test_new_order_under_the_name_of_a_deleted_one_starts_anew(self):
		for drains_between in (True, False):
			with self.subTest(drains_between=drains_between):
				old = factories.make_order(
					[{"item_code": "Cable", "qty": 3, "delivery_date": add_days(today(), 5)}]
				)
				factories.cancel(old)
				if drains_between:
					self.settle()
				frappe.delete_doc("Sales Order", old.name)
				new = factories.make_order([{"qty": 1, "delivery_date": add_days(today(), 9)}])
				self.assertEqual(new.name, old.name, "ERPNext gives the last name out again")
				tracker = self.tracker_of(new)
				self.assertEqual(
					[(line.item_code, line.is_struck) for line in tracker.lines], [("Laptop", 0)]
				)
				self.assertEqual(str(tracker.first_promise), add_days(today(), 9))

	def test_erpnext_may_delete_whatever_stands_in_a_tracker(self):
		self.let_erpnext_delete_ledgers(1)
		self.addCleanup(self.let_erpnext_delete_ledgers, 0)
		order = factories.make_order()
		note, invoice = factories.deliver(order), factories.bill(order)
		for document in (invoice, note):
			self.settle()
			factories.cancel(document)
			self.settle()
			frappe.delete_doc(document.doctype, document.name)
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")

	def let_erpnext_delete_ledgers(self, may: int):
		frappe.db.set_single_value("Accounts Settings", "delete_linked_ledger_entries", may)

	def test_wiped_company_leaves_nothing(self):
		company = make_company("Wiped Ltd", "WIP")
		self.addCleanup(set_rules)
		set_rules(approval_amount=50)
		order, kept = factories.make_order(company=company), factories.make_order()
		self.settle()
		set_rules()
		factories.move_date(order, add_days(today(), 3))
		tracker = self.tracker_of(order)
		self.assertEqual(tracker.stage, "Pending Approval")
		for waiting in (tracker, self.tracker_of(kept)):
			waiting.add_comment("Comment", "Call them")
			frappe.share.add(TRACKER, waiting.name, make_reader())
			self.assertEqual(self.hangs_on(waiting.name), {"Comment", "DocShare", "Workflow Action"})
		self.wipe(company)
		self.assertFalse(frappe.db.exists("Sales Order", order.name))
		self.assertEqual(self.left_of(tracker.name, order.name), {})
		self.assertEqual(frappe.db.count(APPROVAL, {"parent": tracker.name}), 0)
		self.assertEqual(self.hangs_on(tracker.name), set())
		self.assertEqual(self.tracker_of(kept).stage, "Pending Approval")
		self.assertEqual(self.hangs_on(kept.name), {"Comment", "DocShare", "Workflow Action"})

	def hangs_on(self, tracker: str) -> set[str]:
		"""DocTypes of which Frappe keeps something with this tracker."""
		return {
			hanger
			for hanger, doctype, name in HANGERS
			if frappe.db.exists(hanger, {doctype: TRACKER, name: tracker})
		}

	def wipe(self, company: str):
		wipe = frappe.get_doc({"doctype": "Transaction Deletion Record", "company": company})
		wipe.process_in_single_transaction = 1
		wipe.insert()
		if hasattr(wipe, "generate_to_delete_list"):  # version-16 wants to be told what
			wipe.generate_to_delete_list()
			wipe.save()
		wipe.submit()
		self.run_wipe(wipe)

	def run_wipe(self, wipe):
		frappe.db.commit()
		wipe.reload()
		if wipe.status != "Completed":
			wipe.start_deletion_tasks()
		wipe.reload()
