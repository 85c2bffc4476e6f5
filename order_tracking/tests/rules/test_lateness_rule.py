from datetime import date
from unittest import TestCase

from order_tracking.rules.allotment import slices_of
from order_tracking.rules.facts import PlannedSlice
from order_tracking.rules.lateness import (
	days_after,
	days_late_of,
	is_delivered_late,
	latest,
	oldest,
	overdue_qty,
	overdue_since,
	worst,
)
from order_tracking.tests.rules.world import DAY_AFTER, DAY_BEFORE, PROMISE, goods, march, moved


class TestOverdue(TestCase):
	def test_slice_is_overdue_from_the_day_after_its_promise(self):
		cases = (
			(DAY_BEFORE, 10, None),
			(PROMISE, 10, None),
			(DAY_AFTER, 10, PROMISE),
			(DAY_AFTER, 1, PROMISE),
			(DAY_AFTER, 0.001, PROMISE),
			(DAY_AFTER, 1e-9, None),
			(DAY_AFTER, 0, None),
		)
		for today, open_qty, since in cases:
			with self.subTest(today=today, open_qty=open_qty):
				self.assertEqual(overdue_since(PROMISE, open_qty, today), since)

	def test_slice_without_promise_is_never_late(self):
		self.assertIsNone(overdue_since(None, 10, date(9999, 12, 31)))

	def test_overdue_across_a_leap_day_and_a_new_year(self):
		self.assertEqual(overdue_since(date(2024, 2, 29), 1, date(2024, 3, 1)), date(2024, 2, 29))
		self.assertEqual(overdue_since(date(2023, 12, 31), 1, date(2024, 1, 1)), date(2023, 12, 31))

	def test_closed_struck_and_ended_lines_are_never_late(self):
		for line, is_ended in (
			(goods(is_closed=True), False),
			(goods(is_struck=True), False),
			(goods(), True),
		):
			with self.subTest(line=line):
				(part,) = slices_of(line, DAY_AFTER, is_ended=is_ended)
				self.assertIsNone(part.overdue_since)

	def test_only_the_open_quantity_of_overdue_slices_is_overdue(self):
		line = goods(
			schedule=(PlannedSlice(march(1), 4), PlannedSlice(march(20), 6)), movements=(moved(1, 1),)
		)
		for today, qty in ((march(1), 0), (march(2), 3), (march(20), 3), (march(21), 9)):
			with self.subTest(today=today):
				self.assertEqual(overdue_qty(slices_of(line, today)), qty)


class TestDaysLate(TestCase):
	def test_days_after_a_promise_are_never_negative(self):
		cases = ((DAY_BEFORE, 0), (PROMISE, 0), (DAY_AFTER, 1), (march(31), 18), (None, None))
		for completed_on, days in cases:
			with self.subTest(completed_on=completed_on):
				self.assertEqual(days_after(PROMISE, completed_on), days)
		self.assertIsNone(days_after(None, PROMISE))

	def test_days_late_of_a_line(self):
		done = (moved(15, 10),)
		two = (PlannedSlice(march(1), 4, march(1)), PlannedSlice(march(20), 6, march(10)))
		cases = (
			("open", goods(), (None, None)),
			("one missing", goods(movements=(moved(15, 9),)), (None, None)),
			("on the day", goods(movements=(moved(13, 10),)), (0, 0)),
			("two days late", goods(movements=done), (2, 2)),
			("moved in time", goods(movements=done, current_promise=march(16)), (2, 0)),
			(
				"pulled forward",
				goods(movements=done, current_promise=march(10), first_promise=march(20)),
				(0, 5),
			),
			("first unknown", goods(movements=done, is_first_promise_known=False), (None, 2)),
			("never promised first", goods(movements=done, first_promise=None), (None, 2)),
			(
				"no promise at all",
				goods(movements=done, first_promise=None, current_promise=None),
				(None, None),
			),
			("worst slice", goods(schedule=two, movements=(moved(3, 4), moved(25, 6))), (15, 5)),
			("returned later", goods(movements=(moved(13, 10), moved(20, -10))), (0, 0)),
			("no quantity", goods(qty=0, movements=done), (None, None)),
		)
		for name, line, days in cases:
			with self.subTest(name):
				self.assertEqual(days_late_of(line, slices_of(line, march(31))), days)

	def test_schedule_without_first_promises_is_held_against_the_lines(self):
		two = (PlannedSlice(march(1), 4), PlannedSlice(march(20), 6))
		line = goods(schedule=two, movements=(moved(1, 4), moved(16, 6)))
		self.assertEqual(days_late_of(line, slices_of(line, march(31))), (3, 0))

	def test_delivered_late_is_told_by_the_first_promise_if_known(self):
		cases = (
			(0, 0, False),
			(1, 0, True),
			(0, 1, False),
			(None, 1, True),
			(None, 0, False),
			(None, None, False),
		)
		for first, current, is_late in cases:
			with self.subTest(first=first, current=current):
				self.assertIs(is_delivered_late(first, current), is_late)


class TestChoices(TestCase):
	def test_unknown_values_do_not_count(self):
		self.assertEqual(oldest([None, DAY_AFTER, PROMISE]), PROMISE)
		self.assertEqual(latest([None, DAY_AFTER, PROMISE]), DAY_AFTER)
		self.assertEqual(worst([None, 0, 5]), 5)
		for choice in (oldest, latest, worst):
			with self.subTest(choice=choice.__name__):
				self.assertIsNone(choice([]))
				self.assertIsNone(choice([None]))
