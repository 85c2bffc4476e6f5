"""The customer's pages, asked for as a browser does: who gets which answer, and that no text becomes markup."""

import re
from html.parser import HTMLParser
from unittest.mock import patch

import frappe
from frappe.utils import add_days, today
from frappe.website.utils import clear_cache

from order_tracking.constants import TRACKER
from order_tracking.tests.customers import OTHERS, CustomerTestCase, open_page
from order_tracking.tests.factories import deliver
from order_tracking.tests.people import make_approver, make_user
from order_tracking.tests.test_shipment_and_team import ship

LIST = "/order-tracking"
EVIL = (
	"<script>alert(1)</script>",
	"<img src=x onerror=alert(1)",
	'" onmouseover="alert(1)',
	"' onfocus='alert(1)' autofocus='",
	"</title><svg onload=alert(1)>",
	"{{ frappe.session.user }}{% raw %}",
	"{index}{next}",
	"<!-- csrf_token -->",
)


class Markup(HTMLParser):
	"""The tags of a page, and the names of their attributes."""

	def __init__(self, html: str):
		super().__init__()
		self.tags, self.attributes = set(), set()
		self.feed(html)

	def handle_starttag(self, tag, attrs):
		self.tags.add(tag)
		self.attributes |= {name for name, _value in attrs}


class TestCustomerPages(CustomerTestCase):
	def setUp(self):
		super().setUp()
		clear_cache()

	def page_of(self, order) -> str:
		return f"{LIST}/{self.tracker_of(order).name}"

	# --- who

	def test_a_guest_is_sent_to_the_login_and_comes_back(self):
		order = self.make()
		for path in (LIST, self.page_of(order), f"{LIST}/SAL-ORD-NONE"):
			with self.subTest(path):
				answer = open_page("Guest", path)
				self.assertEqual(answer.status, 302)
				self.assertEqual(answer.location, f"/login?redirect-to={path.replace('/', '%2F')}")
				self.assertNotIn("otc", answer.html)

	def test_customers_find_their_orders_and_open_them(self):
		order = self.make()
		path = self.page_of(order)
		answer = open_page(self.buyer, LIST, search=order.name)
		self.assertEqual(answer.status, 200)
		self.assertIn(f'href="{path}"', answer.html)
		answer = open_page(self.buyer, path)
		self.assertEqual(answer.status, 200)
		self.assertIn(f"<h1>{order.name}</h1>", answer.html)
		self.assertIn('aria-current="step"', answer.html)

	def test_anybody_elses_order_is_answered_like_one_that_does_not_exist(self):
		order = self.make()
		path = self.page_of(order)
		for who in (self.stranger, make_approver(), make_user("Nora Nothing"), "Administrator"):
			with self.subTest(who):
				foreign, missing = open_page(who, path), open_page(who, f"{LIST}/SAL-ORD-NONE")
				self.assertEqual((foreign.status, missing.status), (404, 404))
				self.assertEqual(
					self.body(foreign.html).replace(order.name, ""),
					self.body(missing.html).replace("SAL-ORD-NONE", ""),
				)

	def test_who_was_refused_spoils_nothing_for_the_customer(self):
		"""Frappe remembers addresses of which it once said that there is nothing."""
		path = self.page_of(self.make())
		self.assertEqual(open_page(self.stranger, path).status, 404)
		self.assertEqual(open_page(self.buyer, path).status, 200)
		self.assertEqual(open_page(self.stranger, path).status, 404)

	def test_parameters_choose_no_customer_and_no_order(self):
		order, foreign = self.make(), self.make(customer=OTHERS)
		asked = {"name": self.tracker_of(foreign).name, "customer": OTHERS, "user": self.stranger}
		answer = open_page(self.buyer, self.page_of(order), **asked)
		self.assertIn(order.name, answer.html)
		self.assertNotIn(foreign.name, self.main(answer))
		answer = open_page(self.buyer, LIST, customer=OTHERS, user=self.stranger, search=foreign.name)
		self.assertNotIn(f'href="{LIST}/{foreign.name}"', answer.html)
		self.assertEqual(open_page(self.buyer, "/tracked-order", **asked).status, 404)

	def test_pages_are_kept_for_nobody_else(self):
		path = self.page_of(self.make())
		with patch.dict(frappe.local.conf, {"developer_mode": 0}):
			open_page(self.buyer, LIST)
			open_page(self.buyer, path)
			self.assertNotIn(path, open_page(self.stranger, LIST).html)
			self.assertEqual(open_page(self.stranger, path).status, 404)
			self.assertEqual(open_page("Guest", path).status, 302)

	def test_the_switch_in_portal_settings_takes_the_pages_away(self):
		path = self.page_of(self.make())
		settings = frappe.get_doc("Portal Settings")
		next(row for row in settings.menu if row.route == LIST).enabled = 0
		settings.save()
		for address in (LIST, path):
			self.assertEqual(open_page(self.buyer, address).status, 404)
		frappe.db.rollback()
		frappe.clear_document_cache("Portal Settings", "Portal Settings")
		self.assertEqual(open_page(self.buyer, path).status, 200)

	def test_the_menu_of_the_portal_leads_here(self):
		entry = f'<a href="{LIST}" class='
		self.assertIn(entry, open_page(self.buyer, LIST).html)
		self.assertNotIn(entry, open_page(make_user("Nora Nothing"), LIST).html)

	def test_other_doors_stay_shut(self):
		"""Customers have no right to trackers; the pages are the only way to what they are told."""
		tracker = self.tracker_of(self.make())
		frappe.set_user(self.buyer)
		for ask in (
			lambda: frappe.client.get(TRACKER, tracker.name),
			lambda: frappe.client.get_list(TRACKER),
			lambda: frappe.client.get_value(TRACKER, "stage", {"name": tracker.name}),
			lambda: frappe.get_doc(TRACKER, tracker.name).check_permission("read"),
			lambda: frappe.desk.form.load.getdoc(TRACKER, tracker.name),
			lambda: frappe.call("order_tracking.views.overview.get_overview", tracker=tracker.name),
		):
			self.assertRaises(frappe.PermissionError, ask)
		self.assertFalse(frappe.has_website_permission(tracker))
		for path in ("/printview", "/api/method/frappe.utils.print_format.download_pdf"):
			answer = open_page(self.buyer, path, doctype=TRACKER, name=tracker.name)
			self.assertNotEqual(answer.status, 200)

	# --- what

	def test_no_text_becomes_markup(self):
		order = self.make()
		note = deliver(order, qty={"Desk": 1})
		shipment = ship(note, tracking_url="https://track.example.com/1")
		tracker = self.tracker_of(order)
		for text in EVIL:
			frappe.db.set_value(TRACKER, tracker.name, {"po_no": text, "customer_name": text})
			frappe.db.set_value("Order Tracker Item", tracker.lines[0].name, {"item_name": text, "uom": text})
			frappe.db.set_value("Shipment", shipment.name, {"carrier": text, "awb_number": text})
			for path, asked in ((LIST, {"search": text}), (LIST, {}), (self.page_of(order), {})):
				with self.subTest(f"{text} on {path} {asked}"):
					shown = self.main(open_page(self.buyer, path, **asked))
					markup = Markup(shown)
					self.assertTrue(markup.tags.isdisjoint(("script", "img", "svg", "title")))
					self.assertEqual(
						[name for name in markup.attributes if name.startswith(("on", "auto"))], []
					)
					self.assertNotIn(self.buyer, shown)
					for raw in ("{{", "{index}", "<!-- csrf"):
						self.assertNotIn(raw, shown)
		frappe.db.rollback()

	def test_a_link_leaves_the_site_without_giving_anything_away(self):
		order = self.make()
		ship(deliver(order), tracking_url="https://track.example.com/1?a=b&c=d")
		shown = self.main(open_page(self.buyer, self.page_of(order)))
		link = re.search(r"<a [^>]*track\.example\.com[^>]*>", shown).group()
		self.assertIn('href="https://track.example.com/1?a=b&amp;c=d"', link)
		self.assertIn('rel="noopener noreferrer nofollow"', link)

	def test_the_pages_speak_the_customers_language(self):
		order = self.make({"delivery_date": add_days(today(), -3)})
		shown = self.main(open_page(self.buyer, self.page_of(order), language="zh"))
		for words in ("已确认", "要求交付日期", "您订购的商品", "3 天"):
			self.assertIn(words, shown)
		for words in ("Confirmed", "Requested", "What You Ordered", "late"):
			self.assertNotIn(words, re.sub(r"<[^>]*>", "", shown))

	def test_names_with_slashes_and_signs_have_a_page(self):
		tracker = self.tracker_of(self.make())
		for name in ("SO/2026/1", "SO 1 & 2", "SO#1?x=y", "订单-1", "100%"):
			frappe.db.set_value(TRACKER, tracker.name, "name", name, update_modified=False)
			frappe.db.set_value("Order Tracker Item", tracker.lines[0].name, "parent", name)
			with self.subTest(name):
				shown = open_page(self.buyer, LIST, search=tracker.sales_order)
				(address,) = re.findall(r'class="otc-whole" href="([^"]*)"', shown.html)
				self.assertEqual(open_page(self.buyer, frappe.safe_decode(address)).status, 200)
			frappe.db.rollback()

	@staticmethod
	def main(answer) -> str:
		"""What our template wrote; around it is Frappe's own page."""
		return answer.html[
			answer.html.index('<div class="otc">') : answer.html.index('<div class="page-footer">')
		]

	@staticmethod
	def body(html: str) -> str:
		return html[html.index("<body") :]
