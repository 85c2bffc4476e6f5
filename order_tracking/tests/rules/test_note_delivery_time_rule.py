"""Deadline or slot against promise, Delivery Note and Delivery Trip."""

from datetime import date, time
from unittest import TestCase

from order_tracking.constants import CONFLICT, DELIVERY_TIME, OPEN, PASS
from order_tracking.rules.note_facts import Arrival, NoteFacts, Ordered
from order_tracking.rules.notes import note_finding

FIRST = date(2023, 12, 1)
DAY_BEFORE, DAY_AFTER = date(2023, 11, 30), date(2023, 12, 2)
NINE, ELEVEN = time(9), time(11)


def deadline(**values) -> NoteFacts:
	return NoteFacts(DELIVERY_TIME, **{"time_kind": "Deadline", "deliver_on": FIRST, **values})


def slot(**values) -> NoteFacts:
	asked = {"time_kind": "Slot", "deliver_on": FIRST, "time_from": NINE, "time_to": ELEVEN}
	return NoteFacts(DELIVERY_TIME, **{**asked, **values})


def found(note: NoteFacts, **order) -> tuple[str, str]:
	finding = note_finding(note, Ordered(**order), FIRST)
	return finding.result, finding.reason


def trip(on: date, at: time) -> dict:
	return {"arrivals": (Arrival("Delivery Trip", "TRIP-1", on, at),), "open_promise": FIRST}


def left(on: date) -> dict:
	return {"arrivals": (Arrival("Delivery Note", "DN-1", on),), "is_delivered": True}


class TestDeadline(TestCase):
	def test_promise(self):
		for promise, result in (
			(DAY_BEFORE, (PASS, "time_fits")),
			(FIRST, (PASS, "time_fits")),
			(DAY_AFTER, (CONFLICT, "promised_late")),
			(None, (OPEN, "no_promise")),
		):
			with self.subTest(promise=promise):
				self.assertEqual(found(deadline(), open_promise=promise), result)

	def test_delivery_note(self):
		for on, result in (
			(DAY_BEFORE, (PASS, "time_kept")),
			(FIRST, (PASS, "time_kept")),
			(DAY_AFTER, (CONFLICT, "comes_late")),
		):
			with self.subTest(on=on):
				self.assertEqual(found(deadline(), **left(on)), result)

	def test_hour_of_the_last_day(self):
		by_noon = deadline(time_to=time(12))
		for on, at, result in (
			(FIRST, time(12), PASS),
			(FIRST, time(12, 1), CONFLICT),
			(DAY_BEFORE, time(23), PASS),
			(DAY_AFTER, time(8), CONFLICT),
		):
			with self.subTest(on=on, at=at):
				self.assertEqual(found(by_noon, **trip(on, at))[0], result)

	def test_without_a_day_nothing_can_be_said(self):
		self.assertEqual(found(deadline(deliver_on=None), open_promise=FIRST), (OPEN, "no_time"))


class TestSlot(TestCase):
	def test_arrival(self):
		for on, at, result in (
			(FIRST, time(8, 59), (CONFLICT, "comes_early")),
			(FIRST, NINE, (PASS, "time_fits")),
			(FIRST, ELEVEN, (PASS, "time_fits")),
			(FIRST, time(11, 0, 1), (CONFLICT, "comes_late")),
			(FIRST, time(11, 40), (CONFLICT, "comes_late")),
			(DAY_BEFORE, time(10), (CONFLICT, "comes_early")),
			(DAY_AFTER, time(10), (CONFLICT, "comes_late")),
		):
			with self.subTest(on=on, at=at):
				self.assertEqual(found(slot(), **trip(on, at)), result)

	def test_promise_is_another_day(self):
		for promise, result in (
			(DAY_BEFORE, (CONFLICT, "promised_early")),
			(FIRST, (PASS, "time_fits")),
			(DAY_AFTER, (CONFLICT, "promised_late")),
		):
			with self.subTest(promise=promise):
				self.assertEqual(found(slot(), open_promise=promise), result)

	def test_goods_may_leave_before_the_day(self):
		self.assertEqual(found(slot(), **left(DAY_BEFORE)), (PASS, "time_kept"))
		self.assertEqual(found(slot(), **left(DAY_AFTER)), (CONFLICT, "comes_late"))

	def test_hours_without_a_day_count_on_any_day(self):
		standing = slot(deliver_on=None)
		self.assertEqual(found(standing, **trip(DAY_AFTER, time(10)))[0], PASS)
		self.assertEqual(found(standing, **trip(DAY_AFTER, time(11, 40))), (CONFLICT, "comes_late"))
		self.assertEqual(found(standing, open_promise=DAY_AFTER), (PASS, "time_fits"))

	def test_trip_is_named_before_the_delivery_note(self):
		arrivals = (
			Arrival("Delivery Note", "DN-1", DAY_AFTER),
			Arrival("Delivery Trip", "TRIP-1", FIRST, time(11, 40)),
		)
		finding = note_finding(slot(), Ordered(arrivals=arrivals, open_promise=FIRST), FIRST)
		self.assertEqual(finding.values["document"], "TRIP-1")
		self.assertEqual(finding.values["at"], time(11, 40))
