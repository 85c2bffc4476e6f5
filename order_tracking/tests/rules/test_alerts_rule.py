from datetime import date, datetime, time, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from order_tracking.constants import (
	APPROVAL_WAITING,
	AT_RISK,
	CANCELLED,
	CLOSED,
	COMPLETED,
	CONFIRMED,
	DELIVERED,
	DUE,
	DUE_SOON,
	HOLD_OVERRUN,
	NOTE_IN_CONFLICT,
	ON_HOLD,
	ON_TRACK,
	OVERDUE,
	PARTLY_DELIVERED,
	PAYMENT_DUE,
	PENDING_APPROVAL,
	PROMISE_MOVED,
	READY,
	REJECTED,
	RESUMED,
)
from order_tracking.rules.alert_wording import filled, one_line, unknown_placeholders
from order_tracking.rules.alerts import (
	Standing,
	days_of_steps,
	events_of,
	is_letter_due,
	is_quiet,
	step_reached,
)
from order_tracking.rules.facts import Calendar
from order_tracking.tests.rules.world import WEEKENDS, march

# Friday 8 March; 9 and 10 are a weekend.
FRIDAY, SATURDAY, MONDAY = march(8), march(9), march(11)


def key(event: str, days: tuple[int, ...], order: Standing, today: date) -> str | None:
	step = step_reached(event, days, order, today, WEEKENDS)
	return step and step.key


class TestOverdue(TestCase):
	LADDER = (1, 3, 7)

	def test_each_step_is_reached_on_its_working_day_and_the_furthest_one_counts(self):
		order = Standing(CONFIRMED, OVERDUE, overdue_since=march(6))  # a Wednesday
		for today, expected in (
			(march(6), None),
			(march(7), "2024-03-06 +1"),
			(FRIDAY, "2024-03-06 +1"),
			(SATURDAY, "2024-03-06 +1"),
			(MONDAY, "2024-03-06 +3"),
			(march(14), "2024-03-06 +3"),
			(march(15), "2024-03-06 +7"),
			(march(29), "2024-03-06 +7"),
		):
			with self.subTest(today=today):
				self.assertEqual(key(OVERDUE, self.LADDER, order, today), expected)

	def test_days_off_are_no_steps(self):
		order = Standing(CONFIRMED, OVERDUE, overdue_since=FRIDAY)
		for today, expected in ((SATURDAY, None), (march(10), None), (MONDAY, "2024-03-08 +1")):
			with self.subTest(today=today):
				self.assertEqual(key(OVERDUE, self.LADDER, order, today), expected)

	def test_a_new_promise_ends_the_ladder_and_begins_another_one(self):
		moved = Standing(CONFIRMED, ON_TRACK, next_promise=march(20))
		self.assertIsNone(key(OVERDUE, self.LADDER, moved, march(15)))
		late_again = Standing(CONFIRMED, OVERDUE, overdue_since=march(20))
		self.assertEqual(key(OVERDUE, self.LADDER, late_again, march(21)), "2024-03-20 +1")

	def test_an_order_that_people_stopped_is_not_told_of_as_overdue(self):
		held = Standing(ON_HOLD, ON_HOLD, overdue_since=march(1))
		self.assertIsNone(key(OVERDUE, self.LADDER, held, march(20)))

	@given(since=st.integers(0, 60), length=st.integers(0, 60))
	def test_a_step_once_reached_is_never_lost_by_waiting(self, since, length):
		start = date(2024, 3, 1) + timedelta(days=since)
		order = Standing(CONFIRMED, OVERDUE, overdue_since=start)
		told = [
			step.days
			for count in range(length)
			if (step := step_reached(OVERDUE, self.LADDER, order, start + timedelta(days=count), WEEKENDS))
		]
		self.assertEqual(told, sorted(told))


class TestDue(TestCase):
	def test_the_nearest_step_before_the_promise_counts_in_working_days(self):
		order = Standing(CONFIRMED, DUE_SOON, next_promise=march(13))  # a Wednesday
		for today, expected in (
			(march(7), None),
			(FRIDAY, "2024-03-13 -3"),
			(SATURDAY, "2024-03-13 -3"),
			(MONDAY, "2024-03-13 -3"),
			(march(12), "2024-03-13 -3"),
			(march(13), "2024-03-13 +0"),
			(march(14), None),
		):
			with self.subTest(today=today):
				self.assertEqual(key(DUE, (0, 3), order, today), expected)

	def test_what_is_due_on_a_day_off_is_due_on_the_last_working_day_before(self):
		order = Standing(CONFIRMED, DUE_SOON, next_promise=march(10))
		self.assertEqual(key(DUE, (0,), order, FRIDAY), "2024-03-10 +0")
		self.assertIsNone(key(DUE, (0,), order, march(7)))

	def test_nobody_is_reminded_of_what_people_stopped_or_ended(self):
		for stage in (ON_HOLD, REJECTED, PENDING_APPROVAL, COMPLETED, CLOSED, CANCELLED):
			with self.subTest(stage=stage):
				order = Standing(stage, DUE_SOON, next_promise=march(13))
				self.assertIsNone(key(DUE, (0, 3), order, march(13)))

	def test_without_a_promise_nothing_is_due(self):
		self.assertIsNone(key(DUE, (0, 3), Standing(CONFIRMED, ON_TRACK), march(13)))


class TestOtherConditions(TestCase):
	def test_a_risk_is_told_again_when_its_reason_changes(self):
		first = Standing(
			CONFIRMED, AT_RISK, risk_kind="Work Order", risk_document="WO-1", risk_until=march(20)
		)
		later = Standing(
			CONFIRMED, AT_RISK, risk_kind="Work Order", risk_document="WO-1", risk_until=march(22)
		)
		self.assertEqual(key(AT_RISK, (0,), first, march(13)), "2024-03-20 Work Order WO-1 +0")
		self.assertNotEqual(key(AT_RISK, (0,), first, march(13)), key(AT_RISK, (0,), later, march(13)))
		self.assertIsNone(key(AT_RISK, (0,), Standing(CONFIRMED, OVERDUE, risk_kind="x"), march(13)))

	def test_the_others_count_from_the_day_on_which_they_began(self):
		asked = Standing(PENDING_APPROVAL, ON_TRACK, asked_at=datetime(2024, 3, 8, 16, 30))
		held = Standing(ON_HOLD, ON_HOLD, held_on=datetime(2024, 3, 8, 9), hold_expected_end=FRIDAY)
		unpaid = Standing(DELIVERED, ON_TRACK, payment_due=FRIDAY)
		for event, order, since in (
			(APPROVAL_WAITING, asked, "2024-03-08T16:30:00"),
			(ON_HOLD, held, "2024-03-08T09:00:00"),
			(HOLD_OVERRUN, held, "2024-03-08"),
			(PAYMENT_DUE, unpaid, "2024-03-08"),
		):
			for today, expected in (
				(march(7), None),
				(FRIDAY, f"{since} +0"),
				(SATURDAY, f"{since} +0"),
				(MONDAY, f"{since} +1"),
				(march(13), f"{since} +1"),
			):
				with self.subTest(event=event, today=today):
					self.assertEqual(key(event, (0, 1), order, today), expected)

	def test_a_condition_that_does_not_hold_has_no_step(self):
		for event in (
			APPROVAL_WAITING,
			ON_HOLD,
			HOLD_OVERRUN,
			PAYMENT_DUE,
			NOTE_IN_CONFLICT,
			AT_RISK,
			OVERDUE,
		):
			with self.subTest(event=event):
				self.assertIsNone(key(event, (0,), Standing(CONFIRMED, ON_TRACK), march(13)))

	def test_another_note_in_conflict_is_news(self):
		one = Standing(CONFIRMED, AT_RISK, conflicts=("note-a",))
		two = Standing(CONFIRMED, AT_RISK, conflicts=("note-b", "note-a"))
		self.assertEqual(key(NOTE_IN_CONFLICT, (0,), one, march(13)), "note-a +0")
		self.assertEqual(key(NOTE_IN_CONFLICT, (0,), two, march(13)), "note-a note-b +0")

	def test_a_step_fits_into_its_column(self):
		many = Standing(CONFIRMED, AT_RISK, conflicts=tuple(f"note-{count:04d}" for count in range(100)))
		self.assertLessEqual(len(key(NOTE_IN_CONFLICT, (99,), many, march(13))), 140)


class TestWhatHappened(TestCase):
	def test_a_change_is_told_by_what_it_changed(self):
		for before, after, moved, more, expected in (
			(None, CONFIRMED, False, False, [CONFIRMED]),
			(None, PENDING_APPROVAL, False, False, []),
			(None, PARTLY_DELIVERED, False, True, [CONFIRMED, PARTLY_DELIVERED]),
			(PENDING_APPROVAL, CONFIRMED, False, False, [CONFIRMED]),
			(PENDING_APPROVAL, REJECTED, False, False, []),
			(REJECTED, PENDING_APPROVAL, False, False, []),
			(CONFIRMED, CONFIRMED, True, False, [PROMISE_MOVED]),
			(None, CONFIRMED, True, False, [CONFIRMED]),
			(ON_HOLD, READY, False, False, [RESUMED]),
			(ON_HOLD, CANCELLED, False, False, []),
			(CONFIRMED, PARTLY_DELIVERED, False, True, [PARTLY_DELIVERED]),
			(PARTLY_DELIVERED, PARTLY_DELIVERED, False, True, [PARTLY_DELIVERED]),
			(PARTLY_DELIVERED, DELIVERED, False, True, [DELIVERED]),
			(PARTLY_DELIVERED, COMPLETED, False, True, [DELIVERED]),
			(PARTLY_DELIVERED, CLOSED, False, True, []),
			(ON_HOLD, ON_HOLD, True, False, [PROMISE_MOVED]),
			(CONFIRMED, CANCELLED, True, False, []),
		):
			with self.subTest(before=before, after=after, moved=moved, more=more):
				events = events_of(before, after, is_promise_moved=moved, is_more_delivered=more)
				self.assertEqual(events, expected)


class TestWhenSomebodyIsTold(TestCase):
	def test_quiet_hours_may_pass_midnight(self):
		for now, start, end, quiet in (
			(time(19, 59), time(20), time(7), False),
			(time(20), time(20), time(7), True),
			(time(0), time(20), time(7), True),
			(time(6, 59), time(20), time(7), True),
			(time(7), time(20), time(7), False),
			(time(12), time(12), time(13), True),
			(time(13), time(12), time(13), False),
			(time(12), time(12), time(12), False),
			(time(12), None, time(13), False),
			(time(12), time(11), None, False),
		):
			with self.subTest(now=now, start=start, end=end):
				self.assertIs(is_quiet(now, start, end), quiet)

	def test_one_letter_a_day_and_not_before_the_hour(self):
		eight = time(8)
		for now, last, due in (
			(datetime(2024, 3, 8, 7, 59), None, False),
			(datetime(2024, 3, 8, 8, 0), None, True),
			(datetime(2024, 3, 8, 8, 0), march(7), True),
			(datetime(2024, 3, 8, 23, 0), FRIDAY, False),
			(datetime(2024, 3, 8, 9, 0), SATURDAY, False),
		):
			with self.subTest(now=now, last=last):
				self.assertIs(is_letter_due(now, eight, last), due)

	def test_steps_are_numbers_with_commas(self):
		for text, days in (("1, 3,7", (1, 3, 7)), ("3,0", (0, 3)), ("", (0,)), (None, (0,)), ("5,5", (5,))):
			with self.subTest(text=text):
				self.assertEqual(days_of_steps(text), days)
		for text in ("soon", "1;2", "-3", "1.5", "100", "1, x", "²"):
			with self.subTest(text=text), self.assertRaises(ValueError):
				days_of_steps(text)

	def test_without_holidays_each_day_is_a_step(self):
		order = Standing(CONFIRMED, OVERDUE, overdue_since=FRIDAY)
		self.assertEqual(step_reached(OVERDUE, (1,), order, SATURDAY, Calendar()).days, 1)


class TestWording(TestCase):
	def test_only_the_fixed_placeholders_are_known(self):
		for text, unknown in (
			("{order} of {customer}", []),
			(None, []),
			("100 % of {order}", []),
			("{name}", ["name"]),
			("{order.name}", ["order.name"]),
			("{order!r} {0} {}", ["order!r", "0", ""]),
			("{{ order }}", [" order ", "{", "}"]),
			("{% if order %}", ["% if order %"]),
			("{order", ["{"]),
		):
			with self.subTest(text=text):
				self.assertEqual(unknown_placeholders(text), unknown)

	def test_values_are_text_and_nothing_else(self):
		values = {"order": "SO-1", "customer": "{order} & <b>"}
		self.assertEqual(filled("{order}: {customer} {promise}", values), "SO-1: {order} & <b> ")

	def test_a_subject_has_one_line(self):
		self.assertEqual(one_line("SO-1\r\nBcc: a@b.c\x0b\u2028x  y"), "SO-1 Bcc: a@b.c x y")
		self.assertEqual(len(one_line("x" * 500)), 200)
