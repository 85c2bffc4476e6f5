"""Deleted orders, deleted documents and a wiped company leave nothing behind."""

import os

import frappe
from frappe.query_builder import Table
from frappe.utils import add_days, today
from frappe.utils.global_search import sync_global_search, update_global_search

from order_tracking.constants import (
	ALERT,
	APPROVAL,
	EVENT,
	FAILURE,
	MARK,
	NOTE,
	NOTE_ACKNOWLEDGEMENT,
	NOTE_VERSION,
	PROMISE_CHANGE,
	PUBLISHED_NOTE,
	TRACKER,
	TRACKER_LINE,
)
from order_tracking.customers import publishing
from order_tracking.notes import actions as notes
from order_tracking.tests import factories
from order_tracking.tests.approving import set_rules
from order_tracking.tests.companies import make_company
from order_tracking.tests.invariants import FollowingTestCase
from order_tracking.tests.note_scene import note_on
from order_tracking.tests.people import make_reader, make_user

# What Frappe keeps with a document and deletes with it: DocType, and the fields that say which document.
GOES_ALONG = (
	("Comment", "reference_doctype", "reference_name"),
	("Version", "ref_doctype", "docname"),
	("ToDo", "reference_type", "reference_name"),
	("File", "attached_to_doctype", "attached_to_name"),
	("DocShare", "share_doctype", "share_name"),
	("Document Share Key", "reference_doctype", "reference_docname"),
	("Document Follow", "ref_doctype", "ref_docname"),
	("View Log", "reference_doctype", "reference_name"),
	("Notification Log", "document_type", "document_name"),
	("Email Unsubscribe", "reference_doctype", "reference_name"),
	("Tag Link", "document_type", "document_name"),
	("Workflow Action", "reference_doctype", "reference_name"),
	("Communication Link", "link_doctype", "link_name"),
)
# What lives on and names it no more.
LIVES_ON = (
	("Communication", "reference_doctype", "reference_name"),
	("Activity Log", "reference_doctype", "reference_name"),
	("Activity Log", "timeline_doctype", "timeline_name"),
)
# Our own documents that name a tracker.
KEPT = (PROMISE_CHANGE, EVENT, ALERT, NOTE, NOTE_VERSION, NOTE_ACKNOWLEDGEMENT, PUBLISHED_NOTE)


def hang(doctype: str, doctype_field: str, name_field: str, name: str, of: str = TRACKER) -> str:
	"""A bare row of this kind that names the document."""
	row = frappe.get_doc({"doctype": doctype, doctype_field: of, name_field: name})
	row.name = frappe.generate_hash()
	row.db_insert()
	return row.name


def attach(name: str, content: str) -> str:
	"""The place on disk of a private file on this tracker."""
	attached = {"attached_to_doctype": TRACKER, "attached_to_name": name}
	file = frappe.get_doc(
		{"doctype": "File", "file_name": "a.txt", "content": content, "is_private": 1, **attached}
	).insert()
	return file.get_full_path()


class TestTrackerFollowsDeletion(FollowingTestCase):
	def left_of(self, tracker: str, order: str) -> dict:
		self.settle()
		found = {
			TRACKER: frappe.db.count(TRACKER, {"name": tracker}),
			**{row: frappe.db.count(row, {"parent": tracker}) for row in (TRACKER_LINE, APPROVAL)},
			**{kept: frappe.db.count(kept, {"order_tracker": tracker}) for kept in KEPT},
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

	def test_everything_about_a_deleted_order_goes_with_it(self):
		self.addCleanup(set_rules)
		set_rules(approval_amount=50)
		order = factories.make_order()
		self.settle()
		set_rules()
		factories.move_date(order, add_days(today(), 3))
		tracker = self.tracker_of(order).name
		note = note_on(
			tracker, "Special Request", area="Packaging", process_name="In pairs", must_acknowledge=1
		)
		notes.acknowledge(note["name"], 1)
		notes.edit(note["name"], 1, {"text": "Two by two"})
		publishing.publish(note["name"], 2)
		frappe.get_doc(
			{"doctype": ALERT, "name": frappe.generate_hash(), "order_tracker": tracker}
		).db_insert()
		there = self.left_of(tracker, order.name)
		self.assertEqual(set(there), {TRACKER, TRACKER_LINE, APPROVAL, *KEPT})
		factories.cancel(order)
		frappe.delete_doc("Sales Order", order.name)
		self.assertEqual(self.left_of(tracker, order.name), {})

	def test_what_frappe_hung_on_a_deleted_order_does_not_hang_on_the_next_one(self):
		"""ERPNext gives the name of the deleted order out again."""
		order = factories.make_order()
		tracker = self.tracker_of(order).name
		for kind in GOES_ALONG:
			hang(*kind, tracker)
		lives_on = {kind: hang(*kind, tracker) for kind in LIVES_ON}
		self.assertEqual(self.hangs_on(tracker), {kind[0] for kind in (*GOES_ALONG, *LIVES_ON)})
		factories.cancel(order)
		frappe.delete_doc("Sales Order", order.name)
		self.settle()
		self.assertEqual(self.hangs_on(tracker), set())
		for (doctype, *fields), name in lives_on.items():
			self.assertEqual(frappe.db.get_value(doctype, name, fields), (None, None), doctype)

	def test_only_files_that_nobody_else_shows_leave_the_disk(self):
		order, other = factories.make_order(), factories.make_order(customer="Li Si")
		tracker, others = self.tracker_of(order).name, self.tracker_of(other).name
		own, shared = attach(tracker, frappe.generate_hash()), attach(tracker, "of both")
		self.assertEqual(attach(others, "of both"), shared, "Frappe keeps the same content once")
		factories.cancel(order)
		frappe.delete_doc("Sales Order", order.name)
		self.settle()
		self.assertEqual((os.path.exists(own), os.path.exists(shared)), (False, True))

	def test_search_does_not_find_a_deleted_order(self):
		order = factories.make_order()
		update_global_search(self.tracker_of(order))
		sync_global_search()
		self.assertEqual(self.found(order.name), 1)
		factories.cancel(order)
		frappe.delete_doc("Sales Order", order.name)
		self.settle()
		self.assertEqual(self.found(order.name), 0)

	def found(self, tracker: str) -> int:
		index = Table("__global_search")
		rows = frappe.qb.from_(index).select(index.name)
		return len(rows.where((index.doctype == TRACKER) & (index.name == tracker)).run())

	def test_mail_about_a_note_is_not_everybodys_when_the_note_is_gone(self):
		order = factories.make_order()
		note = note_on(self.tracker_of(order))["name"]
		fields = ("reference_doctype", "reference_name")
		mail = hang("Communication", *fields, note, of=NOTE)
		factories.cancel(order)
		frappe.delete_doc("Sales Order", order.name)
		self.settle()
		self.assertEqual(frappe.db.get_value("Communication", mail, fields), (NOTE, note))
		system = make_user("Sybil System", "System Manager")
		self.assertFalse(frappe.has_permission("Communication", "read", doc=mail, user=system))

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
		hung = {"Comment", "DocShare", "Workflow Action", "Activity Log"}
		for waiting in (tracker, self.tracker_of(kept)):
			waiting.add_comment("Comment", "Call them")
			frappe.share.add(TRACKER, waiting.name, make_reader())
			hang("Activity Log", "reference_doctype", "reference_name", waiting.name)
			self.assertEqual(self.hangs_on(waiting.name), hung)
		self.wipe(company)
		self.assertFalse(frappe.db.exists("Sales Order", order.name))
		self.assertEqual(self.left_of(tracker.name, order.name), {})
		self.assertEqual(self.hangs_on(tracker.name), set())
		self.assertEqual(self.tracker_of(kept).stage, "Pending Approval")
		self.assertEqual(self.hangs_on(kept.name), hung)

	def hangs_on(self, tracker: str) -> set[str]:
		"""DocTypes of which Frappe keeps something that names this tracker."""
		return {
			hanger
			for hanger, doctype, name in (*GOES_ALONG, *LIVES_ON)
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
