from unittest import TestCase

from order_tracking.constants import (
	CANCELLED,
	CLOSED,
	COMPLETED,
	CONFIRMED,
	DELIVERED,
	GONE,
	HEALTHS,
	IN_PROGRESS,
	LINE_STAGES,
	ON_HOLD,
	PARTLY_DELIVERED,
	PENDING_APPROVAL,
	READY,
	REJECTED,
	STAGES,
)
from order_tracking.rules.facts import Calendar
from order_tracking.rules.judge import judge
from order_tracking.tests.rules.world import PROMISE, goods, moved, order, paid_up, service

SITE_STATE = "Waits for Finance"
ALL = (moved(1, 10),)
SOME = (moved(1, 4),)


def stage(whole):
	return judge(whole, PROMISE, Calendar(), 3).stage


def line_stages(whole):
	return [line.line_stage for line in judge(whole, PROMISE, Calendar(), 3).lines]


class TestOrderStage(TestCase):
	def test_first_line_of_the_ladder_that_fits_wins(self):
		some, done, picked = goods(movements=SOME), goods(movements=ALL), goods(picked_qty=10)
		cases = (
			(CANCELLED, paid_up(done, docstatus=2, is_closed=True)),
			(CANCELLED, order(goods(), workflow_state=CANCELLED)),
			(CLOSED, paid_up(done, is_closed=True, is_on_hold=True)),
			(CLOSED, order(goods(), workflow_state=CLOSED)),
			(COMPLETED, paid_up(done)),
			(COMPLETED, paid_up(done, is_on_hold=True)),
			(COMPLETED, paid_up(done, workflow_state=PENDING_APPROVAL)),
			(DELIVERED, order(done)),
			(DELIVERED, paid_up(done, invoice_outstanding=1)),
			(DELIVERED, order(done, is_on_hold=True)),
			(DELIVERED, order(done, paid_amount=100)),
			(ON_HOLD, order(some, is_on_hold=True, workflow_state=PENDING_APPROVAL)),
			(ON_HOLD, order(goods(), workflow_state=ON_HOLD)),
			(PENDING_APPROVAL, order(some, workflow_state=PENDING_APPROVAL)),
			(REJECTED, order(some, workflow_state=REJECTED)),
			(PARTLY_DELIVERED, order(some, is_said_ready=True)),
			(PARTLY_DELIVERED, order(done, picked)),
			(READY, order(picked, is_work_said_begun=True)),
			(READY, order(goods(produced_qty=10))),
			(READY, order(goods(), is_said_ready=True)),
			(IN_PROGRESS, order(goods(picked_qty=9))),
			(IN_PROGRESS, order(picked, goods())),
			(IN_PROGRESS, order(goods(is_work_begun=True))),
			(IN_PROGRESS, order(goods(), is_work_said_begun=True)),
			(CONFIRMED, order(goods())),
			(CONFIRMED, order(goods(), workflow_state="")),
			(CONFIRMED, order()),
			(CONFIRMED, order(goods(), paid_amount=100)),
		)
		for expected, whole in cases:
			with self.subTest(expected, whole=whole):
				self.assertEqual(stage(whole), expected)

	def test_state_of_the_site_is_in_peoples_hands_until_a_decisive_fact(self):
		cases = (
			(PENDING_APPROVAL, order(goods(), workflow_state=SITE_STATE)),
			(PENDING_APPROVAL, order(goods(picked_qty=10), is_said_ready=True, workflow_state=SITE_STATE)),
			(PARTLY_DELIVERED, order(goods(movements=SOME), workflow_state=SITE_STATE)),
			(DELIVERED, order(goods(movements=ALL), workflow_state=SITE_STATE)),
			(COMPLETED, paid_up(goods(movements=ALL), workflow_state=SITE_STATE)),
			(ON_HOLD, order(goods(), is_on_hold=True, workflow_state=SITE_STATE)),
			(CLOSED, order(goods(), is_closed=True, workflow_state=SITE_STATE)),
			(CANCELLED, order(goods(), docstatus=2, workflow_state=SITE_STATE)),
		)
		for expected, whole in cases:
			with self.subTest(expected, whole=whole):
				self.assertEqual(stage(whole), expected)

	def test_lines_that_block_nothing(self):
		done = goods("done", movements=ALL)
		cases = (
			(DELIVERED, order(done, goods(is_struck=True))),
			(DELIVERED, order(done, goods(is_closed=True))),
			(DELIVERED, order(done, goods(qty=0))),
			(PARTLY_DELIVERED, order(done, goods(amount=0.0))),
			(CLOSED, order(goods(is_closed=True))),
			(CLOSED, order(goods(is_closed=True), goods(is_struck=True))),
			(DELIVERED, order(goods(is_closed=True, movements=SOME))),
			(CONFIRMED, order(goods(is_struck=True))),
			(CONFIRMED, order(goods(is_struck=True, movements=ALL))),
			(CONFIRMED, order(goods(qty=0, amount=0.0))),
			(COMPLETED, order(goods(qty=0, amount=0.0, movements=SOME))),
			(READY, order(goods(picked_qty=10), goods(qty=0))),
			(READY, order(goods(picked_qty=10), service())),
			(READY, order(goods(picked_qty=10), goods(delivered_by_supplier=True))),
			(READY, order(goods(picked_qty=10), service(waits_for_delivery=True))),
			(CONFIRMED, order(service())),
		)
		for expected, whole in cases:
			with self.subTest(expected, whole=whole):
				self.assertEqual(stage(whole), expected)

	def test_return_after_full_delivery_opens_the_order_again(self):
		cases = (
			(PARTLY_DELIVERED, (moved(1, 10), moved(2, -3))),
			(CONFIRMED, (moved(1, 10), moved(2, -10))),
			(COMPLETED, (moved(1, 10), moved(2, -3), moved(3, 3))),
			(COMPLETED, (moved(1, 10), moved(2, -3, True))),
			(COMPLETED, (moved(1, 10), moved(2, -10, True))),
		)
		for expected, movements in cases:
			with self.subTest(movements=movements):
				self.assertEqual(stage(paid_up(goods(movements=movements))), expected)

	def test_goods_that_came_back_must_be_picked_again_to_be_ready(self):
		back = (moved(1, 10), moved(2, -10))
		self.assertEqual(stage(order(goods(movements=back, picked_qty=10))), IN_PROGRESS)
		self.assertEqual(stage(order(goods(movements=back, picked_qty=20))), READY)

	def test_every_answer_is_an_option_of_the_doctype(self):
		self.assertEqual(len(set(STAGES)), 11)
		self.assertEqual(len(set(HEALTHS)), 9)
		self.assertEqual(len(set(LINE_STAGES)), 8)


class TestLineStage(TestCase):
	def test_stage_of_a_line(self):
		cases = (
			(GONE, goods(is_struck=True, movements=ALL), {}),
			(GONE, goods(is_struck=True), {"docstatus": 2}),
			(CANCELLED, goods(is_closed=True), {"docstatus": 2}),
			(CLOSED, goods(is_closed=True, movements=ALL), {}),
			(CLOSED, goods(), {"is_closed": True}),
			(DELIVERED, goods(movements=ALL), {"is_on_hold": True}),
			(DELIVERED, goods(qty=0, movements=SOME), {}),
			(DELIVERED, service(accepted_on=PROMISE), {}),
			(PARTLY_DELIVERED, goods(movements=SOME, picked_qty=10), {}),
			(PARTLY_DELIVERED, goods(movements=(moved(1, 9.999),)), {}),
			(READY, goods(picked_qty=10), {}),
			(READY, goods(produced_qty=11), {}),
			(READY, goods(), {"is_said_ready": True}),
			(IN_PROGRESS, goods(picked_qty=9.99), {}),
			(IN_PROGRESS, goods(produced_qty=1), {}),
			(IN_PROGRESS, goods(is_work_begun=True), {}),
			(IN_PROGRESS, goods(), {"is_work_said_begun": True}),
			(CONFIRMED, goods(), {}),
			(CONFIRMED, goods(qty=0), {}),
			(CONFIRMED, goods(), {"workflow_state": PENDING_APPROVAL}),
		)
		for expected, line, facts in cases:
			with self.subTest(expected, line=line):
				self.assertEqual(line_stages(order(line, **facts)), [expected])
