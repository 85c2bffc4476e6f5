"""A real browser on a running site, and the ERPNext documents that a test asks of it through the desk's own API."""

import os
import unittest
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect, sync_playwright

URL = os.environ.get("OT_URL", "http://test.localhost:8103").rstrip("/")
USER = os.environ.get("OT_USER", "Administrator")
PASSWORD = os.environ.get("OT_PASSWORD", "admin")
CHROMIUM = os.environ.get("OT_CHROMIUM", "/usr/bin/chromium")
PATIENCE = (
	60_000  # milliseconds; a cold site builds its caches at the first page, a busy machine takes its time
)
CUSTOMER, ITEM = "Browser Customer", "Browser Goods"
# A folder for the pictures of README and docs, which tests take on their way; without it they take none.
PICTURES = os.environ.get("OT_PICTURES")

expect.set_options(timeout=PATIENCE)


def day(offset: int) -> str:
	"""A day by the site's calendar: at night it is another one than this machine's."""
	return (datetime.now(DeskTestCase.zone).date() + timedelta(days=offset)).isoformat()


class DeskTestCase(unittest.TestCase):
	"""One browser a class, one page a test. A test fails when the page threw a script error."""

	zone: ZoneInfo

	@classmethod
	def setUpClass(cls):
		cls.playwright = sync_playwright().start()
		cls.addClassCleanup(cls.playwright.stop)
		cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
		cls.addClassCleanup(cls.browser.close)
		cls.context = cls.browser.new_context(viewport={"width": 1440, "height": 900})
		# Some builds of version 16 forget to bundle the list of emoji that their icons look into.
		cls.context.add_init_script("window.gemoji ??= []")
		page = cls.context.new_page()
		log_in(page)
		DeskTestCase.zone = ZoneInfo(page.evaluate("() => frappe.boot.time_zone.system"))
		make_masters(page)
		page.close()

	def setUp(self):
		self.script_errors = []
		self.page = self.new_page()

	def tearDown(self):
		self.page.close()
		self.assertEqual(self.script_errors, [])

	def new_page(self) -> Page:
		page = self.context.new_page()
		page.set_default_timeout(PATIENCE)
		page.on("pageerror", lambda error: self.script_errors.append(error.stack or str(error)))
		open_desk(page)
		return page

	def picture(self, name: str) -> None:
		if PICTURES:
			self.page.wait_for_load_state("networkidle")
			self.page.screenshot(path=Path(PICTURES) / f"{name}.png")

	# --- what a person does ---------------------------------------------------------------------------

	def open(self, *route: str) -> None:
		self.page.evaluate("route => { frappe.set_route(...route); }", list(route))

	def open_form(self, doctype: str, name: str) -> None:
		"""Until it is there the page before it is, with panels of its own."""
		self.open("Form", doctype, name)
		self.page.wait_for_function(
			"name => window.cur_frm?.docname === name && $(cur_frm.wrapper).is(':visible')", arg=name
		)

	def open_tracker(self, order: str) -> None:
		self.open("Form", "Order Tracker", order)
		expect(self.page.locator(".ot-overview .ot-facts:visible")).to_contain_text(order)

	def press(self, label: str, group: str | None = None) -> None:
		"""A button on top of the form, in a group where it stands in one."""
		if group:
			toolbar = self.page.locator(".inner-group-button:visible", has_text=group)
			toolbar.locator("button").click()
			toolbar.locator(".dropdown-item", has_text=label).first.click()
		else:
			self.page.locator(".page-actions button:visible", has_text=label).first.click()

	def fill(self, field: str, value: str) -> None:
		"""A field of the open dialog."""
		control = self.dialog.locator(f"[data-fieldname='{field}']")
		entry = control.locator("input, textarea, select").first
		if entry.evaluate("node => node.tagName") == "SELECT":
			entry.select_option(value)
		else:
			entry.fill(value)

	@property
	def dialog(self):
		return self.page.locator(".modal.show .modal-content")

	def confirm_dialog(self) -> None:
		self.dialog.locator(".btn-modal-primary, .btn-primary").first.click()
		expect(self.dialog).to_have_count(0)

	def tracker(self, order: str) -> dict:
		return self.page.evaluate("order => frappe.db.get_doc('Order Tracker', order)", order)

	# --- ERPNext's documents ----------------------------------------------------------------------------

	def make_order(self, promised: list[int], qty: int = 4, **values) -> str:
		"""A submitted Sales Order with one line for each promise, in days from today."""
		lines = [
			{
				"item_code": ITEM,
				"qty": qty,
				"rate": 100,
				"delivery_date": day(offset),
				"warehouse": warehouse(self.page),
			}
			for offset in promised
		]
		order = {
			"doctype": "Sales Order",
			"company": company(self.page),
			"customer": CUSTOMER,
			"transaction_date": day(-30),
			"delivery_date": max(line["delivery_date"] for line in lines),
			"items": lines,
			**values,
		}
		name = submit(self.page, order)
		settle(self.page)
		return name

	def deliver(self, order: str, qty: float | None = None, page: Page | None = None) -> str:
		page = page or self.page
		note = call(
			page, "erpnext.selling.doctype.sales_order.sales_order.make_delivery_note", {"source_name": order}
		)
		if qty is not None:
			note["items"] = note["items"][:1]
			note["items"][0]["qty"] = qty
		name = submit(page, note)
		settle(page)
		return name


def log_in(page: Page) -> None:
	page.set_default_timeout(PATIENCE)
	page.goto(f"{URL}/login")
	page.locator("#login_email").fill(USER)
	page.locator("#login_password").fill(PASSWORD)
	page.locator(".btn-login:visible").first.click()
	page.wait_for_url(lambda url: "/login" not in url)
	open_desk(page)


def open_desk(page: Page) -> None:
	"""`/app` leads to the desk on every version."""
	page.goto(f"{URL}/app/order-tracker")
	page.wait_for_function("() => window.frappe?.boot?.user && window.cur_list?.filter_area")


def call(page: Page, method: str, args: dict):
	return page.evaluate("([method, args]) => frappe.xcall(method, args)", [method, args])


def submit(page: Page, doc: dict) -> str:
	"""Insert and submit; returns the name."""
	saved = call(page, "frappe.client.insert", {"doc": doc})
	return call(page, "frappe.client.submit", {"doc": saved})["name"]


def settle(page: Page) -> None:
	"""Trackers follow after the answer to a request: wait until no change waits any more."""
	for _ in range(PATIENCE // 250):
		if call(page, "frappe.client.get_count", {"doctype": "Order Tracking Mark"}) == 0:
			return
		page.wait_for_timeout(250)
	raise AssertionError("Changes still wait for their trackers")


def company(page: Page) -> str:
	"""The one that lists and reports begin with; a site with demo data has two."""
	return page.evaluate("() => frappe.defaults.get_user_default('Company')")


def warehouse(page: Page) -> str:
	filters = {"company": company(page), "is_group": 0, "warehouse_name": ["like", "Stores%"]}
	return call(page, "frappe.client.get_list", {"doctype": "Warehouse", "filters": filters})[0]["name"]


def make_masters(page: Page) -> None:
	"""Once a site: a customer, and goods of which there is enough."""

	def is_there(doctype: str, name: str) -> bool:
		return bool(call(page, "frappe.client.get_count", {"doctype": doctype, "filters": {"name": name}}))

	def first(doctype: str) -> str:
		filters = {"is_group": 0}
		return call(page, "frappe.client.get_list", {"doctype": doctype, "filters": filters})[0]["name"]

	if not is_there("Customer", CUSTOMER):
		group, territory = first("Customer Group"), first("Territory")
		customer = {
			"doctype": "Customer",
			"customer_name": CUSTOMER,
			"customer_group": group,
			"territory": territory,
		}
		call(page, "frappe.client.insert", {"doc": customer})
	if not is_there("Item", ITEM):
		item = {"doctype": "Item", "item_code": ITEM, "item_group": first("Item Group"), "stock_uom": "Nos"}
		call(page, "frappe.client.insert", {"doc": {**item, "is_stock_item": 1, "valuation_rate": 1}})
	in_stock = {"item_code": ITEM, "warehouse": warehouse(page), "actual_qty": [">", 1000]}
	if not call(page, "frappe.client.get_count", {"doctype": "Bin", "filters": in_stock}):
		line = {"item_code": ITEM, "qty": 100_000, "t_warehouse": warehouse(page), "basic_rate": 1}
		entry = {
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Receipt",
			"company": company(page),
			"items": [line],
		}
		submit(page, entry)
