from datetime import date, timedelta
from unittest import TestCase

from order_tracking.rules.ageing import Step, aged, step_of, steps
from order_tracking.rules.dwell import Stay, bottlenecks

TODAY = date(2024, 3, 20)


def late(days: int) -> date:
	return TODAY - timedelta(days=days)


class TestAgeing(TestCase):
	def test_steps_follow_one_another_without_a_gap(self):
		self.assertEqual(steps((7, 14)), (Step(1, 7), Step(8, 14), Step(15, None)))
		self.assertEqual(steps((14, 7, 7, 0, -3)), (Step(1, 7), Step(8, 14), Step(15, None)))
		self.assertEqual(steps(()), (Step(1, None),))

	def test_each_side_of_each_edge(self):
		found = steps((7, 14))
		for days, expected in ((-1, None), (0, None), (1, 0), (7, 0), (8, 1), (14, 1), (15, 2), (900, 2)):
			with self.subTest(days=days):
				self.assertEqual(
					step_of(late(days), TODAY, found), None if expected is None else found[expected]
				)

	def test_everything_overdue_is_in_one_step_and_empty_steps_are_there(self):
		amounts = {late(0): (9, 9.0), late(1): (1, 10.0), late(7): (2, 20.0), late(40): (3, 30.0)}
		self.assertEqual(
			aged(amounts, TODAY, steps((7, 14))),
			{Step(1, 7): [3, 30.0], Step(8, 14): [0, 0], Step(15, None): [3, 30.0]},
		)


class TestBottleneck(TestCase):
	def test_the_stage_with_most_days_altogether_not_the_slowest(self):
		stays = [
			Stay("2024-03", "Confirmed", 10, 50.0, 9.0),
			Stay("2024-03", "Ready", 1, 30.0, 30.0),
			Stay("2024-04", "Ready", 1, 0.0, 0.0),
			Stay("2024-04", "Completed", 9, 900.0, 100.0),
			Stay(None, "Ready", 2, 6.0, 4.0),
		]
		self.assertEqual(bottlenecks(stays), {("2024-03", "Confirmed"), (None, "Ready")})
		self.assertEqual(bottlenecks([]), set())

	def test_equal_days_name_the_same_stage_in_any_order(self):
		stays = [Stay("2024-03", stage, 1, 5.0, 5.0) for stage in ("Ready", "Confirmed")]
		self.assertEqual(bottlenecks(stays), bottlenecks(stays[::-1]))
