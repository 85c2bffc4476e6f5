"""Notes that wait for departments, and when something that failed is tried again."""

from datetime import date, datetime, timedelta
from unittest import TestCase

from order_tracking.constants import (
	APPROVAL_WAITING,
	CONFIRMED,
	NOTE_UNREAD,
	ON_TRACK,
	OVERDUE,
	PENDING_APPROVAL,
)
from order_tracking.rules.alerts import MoveRequest, Standing, UnreadNote, is_to_try_again, steps_reached
from order_tracking.tests.rules.world import WEEKENDS, march

# Friday 8 March; 9 and 10 are a weekend.
FRIDAY, MONDAY = march(8), march(11)


class TestUnreadNotes(TestCase):
	NOTES = (UnreadNote("N1", 2, "Production", march(6)), UnreadNote("N2", 1, "Warehouse", FRIDAY))

	def keys(self, today: date, order: Standing) -> list[str]:
		return [step.key for step in steps_reached(NOTE_UNREAD, (1, 3), order, today, WEEKENDS)]

	def test_each_note_counts_for_each_department_by_itself(self):
		order = Standing(CONFIRMED, ON_TRACK, unread=self.NOTES)
		self.assertEqual(self.keys(march(6), order), [])
		self.assertEqual(self.keys(march(7), order), ["2024-03-06 N1 v2 Production +1"])
		self.assertEqual(
			self.keys(MONDAY, order),
			["2024-03-06 N1 v2 Production +3", "2024-03-08 N2 v1 Warehouse +1"],
		)

	def test_an_order_that_has_ended_is_no_longer_read_about(self):
		self.assertEqual(self.keys(MONDAY, Standing("Closed", "Closed", unread=self.NOTES)), [])

	def test_other_events_have_one_step(self):
		order = Standing(CONFIRMED, OVERDUE, overdue_since=march(6))
		(step,) = steps_reached(OVERDUE, (1,), order, march(7), WEEKENDS)
		self.assertEqual(step.key, "2024-03-06 +1")


class TestMoveRequests(TestCase):
	ASKED = (
		MoveRequest(datetime(2024, 3, 6, 9), "carl@example.com", "Laptop", march(30), lines=2),
		MoveRequest(datetime(2024, 3, 8, 16, 30), "dora@example.com", "Mouse", march(30)),
	)

	def keys(self, today: date, order: Standing) -> list[str]:
		return [step.key for step in steps_reached(APPROVAL_WAITING, (1, 3), order, today, WEEKENDS)]

	def test_each_request_counts_from_the_day_on_which_it_was_made(self):
		order = Standing(CONFIRMED, ON_TRACK, requests=self.ASKED)
		first, second = "2024-03-06T09:00:00 carl@example.com", "2024-03-08T16:30:00 dora@example.com"
		for today, expected in (
			(march(5), []),
			(march(6), []),
			(march(7), [f"{first} +1"]),
			(MONDAY, [f"{first} +3", f"{second} +1"]),
		):
			with self.subTest(today=today):
				self.assertEqual(self.keys(today, order), expected)

	def test_they_stand_beside_the_approval_of_the_order_itself(self):
		asked_at = datetime(2024, 3, 7, 10)
		order = Standing(PENDING_APPROVAL, ON_TRACK, asked_at=asked_at, requests=self.ASKED[1:])
		self.assertEqual(
			self.keys(MONDAY, order),
			["2024-03-07T10:00:00 +1", "2024-03-08T16:30:00 dora@example.com +1"],
		)

	def test_an_order_that_has_ended_is_moved_no_more(self):
		self.assertEqual(self.keys(MONDAY, Standing("Closed", "Closed", requests=self.ASKED)), [])


class TestTryingAgain(TestCase):
	def test_it_waits_as_long_again_as_it_had_waited_and_ten_minutes_at_least(self):
		made = datetime(2024, 3, 6, 9)
		for tried, again in ((0, 10), (5, 15), (10, 20), (20, 40), (60, 120)):
			at = [made + timedelta(minutes=minutes) for minutes in (tried, again - 1, again)]
			with self.subTest(tried):
				self.assertFalse(is_to_try_again(made, at[0], at[1]))
				self.assertTrue(is_to_try_again(made, at[0], at[2]))
