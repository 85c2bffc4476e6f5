"""A promise that moves farther than the settings let one person move it waits for somebody else."""

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.constants import PROMISE_CHANGE
from order_tracking.decisions import buttons as decisions
from order_tracking.decisions import promises
from order_tracking.decisions.approvals import DecisionRefusedError, SelfApprovalError
from order_tracking.tests.factories import move_date
from order_tracking.tests.moving import FAR, FARTHEST, NEAR, PROMISE, MovingTestCase
from order_tracking.tests.people import make_approver, make_packer, make_seller


class TestFarMoves(MovingTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.seller, cls.approver = make_seller(), make_approver()

	def current(self) -> list:
		return [line.current_promise for line in self.tracker_of(self.tracker.sales_order).lines]

	def test_the_far_one_waits_and_the_near_one_counts_at_once(self):
		answer = self.move(self.seller, laptop=FAR, mouse=NEAR)
		self.assertTrue(answer["is_request"])
		self.assertEqual(self.current(), [PROMISE, NEAR])
		(asked,) = self.waiting()
		with self.set_user(self.approver):
			promises.accept_request(asked)
		self.assertEqual(self.current(), [FAR, NEAR])

	def test_a_near_move_needs_nobody(self):
		self.assertFalse(self.move(self.seller, laptop=NEAR)["is_request"])
		self.assertEqual(self.current()[0], NEAR)

	def test_who_asked_and_who_is_no_approver_cannot_accept(self):
		self.move(self.approver, laptop=FAR)
		(asked,) = self.waiting()
		for user, refusal in ((self.approver, SelfApprovalError), (self.seller, DecisionRefusedError)):
			with self.subTest(user), self.set_user(user), self.assertRaises(refusal):
				promises.accept_request(asked)
			frappe.db.rollback()
		self.assertEqual(self.current()[0], PROMISE)

	def test_a_move_in_erpnext_counts_at_once_and_asks_afterwards(self):
		move_date(frappe.get_doc("Sales Order", self.tracker.sales_order), FAR, "Laptop")
		self.assertEqual(self.current()[0], FAR)
		self.assertTrue(
			frappe.db.exists(
				PROMISE_CHANGE, {"order_tracker": self.tracker.name, "status": "Asks for Reason"}
			)
		)

	def test_many_near_moves_add_up(self):
		self.assertFalse(self.move(self.seller, laptop=NEAR)["is_request"])
		answer = self.move(self.seller, laptop=getdate(add_days(PROMISE, 10)))
		self.assertTrue(answer["is_request"], "ten days from what was promised first")
		self.assertEqual(self.current()[0], NEAR)

	def test_a_move_back_towards_what_was_approved_is_near(self):
		move_date(frappe.get_doc("Sales Order", self.tracker.sales_order), FARTHEST, "Laptop")
		self.settle()
		self.assertFalse(self.move(self.seller, laptop=NEAR)["is_request"])

	def test_once_somebody_accepted_a_far_move_the_next_one_counts_from_there(self):
		self.move(self.seller, laptop=FAR)
		(asked,) = self.waiting()
		with self.set_user(self.approver):
			promises.accept_request(asked)
		self.assertFalse(self.move(self.seller, laptop=getdate(add_days(FAR, 7)))["is_request"])
		self.assertTrue(self.move(self.seller, laptop=getdate(add_days(FAR, 8)))["is_request"])

	def test_an_approval_of_the_order_approves_its_promises(self):
		self.move(self.seller, laptop=NEAR)
		with self.set_user(self.seller):
			decisions.request_approval(self.tracker.name)
		with self.set_user(self.approver):
			decisions.approve(self.tracker.name)
		self.assertFalse(self.move(self.seller, laptop=getdate(add_days(NEAR, 7)))["is_request"])
		self.assertTrue(self.move(self.seller, laptop=getdate(add_days(NEAR, 8)))["is_request"])

	def test_a_near_request_that_a_colleague_accepted_is_no_approval(self):
		self.move(make_packer(), laptop=NEAR)
		(asked,) = self.waiting()
		with self.set_user(self.seller):
			promises.accept_request(asked)
		self.assertTrue(self.move(self.seller, laptop=getdate(add_days(NEAR, 1)))["is_request"])

	def test_without_a_limit_no_move_waits(self):
		self.let_move(0)
		self.assertFalse(self.move(self.seller, laptop=getdate(add_days(today(), 300)))["is_request"])
