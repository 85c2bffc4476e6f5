from unittest import TestCase

from order_tracking.rules.quantities import at_least, is_positive, is_zero, left_of, share_of


class TestQuantities(TestCase):
	def test_noise_of_floats_decides_nothing(self):
		cases = (
			# had, wanted, enough
			(2.9999999999, 3, True),
			(0.1 + 0.2, 0.3, True),
			(3.0000000001, 3, True),
			(2.99, 3, False),
			(2.99999, 3, False),
			(0, 0, True),
			(0, 1, False),
			(249_998, 250_000, False),
			(250_000, 250_000, True),
		)
		for had, wanted, is_enough in cases:
			with self.subTest(had=had, wanted=wanted):
				self.assertIs(at_least(had, wanted), is_enough)
				self.assertIs(left_of(wanted, had) == 0, is_enough)

	def test_sign(self):
		for amount, zero, positive in (
			(0, True, False),
			(1e-9, True, False),
			(-1e-9, True, False),
			(0.001, False, True),
			(-1, False, False),
		):
			with self.subTest(amount=amount):
				self.assertIs(is_zero(amount), zero)
				self.assertIs(is_positive(amount), positive)

	def test_nothing_is_left_of_over_delivery(self):
		self.assertEqual(left_of(10, 12), 0)

	def test_share_stays_between_nothing_and_all(self):
		for part, whole, share in (
			(0, 10, 0),
			(1, 4, 0.25),
			(10, 10, 1),
			(12, 10, 1),
			(-1, 10, 0),
			(5, 0, 0),
			(0, 0, 0),
		):
			with self.subTest(part=part, whole=whole):
				self.assertEqual(share_of(part, whole), share)
