import unittest

from order_tracking.constants import (
	CANCELLED,
	CLOSED,
	COMPLETED,
	CONFIRMED,
	DELIVERED,
	IN_PROGRESS,
	LINE_STAGES,
	ON_HOLD,
	PARTLY_DELIVERED,
	PENDING_APPROVAL,
	READY,
	REJECTED,
	STAGES,
)
from order_tracking.rules.customer_stage import (
	BEING_CHANGED,
	PAUSED,
	RECEIVED,
	STEPS,
	STOPS,
	customer_steps,
	customer_word,
	names_of,
)

INTERNAL_WORDS = {PENDING_APPROVAL, REJECTED, ON_HOLD, COMPLETED}


class TestCustomerStage(unittest.TestCase):
	def test_every_stage_has_a_word_of_the_customers(self):
		for stage in {*STAGES, *LINE_STAGES}:
			with self.subTest(stage):
				self.assertNotIn(customer_word(stage), INTERNAL_WORDS)

	def test_approval_billing_and_payment_are_not_told(self):
		for stage, word in (
			(PENDING_APPROVAL, RECEIVED),
			(REJECTED, RECEIVED),
			(ON_HOLD, PAUSED),
			(COMPLETED, DELIVERED),
			(CLOSED, CLOSED),
			(CANCELLED, CANCELLED),
		):
			with self.subTest(stage):
				self.assertEqual(customer_word(stage), word)

	def test_an_order_that_is_cancelled_to_be_amended_is_being_changed(self):
		self.assertEqual(customer_word(CANCELLED, awaits_amendment=True), BEING_CHANGED)
		self.assertEqual(customer_word(CONFIRMED, awaits_amendment=True), CONFIRMED)

	def test_steps_before_the_present_one_are_done(self):
		for reached, states in (
			(PENDING_APPROVAL, ["now", "ahead", "ahead", "ahead", "ahead"]),
			(CONFIRMED, ["done", "now", "ahead", "ahead", "ahead"]),
			(IN_PROGRESS, ["done", "done", "now", "ahead", "ahead"]),
			(READY, ["done", "done", "done", "now", "ahead"]),
			(PARTLY_DELIVERED, ["done", "done", "done", "done", "now"]),
			(DELIVERED, ["done"] * 5),
			(COMPLETED, ["done"] * 5),
		):
			with self.subTest(reached):
				steps = customer_steps(customer_word(reached), reached)
				self.assertEqual([step.state for step in steps], states)

	def test_the_last_step_says_when_only_a_part_has_arrived(self):
		for reached, word in (
			(PARTLY_DELIVERED, PARTLY_DELIVERED),
			(READY, DELIVERED),
			(DELIVERED, DELIVERED),
		):
			with self.subTest(reached):
				self.assertEqual(customer_steps(customer_word(reached), reached)[-1].word, word)

	def test_a_stopped_order_stands_where_it_had_come_to(self):
		for word in STOPS:
			with self.subTest(word):
				steps = customer_steps(word, IN_PROGRESS)
				self.assertEqual(
					[step.state for step in steps], ["done", "done", "stopped", "ahead", "ahead"]
				)
				self.assertEqual([step.word for step in steps], list(STEPS))

	def test_of_many_items_the_first_two_different_ones_are_named(self):
		for items, named in (
			([], ((), 0)),
			(["Desk"], (("Desk",), 0)),
			(["Desk", "Desk"], (("Desk",), 0)),
			(["Desk", "Lamp", "Desk", "Chair"], (("Desk", "Lamp"), 1)),
		):
			with self.subTest(items):
				self.assertEqual(names_of(items), named)
