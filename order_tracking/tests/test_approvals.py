import frappe
from frappe.desk.form.save import savedocs
from frappe.model.workflow import apply_workflow, bulk_workflow_approval
from frappe.utils import getdate

from order_tracking.constants import (
	APPROVED,
	EVENT,
	FIRST_PROMISE,
	MANAGER_ROLE,
	ON_HOLD,
	PENDING_APPROVAL,
	PROMISE_CHANGE,
	REJECTED,
	TRACKER,
)
from order_tracking.decisions import buttons as decisions
from order_tracking.decisions.approvals import DecisionRefusedError, SelfApprovalError
from order_tracking.tests.approving import LATER, SOON, ApprovalTestCase, set_rules
from order_tracking.tests.factories import make_order, move_date, set_status
from order_tracking.tests.people import make_packer, make_user


class TestApprovals(ApprovalTestCase):
	def test_an_approval_freezes_the_first_promise_and_says_what_was_approved(self):
		tracker = self.waiting_tracker()
		self.assertIsNone(tracker.lines[0].first_promise)
		move_date(frappe.get_doc("Sales Order", tracker.sales_order), LATER)
		self.settle()
		frappe.set_user(self.approver)
		answer = decisions.approve(tracker.name)
		self.assertEqual((answer.workflow_state, answer.stage), (APPROVED, "Confirmed"))
		tracker = self.tracker_of(tracker.sales_order)
		self.assertEqual((tracker.approved_by, bool(tracker.approved_on)), (self.approver, True))
		row = tracker.approvals[0]
		self.assertEqual(
			(row.status, row.approver, len(row.approved_version)), ("Approved", self.approver, 16)
		)
		line = tracker.lines[0]
		self.assertEqual((line.requested_date, line.first_promise), (getdate(SOON), getdate(LATER)))
		first = frappe.get_all(
			PROMISE_CHANGE, {"order_tracker": tracker.name, "kind": FIRST_PROMISE}, ["author"]
		)
		self.assertEqual([entry.author for entry in first], [self.approver])
		told = frappe.get_all(
			EVENT, {"order_tracker": tracker.name, "to_value": APPROVED}, ["from_value", "actor"]
		)
		self.assertEqual([(row.from_value, row.actor) for row in told], [(PENDING_APPROVAL, self.approver)])

	def test_a_date_moved_after_the_approval_leaves_the_first_promise(self):
		tracker = self.waiting_tracker()
		frappe.set_user(self.approver)
		decisions.approve(tracker.name)
		move_date(frappe.get_doc("Sales Order", tracker.sales_order), LATER)
		line = self.tracker_of(tracker.sales_order).lines[0]
		self.assertEqual((line.first_promise, line.current_promise), (getdate(SOON), getdate(LATER)))

	def test_who_submitted_the_order_cannot_approve_it_by_any_door(self):
		tracker = self.waiting_tracker(self.approver)
		frappe.set_user(self.approver)

		def form(**values) -> str:
			return frappe.as_json({**frappe.get_doc(TRACKER, tracker.name).as_dict(), **values})

		approved = {"workflow_state": APPROVED}
		forged = {
			**approved,
			"owner": "Administrator",
			"submitted_by": "Administrator",
			"approval_requested_by": None,
		}
		doors = {
			"button": lambda: decisions.approve(tracker.name),
			"workflow": lambda: apply_workflow(form(), "Approve"),
			"set_value": lambda: frappe.client.set_value(TRACKER, tracker.name, "workflow_state", APPROVED),
			"save": lambda: frappe.client.save(form(**forged)),
			"savedocs": lambda: savedocs(form(**forged), "Save"),
		}
		for name, door in doors.items():
			with self.subTest(door=name), self.assertRaises((SelfApprovalError, frappe.ValidationError)):
				door()
			frappe.db.rollback()
			self.assertEqual(self.state_of(tracker), PENDING_APPROVAL)
			frappe.set_user(self.approver)
		bulk_workflow_approval(frappe.as_json([tracker.name]), TRACKER, "Approve")
		self.assertEqual(self.state_of(tracker), PENDING_APPROVAL)

	def test_who_made_the_draft_that_another_submitted_cannot_approve_it(self):
		frappe.set_user(self.approver)
		order = make_order([{"qty": 10, "delivery_date": SOON}], submit=False)
		frappe.set_user(self.seller)
		frappe.get_doc("Sales Order", order.name).submit()
		tracker = self.tracker_of(order)
		frappe.set_user(self.approver)
		with self.assertRaises(SelfApprovalError):
			decisions.approve(tracker.name)

	def test_who_asked_for_the_approval_cannot_give_it(self):
		order = make_order([{}])
		tracker = self.tracker_of(order)
		frappe.set_user(self.approver)
		decisions.request_approval(tracker.name, "The customer is new to us")
		with self.assertRaises(SelfApprovalError):
			decisions.approve(tracker.name)
		second = make_user("Second Manager", MANAGER_ROLE)
		frappe.set_user(second)
		self.assertEqual(decisions.approve(tracker.name).workflow_state, APPROVED)

	def test_who_lacks_the_role_cannot_approve(self):
		tracker = self.waiting_tracker()
		frappe.set_user(make_packer())
		with self.assertRaises(DecisionRefusedError):
			decisions.approve(tracker.name)
		with self.assertRaises(DecisionRefusedError):
			frappe.client.set_value(TRACKER, tracker.name, "workflow_state", APPROVED)

	def test_another_approver_may_use_every_door_of_frappe(self):
		for door in (
			lambda name: apply_workflow(frappe.get_doc(TRACKER, name).as_json(), "Approve"),
			lambda name: bulk_workflow_approval(frappe.as_json([name]), TRACKER, "Approve"),
			lambda name: frappe.client.set_value(TRACKER, name, "workflow_state", APPROVED),
		):
			tracker = self.waiting_tracker()
			frappe.set_user(self.approver)
			door(tracker.name)
			tracker = self.tracker_of(tracker.sales_order)
			self.assertEqual((tracker.workflow_state, tracker.approved_by), (APPROVED, self.approver))
			self.assertEqual(tracker.lines[0].first_promise, getdate(SOON))

	# --- reject and ask again

	def test_a_rejection_needs_a_reason(self):
		tracker = self.waiting_tracker()
		frappe.set_user(self.approver)
		for door in (
			lambda: decisions.reject(tracker.name, " "),
			lambda: apply_workflow(frappe.get_doc(TRACKER, tracker.name).as_json(), "Reject"),
		):
			with self.assertRaisesRegex(DecisionRefusedError, "reason"):
				door()
			frappe.db.rollback()
		answer = decisions.reject(tracker.name, "The price is wrong")
		self.assertEqual((answer.workflow_state, answer.stage), (REJECTED, REJECTED))
		tracker = self.tracker_of(tracker.sales_order)
		self.assertEqual(
			(tracker.rejection_reason, tracker.approvals[0].status), ("The price is wrong", "Rejected")
		)

	def test_a_rejected_order_asks_again_and_is_approved(self):
		tracker = self.waiting_tracker()
		frappe.set_user(self.approver)
		decisions.reject(tracker.name, "The price is wrong")
		frappe.set_user(self.seller)
		decisions.request_approval(tracker.name)
		frappe.set_user(self.approver)
		decisions.approve(tracker.name)
		tracker = self.tracker_of(tracker.sales_order)
		self.assertEqual(tracker.workflow_state, APPROVED)
		self.assertEqual([row.status for row in tracker.approvals], ["Rejected", "Approved"])
		self.assertFalse(tracker.rejection_reason)

	# --- workflow actions

	def test_an_action_opens_and_closes_with_each_state_also_on_re_entry(self):
		tracker = self.waiting_tracker()
		order = frappe.get_doc("Sales Order", tracker.sales_order)
		self.assertEqual(self.open_actions(tracker), [PENDING_APPROVAL])
		set_status(order, ON_HOLD)
		self.settle()
		self.assertEqual(self.open_actions(tracker), [])
		set_status(order, "Draft")
		self.settle()
		self.assertEqual(self.open_actions(tracker), [PENDING_APPROVAL])
		frappe.set_user(self.approver)
		decisions.reject(tracker.name, "The price is wrong")
		self.assertEqual(self.open_actions(tracker), [])
		frappe.set_user(self.seller)
		decisions.request_approval(tracker.name)
		self.assertEqual(self.open_actions(tracker), [PENDING_APPROVAL])
		frappe.set_user(self.approver)
		decisions.approve(tracker.name)
		self.assertEqual(self.open_actions(tracker), [])
		self.assertEqual(self.state_of(tracker), APPROVED)

	def test_an_approved_order_asks_nobody(self):
		tracker = self.tracker_of(make_order([{}]))
		self.assertEqual(self.open_actions(tracker), [])

	# --- settings

	def test_another_approver_role_takes_over_what_waits(self):
		role = "Order Auditor"
		frappe.get_doc({"doctype": "Role", "role_name": role}).insert(ignore_if_duplicate=True)
		tracker = self.waiting_tracker()
		with self.assertRaisesRegex(frappe.ValidationError, "cannot write"):
			set_rules(approver_role=role)
		frappe.db.rollback()
		frappe.permissions.add_permission(TRACKER, role)
		frappe.permissions.update_permission_property(TRACKER, role, 0, "write", 1)
		try:
			set_rules(approver_role=role)
			frappe.set_user(self.approver)
			with self.assertRaises(DecisionRefusedError):
				decisions.approve(tracker.name)
			frappe.set_user(make_user("Odd Auditor", role))
			apply_workflow(frappe.get_doc(TRACKER, tracker.name).as_json(), "Approve")
			self.assertEqual(self.state_of(tracker), APPROVED)
		finally:
			frappe.db.rollback()
			frappe.set_user("Administrator")
			set_rules(approver_role=MANAGER_ROLE)
			frappe.permissions.reset_perms(TRACKER)
			frappe.db.commit()
