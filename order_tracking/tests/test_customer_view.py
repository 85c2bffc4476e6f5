"""What a customer is told, field by field, and who is told nothing."""

from dataclasses import asdict, fields
from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking import decisions
from order_tracking.constants import CUSTOMER, TRACKER, USER_ROLE
from order_tracking.customer_orders import PAGE_LENGTH, ListedOrder, orders_for_customer
from order_tracking.customer_papers import Paper, Parcel
from order_tracking.customer_view import CustomerLine, CustomerOrder, order_for_customer
from order_tracking.publishing import PublishedNote
from order_tracking.rules.customer_stage import Step
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.customers import make_portal_user
from order_tracking.tests.factories import (
	amend,
	bill,
	cancel,
	deliver,
	make_customer,
	make_item,
	make_order,
	move_date,
	pay,
	set_status,
)
from order_tracking.tests.faults import counted_queries
from order_tracking.tests.people import make_approver, make_user
from order_tracking.tests.test_shipment_and_team import ship

OURS, OTHERS = "Quay Furniture", "Pier Lamps"

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


class CustomerViewTestCase(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		make_item("Desk")
		make_item("Lamp")
		cls.buyer = make_portal_user("Bao Buyer", OURS)
		cls.stranger = make_portal_user("Sten Stranger", OTHERS)

	def make(self, *lines: dict, customer: str = OURS, **values):
		lines = [{"item_code": "Desk", "qty": 4, **line} for line in lines or ({},)]
		return make_order(lines, customer=customer, **values)

	def seen(self, order, user: str | None = None) -> CustomerOrder | None:
		name = self.tracker_of(order).name
		frappe.set_user(user or self.buyer)
		try:
			return order_for_customer(name)
		finally:
			frappe.set_user("Administrator")

	def listed(self, user: str | None = None, **asked) -> list[str]:
		self.settle()
		frappe.set_user(user or self.buyer)
		try:
			return [order.sales_order for order in orders_for_customer(**asked).orders]
		finally:
			frappe.set_user("Administrator")


class TestWhoIsTold(CustomerViewTestCase):
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


class TestWhatIsTold(CustomerViewTestCase):
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


class TestPapersAndParcels(CustomerViewTestCase):
	def test_documents_lead_to_erpnexts_own_pages(self):
		order = self.make()
		note, invoice = deliver(order), bill(order)
		pay(invoice, 100)
		seen = self.seen(order)
		self.assertEqual(
			[(paper.doctype, paper.address) for paper in seen.papers],
			[
				("Sales Order", f"/orders/{order.name}"),
				("Delivery Note", f"/shipments/{note.name}"),
				("Sales Invoice", f"/invoices/{invoice.name}"),
			],
		)
		self.assertEqual((seen.grand_total, seen.currency), (order.grand_total, order.currency))

	def test_drafts_cancelled_documents_and_those_of_another_customer_are_not_shown(self):
		order = self.make()
		deliver(order, qty={"Desk": 1}, submit=False)
		bill(order, submit=False)
		cancel(bill(order))
		foreign = deliver(order, qty={"Desk": 1})
		frappe.db.set_value("Delivery Note", foreign.name, "customer", make_customer(OTHERS))
		self.assertEqual([paper.doctype for paper in self.seen(order).papers], ["Sales Order"])

	def test_a_rule_that_another_app_adds_to_the_portal_counts_here_too(self):
		order = self.make()
		for is_let_through in (True, False):
			with (
				patch("order_tracking.portal.ERPNEXT_RULE", "the.rule.of.another.app"),
				patch("frappe.has_website_permission", return_value=is_let_through),
			):
				seen = self.seen(order)
			self.assertEqual((bool(seen.papers), bool(seen.grand_total)), (is_let_through, is_let_through))

	def test_a_parcel_is_told_with_carrier_and_link(self):
		order = self.make()
		note = deliver(order)
		address = "https://track.example.com/4711?lang=en"
		ship(note, carrier="DHL", awb_number="4711", tracking_status="In Progress", tracking_url=address)
		(parcel,) = self.seen(order).parcels
		self.assertEqual(
			(parcel.carrier, parcel.awb_number, parcel.status, parcel.sent_on, parcel.address),
			("DHL", "4711", "In Progress", getdate(today()), address),
		)

	def test_an_address_that_is_no_web_page_is_not_told(self):
		order = self.make()
		shipment = ship(deliver(order))
		for address in (
			"javascript:alert(1)",
			"JaVaScRiPt://example.com/%0aalert(1)",
			"data:text/html,<script>alert(1)</script>",
			"//example.com/x",
			"/app/order-tracker",
			"https://",
			'https://example.com/" onmouseover="alert(1)',
			"https://example.com/\njavascript:alert(1)",
			"ftp://example.com/x",
			"vbscript:x",
			"https://[::1",
			"",
			None,
		):
			frappe.db.set_value("Shipment", shipment.name, "tracking_url", address)
			with self.subTest(address):
				self.assertIsNone(self.seen(order).parcels[0].address)


class TestList(CustomerViewTestCase):
	def setUp(self):
		super().setUp()
		self.customer = f"Customer {frappe.generate_hash(length=8)}"
		self.user = make_portal_user(f"Buyer of {self.customer}", self.customer)

	def test_open_orders_come_by_their_next_promise_and_past_ones_apart(self):
		late = self.make({"delivery_date": in_days(-8)}, customer=self.customer)
		far = self.make({"delivery_date": in_days(80)}, customer=self.customer)
		near = self.make({"delivery_date": in_days(8)}, customer=self.customer)
		done = self.make({"delivery_date": in_days(8)}, customer=self.customer)
		deliver(done)
		held = self.make({"delivery_date": in_days(9)}, customer=self.customer)
		set_status(held, "On Hold")
		self.assertEqual(self.listed(self.user), [late.name, near.name, held.name, far.name])
		self.assertEqual(self.listed(self.user, is_past=True), [done.name])

	def test_search_finds_our_number_and_theirs_and_takes_signs_as_they_are(self):
		order = self.make(customer=self.customer, po_no="PO_77%1")
		for search, is_found in (
			("PO_77%1", True),
			(" po_77 ", True),
			(order.name[3:], True),
			("PO-77", False),
			("%_%", False),
			("' or '1'='1", False),
			("\\", False),
		):
			with self.subTest(search):
				self.assertEqual(order.name in self.listed(self.user, search=search), is_found)

	def test_a_page_of_the_list_and_an_order_cost_the_same_for_one_ten_and_a_hundred(self):
		counts = {"list": {}, "order": {}}
		self.make(customer=self.customer)
		self.settle()
		for size in (1, 1, 10, 100):
			self.grow_to(size)
			frappe.set_user(self.user)
			with counted_queries() as queries:
				page = orders_for_customer()
			counts["list"][size] = len(queries)
			self.assertEqual((len(page.orders), page.has_more), (min(size, PAGE_LENGTH), size > PAGE_LENGTH))
			with counted_queries() as queries:
				order_for_customer(page.orders[0].name)
			counts["order"][size] = len(queries)
			frappe.set_user("Administrator")
		self.assertEqual({size: 3 for size in (1, 10, 100)}, counts["list"])
		self.assertEqual(len(set(counts["order"].values())), 1, counts)
		self.assertLessEqual(counts["order"][100], 9)
		frappe.set_user(self.user)
		pages = [orders_for_customer(page=page).orders for page in range(1, 7)]
		self.assertEqual([len(page) for page in pages], [20, 20, 20, 20, 20, 0])
		self.assertEqual(len({order.name for page in pages for order in page}), 100)

	def grow_to(self, size: int) -> None:
		"""Copies of one tracker with its lines, never committed: nobody else shall find trackers without an order."""
		have = frappe.get_all(TRACKER, {"customer": self.customer}, pluck="name", order_by="creation asc")
		for number in range(len(have), size):
			copy = frappe.copy_doc(frappe.get_doc(TRACKER, have[0]), ignore_no_copy=False)
			copy.name = copy.sales_order = f"{have[0]}-{number}"
			copy.db_insert()
			for line in copy.lines:
				line.update({"parent": copy.name, "name": frappe.generate_hash(length=10)})
				line.db_insert()
