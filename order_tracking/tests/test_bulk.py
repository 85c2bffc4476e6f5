"""Bare rows of many in few statements: every value arrives as it was given, however many there are."""

from datetime import date, datetime
from unittest.mock import patch

import frappe
from frappe.query_builder import DocType
from frappe.utils import now_datetime

from order_tracking import bulk
from order_tracking.constants import EVENT
from order_tracking.facts.one_of import OneOf
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.faults import counted_queries

ODD = """50% off, %s and %(param1)s, "double" 'single' back\\slash, 订单 😀"""


def inserts(queries: list[str]) -> int:
	return sum(query.startswith("INSERT") for query in queries)


class TestBulk(SiteTestCase):
	def insert(self, *rows: dict) -> None:
		bulk.insert_rows(
			EVENT, [{"name": f"bulk-{number}", **row} for number, row in enumerate(rows)], now_datetime()
		)

	def stored(self, *fields: str) -> list[tuple]:
		event = DocType(EVENT)
		rows = frappe.qb.from_(event).select(*fields).where(event.name.like("bulk-%")).orderby(event.name)
		return [tuple(row) for row in rows.run()]

	def test_values_that_are_equal_and_yet_not_the_same_arrive(self):
		self.insert(
			{"from_value": 1, "to_value": True},
			{"from_value": 1.0, "to_value": "1"},
			{"from_value": 0.1, "to_value": ODD},
			{"from_value": date(2026, 1, 1), "to_value": datetime(2026, 1, 1)},
			{"from_value": ""},
		)
		self.assertEqual(
			self.stored("from_value", "to_value"),
			[
				("1", "1"),
				("1", "1"),
				("0.1", ODD),
				("2026-01-01", "2026-01-01 00:00:00"),
				("", None),
			],
		)

	def test_names_are_read_whatever_stands_in_them(self):
		self.insert({"order_tracker": ODD}, {"order_tracker": "plain"}, {"order_tracker": "other"})
		event = DocType(EVENT)
		found = (
			frappe.qb.from_(event).select(event.name).where(event.order_tracker.isin(OneOf([ODD, "plain"])))
		)
		self.assertEqual({row[0] for row in found.run()}, {"bulk-0", "bulk-1"})

	def test_more_rows_than_the_server_takes_at_once_go_in_pieces(self):
		rows = [{"from_value": number} for number in range(1, 6)]
		with patch.object(bulk, "AT_ONCE", 2):
			with counted_queries() as queries:
				self.insert(*rows)
			self.assertEqual(inserts(queries), 3)
			event = DocType(EVENT)
			stored = frappe.qb.from_(event).select("*").where(event.name.like("bulk-%")).run(as_dict=True)
			with counted_queries() as queries:
				bulk.update(EVENT, [(row, {"to_value": f"was {row.from_value}"}) for row in stored])
			self.assertEqual(inserts(queries), 3)
		self.assertEqual(
			self.stored("from_value", "to_value"), [(str(number), f"was {number}") for number in range(1, 6)]
		)
