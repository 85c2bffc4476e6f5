"""The list of trackers, and what ERPNext's own forms say about them."""

from playwright.sync_api import expect

from tests.browser.desk import CUSTOMER, DeskTestCase, call, open_desk


class TestOrderTrackerList(DeskTestCase):
	def test_a_new_user_sees_open_orders_and_how_they_stand(self):
		overdue = self.make_order([-3])
		self.forget_filters()
		row = self.row_of(overdue)
		expect(row).to_contain_text("Overdue")
		expect(row).to_contain_text("3 days")
		expect(self.quick_filter_in_force()).to_have_text("Open Orders")

	def test_the_overdue_button_leaves_only_overdue_orders(self):
		overdue, early = self.make_order([-3]), self.make_order([40])
		self.forget_filters()
		expect(self.row_of(early)).to_be_visible()
		self.page.locator(".ot-quick-filters button:visible", has_text="Overdue").click()
		expect(self.row_of(early)).to_have_count(0)
		expect(self.quick_filter_in_force()).to_have_text("Overdue")
		self.page.evaluate(
			"order => cur_list.filter_area.add([['Order Tracker', 'sales_order', '=', order]])", overdue
		)
		expect(self.row_of(overdue)).to_be_visible()

	def test_my_orders_narrows_what_the_other_buttons_show_until_it_is_pressed_again(self):
		order = self.make_order([-3])
		self.forget_filters()
		for label, in_force in (
			("My Orders", ["Open Orders", "My Orders"]),
			("Overdue", ["My Orders", "Overdue"]),
		):
			self.press_quick_filter(label)
			expect(self.quick_filter_in_force()).to_have_text(in_force)
		told = self.page.evaluate("() => cur_list.filter_area.get().map((filter) => filter.slice(1, 4))")
		mine = ["responsible_user", "=", self.tracker(order)["responsible_user"]]
		self.assertEqual(sorted(told), [["health", "=", "Overdue"], mine])
		self.press_quick_filter("My Orders")
		expect(self.quick_filter_in_force()).to_have_text(["Overdue"])

	def test_the_sales_order_says_how_it_stands_and_leads_to_its_tracker(self):
		order = self.make_order([-3])
		self.open("Form", "Sales Order", order)
		headline = self.page.locator(".ot-headline:visible")
		expect(headline).to_contain_text("Overdue")
		expect(headline).to_contain_text("3 days")
		headline.locator("a").click()
		expect(self.page.locator(".ot-overview .ot-facts:visible")).to_contain_text(order)

	def test_connections_lead_to_every_document_of_the_order(self):
		order = self.make_order([3])
		self.deliver(order)
		self.open_tracker(order)
		self.page.locator(".form-tabs .nav-link:visible", has_text="Connections").click()
		links = self.page.locator(".form-links:visible")
		expect(links.locator("[data-doctype='Delivery Note'] .count").first).to_have_text("1")
		expect(links.locator("[data-doctype='Sales Order'] .count").first).to_have_text("1")

	def test_the_customer_leads_to_its_trackers(self):
		self.open("Form", "Customer", CUSTOMER)
		expect(
			self.page.locator("#page-Customer .document-link[data-doctype='Order Tracker']")
		).to_have_count(1)

	def forget_filters(self) -> None:
		"""As if the user came for the first time: Frappe remembers the last filters of each user."""
		call(
			self.page,
			"frappe.model.utils.user_settings.save",
			{"doctype": "Order Tracker", "user_settings": '{"List": {}}'},
		)
		open_desk(self.page)

	def press_quick_filter(self, label: str) -> None:
		# A filter on a user is looked up before it counts.
		self.page.wait_for_function("() => !frappe.request.ajax_count")
		self.page.locator(".ot-quick-filters button:visible", has_text=label).click()

	def quick_filter_in_force(self):
		return self.page.locator(".ot-quick-filters .btn-primary:visible")

	def row_of(self, order: str):
		return self.page.locator(".list-row:visible", has_text=order)
