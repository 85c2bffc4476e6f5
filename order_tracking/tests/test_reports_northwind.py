"""What the reports print of a hundred real orders, against the same worked out from the tables by plain Python."""

import csv
from collections import Counter, defaultdict
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from unittest.mock import patch

import frappe
from frappe.desk.query_report import run

from order_tracking.tests import northwind
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.northwind_tables import THE_HUNDRED, read_tables
from order_tracking.tests.rebuild import rebuild

DAYS = ("1998-05-07", "1998-06-01")


def table(name: str) -> list[dict]:
	with (THE_HUNDRED / f"{name}.csv").open(newline="", encoding="utf-8") as file:
		return list(csv.DictReader(file))


def net(line: dict) -> float:
	"""ERPNext rounds the discounted rate to the cent."""
	rate = Decimal(line["unit_price"]) * (1 - Decimal(line["discount"]))
	return float(rate.quantize(Decimal("0.01"), ROUND_HALF_EVEN) * int(line["quantity"]))


ORDERS = {row["order_id"]: row for row in table("orders")}
LINES = [{**ORDERS[row["order_id"]], **row} for row in table("order_details")]


def share(rows: list[dict], day: str, weight) -> float | None:
	"""On time in full, in per cent: of what was shipped or should have been by the day before."""
	told = [row for row in rows if row["shipped_date"] or row["required_date"] < day]
	kept = [row for row in told if row["shipped_date"] and row["shipped_date"] <= row["required_date"]]
	return 100 * sum(map(weight, kept)) / sum(map(weight, told)) if told else None


class TestReportsOfNorthwind(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.world = northwind.World(run=f"{frappe.generate_hash(length=6)}-")
		northwind.load(read_tables(THE_HUNDRED), cls.world)
		cls.orders = list(northwind.made_orders(cls.world).values())

	def as_of(self, day: str):
		"""The trackers as they stand on this day, and reports that believe it is that day; rolled back after the test."""
		self.settle()
		rebuild(self.orders, date.fromisoformat(day))
		return patch("order_tracking.reporting.permitted.today", lambda: day)

	def report(self, name: str, **filters) -> dict:
		filters = {"company": northwind.COMPANY, "warehouse": self.world.warehouse, "limit": 0, **filters}
		return run(name, filters=filters)

	def test_otif_by_month_of_orders_lines_quantity_and_value(self):
		weights = {
			"Orders": (list(ORDERS.values()), lambda row: 1),
			"Lines": (LINES, lambda row: 1),
			"Quantity": (LINES, lambda row: int(row["quantity"])),
			"Value": (LINES, net),
		}
		for day in DAYS:
			with self.as_of(day):
				for measure, (rows, weight) in weights.items():
					months = {row["required_date"][:7] for row in rows}
					expected = {
						month: share([row for row in rows if row["required_date"][:7] == month], day, weight)
						for month in months
					}
					found = self.report("On Time In Full", measure=measure, group_by="Month")
					printed = {row["group"]: row for row in found["result"]}
					for month, percent in expected.items():
						with self.subTest(day=day, measure=measure, month=month):
							if percent is None:
								self.assertNotIn(month, printed)
								continue
							for column in (
								"first_percent",
								"current_percent",
								"first_net_percent",
								"current_net_percent",
							):
								self.assertAlmostEqual(printed[month][column], percent, places=6)
					self.assertEqual(found["report_summary"][0]["value"], f"{share(rows, day, weight):.1f}%")
			frappe.db.rollback()

	def test_otif_by_customer_and_by_item_group(self):
		customers = {row["customer_id"]: row["company_name"] for row in table("customers")}
		categories = {row["category_id"]: row["category_name"] for row in table("categories")}
		group_of = {row["product_id"]: categories[row["category_id"]] for row in table("products")}
		with self.as_of(DAYS[1]):
			printed = {
				row["group"]: row for row in self.report("On Time In Full", group_by="Customer")["result"]
			}
			for key, name in customers.items():
				rows = [row for row in ORDERS.values() if row["customer_id"] == key]
				if (percent := share(rows, DAYS[1], lambda row: 1)) is not None:
					self.assertAlmostEqual(
						printed[self.world.customers[key]]["first_percent"], percent, places=6, msg=name
					)
			found = self.report("On Time In Full", group_by="Item Group", measure="Lines")
			for row in found["result"]:
				rows = [line for line in LINES if group_of[line["product_id"]] == row["group"]]
				self.assertAlmostEqual(row["current_percent"], share(rows, DAYS[1], lambda row: 1), places=6)

	def test_otif_of_a_period_counts_what_was_promised_in_it(self):
		with self.as_of(DAYS[1]):
			found = self.report("On Time In Full", from_date="1998-01-01", to_date="1998-03-31")
		rows = [row for row in ORDERS.values() if "1998-01-01" <= row["required_date"] <= "1998-03-31"]
		self.assertEqual(sum(row["first_counted"] for row in found["result"]), len(rows))
		self.assertEqual(found["report_summary"][2]["value"], f"{share(rows, DAYS[1], lambda row: 1):.1f}%")

	def test_overdue_orders_their_money_and_their_age(self):
		for day in DAYS:
			late = [row for row in ORDERS.values() if not row["shipped_date"] and row["required_date"] < day]
			money = sum(
				net(line) for line in LINES if not line["shipped_date"] and line["required_date"] < day
			)
			ages = Counter()
			for row in late:
				days = (date.fromisoformat(day) - date.fromisoformat(row["required_date"])).days
				ages[
					"1 to 7 days"
					if days <= 7
					else "8 to 14 days"
					if days <= 14
					else "15 to 30 days"
					if days <= 30
					else "more"
				] += 1
			with self.subTest(day=day), self.as_of(day):
				found = self.report("Overdue and At Risk Orders", show="Overdue")
				cards = {card["label"]: card["value"] for card in found["report_summary"]}
				self.assertEqual(cards["Overdue Orders"], len(late))
				self.assertAlmostEqual(cards["Overdue Amount"], money, places=2)
				self.assertEqual(Counter(row["age"] for row in found["result"]), ages)
				data = found["chart"]["data"]
				drawn = dict(zip(data["labels"], data["datasets"][0]["values"], strict=True))
				names = {"1–7": "1 to 7 days", "8–14": "8 to 14 days", "15–30": "15 to 30 days"}
				self.assertEqual({names[age]: count for age, count in drawn.items() if count}, dict(ages))
			frappe.db.rollback()

	def test_open_lines_and_what_they_are_worth(self):
		waiting = [line for line in LINES if not line["shipped_date"]]
		by_customer = defaultdict(float)
		for line in waiting:
			by_customer[self.world.customers[line["customer_id"]]] += net(line)
		with self.as_of(DAYS[0]):
			listed = self.report("Open Order Lines")
			grouped = self.report("Open Order Lines", group_by="Customer")
		self.assertEqual(len(listed["result"]), len(waiting))
		self.assertEqual(
			sum(row["days_left"] < 0 for row in listed["result"]),
			sum(line["required_date"] < DAYS[0] for line in waiting),
		)
		self.assertAlmostEqual(
			sum(row["remaining_amount"] for row in listed["result"]), sum(map(net, waiting)), places=2
		)
		for row in grouped["result"]:
			self.assertAlmostEqual(row["amount"], by_customer.pop(row["group"]), places=2)
		self.assertFalse(by_customer)

	def test_the_sheet_has_a_row_for_each_line_and_each_order(self):
		with self.as_of(DAYS[0]):
			lines = self.report("Order Tracking Sheet", rows="Line")["result"]
			orders = self.report("Order Tracking Sheet", rows="Order")["result"]
		self.assertEqual((len(lines), len(orders)), (len(LINES), 100))
		found = Counter(
			(str(row["expected_on"]), str(row["actual_on"] or ""), row["qty"], round(row["amount"], 2))
			for row in lines
		)
		expected = Counter(
			(line["required_date"], line["shipped_date"], float(line["quantity"]), round(net(line), 2))
			for line in LINES
		)
		self.assertEqual(found, expected)

	def test_what_is_shipped_and_not_billed(self):
		shipped = [line for line in LINES if line["shipped_date"]]
		with self.as_of(DAYS[0]):
			found = self.report("Order Cash View")
		cards = {card["label"]: card["value"] for card in found["report_summary"]}
		self.assertAlmostEqual(cards["Delivered, Not Billed"], sum(map(net, shipped)), places=2)
		self.assertEqual(len(found["result"]), 79)
		self.assertEqual(cards["Billed, Not Paid"], 0)
