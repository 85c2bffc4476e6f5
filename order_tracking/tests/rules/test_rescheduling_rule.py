import unittest
from datetime import date

from order_tracking.rules.rescheduling import (
	BEFORE_ORDER,
	CLOSED,
	DELIVERED,
	GONE,
	PAST,
	WITHOUT_DATE,
	PromisedLine,
	fill_all,
	is_far,
	problem_of,
	shift_all,
	spread_by_week,
)

FIRST, SECOND = date(2026, 2, 27), date(2026, 3, 10)
OPEN = PromisedLine("a", FIRST), PromisedLine("b", SECOND), PromisedLine("c", None)
DONE = (
	PromisedLine("delivered", FIRST, is_open=False),
	PromisedLine("closed", FIRST, is_closed=True),
	PromisedLine("struck", FIRST, is_struck=True),
)


class TestRescheduling(unittest.TestCase):
	def test_fill_gives_every_open_line_the_same_day(self):
		self.assertEqual(fill_all(OPEN + DONE, SECOND), dict.fromkeys("abc", SECOND))

	def test_shift_moves_promises_both_ways_over_the_end_of_a_month(self):
		self.assertEqual(shift_all(OPEN + DONE, 2), {"a": date(2026, 3, 1), "b": date(2026, 3, 12)})
		self.assertEqual(shift_all(OPEN, -27), {"a": date(2026, 1, 31), "b": date(2026, 2, 11)})

	def test_spread_gives_one_week_to_each_few_lines(self):
		start = date(2026, 12, 28)
		self.assertEqual(
			spread_by_week(OPEN + DONE, start), {"a": start, "b": date(2027, 1, 4), "c": date(2027, 1, 11)}
		)
		self.assertEqual(spread_by_week(OPEN, start, 2), {"a": start, "b": start, "c": date(2027, 1, 4)})
		self.assertEqual(spread_by_week(OPEN, start, 0), spread_by_week(OPEN, start, 1))

	def test_what_is_wrong_with_a_new_date(self):
		ordered, today = date(2026, 2, 20), date(2026, 3, 5)
		line = OPEN[0]
		for day, problem in (
			(None, WITHOUT_DATE),
			(date(2026, 2, 19), BEFORE_ORDER),
			(date(2026, 2, 20), PAST),
			(date(2026, 3, 4), PAST),
			(date(2026, 3, 5), None),
			(date(2030, 1, 1), None),
		):
			with self.subTest(day=day):
				self.assertEqual(problem_of(line, day, ordered, today), problem)
		self.assertEqual(problem_of(OPEN[1], SECOND, ordered, today), None)
		for line, problem in zip(DONE, (DELIVERED, CLOSED, GONE), strict=True):
			with self.subTest(line=line.name):
				self.assertEqual(problem_of(line, SECOND, ordered, today), problem)

	def test_a_move_is_far_above_the_limit_in_either_direction(self):
		for old, new, days, far in (
			(date(2026, 3, 10), date(2026, 3, 17), 7, False),
			(date(2026, 3, 10), date(2026, 3, 18), 7, True),
			(date(2026, 3, 10), date(2026, 3, 3), 7, False),
			(date(2026, 3, 10), date(2026, 3, 2), 7, True),
			(date(2026, 3, 10), date(2027, 3, 10), 0, False),
			(None, date(2026, 3, 18), 7, False),
			(date(2026, 3, 10), None, 7, False),
		):
			with self.subTest(old=old, new=new, days=days):
				self.assertIs(is_far(old, new, days), far)
