from unittest import TestCase

from order_tracking.rules.allotment import slices_of
from order_tracking.rules.completion import (
	actual_date_of,
	is_accepted,
	is_filled,
	is_order_billed,
	is_order_paid,
	is_served_by_bill,
	served_slices,
)
from order_tracking.rules.facts import Calendar, PlannedSlice
from order_tracking.rules.judge import judge
from order_tracking.tests.rules.world import goods, march, moved, order, paid_up, service

TODAY = march(31)


def done(line, whole=None):
	slices = served_slices(line, whole or order(line), slices_of(line, TODAY))
	return is_filled(slices), actual_date_of(slices)


class TestLines(TestCase):
	def test_goods_are_done_by_movements_only(self):
		cases = (
			("nothing", goods(), (False, None)),
			("in part", goods(movements=(moved(1, 9),)), (False, None)),
			("in full", goods(movements=(moved(1, 10),)), (True, march(1))),
			("billed", goods(is_billed=True), (False, None)),
			("accepted", goods(accepted_on=march(1)), (False, None)),
			("drop-shipped", goods(delivered_by_supplier=True, movements=(moved(2, 10),)), (True, march(2))),
			("drop-shipped, on its way", goods(delivered_by_supplier=True), (False, None)),
			("came back", goods(movements=(moved(1, 10), moved(2, -1))), (False, march(1))),
			("no quantity", goods(qty=0), (True, None)),
		)
		for name, line, expected in cases:
			with self.subTest(name):
				self.assertEqual(done(line), expected)

	def test_service_is_done_when_accepted_delivered_or_billed_in_full(self):
		cases = (
			("nothing", service(), (False, None)),
			("accepted", service(accepted_on=march(4)), (True, march(4))),
			("delivered", service(movements=(moved(5, 1),)), (True, march(5))),
			("half delivered", service(qty=2, movements=(moved(5, 1),)), (False, None)),
			("half billed", service(billed_amount=50), (False, None)),
			("billed", service(is_billed=True, billed_on=march(6)), (True, march(6))),
			("billed, day unknown", service(is_billed=True), (True, None)),
			(
				"billed, and credited in part",
				service(billed_amount=50, is_billed=True, billed_on=march(6)),
				(True, march(6)),
			),
			(
				"acceptance rules",
				service(accepted_on=march(4), movements=(moved(5, 1),), is_billed=True, billed_on=march(6)),
				(True, march(4)),
			),
			(
				"movement before bill",
				service(movements=(moved(5, 1),), is_billed=True, billed_on=march(6)),
				(True, march(5)),
			),
			(
				"service on Delivery Notes waits for them",
				service(waits_for_delivery=True, is_billed=True),
				(False, None),
			),
			(
				"or for acceptance",
				service(waits_for_delivery=True, accepted_on=march(4)),
				(True, march(4)),
			),
			(
				"goods of an order that skips Delivery Notes",
				goods(waits_for_delivery=False, is_billed=True, billed_on=march(6)),
				(True, march(6)),
			),
		)
		for name, line, expected in cases:
			with self.subTest(name):
				self.assertEqual(done(line), expected)

	def test_free_service_is_done_only_with_a_bill_for_something(self):
		free = service(amount=0.0)
		self.assertFalse(is_served_by_bill(free, order(free)))
		self.assertFalse(is_served_by_bill(free, paid_up(free)))
		self.assertTrue(is_served_by_bill(free, paid_up(free, goods())))
		self.assertTrue(is_accepted(service(amount=0.0, accepted_on=march(1))))

	def test_bill_completes_only_the_slices_that_never_moved(self):
		line = service(
			qty=2,
			schedule=(PlannedSlice(march(1), 1), PlannedSlice(march(20), 1)),
			movements=(moved(2, 1),),
			is_billed=True,
			billed_on=march(25),
		)
		slices = served_slices(line, order(line), slices_of(line, TODAY))
		self.assertEqual([part.completed_on for part in slices], [march(2), march(25)])
		self.assertEqual([part.overdue_since for part in slices], [None, None])

	def test_what_came_back_stays_open_after_a_bill_or_an_older_acceptance(self):
		sold = {"waits_for_delivery": False, "movements": (moved(1, 10), moved(5, -3))}
		cases = (
			("billed", goods(**sold, is_billed=True, billed_on=march(1)), (3, 7)),
			("accepted before", goods(**sold, accepted_on=march(4)), (3, 7)),
			("accepted after", goods(**sold, accepted_on=march(5)), (0, 10)),
		)
		for name, line, left_and_delivered in cases:
			with self.subTest(name):
				(judgement,) = judge(order(line), TODAY, Calendar(), 3).lines
				self.assertEqual((judgement.remaining_qty, judgement.delivered_qty), left_and_delivered)


class TestMoney(TestCase):
	def test_paid_is_billed_in_full_and_nothing_outstanding(self):
		line = goods()
		cases = (
			("nothing", {}, False, False),
			("paid in advance", {"paid_amount": 100}, False, False),
			("billed", {"is_billed_in_full": True, "invoice_outstanding": 100}, True, False),
			("a cent owed", {"is_billed_in_full": True, "invoice_outstanding": 0.01}, True, False),
			("noise owed", {"is_billed_in_full": True, "invoice_outstanding": 1e-9}, True, True),
			("written off", {"is_billed_in_full": True, "paid_amount": 99}, True, True),
			("credit beyond", {"is_billed_in_full": True, "invoice_outstanding": -5}, True, True),
			("invoice of the first half paid", {"billed_total": 50, "paid_amount": 50}, False, False),
			("free order", {"grand_total": 0}, True, True),
			(
				"free order with an invoice after all",
				{"grand_total": 0, "invoice_outstanding": 5},
				True,
				False,
			),
		)
		for name, facts, is_billed, is_paid in cases:
			with self.subTest(name):
				self.assertIs(is_order_billed(order(line, **facts)), is_billed)
				self.assertIs(is_order_paid(order(line, **facts)), is_paid)
