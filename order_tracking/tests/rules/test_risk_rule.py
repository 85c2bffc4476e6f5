from unittest import TestCase

from order_tracking.constants import AT_RISK, DUE_SOON, ON_HOLD, ON_TRACK, OVERDUE, PENDING_APPROVAL
from order_tracking.rules.facts import PlannedSlice
from order_tracking.rules.judge import judge
from order_tracking.rules.judgement import Risk
from order_tracking.tests.rules.world import (
	DUE_SOON_DAYS,
	PROMISE,
	WEEKENDS,
	expected,
	goods,
	march,
	moved,
	order,
	service,
)

EARLY = march(1)
LATER = Risk("Work Order", "MFG-WO-1", march(20))


def judged(*lines, today=EARLY, **facts):
	return judge(order(*lines, **facts), today, WEEKENDS, DUE_SOON_DAYS)


class TestLineAtRisk(TestCase):
	def test_fact_must_say_later_than_the_promise(self):
		for day, is_at_risk in ((12, False), (13, False), (14, True)):
			with self.subTest(day=day):
				judgement = judged(goods(expectations=(expected(day),)))
				self.assertIs(judgement.risk is not None, is_at_risk)
				self.assertEqual(judgement.health, AT_RISK if is_at_risk else ON_TRACK)

	def test_only_open_promises_that_have_not_passed_are_at_risk(self):
		late = (expected(20),)
		cases = (
			("open", goods(expectations=late), EARLY, LATER),
			("promised today", goods(expectations=late), PROMISE, LATER),
			("passed", goods(expectations=late), march(14), None),
			("delivered", goods(expectations=late, movements=(moved(1, 10),)), EARLY, None),
			("one missing", goods(expectations=late, movements=(moved(1, 9),)), EARLY, LATER),
			("no promise", goods(expectations=late, current_promise=None), EARLY, None),
			("closed", goods(expectations=late, is_closed=True), EARLY, None),
			("struck", goods(expectations=late, is_struck=True), EARLY, None),
			("no quantity", goods(qty=0, expectations=late), EARLY, None),
			("accepted", service(expectations=late, accepted_on=EARLY), EARLY, None),
		)
		for name, line, today, risk in cases:
			with self.subTest(name):
				judgement = judged(line, today=today)
				self.assertEqual(judgement.lines[0].risk, risk)
				self.assertEqual(judgement.risk, risk)

	def test_reason_names_the_latest_fact(self):
		purchase = expected(25, "Purchase Order", "PUR-ORD-1")
		judgement = judged(goods(expectations=(expected(20), purchase, expected(22))))
		self.assertEqual(judgement.risk, Risk("Purchase Order", "PUR-ORD-1", march(25)))

	def test_reason_does_not_depend_on_the_order_of_the_facts(self):
		twins = (expected(20, document="B"), expected(20, document="A"))
		for expectations in (twins, twins[::-1]):
			self.assertEqual(judged(goods(expectations=expectations)).risk.document, "A")

	def test_next_open_slice_decides(self):
		schedule = (PlannedSlice(march(5), 4), PlannedSlice(march(25), 6))
		line = {"schedule": schedule, "expectations": (expected(20),)}
		self.assertEqual(judged(goods(**line)).risk, LATER)
		self.assertIsNone(judged(goods(**line, movements=(moved(1, 4),))).risk)

	def test_overdue_line_does_not_hide_that_another_is_at_risk(self):
		judgement = judged(
			goods("a", current_promise=march(1)), goods("b", expectations=(expected(20),)), today=march(5)
		)
		self.assertEqual((judgement.health, judgement.risk), (OVERDUE, LATER))


class TestOrderAtRisk(TestCase):
	def test_note_in_conflict(self):
		note = Risk("Order Note", "NOTE-1", None)
		cases = (
			(goods(), ("NOTE-1",), note),
			(goods(), ("NOTE-2", "NOTE-1"), note),
			(goods(expectations=(expected(20),)), ("NOTE-1",), LATER),
			(goods(movements=(moved(1, 10),)), ("NOTE-1",), None),
			(goods(current_promise=march(1)), ("NOTE-1",), None),
		)
		for line, conflicts, risk in cases:
			with self.subTest(conflicts=conflicts, risk=risk):
				judgement = judged(line, note_conflicts=conflicts, today=march(5))
				self.assertEqual(judgement.risk, risk)

	def test_hold_that_lasts_beyond_the_promise(self):
		cases = (
			({"is_on_hold": True, "hold_expected_end": march(14)}, Risk(ON_HOLD, "SAL-ORD-1", march(14))),
			(
				{"workflow_state": ON_HOLD, "hold_expected_end": march(14)},
				Risk(ON_HOLD, "SAL-ORD-1", march(14)),
			),
			({"is_on_hold": True, "hold_expected_end": PROMISE}, None),
			({"is_on_hold": True}, None),
			({"hold_expected_end": march(14)}, None),
		)
		for facts, risk in cases:
			with self.subTest(facts=facts):
				self.assertEqual(judged(goods(), **facts).risk, risk)

	def test_approval_that_waits_near_the_promise(self):
		waiting = Risk(PENDING_APPROVAL, "SAL-ORD-1", None)
		cases = (
			# today, state, days told by the facts, risk; the promise is Wednesday 13th
			(march(7), PENDING_APPROVAL, None, None),
			(march(8), PENDING_APPROVAL, None, waiting),
			(PROMISE, PENDING_APPROVAL, None, waiting),
			(march(14), PENDING_APPROVAL, None, None),
			(march(8), "Approved", None, None),
			(march(8), "Waits for Finance", None, waiting),
			(march(1), PENDING_APPROVAL, 3, waiting),
			(march(1), PENDING_APPROVAL, 4, None),
		)
		for today, state, days, risk in cases:
			with self.subTest(today=today, state=state, days=days):
				judgement = judged(goods(), today=today, workflow_state=state, approval_waits_for_days=days)
				self.assertEqual(judgement.risk, risk)

	def test_dated_fact_goes_before_the_waiting_approval(self):
		line = goods(expectations=(expected(20),))
		self.assertEqual(judged(line, today=PROMISE, workflow_state=PENDING_APPROVAL).risk, LATER)

	def test_due_soon_without_risk(self):
		for today, health in (
			(march(7), ON_TRACK),
			(march(8), DUE_SOON),
			(PROMISE, DUE_SOON),
			(march(14), OVERDUE),
		):
			with self.subTest(today=today):
				self.assertEqual(judged(goods(), today=today).health, health)
