"""On time in full: which promises count as kept, missed, unknown, and net of the days that the customer held."""

from datetime import datetime, timedelta

import frappe

from order_tracking import records
from order_tracking.constants import CUSTOMER, TRACKER, TRACKER_LINE
from order_tracking.decisions import buttons as decisions
from order_tracking.tests.factories import (
	COMPANY,
	deliver,
	move_date,
)
from order_tracking.tests.report_case import ReportTestCase, day


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

	def test_an_order_moved_across_a_month_counts_in_the_month_of_each_promise(self):
		order = self.order([{"delivery_date": day(-65)}], transaction_date=day(-70))
		self.settle()
		move_date(order, day(-5))
		deliver(order, on=day(-4))
		filters = {"group_by": "Month", "measure": "Orders", "from_date": day(-70), "to_date": day(0)}
		counted = {
			row["group"]: (row["first_counted"], row["current_counted"])
			for row in self.rows("On Time In Full", **filters)
		}
		months = f"{day(-65):%Y-%m}", f"{day(-5):%Y-%m}"
		self.assertEqual([counted[month] for month in months], [(1, 0), (0, 1)])
		only_the_last = {**filters, "from_date": day(-10)}
		rows = self.rows("On Time In Full", **only_the_last)
		self.assertEqual([(row["first_counted"], row["current_counted"]) for row in rows], [(0, 1)])

	def test_one_late_line_misses_the_whole_order_and_one_line(self):
		order = self.order([{"delivery_date": day(-9)}, {"item_code": "Mouse", "delivery_date": day(-2)}])
		deliver(order, on=day(-5))
		self.assertEqual(self.otif(measure="Orders")["current_percent"], 0)
		self.assertEqual(self.otif(measure="Lines")["current_percent"], 50)

	def test_what_has_no_warehouse_is_one_group_whether_it_never_had_one_or_lost_it(self):
		order = self.order([{"delivery_date": day(-9)}, {"item_code": "Mouse", "delivery_date": day(-9)}])
		for line, nothing in zip(order.items, (None, ""), strict=True):
			frappe.db.set_value("Sales Order Item", line.name, "warehouse", nothing)
		rows = self.rows("On Time In Full", group_by="Warehouse", measure="Orders")
		self.assertEqual([(row["group"], row["current_counted"]) for row in rows], [("", 1)])
		rows = self.rows("Open Order Lines", group_by="Warehouse")
		self.assertEqual([(row["group"], row["orders"], row["lines"]) for row in rows], [("", 1, 2)])

	def test_an_order_counts_in_each_group_that_it_has_lines_of_and_the_page_says_so(self):
		order = self.order([{"delivery_date": day(-9)}, {"item_code": "Mouse", "delivery_date": day(-2)}])
		deliver(order, on=day(-5))
		page = self.report("On Time In Full", group_by="Item", measure="Orders")
		kept = {row["group"]: (row["current_counted"], row["current_kept"]) for row in page["result"]}
		self.assertEqual(kept, {"Laptop": (1, 0), "Mouse": (1, 1)})
		sentence = "An order counts in each group that it has lines of"
		self.assertIn(sentence, page["message"])
		for asked in (
			{"group_by": "Item", "measure": "Lines"},
			{"group_by": "Customer", "measure": "Orders"},
		):
			self.assertNotIn(sentence, self.report("On Time In Full", **asked)["message"])

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

	def test_money_that_was_taken_off_to_the_last_cent_leaves_no_share(self):
		order = self.order([{"delivery_date": day(9), "rate": rate} for rate in (33.3, 66.6)])
		self.settle()
		decisions.close(order.name, CUSTOMER, "changed his mind")
		row = self.otif(measure="Value")
		self.assertEqual((row["current_percent"], row["current_net_percent"]), (0, None))

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
