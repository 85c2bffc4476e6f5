"""What a customer is told, field by field, and who is told nothing."""

from dataclasses import asdict, fields

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.constants import CUSTOMER, TRACKER, USER_ROLE
from order_tracking.customers.orders import ListedOrder, orders_for_customer
from order_tracking.customers.papers import Paper, Parcel
from order_tracking.customers.publishing import PublishedNote
from order_tracking.customers.view import CustomerLine, CustomerOrder, order_for_customer
from order_tracking.decisions import buttons as decisions
from order_tracking.rules.customer_stage import Step
from order_tracking.tests.customers import OTHERS, OURS, CustomerTestCase, make_portal_user
from order_tracking.tests.factories import amend, cancel, deliver, move_date
from order_tracking.tests.people import make_approver, make_user

# A field is told to customers once it stands here: whoever adds one has to think of what it gives away.
TOLD = {
	CustomerOrder: "name sales_order company customer_name po_no ordered_on word sentence steps requested_date"
	" first_promise promised_date delivered_on late_days grand_total currency lines parcels notes papers",
	CustomerLine: "item_code item_name qty uom delivered_qty remaining_qty requested_date promised_date"
	" delivered_on word late_days",
	ListedOrder: "name sales_order company customer_name po_no ordered_on word sentence requested_date"
	" promised_date delivered_on late_days items more_items",
	Paper: "doctype name dated is_return address",
	Parcel: "carrier awb_number status sent_on address",
	PublishedNote: "kind item_name text published_on",
	Step: "word state",
}


def in_days(days: int) -> str:
	return add_days(today(), days)


class TestWhoIsTold(CustomerTestCase):
	def test_customers_see_their_own_orders(self):
		order = self.make()
		self.assertEqual(self.seen(order).sales_order, order.name)
		self.assertIn(order.name, self.listed(search=order.name))

	def test_nobody_else_sees_them(self):
		order = self.make()
		for who in (
			self.stranger,
			"Guest",
			"Administrator",
			make_approver(),
			make_user("Nora Nothing"),
			make_portal_user("Sue Supplier", roles=("Supplier",)),
			make_portal_user("Carl Customer"),
		):
			with self.subTest(who):
				self.assertIsNone(self.seen(order, who))
				self.assertEqual(self.listed(who, search=order.name), [])

	def test_a_system_user_who_is_a_customers_contact_sees_that_customers_orders_only(self):
		order, foreign = self.make(), self.make(customer=OTHERS)
		contact = make_portal_user("Cleo Contact", OURS, roles=("Customer", "Sales User", USER_ROLE))
		self.assertEqual(frappe.db.get_value("User", contact, "user_type"), "System User")
		self.assertEqual(self.seen(order, contact).sales_order, order.name)
		self.assertIsNone(self.seen(foreign, contact))
		self.assertNotIn(foreign.name, self.listed(contact, search=foreign.name))

	def test_a_portal_user_without_the_role_of_the_portal_sees_nothing(self):
		order = self.make()
		former = make_portal_user("Fay Former", OURS, roles=("Newsletter Manager",))
		self.assertIsNone(self.seen(order, former))

	def test_somebody_who_was_taken_off_the_customer_sees_nothing_any_more(self):
		order, gone = self.make(), make_portal_user("Gus Gone", OURS)
		self.assertIsNotNone(self.seen(order, gone))
		customer = frappe.get_doc("Customer", OURS)
		customer.portal_users = [row for row in customer.portal_users if row.user != gone]
		customer.save()
		self.assertIsNone(self.seen(order, gone))

	def test_who_buys_for_two_customers_sees_both_and_is_told_which(self):
		both = make_portal_user("Bea Both", OURS, OTHERS)
		orders = [self.make(), self.make(customer=OTHERS)]
		self.settle()
		frappe.set_user(both)
		page = orders_for_customer(search=orders[1].name)
		self.assertTrue(page.is_mixed)
		self.assertEqual([row.customer_name for row in page.orders], [OTHERS])

	def test_an_order_that_does_not_exist_is_like_one_of_somebody_else(self):
		frappe.set_user(self.buyer)
		for name in ("SAL-ORD-NONE", "", None, "' or 1=1 -- ", OURS):
			with self.subTest(name):
				self.assertIsNone(order_for_customer(name))


class TestWhatIsTold(CustomerTestCase):
	def test_the_answer_has_the_fields_of_the_list_and_no_other(self):
		for part, names in TOLD.items():
			with self.subTest(part.__name__):
				self.assertEqual({field.name for field in fields(part)}, set(names.split()))

	def test_stage_dates_and_quantities_of_each_line(self):
		order = self.make({"delivery_date": in_days(-4)}, {"item_code": "Lamp", "delivery_date": in_days(9)})
		deliver(order, qty={"Desk": 1})
		seen = self.seen(order)
		self.assertEqual((seen.word, seen.late_days), ("Partly Delivered", 4))
		self.assertEqual((seen.requested_date, seen.promised_date), (getdate(in_days(9)),) * 2)
		desk, lamp = seen.lines
		self.assertEqual((desk.qty, desk.delivered_qty, desk.remaining_qty, desk.late_days), (4, 1, 3, 4))
		self.assertEqual(desk.promised_date, getdate(in_days(-4)))
		self.assertEqual((lamp.word, lamp.remaining_qty, lamp.late_days), ("Confirmed", 4, 0))
		self.assertIn("A part of this was promised for", seen.sentence)
		self.assertIn("4 days late", seen.sentence)

	def test_a_moved_promise_stands_beside_the_first_one(self):
		order = self.make({"delivery_date": in_days(5)})
		self.settle()
		move_date(order, in_days(12))
		seen = self.seen(order)
		self.assertEqual(seen.first_promise, getdate(in_days(5)))
		self.assertEqual(seen.promised_date, getdate(in_days(12)))

	def test_delivered_orders_say_when_and_whether_as_promised(self):
		for promised, words in ((0, "as promised"), (-3, "3 days later than promised")):
			order = self.make({"delivery_date": in_days(promised)})
			deliver(order)
			with self.subTest(words):
				seen = self.seen(order)
				self.assertEqual((seen.word, seen.delivered_on), ("Delivered", getdate(today())))
				self.assertIn(words, seen.sentence)

	def test_why_an_order_is_held_stays_inside(self):
		order = self.make({"delivery_date": in_days(-2)})
		tracker = self.tracker_of(order)
		decisions.hold(tracker.name, cause=CUSTOMER, reason="They have not paid since spring")
		seen = self.seen(order)
		self.assertEqual((seen.word, seen.late_days, seen.lines[0].late_days), ("Paused", 0, 0))
		self.assert_not_told(seen, "paid", "spring", CUSTOMER, "On Hold", "hold")

	def test_approval_and_rejection_stay_inside_and_nothing_is_promised_yet(self):
		order = self.make({"delivery_date": in_days(-2)})
		tracker = self.tracker_of(order)
		for stage in ("Pending Approval", "Rejected"):
			frappe.db.set_value(
				TRACKER, tracker.name, {"stage": stage, "rejection_reason": "Below our margin"}
			)
			seen = self.seen(order)
			with self.subTest(stage):
				self.assertEqual((seen.word, seen.late_days), ("Received", 0))
				self.assertIsNone(seen.promised_date)
				self.assertIsNone(seen.lines[0].promised_date)
				self.assertIsNotNone(seen.requested_date)
				self.assert_not_told(seen, "margin", "Approval", "Rejected")

	def test_risks_people_and_payments_stay_inside(self):
		order = self.make({"delivery_date": in_days(30)})
		tracker = self.tracker_of(order)
		frappe.db.set_value(
			TRACKER,
			tracker.name,
			{
				"risk_kind": "Work Order",
				"risk_document": "MFG-WO-0815",
				"risk_until": in_days(40),
				"health": "At Risk",
				"paid_amount": 123.45,
				"responsible_user": "sasha.seller@example.com",
			},
		)
		seen = self.seen(order)
		self.assert_not_told(seen, "Risk", "MFG-WO-0815", "123.45", "@example.com", str(in_days(40)))

	def test_an_order_that_is_being_amended_says_so(self):
		order = self.make()
		self.settle()
		cancel(order)
		draft = amend(order, submit=False)
		self.assertEqual(self.seen(order).word, "Being Changed")
		self.assertIn(order.name, self.listed(search=order.name))
		draft.submit()
		self.assertEqual(self.seen(draft).word, "Confirmed")

	def test_a_cancelled_order_promises_nothing_and_shows_no_money(self):
		order = self.make()
		self.settle()
		cancel(order)
		seen = self.seen(order)
		self.assertEqual(
			(seen.word, seen.promised_date, seen.grand_total, seen.papers), ("Cancelled", None, None, ())
		)

	def test_a_line_that_left_the_order_is_not_shown(self):
		order = self.make({}, {"item_code": "Lamp"})
		tracker = self.tracker_of(order)
		frappe.db.set_value("Order Tracker Item", tracker.lines[1].name, "is_struck", 1)
		self.assertEqual([line.item_name for line in self.seen(order).lines], ["Desk"])

	def assert_not_told(self, seen: CustomerOrder, *words: str) -> None:
		told = str(asdict(seen))
		for word in words:
			self.assertNotIn(word, told)
