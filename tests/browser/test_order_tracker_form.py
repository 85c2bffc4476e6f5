"""What a person sees and does on the form of an Order Tracker."""

from playwright.sync_api import expect

from tests.browser.desk import DeskTestCase, call, day


class TestOrderTrackerForm(DeskTestCase):
	def test_the_header_answers_where_when_and_what_next(self):
		order = self.make_order([-9, 6])
		self.deliver(order, qty=1)
		self.open_tracker(order)
		header = self.page.locator(".ot-overview:visible")
		expect(header.locator("[aria-current=step]")).to_contain_text("Partly Delivered")
		expect(header.locator(".ot-health")).to_contain_text("Overdue")
		expect(header.locator(".ot-health")).to_contain_text("9 days")
		expect(header.locator(".ot-why")).to_contain_text("3 Nos overdue for 9 days")
		expect(header.locator(".ot-next")).to_contain_text("Deliver 3 Nos")
		expect(header.locator(".ot-bar").first).to_contain_text("13%")

	def test_lines_tell_in_words_which_one_is_overdue(self):
		order = self.make_order([-9, 6])
		self.open_tracker(order)
		stages = self.page.locator(".ot-lines .grid-body [data-fieldname=line_stage]:visible")
		expect(stages.nth(0)).to_contain_text("Overdue 9 days")
		expect(stages.nth(1)).to_contain_text("Confirmed")

	def test_a_promise_is_moved_with_cause_and_reason(self):
		order = self.make_order([3, 3])
		self.open_tracker(order)
		self.press("Move Promise")
		self.dialog.locator("[data-how] select").select_option("shift")
		self.dialog.locator("[data-value] input").fill("7")
		self.dialog.locator("text=Fill In").click()
		expect(self.dialog.locator(".ot-new-date input").first).not_to_have_value("")
		self.fill("cause", "Supplier")
		self.fill("reason", "The mill is late with the boards")
		self.confirm_dialog()
		history = self.page.locator(".ot-history:visible")
		expect(history.locator("tbody tr").first).to_contain_text("The mill is late with the boards")
		expect(history.locator("tbody tr").first).to_contain_text("Supplier")
		self.assertEqual({line["current_promise"] for line in self.tracker(order)["lines"]}, {day(10)})

	def test_a_move_without_a_new_date_is_refused_with_a_sentence(self):
		order = self.make_order([3])
		self.open_tracker(order)
		self.press("Move Promise")
		self.fill("cause", "Us")
		self.fill("reason", "No date given")
		self.dialog.locator(".btn-modal-primary").click()
		expect(self.page.locator(".msgprint:visible")).to_contain_text("at least one line a new date")

	def test_an_order_is_held_and_resumed(self):
		order = self.make_order([20])
		self.open_tracker(order)
		self.press("Hold", group="Status")
		self.fill("cause", "Customer")
		self.fill("reason", "The building is not ready")
		self.confirm_dialog()
		banner = self.page.locator(".ot-banner:visible")
		expect(banner).to_contain_text("The building is not ready")
		expect(banner).to_contain_text("Customer")
		self.press("Resume", group="Status")
		self.confirm_dialog()
		expect(banner).to_have_count(0)
		expect(self.page.locator(".ot-health:visible")).to_contain_text("On Track")

	def test_an_order_that_waits_for_approval_says_so(self):
		settings = {"doctype": "Order Tracking Settings", "name": "Order Tracking Settings"}
		change = {**settings, "fieldname": "approval_amount"}
		call(self.page, "frappe.client.set_value", {**change, "value": 5_000})
		try:
			order = self.make_order([20], qty=60)
		finally:
			call(self.page, "frappe.client.set_value", {**change, "value": 0})
		self.open_tracker(order)
		expect(self.page.locator("[aria-current=step]:visible")).to_contain_text("Pending Approval")
		expect(self.page.locator(".ot-dates:visible")).to_contain_text("after approval")
		expect(self.page.locator(".ot-next:visible")).to_contain_text("has to approve the order")

	def test_an_open_form_survives_a_delivery_made_elsewhere(self):
		order = self.make_order([5])
		self.open_tracker(order)
		self.page.evaluate("() => cur_frm.set_value('responsible_user', 'Guest')")
		elsewhere = self.new_page()
		self.deliver(order, page=elsewhere)
		elsewhere.close()
		self.page.keyboard.press("Control+s")
		expect(self.page.locator("[aria-current=step]:visible")).to_contain_text("Delivered")
		expect(self.page.locator(".msgprint:visible")).to_have_count(0)
		tracker = self.tracker(order)
		self.assertEqual((tracker["responsible_user"], tracker["stage"]), ("Guest", "Delivered"))

	def test_the_header_fits_a_phone(self):
		order = self.make_order([-2, 8])
		self.page.set_viewport_size({"width": 390, "height": 844})
		self.open_tracker(order)
		header = self.page.locator(".ot-overview:visible").bounding_box()
		self.assertLessEqual(header["x"] + header["width"], 390)
		for card in self.page.locator(".ot-card:visible").all():
			box = card.bounding_box()
			self.assertLessEqual(box["x"] + box["width"], 390)
