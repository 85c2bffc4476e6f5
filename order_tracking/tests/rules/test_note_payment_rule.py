"""Prepayment, cash on delivery and instalments against the order's terms and what is paid."""

from datetime import date
from unittest import TestCase

from order_tracking.constants import CONFLICT, OPEN, PASS, PAYMENT
from order_tracking.rules.note_facts import Finding, Instalment, NoteFacts, Ordered, Term
from order_tracking.rules.notes import note_finding

ORDERED, PROMISE = date(2024, 3, 1), date(2024, 3, 13)
DAY_BEFORE, DAY_AFTER = date(2024, 3, 12), date(2024, 3, 14)
TODAY = date(2024, 3, 5)
AT_ORDER = Term(ORDERED, 1000.0)
WITH_INVOICE = Term(ORDERED, 1000.0, 0)
HALVES = (Instalment(ORDERED, 500.0), Instalment(PROMISE, 500.0))
HALF_TERMS = (Term(ORDERED, 500.0), Term(PROMISE, 500.0))


def note(kind: str, **values) -> NoteFacts:
	return NoteFacts(PAYMENT, payment_kind=kind, **values)


def found(note: NoteFacts, today: date = TODAY, **order) -> Finding:
	facts = {"total": 1000.0, "ordered_on": ORDERED, "current_promise": PROMISE, **order}
	return note_finding(note, Ordered(**facts), today)


class TestPrepayment(TestCase):
	def test_what_is_paid_decides(self):
		for asked, paid, result in (
			({}, 999.99, (OPEN, "not_paid_yet")),
			({}, 999.996, (PASS, "prepaid")),
			({}, 1000, (PASS, "prepaid")),
			({"prepaid_percent": 30}, 299.99, (OPEN, "not_paid_yet")),
			({"prepaid_percent": 30}, 300, (PASS, "prepaid")),
			({"prepaid_amount": 250, "prepaid_percent": 30}, 250, (PASS, "prepaid")),
		):
			with self.subTest(asked=asked, paid=paid):
				finding = found(note("Prepayment", **asked), paid=paid)
				self.assertEqual((finding.result, finding.reason), result)
				self.assertEqual(finding.holds_dispatch, result[0] == OPEN)

	def test_goods_that_left_unpaid_are_a_conflict(self):
		finding = found(note("Prepayment"), paid=400, is_dispatched=True)
		self.assertEqual((finding.result, finding.reason), (CONFLICT, "left_unpaid"))
		self.assertEqual(finding.values["missing"], 600)

	def test_terms_that_ask_for_less_before_delivery(self):
		for terms, result in (
			((AT_ORDER,), OPEN),
			((WITH_INVOICE,), OPEN),
			((Term(PROMISE, 1000.0),), OPEN),
			((Term(DAY_AFTER, 1000.0),), CONFLICT),
			((Term(ORDERED, 500.0), Term(DAY_AFTER, 500.0)), CONFLICT),
			((Term(ORDERED, 500.0), Term(DAY_BEFORE, 500.0, 7)), CONFLICT),
			((), OPEN),
		):
			with self.subTest(terms=terms):
				self.assertEqual(found(note("Prepayment"), terms=terms).result, result)


class TestCashOnDelivery(TestCase):
	def test_terms_that_are_due_on_a_day(self):
		for due_on, result in (
			(ORDERED, (CONFLICT, "terms_ask_before")),
			(DAY_BEFORE, (CONFLICT, "terms_ask_before")),
			(PROMISE, (PASS, "payment_fits")),
			(DAY_AFTER, (CONFLICT, "terms_give_credit")),
		):
			with self.subTest(due_on=due_on):
				finding = found(note("Cash on Delivery"), terms=(Term(due_on, 1000.0),))
				self.assertEqual((finding.result, finding.reason), result)

	def test_terms_that_count_from_the_invoice(self):
		for days, due_on, result in (
			(0, ORDERED, (PASS, "payment_fits")),
			(0, DAY_AFTER, (PASS, "payment_fits")),
			(1, ORDERED, (CONFLICT, "terms_give_days")),
			(30, DAY_AFTER, (CONFLICT, "terms_give_days")),
		):
			with self.subTest(days=days):
				finding = found(note("Cash on Delivery"), terms=(Term(due_on, 1000.0, days),))
				self.assertEqual((finding.result, finding.reason), result)

	def test_down_payment_is_prepaid(self):
		terms = (Term(ORDERED, 300.0), Term(ORDERED, 700.0, 0))
		self.assertEqual(found(note("Cash on Delivery"), terms=terms).reason, "terms_ask_before")

	def test_invoice_that_asks_before_the_goods_come(self):
		bills = (Term(DAY_BEFORE, 1000.0, 0, "SINV-1"),)
		for order, reason in (
			({"open_promise": PROMISE}, "billed_before"),
			({"open_promise": DAY_BEFORE}, "payment_fits"),
			({"open_promise": None}, "payment_fits"),  # all has been delivered
			({"open_promise": PROMISE, "paid": 1000.0}, "paid"),
		):
			with self.subTest(order=order):
				finding = found(note("Cash on Delivery"), terms=(WITH_INVOICE,), bills=bills, **order)
				self.assertEqual(finding.reason, reason)

	def test_no_terms_or_already_paid(self):
		self.assertEqual(found(note("Cash on Delivery")).result, PASS)
		self.assertEqual(found(note("Cash on Delivery"), paid=1000.0, terms=(AT_ORDER,)).reason, "paid")


class TestInstalments(TestCase):
	def test_they_add_up_to_the_order(self):
		for amount, result in ((499.99, CONFLICT), (500.0, PASS), (500.01, CONFLICT)):
			with self.subTest(amount=amount):
				rows = (Instalment(TODAY, 500.0), Instalment(PROMISE, amount))
				finding = found(note("Instalments", instalments=rows))
				self.assertEqual(finding.result, result)
				if result == CONFLICT:
					self.assertAlmostEqual(finding.values["difference"], amount - 500.0)

	def test_they_are_what_the_terms_ask_for(self):
		for terms, result in (
			(HALF_TERMS, PASS),
			((), PASS),
			((AT_ORDER,), CONFLICT),
			((Term(ORDERED, 500.0), Term(DAY_AFTER, 500.0)), CONFLICT),
			((Term(ORDERED, 500.0), Term(DAY_AFTER, 500.0, 30)), PASS),
			((Term(ORDERED, 500.0), Term(DAY_AFTER, 400.0, 30)), CONFLICT),
			((Term(ORDERED, 400.0), Term(PROMISE, 600.0)), CONFLICT),
		):
			with self.subTest(terms=terms):
				finding = found(note("Instalments", instalments=HALVES), paid=500.0, terms=terms)
				self.assertEqual(finding.result, result)

	def test_each_is_paid_once_its_day_has_passed(self):
		for today, paid, result, wakes_on in (
			(ORDERED, 0.0, PASS, date(2024, 3, 2)),
			(date(2024, 3, 2), 0.0, CONFLICT, None),
			(date(2024, 3, 2), 500.0, PASS, DAY_AFTER),
			(PROMISE, 500.0, PASS, DAY_AFTER),
			(DAY_AFTER, 500.0, CONFLICT, None),
			(DAY_AFTER, 1000.0, PASS, None),
		):
			with self.subTest(today=today, paid=paid):
				finding = found(note("Instalments", instalments=HALVES), today, paid=paid)
				self.assertEqual((finding.result, finding.wakes_on), (result, wakes_on))

	def test_nothing_agreed_yet(self):
		self.assertEqual(found(note("Instalments")).reason, "no_instalments")
		self.assertEqual(found(note("")).reason, "no_payment_kind")
