"""Large orders need several approvals, each by another person, all of the same version of the order."""

import frappe
from frappe.model.workflow import apply_workflow
from frappe.utils import add_days, today

from order_tracking.constants import (
	APPROVAL,
	APPROVED,
	EVENT,
	MANAGER_ROLE,
	PENDING_APPROVAL,
	REJECTED,
	SETTINGS,
	TRACKER,
	USER_ROLE,
)
from order_tracking.decisions import buttons as decisions
from order_tracking.decisions.approvals import DecisionRefusedError, SelfApprovalError
from order_tracking.tests.approving import ApprovalTestCase, set_rules
from order_tracking.tests.factories import make_order, update_items
from order_tracking.tests.people import SALES, make_user
from order_tracking.views import cards, overview

DIRECTOR_ROLE = USER_ROLE  # of the roles that may write a tracker, one that the approver role is not


class TestApprovalTiers(ApprovalTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.director = make_user("Dana Director", *SALES, DIRECTOR_ROLE)
		cls.approver = make_user("Mona Only Manager", *SALES, MANAGER_ROLE)

	def setUp(self):
		super().setUp()
		frappe.db.delete("Workflow Transition", {"allowed": DIRECTOR_ROLE, "state": PENDING_APPROVAL})
		frappe.clear_cache(doctype=TRACKER)
		set_rules(approval_amount=1_000, approval_tiers=[{"from_amount": 100_000, "role": DIRECTOR_ROLE}])

	def tearDown(self):
		frappe.db.rollback()
		frappe.set_user("Administrator")
		set_rules(approval_tiers=[])
		frappe.db.delete("Workflow Transition", {"allowed": DIRECTOR_ROLE, "state": PENDING_APPROVAL})
		frappe.clear_cache(doctype=TRACKER)
		super().tearDown()

	def order_of(self, amount: float) -> str:
		"""The name of the tracker of an order that the seller made."""
		frappe.set_user(self.seller)
		order = make_order([{"qty": 1, "rate": amount, "delivery_date": add_days(today(), 20)}])
		frappe.set_user("Administrator")
		return self.tracker_of(order).name

	def approve(self, user: str, tracker: str) -> str:
		"""The state of the order afterwards."""
		with self.set_user(user):
			decisions.approve(tracker)
		return self.state(tracker)

	def state(self, tracker: str) -> str:
		self.settle()
		return frappe.db.get_value(TRACKER, tracker, "workflow_state")

	def rows(self, tracker: str) -> list[tuple]:
		rows = frappe.get_all(APPROVAL, {"parent": tracker}, ["tier", "role", "status"], order_by="idx asc")
		return [(row.tier, row.role, row.status) for row in rows]

	def test_an_order_of_a_hundred_thousand_needs_both_and_a_smaller_one_does_not(self):
		large, small = self.order_of(100_000), self.order_of(99_999)
		self.assertEqual(self.rows(small), [(1, MANAGER_ROLE, "Waiting")])
		self.assertEqual(self.rows(large), [(1, MANAGER_ROLE, "Waiting"), (2, DIRECTOR_ROLE, "Waiting")])
		self.assertEqual(self.approve(self.approver, small), APPROVED)
		self.assertEqual(self.approve(self.approver, large), PENDING_APPROVAL)
		self.assertEqual(self.approve(self.director, large), APPROVED)
		doc = frappe.get_doc(TRACKER, large)
		self.assertEqual([row.approver for row in doc.approvals], [self.approver, self.director])
		self.assertEqual(doc.stage, "Confirmed")
		told = frappe.get_all(EVENT, {"order_tracker": large, "field": "approval"}, ["actor", "remark"])
		self.assertEqual([(row.actor, row.remark) for row in told], [(self.approver, MANAGER_ROLE)])

	def test_the_order_of_the_approvals_does_not_matter_and_frappes_own_button_does_the_same(self):
		tracker = self.order_of(100_000)
		with self.set_user(self.director):
			apply_workflow(frappe.get_doc(TRACKER, tracker).as_json(), "Approve")
		self.assertEqual(self.state(tracker), PENDING_APPROVAL)
		self.assertEqual(self.approve(self.approver, tracker), APPROVED)

	def test_one_person_with_both_roles_gives_one_approval(self):
		both = make_user("Bert Both", *SALES, MANAGER_ROLE, DIRECTOR_ROLE)
		tracker = self.order_of(100_000)
		self.assertEqual(self.approve(both, tracker), PENDING_APPROVAL)
		with self.assertRaises(DecisionRefusedError):
			self.approve(both, tracker)

	def test_the_card_and_the_form_offer_an_order_to_whoever_can_still_give_an_approval(self):
		both = make_user("Bert Both", *SALES, MANAGER_ROLE, DIRECTOR_ROLE)
		people = (self.approver, self.director, both)
		before = {user: self.waiting_for(user) for user in people}
		tracker = self.order_of(100_000)
		small = self.order_of(1_000)
		self.assertEqual([self.is_offered(user, tracker) for user in people], [True, True, True])
		self.assertEqual([self.is_offered(user, small) for user in people], [True, False, True])
		added = [self.waiting_for(user) - before[user] for user in people]
		self.assertEqual(added, [2, 1, 2])
		self.approve(both, tracker)
		self.assertEqual([self.is_offered(user, tracker) for user in people], [False, True, False])
		added = [self.waiting_for(user) - before[user] for user in people]
		self.assertEqual(added, [1, 1, 1])

	def waiting_for(self, user: str) -> int:
		with self.set_user(user):
			return cards.waiting_for_my_approval()["value"]

	def is_offered(self, user: str, tracker: str) -> bool:
		with self.set_user(user):
			return overview.get_overview(tracker)["may"]["approve"]

	def test_who_made_the_order_gives_none(self):
		frappe.set_user(self.director)
		order = make_order([{"rate": 100_000}])
		frappe.set_user("Administrator")
		tracker = self.tracker_of(order).name
		with self.assertRaises(SelfApprovalError):
			self.approve(self.director, tracker)

	def test_a_change_after_the_first_approval_asks_again(self):
		tracker = self.order_of(100_000)
		self.approve(self.approver, tracker)
		update_items(frappe.get_doc("Sales Order", tracker), lambda rows: rows[0].update(rate=120_000))
		self.settle()
		self.assertEqual(self.approve(self.director, tracker), PENDING_APPROVAL)
		self.assertEqual(self.rows(tracker), [(1, MANAGER_ROLE, "Waiting"), (2, DIRECTOR_ROLE, "Approved")])
		self.assertEqual(self.approve(self.approver, tracker), APPROVED)

	def test_who_approved_the_order_before_it_changed_is_asked_again_on_card_list_and_form(self):
		both = make_user("Bert Both", *SALES, MANAGER_ROLE, DIRECTOR_ROLE)
		for change in ({"rate": 120_000}, {"qty": 2}):
			with self.subTest(change):
				before = self.waiting_for(both)
				tracker = self.order_of(100_000)
				self.approve(both, tracker)
				self.assertEqual(self.waiting_for(both), before)
				update_items(
					frappe.get_doc("Sales Order", tracker), lambda rows, change=change: rows[0].update(change)
				)
				self.settle()
				self.assertEqual(self.waiting_for(both), before + 1)
				self.assertIn(tracker, self.listed_for(both))
				self.assertTrue(self.is_offered(both, tracker))
				self.assertTrue(self.is_offered(self.approver, tracker), "of the role that approved before")
				self.assertIn("Approve or reject", self.next_sentence(both, tracker))
				self.assertIn(MANAGER_ROLE, self.next_sentence(self.seller, tracker))
				self.assertEqual(self.approve(self.director, tracker), PENDING_APPROVAL)
				self.assertEqual(self.approve(both, tracker), APPROVED)

	def test_who_approved_the_order_before_it_changed_can_reject_it_now(self):
		tracker = self.order_of(100_000)
		self.approve(self.approver, tracker)
		with self.set_user(self.approver), self.assertRaises(DecisionRefusedError):
			decisions.reject(tracker, "Too dear")
		frappe.db.rollback()
		update_items(frappe.get_doc("Sales Order", tracker), lambda rows: rows[0].update(rate=120_000))
		self.settle()
		with self.set_user(self.approver):
			decisions.reject(tracker, "Too dear")
		self.assertEqual(self.state(tracker), REJECTED)
		self.assertEqual(self.rows(tracker), [(1, MANAGER_ROLE, "Rejected")])

	def test_an_approval_counts_again_once_the_order_is_as_it_was(self):
		tracker = self.order_of(100_000)
		self.approve(self.approver, tracker)
		for rate, is_asked in ((120_000, True), (100_000, False)):
			update_items(
				frappe.get_doc("Sales Order", tracker), lambda rows, rate=rate: rows[0].update(rate=rate)
			)
			self.settle()
			self.assertEqual(self.is_offered(self.approver, tracker), is_asked)
		self.assertEqual(self.approve(self.director, tracker), APPROVED)

	def test_an_order_that_grows_while_it_waits_is_offered_to_the_further_role_at_once(self):
		before = self.waiting_for(self.director)
		tracker = self.order_of(50_000)
		self.assertEqual(
			(self.is_offered(self.director, tracker), self.waiting_for(self.director)), (False, before)
		)
		update_items(frappe.get_doc("Sales Order", tracker), lambda rows: rows[0].update(rate=150_000))
		self.settle()
		self.assertEqual(
			(self.is_offered(self.director, tracker), self.waiting_for(self.director)), (True, before + 1)
		)
		self.assertEqual(self.approve(self.director, tracker), PENDING_APPROVAL)
		self.assertEqual(self.approve(self.approver, tracker), APPROVED)

	def listed_for(self, user: str) -> list[str]:
		"""What the list shows that opens behind the card."""
		with self.set_user(user):
			filters = cards.waiting_for_my_approval()["route_options"]
			return frappe.get_list(TRACKER, filters, pluck="name", limit=0)

	def next_sentence(self, user: str, tracker: str) -> str:
		with self.set_user(user):
			return overview.get_overview(tracker)["next"]["sentence"]

	def test_an_order_that_grows_while_it_waits_needs_the_further_approval(self):
		tracker = self.order_of(50_000)
		update_items(frappe.get_doc("Sales Order", tracker), lambda rows: rows[0].update(rate=150_000))
		self.settle()
		self.assertEqual(self.approve(self.approver, tracker), PENDING_APPROVAL)
		self.assertEqual(self.approve(self.director, tracker), APPROVED)

	def test_a_rejection_ends_the_round_and_the_next_one_asks_all_again(self):
		tracker = self.order_of(100_000)
		self.approve(self.approver, tracker)
		with self.set_user(self.director):
			decisions.reject(tracker, "Too cheap")
		self.assertEqual(self.state(tracker), REJECTED)
		with self.set_user(self.seller):
			decisions.request_approval(tracker)
		self.assertEqual(self.state(tracker), PENDING_APPROVAL)
		self.assertEqual(
			self.rows(tracker)[2:], [(1, MANAGER_ROLE, "Waiting"), (2, DIRECTOR_ROLE, "Waiting")]
		)
		self.assertEqual(self.approve(self.director, tracker), PENDING_APPROVAL)
		self.assertEqual(self.approve(self.approver, tracker), APPROVED)

	def test_the_amount_of_a_tier_asks_for_approval_on_its_own(self):
		set_rules(approval_tiers=[{"from_amount": 100_000, "role": DIRECTOR_ROLE}])
		self.assertEqual(self.state(self.order_of(99_999)), APPROVED)
		self.assertEqual(self.state(self.order_of(100_000)), PENDING_APPROVAL)

	def test_a_role_is_named_once_and_must_be_able_to_write(self):
		for role in (MANAGER_ROLE, "Stock User"):
			with self.subTest(role), self.assertRaises(frappe.ValidationError):
				set_rules(approval_tiers=[{"from_amount": 5, "role": role}])
			frappe.clear_document_cache(SETTINGS, SETTINGS)
