"""Which documents, parcels and orders the customer finds, in which order, and what a list of them costs."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.constants import TRACKER
from order_tracking.customers.orders import PAGE_LENGTH, orders_for_customer
from order_tracking.customers.view import order_for_customer
from order_tracking.tests.customers import OTHERS, CustomerTestCase, make_portal_user
from order_tracking.tests.factories import bill, cancel, deliver, make_customer, pay, set_status
from order_tracking.tests.faults import counted_queries
from order_tracking.tests.test_shipment_and_team import ship


def in_days(days: int) -> str:
	return add_days(today(), days)


class TestPapersAndParcels(CustomerTestCase):
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
				patch("order_tracking.customers.portal.ERPNEXT_RULE", "the.rule.of.another.app"),
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


class TestList(CustomerTestCase):
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
