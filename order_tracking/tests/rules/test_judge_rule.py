from dataclasses import replace
from datetime import date
from unittest import TestCase

from order_tracking.constants import (
	CANCELLED,
	CLOSED,
	COMPLETED,
	CONFIRMED,
	DELIVERED,
	DELIVERED_LATE,
	DELIVERED_ON_TIME,
	DUE_SOON,
	ON_HOLD,
	ON_TRACK,
	OVERDUE,
	PARTLY_DELIVERED,
	REJECTED,
)
from order_tracking.rules.facts import PlannedSlice
from order_tracking.rules.judge import judge
from order_tracking.tests.rules.world import (
	DAY_AFTER,
	DUE_SOON_DAYS,
	PROMISE,
	WEEKENDS,
	expected,
	goods,
	march,
	moved,
	order,
	paid_up,
	service,
)


def judged(whole, today=PROMISE):
	return judge(whole, today, WEEKENDS, DUE_SOON_DAYS)


class TestOverdueOrders(TestCase):
	def test_order_due_today_is_not_late(self):
		judgement = judged(order(goods()), PROMISE)
		self.assertEqual(
			(judgement.health, judgement.overdue_since, judgement.overdue_lines), (DUE_SOON, None, 0)
		)

	def test_order_is_overdue_the_day_after_its_promise(self):
		judgement = judged(order(goods(movements=(moved(1, 4),))), DAY_AFTER)
		self.assertEqual(
			(judgement.health, judgement.overdue_since, judgement.overdue_lines), (OVERDUE, PROMISE, 1)
		)
		self.assertEqual((judgement.overdue_amount, judgement.base_overdue_amount), (60, 420))
		self.assertEqual(judgement.lines[0].overdue_qty, 6)

	def test_early_late_line_is_not_hidden_by_a_later_one(self):
		whole = order(goods("a", current_promise=march(1)), goods("b", current_promise=march(20)))
		judgement = judged(whole, march(5))
		self.assertEqual(
			(judgement.health, judgement.overdue_since, judgement.overdue_lines), (OVERDUE, march(1), 1)
		)
		self.assertEqual((judgement.next_promise, judgement.current_promise), (march(1), march(20)))
		self.assertEqual([line.overdue_since for line in judgement.lines], [march(1), None])

	def test_oldest_open_slice_gives_the_date_and_a_delivered_one_does_not(self):
		schedule = (PlannedSlice(march(1), 4), PlannedSlice(march(5), 3), PlannedSlice(march(9), 3))
		for delivered, since in ((0, march(1)), (3, march(1)), (4, march(5)), (7, march(9)), (10, None)):
			with self.subTest(delivered=delivered):
				judgement = judged(
					order(goods(schedule=schedule, movements=(moved(1, delivered),))), march(31)
				)
				self.assertEqual(judgement.overdue_since, since)

	def test_what_has_ended_is_never_late(self):
		for name, whole in (
			("closed", order(goods(), is_closed=True)),
			("cancelled", order(goods(), docstatus=2)),
			("line closed", order(goods(is_closed=True))),
			("line struck", order(goods(is_struck=True), goods(movements=(moved(1, 10),)))),
		):
			with self.subTest(name):
				judgement = judged(whole, march(31))
				self.assertIsNone(judgement.overdue_since)
				self.assertIsNone(judgement.next_promise)
				self.assertIsNone(judgement.risk)
				self.assertEqual((judgement.overdue_lines, judgement.overdue_amount), (0, 0))
				self.assertEqual([line.remaining_qty for line in judgement.lines], [0] * len(judgement.lines))

	def test_return_with_a_date_makes_the_order_overdue_again(self):
		line = goods(movements=(moved(1, 10), moved(5, -3)), return_promise=PROMISE)
		judgement = judged(order(line), DAY_AFTER)
		self.assertEqual((judgement.stage, judgement.health), (PARTLY_DELIVERED, OVERDUE))
		self.assertEqual((judgement.overdue_since, judgement.overdue_amount), (PROMISE, 30))
		self.assertEqual(judgement.lines[0].actual_date, march(1), "completion stands")


class TestHealth(TestCase):
	def test_first_that_fits_wins(self):
		late, kept = goods(movements=(moved(14, 10),)), goods(movements=(moved(13, 10),))
		cases = (
			(CANCELLED, order(late, docstatus=2)),
			(CLOSED, order(late, is_closed=True)),
			(DELIVERED_LATE, order(late)),
			(DELIVERED_LATE, order(late, is_on_hold=True)),
			(DELIVERED_LATE, paid_up(late, kept)),
			(DELIVERED_ON_TIME, paid_up(kept)),
			(ON_HOLD, order(goods(), is_on_hold=True)),
			(ON_HOLD, order(goods(), workflow_state=REJECTED)),
			(OVERDUE, order(goods(expectations=(expected(30),)))),
			(OVERDUE, order(goods(), workflow_state="Pending Approval")),
			(ON_TRACK, order(goods(current_promise=None))),
			(ON_TRACK, order()),
			(ON_TRACK, order(goods(qty=0))),
		)
		for health, whole in cases:
			with self.subTest(health, whole=whole):
				self.assertEqual(judged(whole, march(31)).health, health)

	def test_held_order_tells_since_when_it_is_overdue(self):
		judgement = judged(order(goods(), is_on_hold=True), DAY_AFTER)
		self.assertEqual((judgement.health, judgement.overdue_since), (ON_HOLD, PROMISE))


class TestHeader(TestCase):
	def test_dates_are_the_latest_of_the_lines_that_speak(self):
		early = {"requested_on": march(1), "first_promise": march(2), "current_promise": march(3)}
		later = {"requested_on": march(4), "first_promise": march(5), "current_promise": march(6)}
		first, second = (march(1), march(2), march(3)), (march(4), march(5), march(6))
		undated = {"requested_on": None, "first_promise": None, "current_promise": None}
		cases = (
			("latest", (goods(**later), goods(**early)), second),
			("struck", (goods(**later, is_struck=True), goods(**early)), first),
			("closed", (goods(**later, is_closed=True), goods(**early)), first),
			("all closed", (goods(**later, is_closed=True), goods(**early, is_closed=True)), second),
			("one undated", (goods(**undated), goods(**early)), first),
			("all undated", (goods(**undated),), (None, None, None)),
			("first unknown", (goods(**early, is_first_promise_known=False),), (march(1), None, march(3))),
			("no quantity", (goods(qty=0, **early),), first),
			("none", (), (None, None, None)),
		)
		for name, lines, dates in cases:
			with self.subTest(name):
				judgement = judged(order(*lines))
				self.assertEqual(
					(judgement.requested_date, judgement.first_promise, judgement.current_promise), dates
				)

	def test_schedule_tells_the_current_promise(self):
		schedule = (PlannedSlice(march(20), 4), PlannedSlice(march(5), 6))
		judgement = judged(order(goods(schedule=schedule)), march(1))
		self.assertEqual((judgement.next_promise, judgement.current_promise), (march(5), march(20)))

	def test_actual_date_and_days_late_once_everything_is_delivered(self):
		done, late = goods("a", movements=(moved(5, 10),)), goods("b", movements=(moved(18, 10),))
		cases = (
			("all", order(done, late), (march(18), 5, 5)),
			("one open", order(done, late, goods("c")), (None, None, None)),
			("in time", order(done), (march(5), 0, 0)),
			("promise moved", order(replace(late, current_promise=march(20))), (march(18), 5, 0)),
			("first unknown", order(replace(late, is_first_promise_known=False)), (march(18), None, 5)),
		)
		for name, whole, told in cases:
			with self.subTest(name):
				judgement = judged(whole, march(31))
				self.assertEqual(
					(judgement.actual_date, judgement.days_late, judgement.days_late_current), told
				)

	def test_first_promise_unknown_is_judged_by_the_current_one(self):
		line = goods(movements=(moved(14, 10),), is_first_promise_known=False, first_promise=None)
		self.assertEqual(judged(order(line), march(31)).health, DELIVERED_LATE)
		self.assertEqual(
			judged(order(replace(line, current_promise=march(14))), march(31)).health, DELIVERED_ON_TIME
		)


class TestSeeds(TestCase):
	"""The two rows of the seed's sheet."""

	def test_first_row_was_delivered_five_days_late(self):
		promise = date(2023, 10, 10)
		line = goods(
			qty=1,
			amount=7999.0,
			requested_on=promise,
			first_promise=promise,
			current_promise=promise,
			movements=(moved(date(2023, 10, 15), 1),),
		)
		judgement = judged(paid_up(line), date(2023, 10, 20))
		self.assertEqual((judgement.stage, judgement.health), (COMPLETED, DELIVERED_LATE))
		self.assertEqual((judgement.days_late, judgement.delivered_amount), (5, 7999))

	def test_second_row_is_a_service_that_becomes_overdue_and_then_is_accepted(self):
		promise = date(2023, 10, 12)
		line = service(requested_on=promise, first_promise=promise, current_promise=promise)
		for today, health, since in (
			(date(2023, 10, 11), DUE_SOON, None),
			(date(2023, 10, 12), DUE_SOON, None),
			(date(2023, 10, 13), OVERDUE, promise),
		):
			with self.subTest(today=today):
				judgement = judged(order(line), today)
				self.assertEqual(
					(judgement.stage, judgement.health, judgement.overdue_since), (CONFIRMED, health, since)
				)
		accepted = replace(line, accepted_on=promise)
		self.assertEqual(judged(order(accepted), date(2023, 10, 13)).stage, DELIVERED)
		self.assertEqual(judged(paid_up(accepted), date(2023, 10, 13)).health, DELIVERED_ON_TIME)
