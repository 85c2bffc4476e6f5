"""Whatever the facts: what must hold of every judgement."""

from dataclasses import replace
from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from order_tracking.constants import HEALTHS, LINE_STAGES, STAGES, WORKFLOW_STATES
from order_tracking.rules.facts import PlannedSlice
from order_tracking.rules.judge import judge
from order_tracking.tests.rules.world import DUE_SOON_DAYS, WEEKENDS, goods, moved, order


def judged(whole, today):
	return judge(whole, today, WEEKENDS, DUE_SOON_DAYS)


days = st.dates(date(2024, 1, 1), date(2024, 12, 30))
quantities = st.integers(0, 80).map(lambda eighths: eighths / 8)
some_days = st.none() | days
lines = st.builds(
	goods,
	qty=quantities,
	amount=st.sampled_from((0.0, 100.0)),
	is_service=st.booleans(),
	waits_for_delivery=st.booleans(),
	movements=st.lists(st.builds(moved, days, quantities | quantities.map(lambda qty: -qty)), max_size=4).map(
		tuple
	),
	schedule=st.lists(st.builds(PlannedSlice, some_days, quantities, some_days), max_size=3).map(tuple),
	billed_amount=st.sampled_from((0.0, 50.0, 100.0)),
	is_billed=st.booleans(),
	picked_qty=quantities,
	first_promise=some_days,
	is_first_promise_known=st.booleans(),
	current_promise=some_days,
	return_promise=some_days,
	accepted_on=some_days,
	is_closed=st.booleans(),
	is_struck=st.booleans(),
)
orders = st.builds(
	lambda lines, **facts: order(*lines, **facts),
	st.lists(lines, max_size=4),
	docstatus=st.sampled_from((1, 1, 1, 2)),
	is_closed=st.sampled_from((False, False, False, True)),
	is_on_hold=st.booleans(),
	workflow_state=st.sampled_from((*WORKFLOW_STATES, "Waits for Finance")),
	is_said_ready=st.booleans(),
	is_billed_in_full=st.booleans(),
	hold_expected_end=some_days,
)


# floats add up to a hair more or less in another order
SUMS = (
	"overdue_amount",
	"base_overdue_amount",
	"delivered_amount",
	"base_delivered_amount",
	"per_delivered_value",
)


def without_sums(judgement):
	return replace(judgement, lines=(), **dict.fromkeys(SUMS, 0))


class TestAnyOrder(TestCase):
	@given(orders, days)
	def test_judgement_is_complete_and_agrees_with_itself(self, whole, today):
		judgement = judged(whole, today)
		self.assertEqual(judgement, judged(whole, today))
		self.assertIn(judgement.stage, STAGES)
		self.assertIn(judgement.health, HEALTHS)
		self.assertEqual([line.name for line in judgement.lines], [line.name for line in whole.lines])
		self.assertEqual(judgement.overdue_since is not None, judgement.overdue_lines > 0)
		for percent in (judgement.per_delivered_value, judgement.per_billed_value, judgement.per_paid_value):
			self.assertTrue(0 <= percent <= 100)
		if judgement.overdue_since:
			self.assertLess(judgement.overdue_since, today)
			self.assertLessEqual(judgement.next_promise, judgement.overdue_since)
			self.assertFalse(judgement.is_delivered)
		for line, facts in zip(judgement.lines, whole.lines, strict=True):
			self._assert_line_agrees(line, facts)

	def _assert_line_agrees(self, line, facts):
		self.assertIn(line.line_stage, LINE_STAGES)
		self.assertGreaterEqual(line.delivered_qty, 0)
		self.assertGreaterEqual(line.remaining_qty, 0)
		self.assertTrue(0 <= line.delivered_amount <= facts.amount)
		self.assertTrue(0 <= line.overdue_amount <= facts.amount)
		self.assertLessEqual(line.overdue_qty, line.remaining_qty)

	@given(orders, days)
	def test_a_day_later_only_the_calendar_shows(self, whole, today):
		old, new = judged(whole, today), judged(whole, today + timedelta(days=1))
		self.assertEqual(
			(old.stage, old.is_delivered, old.actual_date), (new.stage, new.is_delivered, new.actual_date)
		)
		if old.overdue_since:
			self.assertEqual(new.overdue_since, old.overdue_since)

	@given(orders, days)
	def test_judgement_of_an_order_does_not_depend_on_the_order_of_its_lines(self, whole, today):
		forward = judged(whole, today)
		backward = judged(replace(whole, lines=whole.lines[::-1]), today)
		self.assertEqual(without_sums(forward), without_sums(backward))
		for name in SUMS:
			self.assertAlmostEqual(getattr(forward, name), getattr(backward, name), msg=name)
