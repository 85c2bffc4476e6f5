import unittest
from datetime import date

from order_tracking.rules.approval import (
	AMOUNT,
	DISCOUNT,
	FIRST_ORDER,
	ApprovalRule,
	Terms,
	lowest_amount,
	may_decide,
	reasons_for_approval,
	roles_to_approve,
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

	def test_a_large_order_needs_the_roles_of_all_tiers_that_it_reaches(self):
		tiers = [(500_000, "Board"), (100_000, "Director")]
		for total, roles in (
			(99_999.99, ["Manager"]),
			(100_000, ["Manager", "Director"]),
			(500_000, ["Manager", "Director", "Board"]),
		):
			with self.subTest(total=total):
				self.assertEqual(roles_to_approve("Manager", total, tiers), roles)
		self.assertEqual(roles_to_approve("Director", 100_000, tiers), ["Director"])

	def test_the_lowest_amount_that_is_given_asks_for_approval(self):
		for amount, tiers, lowest in (
			(0, [], 0),
			(1000, [], 1000),
			(0, [(100_000, "Director")], 100_000),
			(1000, [(100_000, "Director")], 1000),
			(5000, [(0, "Director"), (300, "Board")], 300),
		):
			with self.subTest(amount=amount, tiers=tiers):
				self.assertEqual(lowest_amount(amount, tiers), lowest)

	def test_who_has_an_asked_role_decides_unless_it_is_their_own_order_or_they_have_approved_it(self):
		for roles, asked, selves, approvers, may in (
			(["Manager"], ["Manager"], [], [], True),
			(["Director"], ["Manager", "Director"], ["seller"], ["boss"], True),
			(["Seller"], ["Manager", "Director"], [], [], False),
			([], ["Manager"], [], [], False),
			(["Manager"], [], [], [], False),
			(["Manager"], ["Manager"], ["seller", "ann"], [], False),
			(["Manager", "Director"], ["Director"], [], ["ann"], False),
			(["Manager"], ["Manager"], [None], [None], True),
		):
			with self.subTest(roles=roles, asked=asked, selves=selves, approvers=approvers):
				self.assertEqual(may_decide("ann", roles, asked, selves, approvers), may)

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
