"""A site that sends orders to approval, with somebody who sells and somebody who approves."""

import frappe
from frappe.utils import add_days, today

from order_tracking.constants import PENDING_APPROVAL, SETTINGS, TRACKER
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import make_order
from order_tracking.tests.people import make_approver, make_seller

SOON = add_days(today(), 20)
LATER = add_days(today(), 27)


def set_rules(**values) -> None:
	settings = frappe.get_doc(SETTINGS)
	settings.update({"approval_amount": 0, "approval_discount": 0, "approve_first_order": 0, **values})
	settings.save()
	frappe.db.commit()


class ApprovalTestCase(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.seller, cls.approver = make_seller(), make_approver()

	def setUp(self):
		super().setUp()
		frappe.set_user("Administrator")
		set_rules(approval_amount=1000)

	def tearDown(self):
		frappe.db.rollback()
		frappe.set_user("Administrator")
		set_rules()
		super().tearDown()

	def make_big_order(self, user: str | None = None, **values):
		frappe.set_user(user or self.seller)
		order = make_order([{"qty": 10, "rate": 100, "delivery_date": SOON}], **values)
		frappe.set_user("Administrator")
		return order

	def waiting_tracker(self, user: str | None = None):
		tracker = self.tracker_of(self.make_big_order(user))
		self.assertEqual(tracker.workflow_state, PENDING_APPROVAL)
		return tracker

	def open_actions(self, tracker) -> list[str]:
		filters = {"reference_doctype": TRACKER, "reference_name": tracker.name, "status": "Open"}
		return frappe.get_all("Workflow Action", filters, pluck="workflow_state")

	def state_of(self, tracker) -> str:
		return self.tracker_of(tracker.sales_order).workflow_state
