"""What a person sees and does with the notes of an order."""

from playwright.sync_api import expect

from tests.browser.desk import ITEM, DeskTestCase, call, day

PHONE = {"width": 375, "height": 812}
THUMB = 36  # pixels


class TestOrderNotes(DeskTestCase):
	def test_a_note_is_written_edited_and_read_on_the_delivery_note(self):
		order = self.make_order([10])
		self.open_tracker(order)
		self.write("Delivery Time")
		self.fill("time_kind", "Slot")
		self.page.evaluate("date => cur_dialog.set_value('deliver_on', date)", day(10))
		self.fill("time_from", "9")
		self.fill("time_to", "11")
		self.dialog.locator("input[data-fieldname='must_acknowledge']").check()
		self.fill("text", "<b>Ring</b> at gate 3")
		self.confirm_dialog()
		card = self.page.locator(".ot-rows .ot-note:visible").first
		expect(card).to_contain_text("09:00–11:00")
		expect(card).to_contain_text("Fits")
		expect(card).to_contain_text("< b>Ring< /b> at gate 3")

		delivery = self.draft_delivery(order)
		self.open_form("Delivery Note", delivery)
		panel = self.page.locator(".ot-notes-panel:visible")
		expect(panel).to_contain_text("gate 3")
		panel.locator("[data-action=acknowledge]").click()
		expect(panel.locator("[data-action=acknowledge]")).to_have_count(0)
		expect(panel).to_contain_text("✓ Logistics")

	def test_a_note_is_acknowledged_on_a_phone(self):
		order = self.make_order([10])
		self.note(order, "Internal", {"text": "Ring at gate 3", "must_acknowledge": 1})
		self.page.set_viewport_size(PHONE)
		self.open_form("Delivery Note", self.draft_delivery(order))
		panel = self.page.locator(".ot-notes-panel:visible")
		button = panel.locator("[data-action=acknowledge]")
		expect(button).to_be_visible()
		self.assertGreaterEqual(button.bounding_box()["height"], THUMB)
		self.assertLessEqual(self.page.evaluate("document.documentElement.scrollWidth"), PHONE["width"])
		button.click()
		expect(button).to_have_count(0)
		expect(panel).to_contain_text("✓ Sales")

	def test_what_makes_no_sense_is_told_and_the_dialog_stays(self):
		order = self.make_order([10])
		self.open_tracker(order)
		self.write("Internal")
		self.fill("text", "Card 4111 1111 1111 1111")
		self.dialog.locator(".btn-modal-primary").first.click()
		expect(self.page.locator(".msgprint:visible")).to_contain_text("payment card")

	def test_a_gate_says_why_and_a_manager_lets_one_document_pass(self):
		order = self.make_order([10])
		self.note(order, "Internal", {"text": "Count them twice", "must_acknowledge": 1})
		settings = call(
			self.page,
			"frappe.client.get",
			{"doctype": "Order Tracking Settings", "name": "Order Tracking Settings"},
		)
		call(self.page, "frappe.client.save", {"doc": {**settings, "gate_delivery_note": 1}})
		try:
			self.open_form("Delivery Note", self.draft_delivery(order))
			gate = self.page.locator(".ot-gate:visible")
			expect(gate).to_contain_text("Count them twice")
			expect(gate).to_contain_text("acknowledged by Sales")
			gate.locator("[data-override]").click()
			self.fill("text", "The customer waits at the gate")
			self.confirm_dialog()
			expect(gate).to_contain_text("A manager has let this document pass")
		finally:
			settings = call(
				self.page,
				"frappe.client.get",
				{"doctype": "Order Tracking Settings", "name": "Order Tracking Settings"},
			)
			call(self.page, "frappe.client.save", {"doc": {**settings, "gate_delivery_note": 0}})

	def test_the_timeline_is_filtered_by_kind_and_searched(self):
		order = self.make_order([10])
		self.note(order, "Internal", {"text": "Ask for Mr Li"})
		self.note(order, "Payment", {"payment_kind": "Cash on Delivery"})
		self.open_tracker(order)
		rows = self.page.locator(".ot-rows:visible")
		expect(rows).to_contain_text("Mr Li")
		expect(rows).to_contain_text("The order is tracked")
		self.page.locator("[data-kind=Payment]:visible").click()
		expect(rows).not_to_contain_text("Mr Li")
		expect(rows).to_contain_text("Cash on Delivery")
		self.page.locator("[data-kind=Payment]:visible").click()
		self.page.locator(".ot-timeline-tools input:visible").fill("Mr Li")
		expect(rows).not_to_contain_text("Cash on Delivery")
		expect(rows).to_contain_text("Mr Li")

	def test_orders_and_notes_show_a_newcomer_around(self):
		order = self.make_order([10])
		note = self.note(order, "Internal", {"text": "Ring at gate 3", "must_acknowledge": 1})
		for doctype, name in (("Order Tracker", order), ("Order Note", note["name"])):
			self.open_form(doctype, name)
			steps = self.page.evaluate(
				"name => frappe.db.get_doc('Form Tour', name).then(tour => tour.steps.map(step => step.title))",
				doctype,
			)
			self.page.locator(".menu-btn-group:visible button").click()
			self.page.locator(".menu-btn-group .dropdown-item:visible", has_text="Show Me Around").click()
			popover = self.page.locator("#driver-popover-item")
			for title in steps:
				expect(popover.locator(".driver-popover-title")).to_have_text(title)
				expect(self.page.locator(".driver-highlighted-element:visible")).to_have_count(1)
				popover.locator(".driver-next-btn").click()
			expect(popover).to_be_hidden()

	def write(self, kind: str) -> None:
		self.page.locator(".ot-timeline-write button:visible").click()
		self.page.locator(f"[data-write='{kind}']:visible").click()
		self.page.wait_for_function("() => window.cur_dialog?.display")

	def note(self, order: str, kind: str, values: dict) -> dict:
		sent = {"order_tracker": order, "kind": kind, "values": values}
		return call(self.page, "order_tracking.notes.actions.write", sent)

	def draft_delivery(self, order: str) -> str:
		made = call(
			self.page,
			"erpnext.selling.doctype.sales_order.sales_order.make_delivery_note",
			{"source_name": order},
		)
		self.assertEqual(made["items"][0]["item_code"], ITEM)
		return call(self.page, "frappe.client.insert", {"doc": made})["name"]
