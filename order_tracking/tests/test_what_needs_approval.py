"""Which orders wait for approval, and what an amendment or a lost mark does to that."""

import frappe

from order_tracking import jobs
from order_tracking.constants import APPROVED, MANAGER_ROLE, PENDING_APPROVAL
from order_tracking.decisions import buttons as decisions
from order_tracking.tests.approving import ApprovalTestCase, set_rules
from order_tracking.tests.factories import amend, cancel, enable_currency, make_customer, make_order
from order_tracking.tests.faults import no_mark_is_left


class TestWhatNeedsApproval(ApprovalTestCase):
	def test_an_order_at_the_amount_waits_and_one_below_does_not(self):
		tracker = self.tracker_of(self.make_big_order())
		self.assertEqual(tracker.workflow_state, PENDING_APPROVAL)
		self.assertEqual((tracker.stage, tracker.approval_reason), ("Pending Approval", "Amount"))
		self.assertEqual(
			[(row.tier, row.role, row.status) for row in tracker.approvals], [(1, MANAGER_ROLE, "Waiting")]
		)
		self.assertEqual({tracker.owner, tracker.submitted_by, tracker.approval_requested_by}, {self.seller})
		small = self.tracker_of(make_order([{"qty": 1, "rate": 999}]))
		self.assertEqual((small.workflow_state, small.approvals), (APPROVED, []))

	def test_the_amount_is_that_in_the_companys_currency(self):
		for currency, rate, price, state in (
			("EUR", 2, 600, PENDING_APPROVAL),
			("JPY", 0.0067, 100_000, APPROVED),
		):
			with self.subTest(currency):
				enable_currency(currency)
				order = make_order(
					[{"rate": price}],
					customer=make_customer(f"Customer in {currency}", default_currency=currency),
					currency=currency,
					conversion_rate=rate,
					plc_conversion_rate=rate,
				)
				self.assertEqual(self.tracker_of(order).workflow_state, state)

	def test_a_discount_above_the_limit_waits(self):
		set_rules(approval_discount=10)
		waiting = self.tracker_of(make_order([{}], additional_discount_percentage=11))
		at_the_limit = self.tracker_of(make_order([{}], additional_discount_percentage=10))
		as_amount = self.tracker_of(make_order([{"rate": 100}], discount_amount=15))
		self.assertEqual(
			[tracker.approval_reason for tracker in (waiting, at_the_limit, as_amount)],
			["Discount", None, "Discount"],
		)

	def test_the_first_order_of_a_customer_waits_and_the_second_does_not(self):
		set_rules(approve_first_order=1)
		customer = f"Newcomer {frappe.generate_hash(length=6)}"
		make_customer(customer)
		first = make_order([{}], customer=customer)
		second = make_order([{}], customer=customer)
		# Both are drained together: the second must not hide the first.
		self.assertEqual(self.tracker_of(first).approval_reason, "First Order")
		self.assertEqual(self.tracker_of(second).workflow_state, APPROVED)

	def test_an_amendment_that_a_rule_sends_to_approval_waits_again(self):
		tracker = self.waiting_tracker()
		frappe.set_user(self.approver)
		decisions.approve(tracker.name)
		frappe.set_user(self.seller)
		order = frappe.get_doc("Sales Order", tracker.sales_order)
		cancel(order)
		amendment = amend(order, rate=200)
		tracker = self.tracker_of(amendment)
		self.assertEqual((tracker.workflow_state, tracker.approved_by), (PENDING_APPROVAL, None))
		self.assertEqual([row.status for row in tracker.approvals], ["Approved", "Waiting"])

	def test_an_order_whose_mark_was_lost_waits_once_the_nightly_check_finds_it(self):
		with no_mark_is_left():
			order = self.make_big_order()
			frappe.db.commit()
		jobs.check()
		self.assertEqual(self.tracker_of(order).workflow_state, PENDING_APPROVAL)
