"""What each report says of bad input, of little, and of names that are no names."""

import csv
from io import BytesIO, StringIO
from unittest.mock import patch

import frappe
import openpyxl
from frappe.desk.query_report import export_query
from frappe.utils import now_datetime, today

from order_tracking.constants import CUSTOMER, GATE_OVERRIDE
from order_tracking.decisions import buttons as decisions
from order_tracking.tests.companies import make_company
from order_tracking.tests.factories import COMPANY, deliver, make_customer, make_item, move_date
from order_tracking.tests.note_scene import note_on
from order_tracking.tests.report_case import EVERY_REPORT, NOTES, ReportTestCase, day


class TestBadInput(ReportTestCase):
	def test_no_data_is_an_empty_report_that_says_what_to_do(self):
		for name in EVERY_REPORT:
			with self.subTest(name):
				found = self.report(name)
				self.assertEqual((found["result"], found["chart"], found["report_summary"]), ([], None, None))
				self.assertIn("Widen the period", found["message"])

	def test_one_order_is_enough_for_every_report(self):
		order = self.order([{"delivery_date": day(-3)}])
		deliver(order, on=day(-1))
		late = self.order([{"delivery_date": day(-2)}])
		move_date(self.order(), day(40))
		self.settle()
		note_on(late.name, must_acknowledge=1)
		for name in EVERY_REPORT:
			with self.subTest(name):
				found = self.report(name)
				self.assertTrue(found["result"])
				self.assertTrue(found["report_summary"])
				cards = {card["label"] for card in found["report_summary"]}
				self.assertEqual(len(cards), len(found["report_summary"]))
				fields = {column["fieldname"] for column in found["columns"]}
				self.assertEqual(len(fields), len(found["columns"]))

	def test_a_period_that_ends_before_it_begins_gets_a_sentence(self):
		self.order()
		for name in EVERY_REPORT:
			with self.subTest(name):
				found = self.report(name, from_date=today(), to_date=day(-1))
				self.assertEqual(found["result"], [])
				self.assertIn("ends before it begins", found["message"])

	def test_a_year_without_orders_gets_a_sentence(self):
		self.order([{"delivery_date": day(-2)}])
		for name in EVERY_REPORT:
			with self.subTest(name):
				found = self.report(name, from_date="2001-01-01", to_date="2001-12-31")
				self.assertEqual((found["result"], found["chart"]), ([], None))
				self.assertIn("Widen the period", found["message"])

	def test_currencies_are_never_added_up(self):
		other = make_company("Reports Overseas", "ROS", "EUR")
		self.order()
		self.order(company=other, currency="EUR")
		for name in ("Open Order Lines", "Order Cash View"):
			with self.subTest(name):
				found = self.report(name, company=None)
				self.assertEqual(found["result"], [])
				self.assertIn("different currencies", found["message"])
		found = self.report("On Time In Full", company=None, measure="Value")
		self.assertIn("different currencies", found["message"])
		sheet = self.report("Order Tracking Sheet", company=None)
		self.assertEqual({row["currency"] for row in sheet["result"]}, {"USD", "EUR"})
		self.assertEqual([card["label"] for card in sheet["report_summary"]], ["Orders"])

	def test_what_is_overdue_is_counted_in_all_currencies_and_added_up_in_none(self):
		other = make_company("Reports Overseas", "ROS", "EUR")
		self.order([{"delivery_date": day(-3)}])
		self.order([{"delivery_date": day(-3)}], company=other, currency="EUR")
		found = self.report("Overdue and At Risk Orders", company=None)
		self.assertIn("different currencies", found["message"])
		self.assertEqual({row["company_currency"] for row in found["result"]}, {"USD", "EUR"})
		self.assertEqual(sum(found["chart"]["data"]["datasets"][0]["values"]), 2)
		self.assertNotIn("Currency", {card["datatype"] for card in found["report_summary"]})

	def test_a_listing_is_cut_with_a_sentence_while_cards_count_all(self):
		self.order([{"item_code": item} for item in ("Laptop", "Mouse", "Keyboard")])
		found = self.report("Open Order Lines", limit=2)
		self.assertEqual(len(found["result"]), 2)
		self.assertEqual(found["report_summary"][0]["value"], 3)
		self.assertIn("first 2 of 3", found["message"])
		self.assertEqual(len(self.rows("Open Order Lines", limit=0)), 3)

	def test_all_rows_at_once_are_no_more_than_a_page_holds_and_a_file_has_them_all(self):
		self.order([{"item_code": item} for item in ("Laptop", "Mouse", "Keyboard")])
		with patch("order_tracking.reporting.rows.MOST_ROWS", 2):
			for name in ("Open Order Lines", "Order Tracking Sheet"):
				with self.subTest(name):
					for rows in (0, 300_000):
						found = self.report(name, limit=rows)
						self.assertEqual(len(found["result"]), 2)
						self.assertIn("as many as a page can hold", found["message"])
					file = csv.reader(StringIO(self.exported(name, "CSV", limit=0).decode()))
					self.assertEqual(len(list(file)), 1 + 3)

	def test_a_file_counts_in_whole_numbers(self):
		deliver(self.order([{"delivery_date": day(-3)}]), on=day(-4))
		self.order([{"delivery_date": day(-2)}])
		self.settle()
		for name, counts in (("On Time In Full", ("2", "1")), ("Open Order Lines", ("1", "1"))):
			with self.subTest(name):
				file = self.exported(name, "CSV", group_by="Customer")
				row = list(csv.reader(StringIO(file.decode())))[1]
				self.assertEqual((row[0], *row[1:3]), (self.customer, *counts))
				self.assertNotIn("1.0", row)

	def test_names_with_quotes_percent_and_commas_come_through_as_they_are(self):
		self.customer = make_customer(f"\"50%\" 'off', {frappe.generate_hash(length=6)}")
		self.order()
		self.assertEqual(self.rows("Open Order Lines")[0]["customer"], self.customer)
		grouped = self.rows("Open Order Lines", group_by="Customer")
		self.assertEqual([row["group"] for row in grouped], [self.customer])

	def test_a_name_that_is_a_formula_is_text_in_every_file(self):
		self.customer = make_customer(f'=HYPERLINK("x","{frappe.generate_hash(length=6)}")')
		item = make_item('=2+2, "quoted"')
		order = self.order([{"delivery_date": day(-3), "item_code": item}])
		deliver(order, on=day(-1))
		late = self.order([{"delivery_date": day(-2), "item_code": item}])
		move_date(self.order(), day(40))
		self.settle()
		note_on(late.name, text="=1+1", must_acknowledge=1)
		decisions.hold(late.name, CUSTOMER, "@SUM(1)")
		self.overridden(late.name, "=cmd|' /C calc'!A0")
		self.settle()
		for name, filters in (*((name, {}) for name in EVERY_REPORT), (NOTES, {"show": "Overrides"})):
			with self.subTest(name, **filters):
				rows = list(csv.reader(StringIO(self.exported(name, "CSV", **filters).decode())))
				self.assertGreater(len(rows), 1)
				self.assertFalse([cell for row in rows for cell in row if self.is_formula(cell)])
				sheet = openpyxl.load_workbook(BytesIO(self.exported(name, "Excel", **filters))).active
				self.assertNotIn("f", {cell.data_type for row in sheet.iter_rows() for cell in row})
		self.assertEqual(self.rows("Open Order Lines")[0]["customer"], self.customer)

	def overridden(self, order: str, reason: str) -> None:
		"""As the service writes it when a manager overrides a gate."""
		override = frappe.get_doc(
			{
				"doctype": GATE_OVERRIDE,
				"reference_doctype": "Sales Order",
				"reference_name": order,
				"sales_orders": order,
				"company": COMPANY,
				"customer": self.customer,
				"overridden_by": "Administrator",
				"overridden_at": now_datetime(),
				"reason": reason,
			}
		)
		override.flags.by_order_tracking = True
		override.insert()

	def exported(self, name: str, file_format: str, **filters) -> bytes:
		frappe.local.form_dict = frappe._dict(
			report_name=name,
			file_format_type=file_format,
			filters=frappe.as_json({"company": COMPANY, "customer": self.customer, **filters}),
			visible_idx=frappe.as_json(list(range(100))),
			csv_delimiter=",",
			csv_quoting=0,
		)
		export_query()
		frappe.local.form_dict = frappe._dict()
		return frappe.response.pop("filecontent")

	@staticmethod
	def is_formula(cell: str) -> bool:
		"""Whether a spreadsheet would calculate it; a number below zero is no formula."""
		return (
			cell.startswith(("=", "+", "-", "@")) and not cell[1:].replace(".", "").replace(",", "").isdigit()
		)
