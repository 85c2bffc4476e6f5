"""What a customer sees on the website, at a desk and on a phone."""

from playwright.sync_api import Page, expect

from tests.browser.desk import CUSTOMER, PATIENCE, URL, DeskTestCase, call

BUYER, PASSWORD = "browser.buyer@example.com", "Quay-4711-harbour"
PHONE = {"width": 375, "height": 812}


class TestCustomerPages(DeskTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		page = cls.context.new_page()
		page.goto(f"{URL}/app/order-tracker")
		page.wait_for_function("() => window.frappe?.boot?.user")
		make_portal_user(page)
		page.close()
		cls.portal = cls.browser.new_context(viewport={"width": 1280, "height": 900})

	def setUp(self):
		super().setUp()
		self.website = self.portal.new_page()
		self.website.set_default_timeout(PATIENCE)
		self.website.on("pageerror", lambda error: self.script_errors.append(str(error)))

	def tearDown(self):
		self.website.close()
		super().tearDown()

	def visit(self, path: str) -> None:
		"""As the customer; the login, where it is asked for, leads back to the page."""
		self.website.goto(f"{URL}{path}")
		if "/login" in self.website.url:
			self.website.locator("#login_email").fill(BUYER)
			self.website.locator("#login_password").fill(PASSWORD)
			self.website.locator(".btn-login:visible").first.click()
			self.website.wait_for_url(f"**{path}")

	def test_from_the_login_to_one_order_and_back(self):
		order = self.make_order([-4, 9])
		self.deliver(order, qty=1)
		self.visit("/order-tracking")
		card = self.website.locator(".otc-order", has_text=order)
		expect(card).to_contain_text("4 days late")
		card.click()
		expect(self.website.locator("h1")).to_have_text(order)
		expect(self.website.locator("[aria-current=step]")).to_contain_text("Partly Delivered")
		expect(self.website.locator(".otc-line").first).to_contain_text("1 of 4 Nos delivered · 3 to come")
		expect(self.website.locator(".otc-papers")).to_contain_text("Delivery Note")
		self.website.locator(".otc-back").click()
		expect(self.website.locator(".otc-tabs [aria-current=page]")).to_have_text("On Their Way")

	def test_a_published_note_is_read_and_a_withdrawn_one_is_not(self):
		order = self.make_order([9])
		note = {
			"doctype": "Order Note",
			"order_tracker": order,
			"kind": "Communication",
			"channel": "Phone",
			"direction": "Sent",
			"text": "The colour is RAL 5010.",
			"readers": [{"audience": "Sales"}],
		}
		name = call(self.page, "frappe.client.insert", {"doc": note})["name"]
		self.open("Form", "Order Note", name)
		self.press("Publish", group="Customer")
		expect(self.dialog.locator(".ot-preview")).to_contain_text("The colour is RAL 5010.")
		self.confirm_dialog()
		expect(self.page.locator(".ot-publication:visible")).to_contain_text("The customer reads this note")
		self.visit(f"/order-tracking/{order}")
		expect(self.website.locator(".otc-note")).to_contain_text("The colour is RAL 5010.")
		self.press("Withdraw", group="Customer")
		self.confirm_dialog()
		expect(self.page.locator(".ot-publication:visible")).to_have_count(0)
		self.visit(f"/order-tracking/{order}")
		expect(self.website.locator(".otc-note")).to_have_count(0)

	def test_an_order_of_nobody_is_not_found(self):
		self.visit("/order-tracking/SAL-ORD-NONE")
		expect(self.website.locator("h1")).to_have_text("Not found")

	def test_everything_fits_a_phone_and_a_thumb(self):
		order = self.make_order([-2, 8])
		self.deliver(order, qty=1)
		self.website.set_viewport_size(PHONE)
		for path in ("/order-tracking", f"/order-tracking/{order}"):
			self.visit(path)
			with self.subTest(path):
				self.assertLessEqual(
					self.website.evaluate("document.documentElement.scrollWidth"), PHONE["width"]
				)
				for button in self.website.locator(".otc .btn:visible").all():
					self.assertGreaterEqual(button.bounding_box()["height"], 44)

	def test_every_state_has_a_word_and_a_shape(self):
		self.make_order([-2])
		self.visit("/order-tracking")
		for pill in self.website.locator(".otc-pill").all():
			self.assertTrue(pill.locator(".otc-sign").text_content().strip())
			self.assertGreater(len(pill.text_content().strip()), 3)


def make_portal_user(page: Page) -> None:
	"""Once a site: somebody who buys for the customer of these tests."""
	user = {"doctype": "User", "email": BUYER, "first_name": "Bo", "send_welcome_email": 0}
	if not call(page, "frappe.client.get_count", {"doctype": "User", "filters": {"name": BUYER}}):
		call(page, "frappe.client.insert", {"doc": {**user, "new_password": PASSWORD}})
	customer = call(page, "frappe.client.get", {"doctype": "Customer", "name": CUSTOMER})
	if BUYER not in [row["user"] for row in customer.get("portal_users", [])]:
		rows = [*customer.get("portal_users", []), {"user": BUYER}]
		call(page, "frappe.client.save", {"doc": {**customer, "portal_users": rows}})
