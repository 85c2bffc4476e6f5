"""An approval as it is given over HTTP: by the link of the alert after a login, by REST; never by who made the order."""

import frappe
from frappe.utils import get_url_to_form

from order_tracking.alerts import run as alerts
from order_tracking.constants import APPROVED, PENDING_APPROVAL, TRACKER
from order_tracking.tests.alerting import AlertTestCase, parsed_mail
from order_tracking.tests.approving import set_rules
from order_tracking.tests.factories import make_order
from order_tracking.tests.people import make_approver, make_seller
from order_tracking.tests.web_client import GUEST, ask, knock

ASKED = "Approval asked: the approver at once"
APPROVE = "/api/method/order_tracking.decisions.buttons.approve"


class TestApprovalOverHttp(AlertTestCase):
	def setUp(self):
		super().setUp()
		self.maker, self.approver = make_seller(), make_approver()
		self.people = (*self.people, self.approver)
		self.switch_on(ASKED, enabled=1, channel="Mail")
		set_rules(approval_amount=1_000)
		with self.set_user(self.maker):
			order = make_order([{"rate": 5_000}])
		self.tracker = self.tracker_of(order).name

	def tearDown(self):
		frappe.db.rollback()
		set_rules()
		super().tearDown()

	def state(self) -> str:
		self.settle()
		return frappe.db.get_value(TRACKER, self.tracker, "workflow_state")

	def test_the_mail_leads_to_the_order_and_decides_nothing_without_a_login(self):
		alerts.send_at_once()
		recipients = [recipient for recipient, _subject in self.mails()]
		self.assertIn(self.approver, recipients)
		self.assertNotIn(self.maker, recipients)
		message = frappe.get_last_doc("Email Queue").message
		text = parsed_mail(message).get_body(("plain",)).get_content()
		self.assertIn(get_url_to_form(TRACKER, self.tracker), text)
		# No link of Frappe's that approves for whoever holds the mail.
		self.assertNotIn("_signature", message)
		self.assertNotIn("workflow_action", message)
		self.assertIn("403", ask(GUEST, "POST", APPROVE, tracker=self.tracker)[:40])
		self.assertEqual(self.state(), PENDING_APPROVAL)

	def test_after_a_login_the_approver_approves(self):
		self.assertIn("200", ask(self.approver, "POST", APPROVE, tracker=self.tracker)[:40])
		self.assertEqual(self.state(), APPROVED)

	def test_who_made_the_order_cannot_by_rest_set_value_or_a_card_of_a_board(self):
		frappe.get_doc("User", self.maker).add_roles("Order Tracking Manager")
		document = f"/api/resource/{TRACKER}/{self.tracker}"
		value = {"doctype": TRACKER, "name": self.tracker}
		for method, path, sent in (
			("PUT", document, {"workflow_state": APPROVED}),
			("PUT", document, {"workflow_state": APPROVED, "submitted_by": "Administrator", "owner": "x"}),
			# What the board of the desk calls when a card is dragged is the same.
			(
				"POST",
				"/api/method/frappe.client.set_value",
				{**value, "fieldname": "workflow_state", "value": APPROVED},
			),
			(
				"POST",
				"/api/method/frappe.client.set_value",
				{**value, "fieldname": "stage", "value": "Confirmed"},
			),
			("POST", APPROVE, {"tracker": self.tracker}),
		):
			with self.subTest(path=path, sent=sent):
				answer = knock(self.maker, method, path, **sent)
				self.assertNotIn("200", answer[:4])
				self.assertEqual(self.state(), PENDING_APPROVAL)
