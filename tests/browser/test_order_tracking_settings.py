"""The settings page tells how tracking itself is doing."""

from playwright.sync_api import expect

from tests.browser.desk import DeskTestCase


class TestOrderTrackingSettings(DeskTestCase):
	def test_the_settings_show_what_is_tracked_and_what_failed(self):
		self.make_order([3])
		self.open("Form", "Order Tracking Settings")
		cards = self.page.locator(".ot-cards-four:visible .ot-card")
		expect(cards).to_have_count(4)
		expect(cards.first).to_contain_text("Orders Tracked")
		expect(self.page.locator("[data-fieldname='state_html'] .ot-overview")).to_contain_text("Failures")
