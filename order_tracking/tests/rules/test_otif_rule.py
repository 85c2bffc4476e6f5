from datetime import date, datetime
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from order_tracking.constants import CUSTOMER, NOT_GIVEN, ON_HOLD, US
from order_tracking.rules.holds import CAUSE, STATE, HistoryRow, Hold, held_days, holds_of
from order_tracking.rules.otif import KEPT, MISSED, OUT, WAITS, PromisedLine, Tally, order_outcome, outcome_of

TODAY = date(2024, 3, 20)


def march(day: int) -> date:
	return date(2024, 3, day)


def at(day: int, hour: int = 9) -> datetime:
	return datetime(2024, 3, day, hour)


class TestOutcomeOfALine(TestCase):
	def test_each_kind_of_line(self):
		promised = march(13)
		table = (
			("on the day", PromisedLine(promised, march(13), 0), KEPT),
			("before the day", PromisedLine(promised, march(1), 0), KEPT),
			("a day late", PromisedLine(promised, march(14), 1), MISSED),
			("open, due today", PromisedLine(TODAY, None, 0, 5), WAITS),
			("open, due yesterday", PromisedLine(march(19), None, 0, 5, march(19)), MISSED),
			("open, due tomorrow", PromisedLine(march(21), None, 0, 5), WAITS),
			("closed short before its day", PromisedLine(march(30), None, 0, 0, None, True), MISSED),
			("without a promise", PromisedLine(None, march(14), 0), OUT),
			("nothing to deliver", PromisedLine(promised, None, 0, 0), OUT),
		)
		for what, line, expected in table:
			with self.subTest(what):
				self.assertEqual(outcome_of(line, TODAY), expected)

	def test_days_that_the_customer_held_are_taken_off(self):
		late = PromisedLine(march(13), march(15), 2)
		for held, expected in ((0, MISSED), (1, MISSED), (2, KEPT), (9, KEPT)):
			with self.subTest(held=held):
				self.assertEqual(outcome_of(late, TODAY, held), expected)

	def test_an_overdue_line_waits_as_long_as_the_customer_held_it(self):
		overdue = PromisedLine(march(18), None, 0, 5, march(18))
		for held, expected in ((0, MISSED), (1, MISSED), (2, WAITS)):
			with self.subTest(held=held):
				self.assertEqual(outcome_of(overdue, TODAY, held), expected)

	def test_what_the_customer_had_closed_is_nobodys_failure(self):
		closed = PromisedLine(march(13), None, 0, 0, None, True)
		self.assertEqual(outcome_of(closed, TODAY, is_closed_by_customer=True), OUT)

	@given(st.integers(0, 40), st.integers(0, 40))
	def test_taking_days_off_never_makes_it_worse(self, late, held):
		rank = {MISSED: 0, WAITS: 1, KEPT: 1}
		for line in (
			PromisedLine(march(1), date.fromordinal(march(1).toordinal() + late), late),
			PromisedLine(march(1), None, 0, 1, march(1)),
		):
			self.assertGreaterEqual(rank[outcome_of(line, TODAY, held)], rank[outcome_of(line, TODAY)])


class TestOutcomeOfAnOrder(TestCase):
	def test_one_missed_line_misses_the_order(self):
		table = (
			((KEPT, KEPT), KEPT),
			((KEPT, MISSED), MISSED),
			((MISSED, WAITS), MISSED),
			((KEPT, WAITS), WAITS),
			((KEPT, OUT), KEPT),
			((OUT,), OUT),
			((), OUT),
		)
		for outcomes, expected in table:
			with self.subTest(outcomes):
				self.assertEqual(order_outcome(outcomes), expected)

	def test_nothing_told_is_no_percentage(self):
		tally = Tally()
		self.assertIsNone(tally.percent)
		tally.add(WAITS)
		self.assertIsNone(tally.percent)
		tally.add(KEPT, 3)
		tally.add(MISSED, 1)
		self.assertEqual((tally.counted, tally.percent), (4, 75.0))


class TestHolds(TestCase):
	def test_a_hold_begins_and_ends_with_the_state(self):
		history = [
			HistoryRow(STATE, ON_HOLD, at(3)),
			HistoryRow(CAUSE, CUSTOMER, at(3, 10)),
			HistoryRow(STATE, "Approved", at(8)),
		]
		self.assertEqual(holds_of(history), (Hold(march(3), march(8), CUSTOMER),))

	def test_the_cause_given_last_is_that_of_the_whole_hold_and_of_no_other(self):
		history = [
			HistoryRow(STATE, ON_HOLD, at(3)),
			HistoryRow(CAUSE, US, at(3, 10)),
			HistoryRow(CAUSE, CUSTOMER, at(5)),
			HistoryRow(STATE, "Approved", at(8)),
			HistoryRow(STATE, ON_HOLD, at(10)),
		]
		self.assertEqual(
			holds_of(history), (Hold(march(3), march(8), CUSTOMER), Hold(march(10), None, NOT_GIVEN))
		)

	def test_days_count_between_the_dates_asked_for(self):
		holds = (
			Hold(march(3), march(8), CUSTOMER),
			Hold(march(10), march(12), US),
			Hold(march(15), None, CUSTOMER),
		)
		table = (
			(CUSTOMER, None, march(20), 10),
			(CUSTOMER, march(5), march(20), 8),
			(CUSTOMER, None, march(6), 3),
			(CUSTOMER, march(9), march(14), 0),
			(US, None, march(20), 2),
		)
		for cause, since, until, expected in table:
			with self.subTest(cause=cause, since=since, until=until):
				self.assertEqual(held_days(holds, cause, since, until), expected)

	def test_a_hold_of_an_hour_takes_no_day(self):
		history = [
			HistoryRow(STATE, ON_HOLD, at(3)),
			HistoryRow(CAUSE, CUSTOMER, at(3)),
			HistoryRow(STATE, "Approved", at(3, 10)),
		]
		self.assertEqual(held_days(holds_of(history), CUSTOMER, None, TODAY), 0)
