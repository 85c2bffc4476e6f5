"""A hundred real orders: do their trackers add up to what the tables say, and survive what happens to orders?

Expectations come from the tables by plain Python; nothing that made the documents has a say in them.
"""

import csv
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import frappe

from order_tracking.constants import PROMISE_CHANGE, TRACKER
from order_tracking.tests import northwind, northwind_changes, northwind_counts
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.northwind_tables import THE_HUNDRED, read_tables
from order_tracking.tests.rebuild import differences


def rows(table: str) -> list[dict]:
	with (THE_HUNDRED / f"{table}.csv").open(newline="", encoding="utf-8") as file:
		return list(csv.DictReader(file))


def load(tables) -> tuple[northwind.World, list[str]]:
	"""The orders once more, apart from those of earlier runs on this site."""
	world = northwind.World(run=f"{frappe.generate_hash(length=6)}-")
	northwind.load(tables, world)
	return world, list(northwind.made_orders(world).values())


class TestNorthwind(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.tables = read_tables(THE_HUNDRED)
		cls.world, cls.orders = load(cls.tables)

	def counts_as_of(self, day: date) -> dict:
		self.settle()
		return northwind_counts.counts_as_of(self.orders, day)

	def test_the_hundred_are_those_that_were_promised(self):
		orders = rows("orders")
		self.assertEqual(len(orders), 100)
		self.assertEqual(sum(not order["shipped_date"] for order in orders), 21)
		self.assertEqual(sum(order["shipped_date"] > order["required_date"] for order in orders), 37)

	def test_trackers_add_up_to_the_tables(self):
		found = self.counts_as_of(date(1998, 5, 7))
		cents = Decimal("0.01")
		net = sum(
			(Decimal(line["unit_price"]) * (1 - Decimal(line["discount"]))).quantize(cents, ROUND_HALF_EVEN)
			* int(line["quantity"])
			for line in rows("order_details")
		)
		self.assertEqual(
			found,
			{
				"trackers": 100,
				"lines": len(rows("order_details")),
				"delivered": 79,
				"open": 21,
				"delivered_late": 37,
				"overdue": 1,
				"net_total": float(net),
			},
		)

	def test_overdue_grows_with_the_calendar_only(self):
		waiting = [order["required_date"] for order in rows("orders") if not order["shipped_date"]]
		for day in ("1998-05-06", "1998-05-07", "1998-05-12", "1998-06-01", "1998-06-12"):
			with self.subTest(day=day):
				found = self.counts_as_of(date.fromisoformat(day))
				self.assertEqual(found["overdue"], sum(required < day for required in waiting))
				self.assertEqual(found["open"], 21)

	def test_days_late_are_those_of_the_tables(self):
		self.settle()
		for row in rows("orders"):
			if row["shipped_date"]:
				late = date.fromisoformat(row["shipped_date"]) - date.fromisoformat(row["required_date"])
				tracker = frappe.db.get_value(
					TRACKER,
					{"po_no": self.world.run + row["order_id"]},
					["days_late", "actual_date"],
					as_dict=True,
				)
				with self.subTest(order=row["order_id"]):
					self.assertEqual(tracker.days_late, max(late.days, 0))
					self.assertEqual(str(tracker.actual_date), row["shipped_date"])

	def test_every_total_is_that_of_its_order(self):
		self.settle()
		self.assertEqual(northwind_counts.totals_that_differ(self.orders), [])
		freight = sum(Decimal(order["freight"]) for order in rows("orders"))
		charges = frappe.get_all(
			TRACKER, {"sales_order": ("in", self.orders)}, pluck="total_taxes_and_charges"
		)
		self.assertAlmostEqual(sum(charges), float(freight), places=2)

	def test_requested_date_and_first_promise_are_in_the_ledger_once_a_line(self):
		self.settle()
		for kind in ("Requested", "First Promise"):
			with self.subTest(kind=kind):
				entries = frappe.db.count(PROMISE_CHANGE, {"sales_order": ("in", self.orders), "kind": kind})
				self.assertEqual(entries, len(rows("order_details")))


class TestChangedOrders(SiteTestCase):
	def test_rebuild_equals_what_events_made_and_leaves_the_ledger(self):
		tables = northwind_changes.chosen(read_tables(THE_HUNDRED))
		self.assertEqual(len(tables.orders), len(northwind_changes.CHANGES))
		world, _orders = load(tables)
		northwind_changes.change(tables, world)
		self.settle()
		tracked = frappe.get_all(TRACKER, {"po_no": ("like", f"{world.run}%")}, pluck="sales_order")
		self.assertEqual(len(tracked), len(tables.orders))  # an amendment takes its order's tracker along
		self.assertEqual(differences(tracked), [])
