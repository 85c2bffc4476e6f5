"""What nobody may write, sent the way another program, a board or a bulk edit sends it: as a real request."""

import frappe
from frappe.utils import cstr

from order_tracking.constants import DELIVERED, PENDING_APPROVAL, READY, TRACKER, TRACKER_LINE
from order_tracking.decisions.protected_fields import DECIDED, protected
from order_tracking.tests.approving import ApprovalTestCase
from order_tracking.tests.forging import forged
from order_tracking.tests.tracker_case import TrackerTestCase
from order_tracking.tests.web_client import ask, knock
from order_tracking.views.boards import BOARD

BULK_UPDATE = "frappe.desk.doctype.bulk_update.bulk_update.submit_cancel_or_update_docs"
MOVE_CARD = "frappe.desk.doctype.kanban_board.kanban_board.update_order_for_single_card"


def resource(*parts: str) -> str:
	return "/".join(("/api/resource", *parts))


class TestProtectedOverHttp(TrackerTestCase):
	def setUp(self):
		super().setUp()
		self.before = self.stored()

	def stored(self) -> dict:
		frappe.db.commit()
		doc = frappe.get_doc(TRACKER, self.tracker.name).as_dict()
		return {name: cstr(doc[name]) for name in doc if not name.startswith("modified")}

	def move_card(self, stage: str) -> str:
		moved = {"board_name": BOARD, "docname": self.tracker.name, "from_colname": "Confirmed"}
		moved |= {"to_colname": stage, "old_index": "0", "new_index": "0"}
		return ask(self.manager, "POST", f"/api/method/{MOVE_CARD}", **moved)

	def test_a_put_of_any_derived_field_is_refused(self):
		path = resource(TRACKER, self.tracker.name)
		for name in protected(self.tracker):
			if name in DECIDED:
				continue
			try:
				value = forged(self.tracker.meta.get_field(name), self.tracker.get(name))
			except IndexError:
				continue  # a link to something of which this site has only one
			with self.subTest(field=name):
				answer = ask(self.manager, "PUT", path, data=frappe.as_json({name: value}))
				self.assertTrue(answer.startswith("417"), answer[:200])
				self.assertIn("ProtectedFieldError", answer)
		self.assertEqual(self.stored(), self.before)

	def test_a_put_of_what_people_may_set_is_taken(self):
		path = resource(TRACKER, self.tracker.name)
		answer = ask(self.manager, "PUT", path, data={"responsible_user": self.manager})
		self.assertTrue(answer.startswith("200"), answer[:200])
		self.assertEqual(self.stored()["responsible_user"], self.manager)

	def test_other_doors_lead_nowhere_either(self):
		name, line = self.tracker.name, self.tracker.lines[0].name
		wanted = {"doctype": TRACKER, "docname": name, "health": "At Risk"}
		one_field = {"doctype": TRACKER, "name": name, "fieldname": "health", "value": "At Risk"}
		for method, path, sent in (
			("POST", "/api/method/frappe.client.set_value", one_field),
			("POST", "/api/method/frappe.client.bulk_update", {"docs": [wanted]}),
			(
				"POST",
				f"/api/method/{BULK_UPDATE}",
				{"doctype": TRACKER, "docnames": [name], "action": "update", "data": {"health": "At Risk"}},
			),
			("PATCH", f"/api/v2/document/{TRACKER}/{name}/", {"health": "At Risk"}),
			("PUT", resource(TRACKER_LINE, line), {"data": {"delivered_qty": 4}}),
			("DELETE", resource(TRACKER_LINE, line), {}),
			("DELETE", resource(TRACKER, name), {}),
			("POST", resource(TRACKER), {"data": {"sales_order": name, "health": "At Risk"}}),
		):
			with self.subTest(path=path):
				knock(self.manager, method, path, **sent)
				self.assertEqual(self.stored(), self.before)

	def test_a_card_goes_where_people_may_say_so_and_nowhere_else(self):
		answer = self.move_card(DELIVERED)
		self.assertTrue(answer.startswith("417"), answer[:200])
		self.assertEqual(self.stored(), self.before)
		self.assertTrue(self.move_card(READY).startswith("200"))
		tracker = self.tracker_of(self.tracker.sales_order)
		self.assertEqual((tracker.stage, tracker.said_ready_by), (READY, self.manager))


class TestOwnOrderOverHttp(ApprovalTestCase):
	def test_who_submitted_the_order_does_not_approve_it_with_a_request(self):
		tracker = self.waiting_tracker(self.approver)
		approved = {"workflow_state": "Approved", "submitted_by": "Administrator", "owner": "Administrator"}
		form = {**frappe.get_doc(TRACKER, tracker.name).as_dict(), **approved}
		form = frappe.as_json(form)
		for method, path, sent in (
			("PUT", resource(TRACKER, tracker.name), {"data": {"workflow_state": "Approved"}}),
			("PUT", resource(TRACKER, tracker.name), {"data": approved}),
			("POST", "/api/method/frappe.client.save", {"doc": form}),
			("POST", "/api/method/frappe.desk.form.save.savedocs", {"doc": form, "action": "Save"}),
			("POST", "/api/method/frappe.model.workflow.apply_workflow", {"doc": form, "action": "Approve"}),
			(
				"POST",
				"/api/method/frappe.model.workflow.bulk_workflow_approval",
				{"docnames": [tracker.name], "doctype": TRACKER, "action": "Approve"},
			),
			(
				"POST",
				"/api/method/order_tracking.decisions.buttons.approve",
				{"tracker": tracker.name},
			),
		):
			with self.subTest(path=path, sent=list(sent)):
				knock(self.approver, method, path, **sent)
				self.assertEqual(self.state_of(tracker), PENDING_APPROVAL)
		other = self.waiting_tracker()
		sent = {"data": {"workflow_state": "Approved"}}
		self.assertTrue(ask(self.approver, "PUT", resource(TRACKER, other.name), **sent).startswith("200"))
		self.assertEqual(self.state_of(other), "Approved")
