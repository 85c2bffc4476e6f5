"""What goes at once: bell and mail, quiet hours, what customers are told and what they are not."""

from datetime import timedelta
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, now_datetime, today

from order_tracking import drain, jobs
from order_tracking.alerts import rules as alert_rules
from order_tracking.alerts import run as alerts
from order_tracking.constants import ALERT, ALERT_RULE, PENDING_APPROVAL, REJECTED, SETTINGS, TRACKER
from order_tracking.decisions import promises
from order_tracking.tests.alerting import AlertTestCase, parsed_mail, subject_of
from order_tracking.tests.approving import set_rules
from order_tracking.tests.factories import cancel, deliver, make_order, move_date
from order_tracking.tests.faults import counted_queries, undrained_order
from order_tracking.tests.people import make_approver

CONFIRMED, MOVED = "Customer: order confirmed", "Customer: promise moved"
PARTLY, DELIVERED = "Customer: partly delivered", "Customer: delivered"
ASKED = "Approval asked: the approver at once"
BUYER = "buyer@customer.example.com"


def make_contact(customer: str, address: str = BUYER) -> str:
	name = frappe.db.exists("Contact", {"email_id": address})
	if name:
		return name
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": "Bea Buyer",
			"email_ids": [{"email_id": address, "is_primary": 1}],
			"links": [{"link_doctype": "Customer", "link_name": customer}],
		}
	)
	return contact.insert(ignore_permissions=True).name


class TestCustomerMails(AlertTestCase):
	def setUp(self):
		super().setUp()
		self.switch_on(CONFIRMED, MOVED, PARTLY, DELIVERED)

	def order(self, *lines: dict, **values):
		customer = values.pop("customer", "Zhang San")
		order = make_order(list(lines) or [{}], customer=customer, submit=False, **values)
		order.contact_person = make_contact(customer)
		order.save()
		order.submit()
		self.settle()
		return order

	def told(self) -> list[str]:
		"""Send what waits; the subjects of the mails to the buyer since the last time."""
		alerts.run(now_datetime())
		mails = [
			(subject_of(row.message), self.recipient_of(row.name))
			for row in frappe.get_all(
				"Email Queue", fields=["name", "message"], order_by="creation asc, name asc"
			)
		]
		frappe.db.delete("Email Queue")
		frappe.db.commit()
		return [subject for subject, to in mails if to == BUYER]

	def test_confirmation_move_each_part_and_the_end(self):
		laptop, mouse = add_days(today(), 10), add_days(today(), 20)
		order = self.order(
			{"qty": 5, "delivery_date": laptop}, {"item_code": "Mouse", "qty": 2, "delivery_date": mouse}
		)
		self.assertEqual(self.told(), [f"Your order {order.name} is confirmed"])
		move_date(order, add_days(today(), 25), "Mouse")
		self.settle()
		self.assertEqual(self.told(), [f"New delivery date for your order {order.name}"])
		for quantity in (2, 1):
			deliver(order, qty={"Laptop": quantity})
			self.settle()
			self.assertEqual(self.told(), [f"A part of your order {order.name} is on its way"])
		deliver(order)
		self.settle()
		self.assertEqual(self.told(), [f"Your order {order.name} is delivered"])
		self.assertEqual(self.told(), [])

	def test_a_partial_delivery_says_what_is_sent_and_what_is_still_to_come(self):
		order = self.order({"qty": 5})
		self.told()
		deliver(order, qty={"Laptop": 2})
		self.settle()
		alerts.run(now_datetime())
		message = parsed_mail(frappe.get_last_doc("Email Queue").message)
		row = f"Laptop | 5 Nos | 2 Nos | 3 Nos | {frappe.utils.format_date(add_days(today(), 30))}"
		text = message.get_body(("plain",)).get_content().replace("\N{NON-BREAKING HYPHEN}", "-")
		self.assertIn(row, text)

	def test_nothing_goes_to_customers_until_it_is_switched_on(self):
		self.assertFalse(
			[
				title
				for title, rule in alert_rules.shipped_rules().items()
				if rule["enabled"] and rule["audience"] == "Customer Contact"
			]
		)
		self.switch_on()
		self.order()
		self.assertEqual(self.told(), [])
		self.assertEqual(frappe.db.count(ALERT), 0)

	def test_a_customer_without_address_is_listed(self):
		self.tracker_of(make_order([{}], customer="Nobody At Home"))
		alerts.run(now_datetime())
		row = frappe.get_last_doc(ALERT)
		self.assertEqual(
			(row.recipient, row.status, row.reason),
			("Nobody At Home", "Not Sent", "There is no valid mail address."),
		)

	def test_no_line_of_a_name_becomes_a_header(self):
		frappe.db.set_value(ALERT_RULE, CONFIRMED, "subject", "{order} for {customer}")
		alert_rules.forget_rules()
		order = self.order()
		name = "Evil\r\nBcc: victim@example.com"
		frappe.db.set_value(TRACKER, order.name, "customer_name", name, update_modified=False)
		alerts.run(now_datetime())
		queue = frappe.get_last_doc("Email Queue")
		message = parsed_mail(queue.message)
		self.assertEqual(message["Subject"], f"{order.name} for Evil Bcc: victim@example.com")
		self.assertIsNone(message["Bcc"])
		self.assertEqual([row.recipient for row in queue.recipients], [BUYER])

	def test_reasons_causes_and_people_stay_inside(self):
		order = self.order({"qty": 5})
		frappe.db.set_value(
			TRACKER,
			order.name,
			{"hold_reason": "THEIR CREDIT IS BAD", "responsible_user": self.seller},
		)
		alerts.run(now_datetime())
		message = frappe.get_last_doc("Email Queue").message
		for secret in ("CREDIT", self.seller):
			self.assertNotIn(secret, message)

	def test_the_mail_speaks_the_language_of_the_customer(self):
		frappe.db.set_value("Customer", "Zhang San", "language", "zh")
		try:
			self.order()
			with patch("order_tracking.alerts.customer_mails.words_of") as words:
				words.side_effect = lambda *_args: (f"in {frappe.local.lang}", "text")
				self.assertEqual(self.told(), ["in zh"])
		finally:
			frappe.db.set_value("Customer", "Zhang San", "language", None)
			frappe.db.commit()

	def test_a_move_tells_the_reason_for_the_customer_and_never_our_own(self):
		order = self.order({"qty": 5, "delivery_date": add_days(today(), 10)})
		self.told()
		line = frappe.get_doc(TRACKER, order.name).lines[0].sales_order_item
		for days, reason in ((12, "A part comes\nlater <b>"), (14, None)):
			dates = [{"line": line, "date": add_days(today(), days)}]
			promises.move(order.name, dates, "Us", "WE FORGOT IT", reason)
			alerts.run(now_datetime())
			message = parsed_mail(frappe.get_last_doc("Email Queue").message)
			for kind in ("plain", "html"):
				text = message.get_body((kind,)).get_content()
				self.assertNotIn("FORGOT", text)
				self.assertNotIn("<b>", text if kind == "html" else "")
				self.assertEqual("A part comes" in text, bool(reason))
			frappe.db.delete("Email Queue")

	def test_a_cancelled_order_thanks_nobody(self):
		order = self.order()
		self.told()
		cancel(order)
		self.settle()
		self.assertEqual(self.told(), [])


class TestBellAndQuietHours(AlertTestCase):
	def setUp(self):
		super().setUp()
		self.approver = make_approver()
		self.switch_on(ASKED)
		set_rules(approval_amount=1000)

	def tearDown(self):
		frappe.db.rollback()
		set_rules()
		super().tearDown()

	def ask(self) -> str:
		return self.tracker_of(make_order([{"qty": 10, "rate": 100}])).name

	def bells(self) -> list[str]:
		return frappe.get_all("Notification Log", {"for_user": self.approver}, pluck="document_name")

	def test_an_approval_rings_at_once_and_again_on_re_entry(self):
		tracker = self.ask()
		alerts.send_at_once()
		alerts.send_at_once()
		self.assertEqual(self.bells(), [tracker])
		self.move(self.approver, tracker, REJECTED)
		self.move(self.seller, tracker, PENDING_APPROVAL)
		alerts.send_at_once()
		self.assertEqual(self.bells(), [tracker, tracker])

	def move(self, user: str, tracker: str, state: str) -> None:
		with self.set_user(user):
			doc = frappe.get_doc(TRACKER, tracker)
			doc.flags.decision_reason = "Too cheap"
			doc.workflow_state = state
			doc.save()
		self.settle()

	def test_quiet_hours_let_it_wait_until_the_morning(self):
		frappe.db.set_single_value(SETTINGS, {"quiet_from": "20:00:00", "quiet_to": "07:00:00"})
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		frappe.db.commit()
		zone = frappe.db.get_single_value("System Settings", "time_zone")
		frappe.db.set_value("User", self.approver, "time_zone", zone)
		tracker = self.ask()
		evening = now_datetime().replace(hour=22, minute=0)
		alerts.run(evening)
		self.assertNotIn(tracker, self.bells())
		alerts.run(evening + timedelta(hours=10))
		self.assertIn(tracker, self.bells())

	def test_a_refresh_costs_nothing_more_where_no_rule_asks_for_what_happened(self):
		self.switch_on("Overdue: who is responsible", "Approval waiting: the approver")
		alert_rules.rules_on()
		order = undrained_order()
		with counted_queries() as queries:
			drain.drain()
		self.assertTrue(frappe.db.exists(TRACKER, order.name))
		self.assertFalse([query for query in queries if ALERT in query])

	def test_the_calendar_tells_of_an_order_at_risk_only_once(self):
		self.switch_on("At risk: who is responsible", timing="At Once", enabled=1, event="At Risk")
		tracker = self.make_order_for(self.seller, getdate(add_days(today(), 5)))
		risk = {
			"health": "At Risk",
			"risk_kind": "Work Order",
			"risk_document": "WO-1",
			"risk_until": today(),
		}
		frappe.db.set_value(TRACKER, tracker, risk)
		jobs.run_calendar(getdate(today()))
		for _time in range(3):
			frappe.db.set_single_value(SETTINGS, "alerts_collected_on", None)
			alerts.run(now_datetime().replace(hour=12))
		self.assertEqual(len(self.mails()), 1)
