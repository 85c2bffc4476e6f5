"""A submit asks at most two questions more with all gates on, and none with gates off. Only to tell somebody who has User
Permissions why it is refused takes more."""

from contextlib import contextmanager
from unittest.mock import patch

import frappe
from frappe.permissions import add_user_permission

from order_tracking.constants import SETTINGS
from order_tracking.gates import submit as gates
from order_tracking.gates.submit import GateError
from order_tracking.tests import factories
from order_tracking.tests.approving import ApprovalTestCase
from order_tracking.tests.faults import counted_queries
from order_tracking.tests.note_scene import note_on, switch_gates
from order_tracking.tests.people import make_user

MOST = 2
ROLES = ("Stock User", "Stock Manager", "Sales User")


@contextmanager
def counted_gates():
	"""The queries that the gates of a submit send, a list for each look."""
	looks, check = [], gates.check

	def counting(doc):
		with counted_queries() as queries:
			looks.append(queries)
			check(doc)

	with patch.object(gates, "check", counting):
		yield looks


class TestWhatGatesCost(ApprovalTestCase):
	def tearDown(self):
		frappe.db.rollback()
		frappe.set_user("Administrator")
		self.switch(0)
		super().tearDown()

	def switch(self, on: int) -> None:
		frappe.db.set_single_value(SETTINGS, "gate_approval", on)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		switch_gates(Delivery_Note=on)

	def draft_of(self, order):
		draft = factories.deliver(order, submit=False)
		frappe.db.commit()
		return draft

	def held_up_by_a_note(self):
		order = factories.make_order([{"qty": 1}])
		note_on(self.tracker_of(order), readers=("Production",), must_acknowledge=1)
		return self.draft_of(order)

	def cost_of_submit(self, draft, user: str = "Administrator") -> tuple[bool, int]:
		"""Whether it went through, and what the gates asked; not the first time in this process."""
		frappe.set_user(user)
		for _warm in range(2):
			frappe.db.rollback()
			document = frappe.get_doc(draft.doctype, draft.name)
			with counted_gates() as looks:
				try:
					document.submit()
					is_submitted = True
				except GateError:
					is_submitted = False
		frappe.db.rollback()
		frappe.set_user("Administrator")
		self.assertEqual(len(looks), 1)
		return is_submitted, len(looks[0])

	def test_with_gates_off_a_submit_asks_nothing(self):
		self.assertEqual(self.cost_of_submit(self.held_up_by_a_note()), (True, 0))

	def test_with_all_gates_on_a_submit_asks_at_most_twice(self):
		free = self.draft_of(factories.make_order([{"qty": 1}]))
		noted, overridden = self.held_up_by_a_note(), self.held_up_by_a_note()
		waiting = self.waiting_tracker()
		note_on(waiting, readers=("Production",), must_acknowledge=1)
		unapproved = self.draft_of(frappe.get_doc("Sales Order", waiting.sales_order))
		self.switch(1)
		gates.override("Delivery Note", overridden.name, "The customer waits at the gate")
		frappe.db.commit()
		for told, draft, passes in (
			("nothing in the way", free, True),
			("a note", noted, False),
			("a note that a manager has overridden", overridden, True),
			("a note and an approval", unapproved, False),
		):
			for user in ("Administrator", make_user("Wanda Warehouse", *ROLES)):
				with self.subTest(told, user=user):
					is_submitted, cost = self.cost_of_submit(draft, user)
					self.assertEqual(is_submitted, passes)
					self.assertLessEqual(cost, MOST)

	def test_who_has_user_permissions_passes_at_the_same_cost(self):
		user = make_user("Walter Limited", *ROLES)
		add_user_permission("Company", factories.COMPANY, user, ignore_permissions=True)
		free, overridden = self.draft_of(factories.make_order([{"qty": 1}])), self.held_up_by_a_note()
		self.switch(1)
		gates.override("Delivery Note", overridden.name, "The customer waits at the gate")
		frappe.db.commit()
		for told, draft in (
			("nothing in the way", free),
			("a note that a manager has overridden", overridden),
		):
			with self.subTest(told):
				is_submitted, cost = self.cost_of_submit(draft, user)
				self.assertTrue(is_submitted)
				self.assertLessEqual(cost, MOST)

	def test_to_tell_somebody_with_user_permissions_why_takes_three_more(self):
		"""What is shared with them, of trackers and of notes, and the notes again as they may be told."""
		user = make_user("Walter Limited", *ROLES)
		add_user_permission("Company", factories.COMPANY, user, ignore_permissions=True)
		noted = self.held_up_by_a_note()
		self.switch(1)
		is_submitted, cost = self.cost_of_submit(noted, user)
		self.assertFalse(is_submitted)
		self.assertLessEqual(cost, MOST + 3)
