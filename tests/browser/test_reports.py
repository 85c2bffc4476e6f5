"""The reports as a person sees them: rows, a chart that says what it shows, whole heads, and room enough on a phone."""

import json
import re
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import expect

from tests.browser.desk import CUSTOMER, DeskTestCase, call, day

REPORTS = (
	"Order Tracking Sheet",
	"Open Order Lines",
	"Overdue and At Risk Orders",
	"On Time In Full",
	"Promise Reliability",
	"Order Stage Dwell",
	"Order Notes Waiting",
	"Order Cash View",
	"Order Tracking Audit",
)
PHONE = {"width": 375, "height": 812}


def asks_for(url: str, report: str, filters: dict) -> bool:
	"""Whether this request ran the report with these filters among others; an empty one is not sent."""
	asked = parse_qs(urlsplit(url).query)
	if not urlsplit(url).path.endswith("query_report.run") or asked["report_name"] != [report]:
		return False
	sent = json.loads(asked["filters"][0])
	return all(sent.get(name, "") == value for name, value in filters.items())


class TestReports(DeskTestCase):
	order = ""

	def setUp(self):
		super().setUp()
		TestReports.order = TestReports.order or self.make_scene()

	def tearDown(self):
		# Frappe's page throws its chart away while the chart still listens to the width of the page.
		self.script_errors = [error for error in self.script_errors if "boundDrawFn" not in error]
		super().tearDown()

	def make_scene(self) -> str:
		"""An order of which every report has something to tell; one for all tests."""
		order = self.make_order([-3, 9])
		self.deliver(order, qty=1)
		note = {"text": "Ask for Mr Li", "must_acknowledge": 1, "readers": [{"audience": "Sales"}]}
		args = {"order_tracker": order, "kind": "Internal", "values": note}
		call(self.page, "order_tracking.notes.actions.write", args)
		return order

	def test_every_report_shows_rows_cards_and_a_chart_with_a_title(self):
		for report in REPORTS:
			with self.subTest(report):
				self.open_report(report)
				expect(self.page.locator(".dt-row-0:visible")).to_have_count(1)
				expect(self.page.locator(".report-summary:visible .summary-value").first).not_to_be_empty()
				expect(self.page.locator(".chart-wrapper:visible svg .title")).not_to_be_empty()
				self.assertEqual(self.cut_heads(), [])

	def test_every_report_fits_a_phone(self):
		self.page.set_viewport_size(PHONE)
		for report in REPORTS:
			with self.subTest(report):
				self.open_report(report)
				expect(self.page.locator(".dt-row-0:visible")).to_have_count(1)
				width = self.page.evaluate("() => document.documentElement.scrollWidth")
				self.assertLessEqual(width, PHONE["width"])

	def test_a_period_without_orders_and_a_reversed_one_get_a_sentence_and_no_empty_frames(self):
		periods = (
			("Widen the period", {"from_date": "2001-01-01", "to_date": "2001-12-31"}),
			("ends before it begins", {"from_date": "2026-02-01", "to_date": "2026-01-01"}),
		)
		for report in REPORTS:
			for sentence, period in periods:
				with self.subTest(report, **period):
					self.open_report(report, **period)
					expect(self.page.locator(".form-message:visible")).to_contain_text(sentence)
					expect(self.page.locator(".report-summary:visible")).to_have_count(0)
					expect(self.page.locator(".chart-wrapper:visible svg")).to_have_count(0)

	def test_how_late_a_line_is_tells_its_day_and_not_by_colour_alone(self):
		self.open_report("Open Order Lines", customer=CUSTOMER)
		row = self.page.locator(".dt-row:visible", has_text=self.order).first
		late = row.locator("span[title]", has_text="3 days late")
		expect(late).to_have_attribute("title", self.shown(day(-3)))
		expect(row).to_contain_text("Overdue")
		expect(row.locator("a", has_text=self.order)).to_have_attribute("href", re.compile(self.order))

	def test_a_group_leads_to_the_rows_behind_it(self):
		for report, rows in (
			("Open Order Lines", "Open Order Lines"),
			("On Time In Full", "Order Tracking Sheet"),
		):
			with self.subTest(report):
				self.open_report(report, group_by="Customer")
				group = self.page.locator(".dt-row-0:visible a[title='Show the rows behind this']")
				customer = group.inner_text()
				group.click()
				self.page.wait_for_function(
					"""([report, customer]) => window.frappe?.query_report?.report_name === report
						&& frappe.query_report.get_filter_value("customer") === customer""",
					arg=[rows, customer],
				)
				expect(self.page.locator(".dt-row-0:visible a", has_text=customer)).to_be_visible()
				expect(self.page.locator("a[title='Show the rows behind this']:visible")).to_have_count(0)

	def test_a_month_leads_to_rows_of_the_part_of_it_that_was_asked_for(self):
		one_day = {"from_date": day(-3), "to_date": day(-3)}
		self.open_report("On Time In Full", measure="Lines", **one_day)
		self.assertLessEqual(one_day.items(), self.filters_behind_the_first_group(**one_day).items())

	def test_a_group_of_all_companies_and_times_leads_to_rows_of_all_of_them(self):
		everything = {"company": "", "from_date": "", "to_date": ""}
		self.open_report("On Time In Full", group_by="Customer", **everything)
		self.assertEqual(everything.keys() & self.filters_behind_the_first_group(**everything).keys(), set())

	# --- what a person does ---------------------------------------------------------------------------

	def open_report(self, report: str, **filters) -> None:
		"""With the filters that it begins with, then these; until it shows the answer to them."""
		self.page.evaluate(
			"""report => {
				if (frappe.query_report && frappe.query_report.report_name !== report)
					frappe.query_report.last_ajax = null;
			}""",
			report,
		)
		self.open("query-report", report)
		self.page.wait_for_function("report => frappe.query_report?.report_name === report", arg=report)
		self.wait_for_answer()
		if filters:
			with self.page.expect_response(lambda response: asks_for(response.url, report, filters)):
				self.page.evaluate("filters => { frappe.query_report.set_filter_value(filters); }", filters)
			self.wait_for_answer()

	def filters_behind_the_first_group(self, **filters) -> dict:
		"""Those of the sheet, once somebody opened the rows of the first group and it was asked with these among others."""
		asked = {"dates": "Promise", **filters}
		with self.page.expect_response(
			lambda response: asks_for(response.url, "Order Tracking Sheet", asked)
		):
			self.page.locator(".dt-row-0:visible a[title='Show the rows behind this']").click()
		self.wait_for_answer()
		return self.page.evaluate("() => frappe.query_report.get_filter_values()")

	def wait_for_answer(self) -> None:
		"""A page asks more than once while it sets its filters up: only the last answer is shown to stay."""
		self.page.wait_for_function("() => frappe.query_report.last_ajax?.readyState === 4")

	def cut_heads(self) -> list[str]:
		"""Heads of columns that are wider than their place."""
		return self.page.evaluate(
			"""() => [...document.querySelectorAll(".dt-header .dt-cell--header .dt-cell__content")]
				.filter((head) => head.offsetParent && head.scrollWidth > head.clientWidth)
				.map((head) => head.innerText.trim())"""
		)

	def shown(self, date: str) -> str:
		return self.page.evaluate("date => frappe.datetime.str_to_user(date)", date)
