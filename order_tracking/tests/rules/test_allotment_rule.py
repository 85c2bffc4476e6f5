from datetime import date
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from order_tracking.rules.allotment import slices_of
from order_tracking.rules.facts import PlannedSlice
from order_tracking.tests.rules.world import DAY_AFTER, PROMISE, goods, march, moved

TODAY = march(31)


def delivered(slices):
	return [(part.qty, part.delivered_qty, part.completed_on) for part in slices]


class TestOneSlice(TestCase):
	def test_line_without_schedule_is_one_slice_with_its_promise(self):
		(part,) = slices_of(goods(), PROMISE)
		self.assertEqual((part.due, part.qty, part.delivered_qty), (PROMISE, 10, 0))
		self.assertEqual(part.first_promise, PROMISE)
		self.assertFalse(part.is_return)

	def test_slice_completes_with_the_movement_that_fills_it(self):
		cases = (
			# movements, delivered, completed on
			((), 0, None),
			((moved(1, 1),), 1, None),
			((moved(1, 9),), 9, None),
			((moved(1, 10),), 10, march(1)),
			((moved(1, 4), moved(5, 6)), 10, march(5)),
			((moved(5, 6), moved(1, 4)), 10, march(5)),
			((moved(1, 12),), 10, march(1)),
			((moved(1, 10), moved(5, 2)), 10, march(1)),
			((moved(1, 9.99999999999),), 10, march(1)),
			((moved(1, 3.3), moved(2, 3.3), moved(3, 3.4)), 10, march(3)),
			((moved(1, 0),), 0, None),
		)
		for movements, qty, completed_on in cases:
			with self.subTest(movements=movements):
				self.assertEqual(
					delivered(slices_of(goods(movements=movements), TODAY)), [(10, qty, completed_on)]
				)

	def test_two_missing_of_a_quarter_million_are_missing(self):
		(part,) = slices_of(goods(qty=250_000, movements=(moved(1, 249_998),)), TODAY)
		self.assertIsNone(part.completed_on)
		self.assertEqual(part.overdue_since, PROMISE)

	def test_line_without_quantity_has_no_slices(self):
		self.assertEqual(slices_of(goods(qty=0), TODAY), ())
		self.assertEqual(slices_of(goods(qty=0, movements=(moved(1, 5),)), TODAY), ())

	def test_free_line_waits_for_goods_like_any_other(self):
		(part,) = slices_of(goods(amount=0.0), TODAY)
		self.assertEqual(part.overdue_since, PROMISE)


class TestSchedule(TestCase):
	def test_first_due_is_filled_first_whatever_the_order_of_rows(self):
		schedule = (PlannedSlice(march(20), 6), PlannedSlice(march(1), 4))
		cases = (
			(0, [(4, 0, None), (6, 0, None)]),
			(1, [(4, 1, None), (6, 0, None)]),
			(4, [(4, 4, march(2)), (6, 0, None)]),
			(5, [(4, 4, march(2)), (6, 1, None)]),
			(10, [(4, 4, march(2)), (6, 6, march(2))]),
			(11, [(4, 4, march(2)), (6, 6, march(2))]),
		)
		for qty, expected in cases:
			with self.subTest(qty=qty):
				line = goods(schedule=schedule, movements=(moved(2, qty),))
				self.assertEqual(delivered(slices_of(line, TODAY)), expected)

	def test_what_the_schedule_leaves_out_is_due_with_the_line(self):
		line = goods(schedule=(PlannedSlice(march(20), 3), PlannedSlice(march(1), 3)))
		self.assertEqual(
			[(part.due, part.qty) for part in slices_of(line, TODAY)],
			[(march(1), 3), (PROMISE, 4), (march(20), 3)],
		)

	def test_what_the_schedule_has_too_much_falls_off_its_end(self):
		line = goods(
			schedule=(PlannedSlice(march(1), 8), PlannedSlice(march(20), 8), PlannedSlice(march(25), 8))
		)
		self.assertEqual(
			[(part.due, part.qty) for part in slices_of(line, TODAY)], [(march(1), 8), (march(20), 2)]
		)

	def test_slice_without_date_is_filled_last(self):
		line = goods(schedule=(PlannedSlice(None, 5), PlannedSlice(march(20), 5)), movements=(moved(1, 5),))
		self.assertEqual(
			[(part.due, part.delivered_qty) for part in slices_of(line, TODAY)], [(march(20), 5), (None, 0)]
		)

	def test_return_undoes_the_open_slice_before_a_complete_one(self):
		schedule = (PlannedSlice(march(1), 4), PlannedSlice(march(20), 6))
		line = goods(schedule=schedule, movements=(moved(1, 7), moved(2, -2)))
		self.assertEqual(delivered(slices_of(line, TODAY)), [(4, 4, march(1)), (6, 1, None)])
		line = goods(schedule=schedule, movements=(moved(1, 7), moved(2, -5)))
		self.assertEqual(delivered(slices_of(line, TODAY)), [(4, 4, march(1)), (6, 0, None), (2, 0, None)])


class TestReturns(TestCase):
	def test_return_before_completion_only_reduces_what_was_delivered(self):
		for is_credited in (False, True):
			with self.subTest(is_credited=is_credited):
				line = goods(movements=(moved(1, 4), moved(2, -3, is_credited)))
				self.assertEqual(delivered(slices_of(line, TODAY)), [(10, 1, None)])

	def test_completion_stands_and_the_return_opens_a_slice_without_a_promise(self):
		whole, back = slices_of(goods(movements=(moved(1, 10), moved(20, -3))), TODAY)
		self.assertEqual((whole.delivered_qty, whole.completed_on), (10, march(1)))
		self.assertEqual((back.qty, back.delivered_qty, back.due, back.is_return), (3, 0, None, True))
		self.assertIsNone(back.overdue_since)

	def test_return_is_late_only_after_the_date_that_somebody_gave_it(self):
		line = goods(movements=(moved(1, 10), moved(5, -3)), return_promise=PROMISE)
		for today, since in ((PROMISE, None), (DAY_AFTER, PROMISE)):
			with self.subTest(today=today):
				self.assertEqual(slices_of(line, today)[1].overdue_since, since)

	def test_return_slice_goes_with_credit_note_or_close(self):
		returned = (moved(1, 10), moved(5, -3))
		cases = (
			goods(movements=(moved(1, 10), moved(5, -3, is_credited=True)), return_promise=PROMISE),
			goods(movements=returned, is_closed=True, return_promise=PROMISE),
			goods(movements=returned, is_struck=True),
		)
		for line in cases:
			with self.subTest(line=line):
				self.assertEqual(delivered(slices_of(line, TODAY)), [(10, 10, march(1))])
		self.assertEqual(len(slices_of(goods(movements=returned), TODAY, is_ended=True)), 1)

	def test_replacement_fills_the_return_slice(self):
		line = goods(movements=(moved(1, 10), moved(5, -3), moved(7, 1), moved(9, 2)))
		self.assertEqual(delivered(slices_of(line, TODAY)), [(10, 10, march(1)), (3, 3, march(9))])

	def test_two_returns_wait_in_one_slice_until_replaced(self):
		line = goods(movements=(moved(1, 10), moved(5, -3), moved(6, -2), moved(7, 5)))
		self.assertEqual(delivered(slices_of(line, TODAY)), [(10, 10, march(1)), (5, 5, march(7))])

	def test_return_after_replacement_does_not_inherit_the_old_date(self):
		movements = (moved(1, 10), moved(5, -3), moved(7, 3), moved(20, -1))
		for promise, due in (
			(march(8), None),
			(march(19), None),
			(march(20), march(20)),
			(march(25), march(25)),
		):
			with self.subTest(promise=promise):
				*_, last = slices_of(goods(movements=movements, return_promise=promise), TODAY)
				self.assertEqual((last.qty, last.due), (1, due))

	def test_surplus_comes_back_first(self):
		line = goods(movements=(moved(1, 12), moved(5, -2)))
		self.assertEqual(delivered(slices_of(line, TODAY)), [(10, 10, march(1))])
		line = goods(movements=(moved(1, 12), moved(5, -3)))
		self.assertEqual(delivered(slices_of(line, TODAY)), [(10, 10, march(1)), (1, 0, None)])

	def test_delivery_comes_before_return_on_the_same_day(self):
		line = goods(movements=(moved(1, -3), moved(1, 10)))
		self.assertEqual(delivered(slices_of(line, TODAY)), [(10, 10, march(1)), (3, 0, None)])

	def test_more_cannot_come_back_than_went_out(self):
		line = goods(movements=(moved(1, 4), moved(2, -9), moved(3, 10)))
		self.assertEqual(delivered(slices_of(line, TODAY)), [(10, 10, march(3))])

	def test_credited_return_leaves_a_replacement_under_way_alone(self):
		line = goods(movements=(moved(1, 10), moved(2, -4), moved(3, 1), moved(4, -2, is_credited=True)))
		self.assertEqual(delivered(slices_of(line, TODAY)), [(10, 10, march(1)), (4, 1, None)])


days = st.dates(date(2024, 1, 1), date(2024, 12, 31))
# eighths are exact in floats: what is found here is the rule, not the arithmetic
quantities = st.integers(1, 400).map(lambda eighths: eighths / 8)
dues = st.none() | days
schedules = st.lists(st.builds(PlannedSlice, dues, quantities), max_size=4).map(tuple)
deliveries = st.lists(st.builds(moved, days, quantities), max_size=6).map(tuple)
movements = st.lists(
	st.builds(moved, days, quantities | quantities.map(lambda qty: -qty), st.booleans()), max_size=8
)


class TestAllotmentProperties(TestCase):
	@given(qty=quantities, schedule=schedules, out=deliveries)
	def test_quantity_is_conserved(self, qty, schedule, out):
		slices = slices_of(goods(qty=qty, schedule=schedule, movements=out), TODAY)
		self.assertEqual(sum(part.qty for part in slices), qty)
		self.assertEqual(sum(part.delivered_qty for part in slices), min(qty, sum(move.qty for move in out)))

	@given(qty=quantities, schedule=schedules, every=movements)
	def test_what_is_left_is_what_the_customer_lacks(self, qty, schedule, every):
		with_customer = 0
		possible = []
		for move in sorted(every, key=lambda move: (move.on, move.qty < 0)):
			if with_customer + move.qty >= 0:
				with_customer += move.qty
				possible.append(moved(move.on, move.qty))
		slices = slices_of(goods(qty=qty, schedule=schedule, movements=tuple(possible)), TODAY)
		left = sum(part.qty - part.delivered_qty for part in slices)
		self.assertEqual(left, max(qty - with_customer, 0))

	@given(qty=quantities, schedule=schedules, every=movements)
	def test_no_slice_is_negative_or_overfull_and_only_full_ones_are_complete(self, qty, schedule, every):
		slices = slices_of(goods(qty=qty, schedule=schedule, movements=tuple(every)), TODAY)
		for part in slices:
			self.assertGreater(part.qty, 0)
			self.assertLessEqual(0, part.delivered_qty)
			self.assertLessEqual(part.delivered_qty, part.qty)
			self.assertEqual(part.completed_on is not None, part.delivered_qty == part.qty)
		self.assertEqual(sum(part.qty for part in slices if not part.is_return), qty)

	@given(qty=quantities, schedule=schedules, every=movements, order=st.randoms())
	def test_order_of_the_facts_does_not_matter(self, qty, schedule, every, order):
		shuffled = every.copy()
		order.shuffle(shuffled)
		by_day = {(move.on, move.qty < 0) for move in every}
		if len(by_day) < len(every):
			return  # several of one kind on a day stand in the order of the facts
		self.assertEqual(
			slices_of(goods(qty=qty, schedule=schedule, movements=tuple(every)), TODAY),
			slices_of(goods(qty=qty, schedule=schedule, movements=tuple(shuffled)), TODAY),
		)

	@given(qty=quantities, schedule=schedules, out=deliveries, more=quantities)
	def test_another_delivery_never_leaves_more_open_nor_moves_a_completion(self, qty, schedule, out, more):
		before = slices_of(goods(qty=qty, schedule=schedule, movements=out), TODAY)
		last = date(2025, 1, 1)
		after = slices_of(goods(qty=qty, schedule=schedule, movements=(*out, moved(last, more))), TODAY)
		for old, new in zip(before, after, strict=True):
			self.assertGreaterEqual(new.delivered_qty, old.delivered_qty)
			if old.completed_on:
				self.assertEqual(new.completed_on, old.completed_on)

	@given(qty=quantities, schedule=schedules, out=deliveries, back=quantities)
	def test_completion_stands_whatever_comes_back(self, qty, schedule, out, back):
		before = slices_of(goods(qty=qty, schedule=schedule, movements=out), TODAY)
		after = slices_of(
			goods(qty=qty, schedule=schedule, movements=(*out, moved(date(2025, 1, 1), -back))), TODAY
		)
		for old, new in zip(before, after, strict=False):
			if old.completed_on:
				self.assertEqual((new.completed_on, new.delivered_qty), (old.completed_on, old.delivered_qty))

	@given(qty=quantities, schedule=schedules, every=movements, today=days)
	def test_a_day_later_nothing_stops_being_overdue(self, qty, schedule, every, today):
		line = goods(qty=qty, schedule=schedule, movements=tuple(every))
		tomorrow = date.fromordinal(today.toordinal() + 1)
		for old, new in zip(slices_of(line, today), slices_of(line, tomorrow), strict=True):
			if old.overdue_since:
				self.assertEqual(new.overdue_since, old.overdue_since)
