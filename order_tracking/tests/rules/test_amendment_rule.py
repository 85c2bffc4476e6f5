from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from order_tracking.rules.amendment import AmendedLine, matching_lines


def lines(prefix, *rows):
	return [AmendedLine(f"{prefix}{idx}", item, idx, qty) for idx, (item, qty) in enumerate(rows, start=1)]


class TestAmendment(TestCase):
	def test_matches(self):
		cases = (
			("same", [("A", 1), ("B", 2)], [("A", 1), ("B", 2)], {"o1": "n1", "o2": "n2"}),
			("other order", [("A", 1), ("B", 2)], [("B", 2), ("A", 1)], {"o1": "n2", "o2": "n1"}),
			("other quantity", [("A", 1)], [("A", 5)], {"o1": "n1"}),
			(
				"exact before other quantity",
				[("A", 5), ("A", 10)],
				[("A", 10), ("A", 7)],
				{"o1": "n2", "o2": "n1"},
			),
			("twins in order", [("A", 1), ("A", 1)], [("A", 1), ("A", 1)], {"o1": "n1", "o2": "n2"}),
			("one gone", [("A", 1), ("B", 2)], [("B", 2)], {"o2": "n1"}),
			("one added", [("A", 1)], [("B", 2), ("A", 1)], {"o1": "n2"}),
			("other item", [("A", 1)], [("B", 1)], {}),
			("one of twins gone", [("A", 1), ("A", 1)], [("A", 1)], {"o1": "n1"}),
			(
				"noise is the same quantity",
				[("A", 3), ("A", 5)],
				[("A", 7), ("A", 2.9999999999)],
				{"o1": "n2", "o2": "n1"},
			),
			("empty", [], [], {}),
		)
		for name, old, new, pairs in cases:
			with self.subTest(name):
				self.assertEqual(matching_lines(lines("o", *old), lines("n", *new)), pairs)

	def test_position_is_idx_not_the_order_of_the_input(self):
		old, new = lines("o", ("A", 1), ("A", 1)), lines("n", ("A", 1), ("A", 1))
		self.assertEqual(matching_lines(old[::-1], new[::-1]), {"o1": "n1", "o2": "n2"})

	rows = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 3)), max_size=8)

	@given(rows, rows)
	def test_lines_pair_once_and_only_with_their_item_as_many_as_can(self, old_rows, new_rows):
		old, new = lines("o", *old_rows), lines("n", *new_rows)
		pairs = matching_lines(old, new)
		items = {line.name: line.item_code for line in old + new}
		self.assertEqual(len(set(pairs.values())), len(pairs))
		self.assertTrue(all(items[before] == items[after] for before, after in pairs.items()))
		possible = sum(
			min(sum(row[0] == item for row in old_rows), sum(row[0] == item for row in new_rows))
			for item in "ABC"
		)
		self.assertEqual(len(pairs), possible)

	@given(rows)
	def test_unchanged_order_keeps_every_line(self, same):
		pairs = matching_lines(lines("o", *same), lines("n", *same))
		self.assertEqual(pairs, {f"o{idx}": f"n{idx}" for idx in range(1, len(same) + 1)})
