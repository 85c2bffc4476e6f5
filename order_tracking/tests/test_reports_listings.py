"""What the listings say of a little world."""

from datetime import date
from unittest.mock import patch

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days

from order_tracking.constants import CUSTOMER, TRACKER_LINE
from order_tracking.decisions import buttons as decisions
from order_tracking.tests.factories import COMPANY, deliver
from order_tracking.tests.report_case import ReportTestCase, day


class TestListings(ReportTestCase):
	def test_open_lines_tell_rest_money_days_and_what_to_do(self):
		order = self.order(
			[
				{"qty": 10, "rate": 50, "delivery_date": day(-2)},
				{"item_code": "Mouse", "delivery_date": day(9)},
			]
		)
		deliver(order, on=day(-4), qty={"Laptop": 4})
		late, coming = self.rows("Open Order Lines")
		self.assertEqual((late["remaining_qty"], late["remaining_amount"], late["days_left"]), (6, 300, -2))
		self.assertEqual((late["health"], late["next_action"]), ("Overdue", "Deliver"))
		self.assertEqual((coming["days_left"], coming["health"]), (9, "On Track"))
		cards = self.cards("Open Order Lines")
		self.assertEqual(
			(cards["Open Lines"], cards["Remaining Amount"], cards["Overdue Amount"]), (2, 400, 300)
		)

	def test_open_lines_by_week_item_and_warehouse_add_up_to_the_same(self):
		self.order(
			[
				{"delivery_date": day(n), "item_code": item}
				for n, item in ((-2, "Laptop"), (9, "Mouse"), (30, "Laptop"))
			]
		)
		for group_by in ("Week", "Item", "Item Group", "Warehouse", "Sales Person", "Responsible"):
			with self.subTest(group_by):
				rows = self.rows("Open Order Lines", group_by=group_by)
				self.assertEqual(sum(row["lines"] for row in rows), 3)
				self.assertEqual(sum(row["amount"] for row in rows), 300)

	def test_an_order_counts_once_in_a_week_that_has_several_of_its_promises(self):
		monday = day(28 - day(0).weekday())
		self.order([{"delivery_date": monday}, {"delivery_date": add_days(monday, 1), "item_code": "Mouse"}])
		rows = self.rows("Open Order Lines", group_by="Week")
		self.assertEqual([(row["orders"], row["lines"]) for row in rows], [(1, 2)])

	def test_a_short_page_begins_like_a_long_one_and_counts_the_same(self):
		self.order(
			[{"delivery_date": day(n), "item_code": item} for n, item in ((5, "Laptop"), (2, "Mouse"))]
		)
		self.order([{"delivery_date": day(3)}])
		self.settle()
		# Who asks for everything and may see everything gets it without a look at the orders.
		in_one = patch("order_tracking.reporting.permitted.company_currency", lambda asked: ("USD", None))
		for filters in ({"company": COMPANY, "customer": self.customer}, {}):
			with self.subTest(filters), in_one:
				long, short = (run("Open Order Lines", filters={**filters, "limit": rows}) for rows in (0, 2))
				rows, first = (
					[(row["next_promise"] or date.max, row["tracker"]) for row in found["result"]]
					for found in (long, short)
				)
				self.assertEqual((first, rows), (rows[:2], sorted(rows)))
				self.assertEqual(short["report_summary"], long["report_summary"])
				self.assertEqual(long["report_summary"][0]["value"], len(rows))

	def test_a_held_order_past_its_promise_is_told_apart(self):
		order = self.order([{"delivery_date": day(-3)}])
		self.order([{"item_code": "Mouse", "delivery_date": day(-10)}])
		self.settle()
		decisions.hold(order.name, CUSTOMER, "waits for the drawing")
		cards = self.cards("Overdue and At Risk Orders")
		self.assertEqual((cards["Overdue Orders"], cards["On Hold and Past the Promise"]), (1, 1))
		rows = self.rows("Overdue and At Risk Orders", ageing="5")
		self.assertEqual([row["age"] for row in rows], ["6 days and more", "1 to 5 days"])
		self.assertIn("waits for the drawing", rows[1]["reason"])
		self.assertEqual(rows[0]["late_items"], "Mouse")

	def test_the_sheet_has_the_ten_columns_in_both_languages(self):
		self.order()
		heads = {
			"en": [
				"Order Number",
				"Customer Name",
				"Product/Service",
				"Quantity",
				"Unit Price",
				"Total",
				"Payment Method",
				"Expected Delivery Date",
				"Actual Delivery Date",
				"Order Status",
			],
			"zh": [
				"订单号",
				"客户姓名",
				"产品/服务",
				"数量",
				"单价",
				"总价",
				"付款方式",
				"预计交付日期",
				"实际交付日期",
				"订单状态",
			],
		}
		for language, expected in heads.items():
			with self.subTest(language):
				columns = self.report("Order Tracking Sheet", language=language)["columns"]
				self.assertEqual(
					[column["label"] for column in columns if not column.get("hidden")], expected
				)

	def test_the_period_of_the_sheet_is_that_of_orders_or_of_their_promises(self):
		self.order([{"delivery_date": day(20)}])
		coming = {"from_date": day(15), "to_date": day(25)}
		self.assertEqual(self.rows("Order Tracking Sheet", **coming), [])
		self.assertEqual(len(self.rows("Order Tracking Sheet", dates="Promise", **coming)), 1)

	def test_an_order_of_many_lines_is_one_row_of_the_sheet(self):
		order = self.order([{"rate": 7999}, {"item_code": "Mouse", "qty": 2, "rate": 10}])
		row = self.rows("Order Tracking Sheet", rows="Order")[0]
		self.assertEqual(
			(row["sales_order"], row["product"], row["qty"]), (order.name, "Laptop and 1 more", 3)
		)
		self.assertEqual((row["amount"], row.get("rate")), (8019, None))

	def test_a_struck_line_is_in_no_listing(self):
		order = self.order([{}, {"item_code": "Mouse"}])
		self.settle()
		frappe.db.set_value(
			TRACKER_LINE, {"parent": order.name, "item_code": "Mouse"}, {"is_struck": 1, "remaining_qty": 0}
		)
		self.assertEqual([row["item_code"] for row in self.rows("Open Order Lines")], ["Laptop"])
		self.assertEqual([row["item_code"] for row in self.rows("Order Tracking Sheet")], ["Laptop"])
