import unittest
from datetime import date

from order_tracking.rules.approval import (
	AMOUNT,
	DISCOUNT,
	FIRST_ORDER,
	ApprovalRule,
	Terms,
	reasons_for_approval,
	version_of,
)

LINE = ("Laptop", 2.0, 100.0, date(2026, 3, 1))


class TestApprovalRule(unittest.TestCase):
	def test_an_order_waits_from_the_amount_on_and_above_the_discount(self):
		rule = ApprovalRule(amount=1000, discount=10, is_first_order_checked=True)
		for terms, reasons in (
			(Terms(999.99), []),
			(Terms(1000), [AMOUNT]),
			(Terms(1000.01), [AMOUNT]),
			(Terms(1, discount=10), []),
			(Terms(1, discount=10.01), [DISCOUNT]),
			(Terms(1, is_first_order=True), [FIRST_ORDER]),
			(Terms(5000, discount=50, is_first_order=True), [AMOUNT, DISCOUNT, FIRST_ORDER]),
		):
			with self.subTest(terms=terms):
				self.assertEqual(reasons_for_approval(terms, rule), reasons)

	def test_zero_and_an_empty_box_mean_that_it_does_not_matter(self):
		terms = Terms(1_000_000, discount=100, is_first_order=True)
		self.assertEqual(reasons_for_approval(terms, ApprovalRule()), [])

	def test_the_fingerprint_changes_with_everything_that_is_approved(self):
		version = version_of("USD", 200.0, [LINE])
		self.assertEqual(version, version_of("USD", 200.0, [LINE]))
		for changed in (
			("EUR", 200.0, [LINE]),
			("USD", 200.01, [LINE]),
			("USD", 200.0, [("Monitor", *LINE[1:])]),
			("USD", 200.0, [("Laptop", 3.0, 100.0, LINE[3])]),
			("USD", 200.0, [("Laptop", 2.0, 101.0, LINE[3])]),
			("USD", 200.0, [(*LINE[:3], date(2026, 3, 2))]),
			("USD", 200.0, [LINE, LINE]),
		):
			with self.subTest(changed=changed):
				self.assertNotEqual(version_of(*changed), version)
