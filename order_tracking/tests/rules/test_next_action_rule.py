import unittest

from order_tracking.constants import (
	CANCELLED,
	CLOSED,
	COMPLETED,
	CONFIRMED,
	DELIVERED,
	ON_HOLD,
	PARTLY_DELIVERED,
	PENDING_APPROVAL,
	READY,
	REJECTED,
	STAGES,
)
from order_tracking.rules import next_action
from order_tracking.rules.next_action import Situation, next_action_of


class TestNextAction(unittest.TestCase):
	def test_the_most_urgent_wins(self):
		cases = (
			(Situation(CANCELLED, awaits_amendment=True), next_action.AMEND),
			(Situation(CANCELLED), next_action.NOTHING),
			(Situation(COMPLETED), next_action.NOTHING),
			(Situation(CLOSED, asks_me_why=True), next_action.GIVE_REASON),
			(Situation(PENDING_APPROVAL, is_overdue=True), next_action.APPROVE),
			(Situation(REJECTED, is_at_risk=True), next_action.CHANGE_ORDER),
			(Situation(ON_HOLD, is_overdue=True, has_request=True), next_action.RESUME),
			(Situation(CONFIRMED, has_request=True, is_overdue=True), next_action.ANSWER_REQUEST),
			(Situation(PARTLY_DELIVERED, is_overdue=True, is_at_risk=True), next_action.DELIVER),
			(Situation(CONFIRMED, is_overdue=True, is_urgent_a_service=True), next_action.ACCEPT_SERVICE),
			(Situation(CONFIRMED, is_at_risk=True, is_due_soon=True), next_action.MOVE_PROMISE),
			(Situation(CONFIRMED, is_due_soon=True, asks_me_why=True), next_action.DELIVER),
			(Situation(CONFIRMED, is_due_soon=True, is_urgent_a_service=True), next_action.ACCEPT_SERVICE),
			(Situation(CONFIRMED, asks_me_why=True), next_action.GIVE_REASON),
			(Situation(DELIVERED), next_action.BILL),
			(Situation(DELIVERED, is_billed=True), next_action.COLLECT),
			(Situation(READY), next_action.DELIVER),
			(Situation(CONFIRMED), next_action.WAIT),
		)
		for situation, action in cases:
			with self.subTest(situation=situation):
				self.assertEqual(next_action_of(situation), action)

	def test_every_stage_has_an_answer(self):
		for stage in STAGES:
			with self.subTest(stage=stage):
				self.assertTrue(next_action_of(Situation(stage)))
