from datetime import date, timedelta
from unittest import TestCase

from order_tracking.rules.facts import Calendar, LineFacts, Movement, OrderFacts
from order_tracking.rules.judge import judge
from order_tracking.rules.wake import first_day_due_soon, wakes_on
from order_tracking.rules.working_days import is_due_soon

FRIDAY = date(2026, 3, 20)
WEEKENDS = Calendar(
	frozenset(day for n in range(120) if (day := date(2026, 1, 1) + timedelta(days=n)).weekday() >= 5)
)


def order(*promises: date, delivered: int = 0) -> OrderFacts:
	lines = [LineFacts(name=str(n), qty=1, current_promise=promise) for n, promise in enumerate(promises)]
	for n in range(delivered):
		lines[n] = LineFacts(
			name=str(n), qty=1, current_promise=promises[n], movements=(Movement(date(2026, 3, 1), 1),)
		)
	return OrderFacts(name="SO", lines=tuple(lines))


class TestWakeRule(TestCase):
	def test_first_day_due_soon_is_the_day_on_which_the_due_soon_rule_turns(self):
		for within in range(8):
			day = first_day_due_soon(FRIDAY, WEEKENDS, within)
			with self.subTest(within=within):
				self.assertTrue(is_due_soon(FRIDAY, day, WEEKENDS, within))
				self.assertFalse(is_due_soon(FRIDAY, day - timedelta(days=1), WEEKENDS, within))

	def test_order_sleeps_until_its_promise_comes_near_then_until_it_has_passed(self):
		near = first_day_due_soon(FRIDAY, WEEKENDS, 3)
		for situation, today, expected in (
			("long before", near - timedelta(days=30), near),
			("the day before it comes near", near - timedelta(days=1), near),
			("near", near, FRIDAY + timedelta(days=1)),
			("due today", FRIDAY, FRIDAY + timedelta(days=1)),
			("overdue", FRIDAY + timedelta(days=1), None),
		):
			with self.subTest(situation):
				judged = judge(order(FRIDAY), today, WEEKENDS, 3)
				self.assertEqual(wakes_on(judged, today, WEEKENDS, 3), expected)

	def test_a_later_line_wakes_an_order_that_is_overdue_already(self):
		today = FRIDAY + timedelta(days=1)
		judged = judge(order(FRIDAY, FRIDAY + timedelta(days=1)), today, WEEKENDS, 3)
		self.assertEqual(wakes_on(judged, today, WEEKENDS, 3), today + timedelta(days=1))

	def test_delivered_order_never_wakes(self):
		judged = judge(order(FRIDAY, delivered=1), FRIDAY, WEEKENDS, 3)
		self.assertIsNone(wakes_on(judged, FRIDAY, WEEKENDS, 3))

	def test_nothing_changes_before_the_order_wakes(self):
		facts = order(FRIDAY, FRIDAY + timedelta(days=4), FRIDAY + timedelta(days=40))
		today = date(2026, 1, 15)
		while today:
			judged = judge(facts, today, WEEKENDS, 3)
			waking = wakes_on(judged, today, WEEKENDS, 3)
			day = today
			while waking and (day := day + timedelta(days=1)) < waking:
				self.assertEqual(judge(facts, day, WEEKENDS, 3), judged, day)
			today = waking
