"""What reports say of money, promises and history; and that they ask the same number of questions of few and many."""

from datetime import datetime
from unittest.mock import patch

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days

from order_tracking import records
from order_tracking.constants import CUSTOMER, EVENT, FIRST_PROMISE, PROMISE_CHANGE
from order_tracking.decisions import buttons as decisions
from order_tracking.tests.factories import (
	COMPANY,
	bill,
	deliver,
	move_date,
)
from order_tracking.tests.report_case import REPORTS, ReportTestCase, day


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

	def test_dwell_of_a_year_without_orders_tells_nothing_of_now(self):
		self.order()
		self.assertEqual([row["month"] for row in self.rows("Order Stage Dwell")], ["Now"])
		found = self.report("Order Stage Dwell", from_date="2001-01-01", to_date="2001-12-31")
		self.assertEqual(found["result"], [])
		self.assertIn("Widen the period", found["message"])

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
		self.assertEqual(len(everything), self.cards("Order Tracking Audit")["Changes"])
		self.assertEqual(self.rows("Order Tracking Audit", actor="nobody@example.com"), [])

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
