"""Where the settings say so, nothing goes on with an order that is not approved; no override is a way round."""

import frappe

from order_tracking.constants import PENDING_APPROVAL, REJECTED, SETTINGS
from order_tracking.decisions import buttons as decisions
from order_tracking.gates import submit as gates
from order_tracking.gates.submit import GateError
from order_tracking.tests.approving import ApprovalTestCase
from order_tracking.tests.factories import bill, deliver, make_order
from order_tracking.tests.note_scene import pick_list
from order_tracking.tests.supply import make_bom, make_work_order


class TestApprovalGate(ApprovalTestCase):
	def setUp(self):
		super().setUp()
		self.switch(1)

	def tearDown(self):
		frappe.db.rollback()
		self.switch(0)
		super().tearDown()

	def switch(self, on: int) -> None:
		frappe.db.set_single_value(SETTINGS, "gate_approval", on)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		frappe.db.commit()

	def order_that_waits(self):
		return frappe.get_doc("Sales Order", self.waiting_tracker().sales_order)

	def test_an_order_that_waits_is_not_picked_delivered_or_billed_until_it_is_approved(self):
		order = self.order_that_waits()
		for draft in (lambda: deliver(order, submit=False), lambda: bill(order, submit=False)):
			document = draft()
			with self.subTest(document.doctype):
				with self.assertRaisesRegex(GateError, f"{order.name}: the order waits for approval"):
					document.submit()
				frappe.db.rollback()
		with self.assertRaisesRegex(GateError, "waits for approval"):
			gates.check(pick_list(order))
		frappe.db.rollback()
		with self.set_user(self.approver):
			decisions.approve(order.name)
		deliver(order)

	def test_an_order_that_waits_is_not_produced_until_it_is_approved(self):
		bom = make_bom("Cabinet", "Board")
		with self.set_user(self.seller):
			order = make_order([{"item_code": "Cabinet", "qty": 10}])
		self.assertEqual(self.state_of(frappe._dict(sales_order=order.name)), PENDING_APPROVAL)
		work = make_work_order(order, bom, submit=False)
		frappe.db.commit()
		with self.assertRaisesRegex(GateError, f"{order.name}: the order waits for approval"):
			work.submit()
		frappe.db.rollback()
		with self.set_user(self.approver):
			decisions.approve(order.name)
		work.reload()
		work.submit()
		self.assertEqual(work.docstatus, 1)

	def test_a_rejected_order_says_what_to_do(self):
		order = self.order_that_waits()
		with self.set_user(self.approver):
			decisions.reject(order.name, "Too cheap")
		self.assertEqual(self.state_of(frappe._dict(sales_order=order.name)), REJECTED)
		with self.assertRaisesRegex(GateError, "Change it and ask for approval again"):
			deliver(order)

	def test_a_manager_approves_and_overrides_nothing(self):
		order = self.order_that_waits()
		note = deliver(order, submit=False)
		frappe.db.commit()
		with self.set_user(self.approver):
			told = gates.what_holds_up(note.doctype, note.name)
			self.assertEqual((len(told["sentences"]), told["may_override"]), (1, False))
			with self.assertRaisesRegex(GateError, "cannot be overridden"):
				gates.override(note.doctype, note.name, "It is urgent")

	def test_without_the_switch_nothing_waits(self):
		self.switch(0)
		order = self.order_that_waits()
		self.assertEqual(gates.blockers_of(deliver(order)), [])
		self.assertEqual(self.state_of(frappe._dict(sales_order=order.name)), PENDING_APPROVAL)

	def test_an_approved_order_passes(self):
		deliver(make_order([{}]))
