from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from order_tracking.rules.facts import Calendar
from order_tracking.rules.working_days import is_due_soon, working_days_between
from order_tracking.tests.rules.world import WEEKENDS, march

FRIDAY, SATURDAY, MONDAY = march(8), march(9), march(11)


class TestWorkingDays(TestCase):
	def test_start_does_not_count_and_end_does(self):
		cases = (
			(FRIDAY, FRIDAY, 0),
			(FRIDAY, SATURDAY, 0),
			(FRIDAY, MONDAY, 1),
			(SATURDAY, MONDAY, 1),
			(MONDAY, FRIDAY, 0),
			(march(4), march(8), 4),
			(march(4), march(18), 10),
		)
		for start, end, days in cases:
			with self.subTest(start=start, end=end):
				self.assertEqual(working_days_between(start, end, WEEKENDS), days)

	def test_without_holidays_each_day_is_worked(self):
		self.assertEqual(working_days_between(FRIDAY, MONDAY, Calendar()), 3)


class TestDueSoon(TestCase):
	def test_boundary_in_working_days(self):
		cases = (
			# today, promise, within, due soon
			(march(4), march(6), 3, True),
			(march(4), march(7), 3, True),
			(march(4), march(8), 3, False),
			(FRIDAY, MONDAY, 1, True),
			(FRIDAY, march(12), 1, False),
			(FRIDAY, FRIDAY, 0, True),
			(FRIDAY, SATURDAY, 0, True),
			(FRIDAY, MONDAY, 0, False),
			(MONDAY, FRIDAY, 3, False),
			(MONDAY, None, 3, False),
			(MONDAY, march(12), -1, False),
			(MONDAY, date(2034, 1, 1), 3, False),
		)
		for today, promise, within_days, is_soon in cases:
			with self.subTest(today=today, promise=promise, within_days=within_days):
				self.assertIs(is_due_soon(promise, today, WEEKENDS, within_days), is_soon)

	@given(
		start=st.dates(date(2024, 1, 1), date(2024, 6, 1)),
		length=st.integers(0, 60),
		within_days=st.integers(0, 30),
	)
	def test_due_soon_agrees_with_the_count(self, start, length, within_days):
		promise = start + timedelta(days=length)
		is_near = working_days_between(start, promise, WEEKENDS) <= within_days
		self.assertIs(is_due_soon(promise, start, WEEKENDS, within_days), is_near)

	@given(
		start=st.dates(date(2024, 1, 1), date(2024, 6, 1)),
		lengths=st.tuples(st.integers(0, 60), st.integers(0, 60)),
	)
	def test_stretches_add_up(self, start, lengths):
		middle = start + timedelta(days=lengths[0])
		end = middle + timedelta(days=lengths[1])
		self.assertEqual(
			working_days_between(start, end, WEEKENDS),
			working_days_between(start, middle, WEEKENDS) + working_days_between(middle, end, WEEKENDS),
		)
