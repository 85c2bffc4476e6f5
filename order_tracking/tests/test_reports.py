"""What each report says of a little world, and of bad input."""

import csv
from datetime import datetime, timedelta
from io import BytesIO, StringIO
from unittest.mock import patch

import frappe
import openpyxl
from frappe.desk.query_report import export_query, run
from frappe.utils import add_days, getdate, today

from order_tracking import decisions, records
from order_tracking.constants import CUSTOMER, EVENT, FIRST_PROMISE, PROMISE_CHANGE, TRACKER, TRACKER_LINE
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import (
	COMPANY,
	bill,
	deliver,
	make_company,
	make_customer,
	make_order,
	move_date,
)

REPORTS = (
	"Order Tracking Sheet",
	"Open Order Lines",
	"Overdue and At Risk Orders",
	"On Time In Full",
	"Promise Reliability",
	"Order Stage Dwell",
	"Order Cash View",
	"Order Tracking Audit",
)


def day(n: int):
	return getdate(add_days(today(), n))


class ReportTestCase(SiteTestCase):
	"""A customer of its own keeps a test apart from everything else on the site."""

	def setUp(self):
		super().setUp()
		self.customer = make_customer(f"Reports {frappe.generate_hash(length=8)}")

	def order(self, lines: list[dict] | None = None, **values):
		return make_order(lines, customer=self.customer, **values)

	def report(self, name: str, **filters) -> dict:
		self.settle()
		return run(name, filters={"company": COMPANY, "customer": self.customer, **filters})

	def rows(self, name: str, **filters) -> list[dict]:
		return self.report(name, **filters)["result"]

	def cards(self, name: str, **filters) -> dict:
		return {card["label"]: card["value"] for card in self.report(name, **filters)["report_summary"]}

	def otif(self, **filters) -> dict:
		rows = self.rows("On Time In Full", group_by="Customer", **filters)
		self.assertEqual([row["group"] for row in rows], [self.customer])
		return rows[0]


class TestBadInput(ReportTestCase):
	def test_no_data_is_an_empty_report_that_says_what_to_do(self):
		for name in REPORTS:
			with self.subTest(name):
				found = self.report(name)
				self.assertEqual((found["result"], found["chart"], found["report_summary"]), ([], None, []))
				self.assertIn("Widen the period", found["message"])

	def test_one_order_is_enough_for_every_report(self):
		order = self.order([{"delivery_date": day(-3)}])
		deliver(order, on=day(-1))
		self.order([{"delivery_date": day(-2)}])
		move_date(self.order(), day(40))
		for name in REPORTS:
			with self.subTest(name):
				found = self.report(name)
				self.assertTrue(found["result"])
				self.assertTrue(found["report_summary"])
				fields = {column["fieldname"] for column in found["columns"]}
				self.assertEqual(len(fields), len(found["columns"]))

	def test_a_period_that_ends_before_it_begins_gets_a_sentence(self):
		self.order()
		for name in REPORTS:
			with self.subTest(name):
				found = self.report(name, from_date=today(), to_date=day(-1))
				self.assertEqual(found["result"], [])
				self.assertIn("ends before it begins", found["message"])

	def test_currencies_are_never_added_up(self):
		other = make_company("Reports Overseas", "ROS", "EUR")
		self.order()
		self.order(company=other, currency="EUR")
		for name in ("Open Order Lines", "Overdue and At Risk Orders", "Order Cash View"):
			with self.subTest(name):
				found = self.report(name, company=None)
				self.assertEqual(found["result"], [])
				self.assertIn("different currencies", found["message"])
		found = self.report("On Time In Full", company=None, measure="Value")
		self.assertIn("different currencies", found["message"])
		sheet = self.report("Order Tracking Sheet", company=None)
		self.assertEqual({row["currency"] for row in sheet["result"]}, {"USD", "EUR"})
		self.assertEqual([card["label"] for card in sheet["report_summary"]], ["Orders"])

	def test_a_listing_is_cut_with_a_sentence_while_cards_count_all(self):
		self.order([{"item_code": item} for item in ("Laptop", "Mouse", "Keyboard")])
		found = self.report("Open Order Lines", limit=2)
		self.assertEqual(len(found["result"]), 2)
		self.assertEqual(found["report_summary"][0]["value"], 3)
		self.assertIn("first 2 of 3", found["message"])
		self.assertEqual(len(self.rows("Open Order Lines", limit=0)), 3)

	def test_names_with_quotes_percent_and_commas_come_through_as_they_are(self):
		self.customer = make_customer(f"\"50%\" 'off', {frappe.generate_hash(length=6)}")
		self.order()
		self.assertEqual(self.rows("Open Order Lines")[0]["customer"], self.customer)
		grouped = self.rows("Open Order Lines", group_by="Customer")
		self.assertEqual([row["group"] for row in grouped], [self.customer])

	def test_a_name_that_is_a_formula_is_text_in_a_file(self):
		self.customer = make_customer(f'=HYPERLINK("x","{frappe.generate_hash(length=6)}")')
		self.order()
		filters = {"company": COMPANY, "customer": self.customer}
		self.settle()
		files = {}
		for file_format in ("CSV", "Excel"):
			frappe.local.form_dict = frappe._dict(
				report_name="Open Order Lines",
				file_format_type=file_format,
				filters=frappe.as_json(filters),
				visible_idx="[0]",
				csv_delimiter=",",
				csv_quoting=0,
			)
			export_query()
			files[file_format] = frappe.response.pop("filecontent")
		frappe.local.form_dict = frappe._dict()
		rows = list(csv.reader(StringIO(files["CSV"].decode())))
		self.assertEqual(rows[1][1], f"'{self.customer}")
		sheet = openpyxl.load_workbook(BytesIO(files["Excel"])).active
		self.assertEqual(sheet.cell(2, 2).data_type, "s")
		self.assertEqual(self.rows("Open Order Lines")[0]["customer"], self.customer)


class TestOtif(ReportTestCase):
	def delivered(self, promised: int, on: int):
		order = self.order([{"delivery_date": day(promised)}])
		deliver(order, on=day(on))
		return order

	def test_a_moved_promise_is_missed_first_and_kept_now(self):
		order = self.order([{"delivery_date": day(-9)}])
		self.settle()
		move_date(order, day(-5))
		deliver(order, on=day(-6))
		row = self.otif()
		self.assertEqual((row["first_percent"], row["current_percent"]), (0, 100))

	def test_one_late_line_misses_the_whole_order_and_one_line(self):
		order = self.order([{"delivery_date": day(-9)}, {"item_code": "Mouse", "delivery_date": day(-2)}])
		deliver(order, on=day(-5))
		self.assertEqual(self.otif(measure="Orders")["current_percent"], 0)
		self.assertEqual(self.otif(measure="Lines")["current_percent"], 50)

	def test_a_late_line_tells_although_the_other_waits(self):
		order = self.order([{"delivery_date": day(-9)}, {"item_code": "Mouse", "delivery_date": day(20)}])
		deliver(order, on=day(-5), qty={"Laptop": 1})
		row = self.otif(measure="Orders")
		self.assertEqual((row["current_counted"], row["current_kept"]), (1, 0))

	def test_what_is_not_due_is_not_counted(self):
		self.delivered(-5, -6)
		self.order()
		row = self.otif()
		self.assertEqual((row["first_counted"], row["first_percent"]), (1, 100))

	def test_an_unknown_first_promise_is_counted_apart(self):
		order = self.delivered(-5, -3)
		self.delivered(-5, -6)
		self.settle()
		line = frappe.db.get_value(TRACKER_LINE, {"parent": order.name})
		frappe.db.set_value(
			TRACKER_LINE, line, {"first_promise": None, "is_first_promise_known": 0, "days_late": 0}
		)
		frappe.db.set_value(TRACKER, order.name, {"first_promise": None, "days_late": 0})
		for measure in ("Orders", "Lines"):
			with self.subTest(measure):
				row = self.otif(measure=measure)
				self.assertEqual((row["first_counted"], row["unknown"], row["current_counted"]), (1, 1, 2))

	def test_closed_short_is_not_in_full_unless_the_customer_wanted_it(self):
		order = self.order([{"delivery_date": day(20)}])
		self.settle()
		decisions.close(order.name, "Us", "out of stock")
		self.assertEqual((self.otif()["current_percent"], self.otif()["current_net_percent"]), (0, 0))
		decisions.close(order.name, CUSTOMER, "changed his mind")
		self.assertEqual((self.otif()["current_percent"], self.otif()["current_net_percent"]), (0, None))

	def test_days_that_the_customer_held_are_taken_off(self):
		order = self.delivered(-5, -3)
		self.settle()
		self.hold(order.name, day(-8), day(-6), "Us")
		for measure in ("Orders", "Lines", "Quantity", "Value"):
			self.assertEqual(self.otif(measure=measure)["first_net_percent"], 0)
		self.hold(order.name, day(-4), day(-2), CUSTOMER)
		# Held until after the delivery: only the day before it counts, and two were missed.
		self.assertEqual(self.otif()["first_net_percent"], 0)
		self.hold(order.name, day(-12), day(-11), CUSTOMER)
		for measure in ("Orders", "Lines", "Quantity", "Value"):
			with self.subTest(measure):
				row = self.otif(measure=measure)
				self.assertEqual((row["first_percent"], row["first_net_percent"]), (0, 100))
				self.assertEqual((row["current_percent"], row["current_net_percent"]), (0, 100))

	def test_a_hold_before_the_promise_was_moved_is_in_the_new_promise(self):
		order = self.order([{"delivery_date": day(-9)}])
		self.settle()
		self.hold(order.name, day(-20), day(-15), CUSTOMER)
		move_date(order, day(-5))
		deliver(order, on=day(-4))
		row = self.otif()
		self.assertEqual((row["first_net_percent"], row["current_net_percent"]), (100, 0))

	def hold(self, tracker: str, since, until, cause: str) -> None:
		"""The history of a hold that is over, as our decisions and the drain write it."""
		moment = datetime.combine(since, datetime.min.time())
		end = datetime.combine(until, datetime.min.time())
		rows = (
			("workflow_state", "Approved", "On Hold", moment),
			("hold_cause", None, cause, moment + timedelta(seconds=1)),
			("workflow_state", "On Hold", "Approved", end),
		)
		header = {
			"order_tracker": tracker,
			"company": COMPANY,
			"sales_order": tracker,
			"actor": "Administrator",
		}
		records.write_history(
			[
				{**header, "field": field, "from_value": old, "to_value": new, "happened_at": at}
				for field, old, new, at in rows
			]
		)


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


class TestMoneyPromisesAndHistory(ReportTestCase):
	def test_money_waits_where_it_waits(self):
		unbilled, unpaid = self.order([{"rate": 70}]), self.order([{"rate": 40}])
		deliver(unbilled)
		deliver(unpaid)
		bill(unpaid)
		self.order([{"rate": 900}])
		rows = {row["tracker"]: row for row in self.rows("Order Cash View")}
		self.assertEqual(set(rows), {unbilled.name, unpaid.name})
		self.assertEqual((rows[unbilled.name]["unbilled"], rows[unpaid.name]["unpaid"]), (70, 40))
		cards = self.cards("Order Cash View")
		self.assertEqual((cards["Delivered, Not Billed"], cards["Billed, Not Paid"]), (70, 40))

	def test_cash_is_due_on_delivery_and_a_term_of_the_order_day_before_it(self):
		if not frappe.db.exists("Payment Term", "Half in Advance"):
			term = {"doctype": "Payment Term", "payment_term_name": "Half in Advance", "invoice_portion": 50}
			frappe.get_doc(
				{**term, "due_date_based_on": "Day(s) after invoice date", "credit_days": 0}
			).insert()
		order = self.order([{"rate": 200}], submit=False)
		order.payment_schedule = []
		for term, days in (("Half in Advance", 0), (None, 60)):
			order.append(
				"payment_schedule",
				{
					"payment_term": term,
					"due_date": add_days(order.transaction_date, days),
					"invoice_portion": 50,
					"mode_of_payment": "Cash",
				},
			)
		order.save()
		order.submit()
		row = self.rows("Order Cash View")[0]
		self.assertEqual((row["prepayment"], row["on_delivery"], row["unbilled"]), (100, 200, 0))

	def test_moves_are_counted_by_days_and_cause(self):
		order = self.order([{"delivery_date": day(10)}])
		self.settle()
		move_date(order, day(15))
		self.settle()
		order.reload()
		move_date(order, day(13))
		row = self.rows("Promise Reliability", group_by="Customer")[0]
		self.assertEqual((row["moves"], row["later"], row["earlier"], row["days"]), (2, 1, 1, 5))
		self.assertEqual((row["by_nobody"], row["by_us"], row["average_days"]), (2, 0, 5))
		moves = self.rows("Promise Reliability", group_by="Each Move")
		self.assertEqual(
			[(move["old_date"], move["new_date"]) for move in moves], [(day(15), day(13)), (day(10), day(15))]
		)

	def test_how_often_the_first_promise_held(self):
		for promised, on in ((-5, -6), (-5, -3)):
			deliver(self.order([{"delivery_date": day(promised)}]), on=day(on))
		row = self.rows("Promise Reliability", group_by="Customer")[0]
		self.assertEqual((row["told"], row["kept"], row["kept_percent"], row["moves"]), (2, 1, 50, 0))

	def test_dwell_is_the_time_between_two_stages(self):
		order = self.order()
		self.settle()
		frappe.db.delete(EVENT, {"order_tracker": order.name, "field": "stage"})
		moments = [datetime(2026, 3, 1, 12), datetime(2026, 3, 3, 0), datetime(2026, 4, 2, 0)]
		records.write_history(
			[
				{
					"order_tracker": order.name,
					"company": COMPANY,
					"sales_order": order.name,
					"field": "stage",
					"from_value": old,
					"to_value": new,
					"happened_at": at,
					"actor": "Administrator",
				}
				for old, new, at in zip(
					(None, "Confirmed", "Ready"), ("Confirmed", "Ready", "Completed"), moments, strict=True
				)
			]
		)
		rows = [
			(row["month"], row["stage"], row["average_days"], row["bottleneck"])
			for row in self.rows("Order Stage Dwell")
		]
		self.assertEqual(
			rows, [("2026-03", "Confirmed", 1.5, "Bottleneck"), ("2026-04", "Ready", 30.0, "Bottleneck")]
		)
		only = self.rows("Order Stage Dwell", from_date="2026-04-01", to_date="2026-04-02")
		self.assertEqual([row["stage"] for row in only], ["Ready"])

	def test_the_audit_says_who_changed_what_from_what_to_what_and_why(self):
		order = self.order()
		self.settle()
		decisions.hold(order.name, CUSTOMER, "no drawing yet")
		rows = self.rows("Order Tracking Audit", what="hold_cause")
		self.assertEqual(
			[(row["actor"], row["what"], row["to_value"], row["why"]) for row in rows],
			[("Administrator", "Hold Cause", "Customer", "no drawing yet")],
		)
		everything = self.rows("Order Tracking Audit")
		promises = frappe.db.count(PROMISE_CHANGE, {"order_tracker": order.name, "kind": FIRST_PROMISE})
		self.assertEqual(sum(row["what"] == "Promise: First Promise" for row in everything), promises)
		self.assertEqual(len(everything), sum(self.audit_chart().values()))
		self.assertEqual(self.rows("Order Tracking Audit", actor="nobody@example.com"), [])

	def audit_chart(self) -> dict:
		data = self.report("Order Tracking Audit")["chart"]["data"]
		return dict(zip(data["labels"], data["datasets"][0]["values"], strict=True))

	def test_the_number_of_queries_does_not_grow_with_rows(self):
		def queries(name: str) -> int:
			self.report(name)
			with patch.object(frappe.db, "sql", wraps=frappe.db.sql) as sql:
				run(name, filters={"company": COMPANY, "customer": self.customer})
				return sql.call_count

		deliver(self.order([{"delivery_date": day(-3)}]), on=day(-1), submit=True)
		self.order([{"delivery_date": day(-2)}])
		few = {name: queries(name) for name in REPORTS}
		for _n in range(4):
			self.order([{"delivery_date": day(-2)}, {"item_code": "Mouse", "delivery_date": day(-2)}])
		for name in REPORTS:
			with self.subTest(name):
				self.assertEqual(queries(name), few[name])
