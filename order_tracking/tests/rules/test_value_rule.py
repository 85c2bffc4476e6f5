from unittest import TestCase

from order_tracking.rules.facts import Calendar
from order_tracking.rules.judge import judge
from order_tracking.rules.value import percent_of, value_share
from order_tracking.tests.rules.world import PROMISE, goods, moved, order, service


def judged(*lines, **facts):
	return judge(order(*lines, **facts), PROMISE, Calendar(), 3)


class TestValue(TestCase):
	def test_share_of_a_line(self):
		cases = ((10, 0, 0), (10, 1, 0.1), (10, 9, 0.9), (10, 10, 1), (10, 11, 1), (0, 0, 0), (0, 5, 1))
		for qty, delivered, share in cases:
			with self.subTest(qty=qty, delivered=delivered):
				self.assertEqual(value_share(goods(qty=qty), delivered), share)

	def test_percent(self):
		cases = (
			(0, 100, False, 0),
			(99.99, 100, False, 99.99),
			(100, 100, False, 100),
			(120, 100, False, 100),
			(0, 0, True, 100),
			(0, 0, False, 0),
			(5, -5, False, 0),
		)
		for part, whole, is_done, percent in cases:
			with self.subTest(part=part, whole=whole, is_done=is_done):
				self.assertAlmostEqual(percent_of(part, whole, is_done), percent)

	def test_value_counts_not_the_number_of_pieces(self):
		screws = goods("screws", qty=1000, amount=10.0, base_amount=70.0, movements=(moved(1, 1000),))
		machine = goods("machine", qty=1, amount=990.0, base_amount=6930.0)
		order_judgement = judged(screws, machine)
		self.assertEqual(order_judgement.per_delivered_value, 1)
		self.assertEqual(order_judgement.delivered_amount, 10)
		self.assertEqual(order_judgement.base_delivered_amount, 70)

	def test_over_delivery_of_one_line_hides_nothing_of_another(self):
		judgement = judged(goods("a", movements=(moved(1, 30),)), goods("b"))
		self.assertEqual(judgement.per_delivered_value, 50)
		self.assertEqual(judgement.lines[0].delivered_qty, 30)
		self.assertEqual(judgement.lines[0].delivered_amount, 100)

	def test_almost_everything_is_not_hundred(self):
		judgement = judged(goods(qty=250_000, movements=(moved(1, 249_998),)))
		self.assertLess(judgement.per_delivered_value, 100)
		self.assertEqual(judgement.lines[0].remaining_qty, 2)

	def test_free_order_is_nothing_or_all(self):
		self.assertEqual(judged(goods(amount=0.0)).per_delivered_value, 0)
		self.assertEqual(judged(goods(amount=0.0, movements=(moved(1, 10),))).per_delivered_value, 100)

	def test_struck_lines_have_no_value_and_closed_ones_stay_short(self):
		self.assertEqual(
			judged(goods("a", movements=(moved(1, 10),)), goods("b", is_struck=True)).per_delivered_value, 100
		)
		short = judged(goods(movements=(moved(1, 6),), is_closed=True))
		self.assertEqual((short.per_delivered_value, short.delivered_amount), (60, 60))

	def test_credited_return_lowers_the_delivered_value(self):
		judgement = judged(goods(movements=(moved(1, 10), moved(2, -3, is_credited=True))))
		self.assertTrue(judgement.is_delivered)
		self.assertEqual(judgement.per_delivered_value, 70)
		self.assertEqual((judgement.lines[0].delivered_qty, judgement.lines[0].returned_qty), (7, 3))

	def test_accepted_service_counts_in_full(self):
		judgement = judged(service(qty=3, accepted_on=PROMISE))
		self.assertEqual((judgement.lines[0].delivered_qty, judgement.per_delivered_value), (3, 100))

	def test_billed_and_paid(self):
		cases = (
			({}, 0, 0),
			({"billed_total": 40, "paid_amount": 25}, 40, 25),
			({"paid_amount": 100}, 0, 100),
			({"billed_total": 120, "paid_amount": 120}, 100, 100),
			({"billed_total": 99.99, "is_billed_in_full": True, "paid_amount": 60}, 100, 100),
			(
				{
					"billed_total": 100,
					"is_billed_in_full": True,
					"paid_amount": 60,
					"invoice_outstanding": 40,
				},
				100,
				60,
			),
			({"grand_total": 0}, 100, 100),
		)
		for facts, billed, paid in cases:
			with self.subTest(facts=facts):
				judgement = judged(goods(), **facts)
				self.assertEqual((judgement.per_billed_value, judgement.per_paid_value), (billed, paid))
