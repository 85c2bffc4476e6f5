"""A salesperson's morning: from the workspace to what is late, to the order, to a new promise, and back."""

from urllib.parse import urlencode

from playwright.sync_api import TimeoutError, expect

from tests.browser.desk import CUSTOMER, ITEM, DeskTestCase, call, day

BOARD = "Orders by Stage"


class TestSalespersonsMorning(DeskTestCase):
	def test_an_overdue_order_gets_a_new_promise_with_a_reason(self):
		order = self.make_order([-3])
		before = self.count_overdue()
		self.open_workspace()
		expect(self.card("Overdue Orders")).to_have_text(f"{before:,}")
		self.picture("workspace")
		self.card("Overdue Orders").click()
		expect(self.page.locator(".ot-quick-filters .btn-primary:visible")).to_have_text("Overdue")
		self.picture("order-tracker-list")
		self.page.evaluate(
			"order => cur_list.filter_area.add([['Order Tracker', 'sales_order', '=', order]])", order
		)
		self.page.locator(".list-row:visible", has_text=order).locator("a").first.click()
		expect(self.page.locator(".ot-health:visible")).to_contain_text("Overdue")
		self.picture("order-tracker")
		self.promise_anew(days=30, reason="The truck broke down")
		expect(self.page.locator(".ot-health:visible")).to_contain_text("On Track")
		expect(self.page.locator(".ot-history:visible tbody tr").first).to_contain_text(
			"The truck broke down"
		)
		self.picture("promise-history")
		self.write_note("The customer knows about the new date")
		self.open_workspace()
		self.page.reload()  # version-16 shows a workspace as it was when it was first opened
		expect(self.card("Overdue Orders")).to_have_text(f"{before - 1:,}")

	def test_every_card_and_chart_of_the_workspace_shows_something(self):
		self.make_order([-3])
		self.open_workspace()
		for label in ("Overdue Amount", "Open Orders", "Waiting for My Approval", "Order Tracking Itself"):
			expect(self.card(label)).not_to_be_empty()
		charts = self.page.locator(".dashboard-widget-box:visible")
		expect(charts).to_have_count(4)
		expect(charts.filter(has_text="Open Orders by Stage").locator(".frappe-chart")).to_be_visible()
		# A company without overdue orders is told so.
		expect(charts.locator(".chart-loading-state:visible", has_text="Loading")).to_have_count(0)
		expect(self.page.locator(".quick-list-widget-box:visible .quick-list-item").first).to_be_visible()

	def test_the_workspace_fits_a_phone(self):
		self.page.set_viewport_size({"width": 375, "height": 812})
		self.open_workspace()
		expect(self.card("Overdue Orders")).not_to_be_empty()
		for box in self.page.locator(".number-widget-box:visible, .dashboard-widget-box:visible").all():
			place = box.bounding_box()
			self.assertLessEqual(place["x"] + place["width"], 375)

	def test_the_board_shows_open_orders_and_puts_a_refused_card_back(self):
		order = self.make_order([9])
		# As wide as the board: one that scrolls while a card is dragged moves its columns away under it.
		self.page.set_viewport_size({"width": 2800, "height": 1000})
		self.open("List", "Order Tracker", "Kanban", BOARD)
		card = self.page.locator(f".kanban-card-wrapper[data-name='{order}']")
		expect(self.column("Confirmed").locator(card)).to_have_count(1)
		expect(self.column("Completed")).to_have_count(0)
		self.drag_until_answered(card, self.column("Confirmed"), self.column("Delivered"))
		expect(self.page.locator(".msgprint:visible")).to_contain_text("button Deliver")
		expect(self.column("Confirmed").locator(card)).to_have_count(1)
		self.assertEqual(self.tracker(order)["stage"], "Confirmed")

	def test_the_calendar_shows_promises_and_leads_to_the_order(self):
		order = self.make_order([1])
		self.open("List", "Order Tracker", "Calendar", "default")
		self.page.wait_for_function("() => window.cur_list?.calendar && cur_list.filter_area")
		self.page.evaluate(
			"order => cur_list.filter_area.add([['Order Tracker', 'sales_order', '=', order]])", order
		)
		entries = self.page.locator(".fc-event:visible")
		expect(entries).to_have_count(1)
		entries.first.click()
		expect(self.page.locator(".ot-overview .ot-facts:visible")).to_contain_text(order)

	def test_the_gantt_view_draws_an_order_from_its_date_to_its_promise(self):
		order = self.make_order([5])
		self.deliver(order, qty=2)
		self.open("List", "Order Tracker", "Gantt")
		self.page.wait_for_function("() => window.cur_list?.view_name === 'Gantt' && cur_list.filter_area")
		self.page.evaluate(
			"order => cur_list.filter_area.add([['Order Tracker', 'sales_order', '=', order]])", order
		)
		expect(self.page.locator(".gantt .bar-wrapper")).to_have_count(1)
		drawn = self.page.evaluate("() => cur_list.tasks.map(({ id, start, end }) => [id, start, end])")
		self.assertEqual(drawn, [[order, day(-30), day(5)]])
		# Else nobody can read the title where the bar is filled.
		expect(self.page.locator(".gantt .bar-progress")).to_have_css("fill-opacity", "0.25")

	def test_an_order_and_what_is_to_come_for_its_customer_are_printed(self):
		order = self.make_order([-3, 9])
		for doctype, name, print_format, told in (
			("Order Tracker", order, "Order Tracker Summary", order),
			("Customer", CUSTOMER, "Customer Status Sheet", order),
		):
			with self.subTest(print_format):
				address = urlencode({"doctype": doctype, "name": name, "format": print_format})
				paper = self.page.evaluate(
					"async address => (await fetch(address)).text()", f"/printview?{address}"
				)
				self.assertIn(told, paper)
				self.assertIn(ITEM, paper)

	# --- what a person does ---------------------------------------------------------------------------

	def open_workspace(self) -> None:
		self.open("Workspaces", "Order Tracking")
		expect(self.page.locator(".number-widget-box:visible .number").first).to_be_visible()

	def card(self, label: str):
		card = self.page.locator(".number-widget-box:visible", has_text=label)
		return card.locator(".number")

	def count_overdue(self) -> int:
		filters = {"doctype": "Order Tracker", "filters": {"health": "Overdue"}}
		return call(self.page, "frappe.client.get_count", filters)

	def promise_anew(self, days: int, reason: str) -> None:
		self.press("Move Promise")
		self.dialog.locator("[data-how] select").select_option("shift")
		self.dialog.locator("[data-value] input").fill(str(days))
		self.dialog.locator("text=Fill In").click()
		expect(self.dialog.locator(".ot-new-date input").first).not_to_have_value("")
		self.fill("cause", "Us")
		self.fill("reason", reason)
		self.confirm_dialog()

	def write_note(self, text: str) -> None:
		self.page.locator(".ot-timeline-write button:visible").click()
		self.page.locator("[data-write='Internal']:visible").click()
		self.page.wait_for_function("() => window.cur_dialog?.display")
		self.fill("text", text)
		self.confirm_dialog()
		expect(self.page.locator(".ot-rows .ot-note:visible", has_text=text)).to_have_count(1)

	def column(self, stage: str):
		return self.page.locator(f".kanban-column[data-column-value='{stage}']")

	def drag_until_answered(self, card, start, end) -> None:
		"""Frappe saves the board when it is opened and may draw it anew: who drags in that moment is asked to try again,
		or finds the card where it was."""
		message = self.page.locator(".msgprint:visible")
		for _try in range(5):
			self.drag(card, end)
			if not self.comes(message):
				continue
			if "try again" not in message.inner_text():
				return
			self.page.keyboard.press("Escape")
			expect(message).to_have_count(0)
			expect(start.locator(card)).to_have_count(1)

	def comes(self, element) -> bool:
		try:
			element.wait_for(timeout=10_000)
		except TimeoutError:
			return False
		return True

	def drag(self, card, column) -> None:
		# The board may just be drawn anew: hovering waits for a card that stays.
		card.locator(".kanban-card-body").hover()
		end = self.place_of(column.locator(".kanban-cards"))
		self.page.mouse.down()
		self.page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 30, steps=25)
		self.page.mouse.up()

	def place_of(self, element) -> dict:
		"""Asked again while the board is drawn anew."""
		while not (place := element.bounding_box()):
			expect(element).to_be_visible()
		return place
