from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from order_tracking.constants import FIRST_PROMISE, LINE_GONE, MOVED, REQUESTED
from order_tracking.rules.promises import LedgerLine, NewEntry, PromiseRow, fold, new_entries
from order_tracking.tests.rules.world import march


def kinds(entries):
	return [(entry.kind, entry.old_date, entry.new_date) for entry in entries]


def known(**facts):
	return {
		"a": LedgerLine(
			"a", **{"requested": march(1), "first_promise": march(1), "current": march(1), **facts}
		)
	}


class TestNewEntries(TestCase):
	def test_what_a_mark_adds(self):
		first, second = march(1), march(5)
		cases = (
			# name, ledger, date in the mark, approved, entries
			("seen first", {}, first, False, [(REQUESTED, None, first)]),
			(
				"seen first, approved",
				{},
				first,
				True,
				[(REQUESTED, None, first), (FIRST_PROMISE, None, first)],
			),
			("seen without date", {}, None, True, []),
			("nothing new", known(), first, True, []),
			("moved", known(), second, True, [(MOVED, first, second)]),
			("moved back", known(current=second), first, True, [(MOVED, second, first)]),
			("date removed", known(), None, True, [(MOVED, first, None)]),
			("date given again", known(current=None), second, True, [(MOVED, None, second)]),
			("approved later", known(first_promise=None), first, True, [(FIRST_PROMISE, None, first)]),
			("moved before approval", known(first_promise=None), second, False, [(MOVED, first, second)]),
			(
				"moved and approved",
				known(first_promise=None),
				second,
				True,
				[(MOVED, first, second), (FIRST_PROMISE, None, second)],
			),
			("approved without date", known(first_promise=None, current=None), None, True, []),
			("first unknown", known(first_promise=None, is_first_promise_known=False), first, True, []),
		)
		for name, ledger, delivery_date, is_approved, entries in cases:
			with self.subTest(name):
				rows = (PromiseRow("a", delivery_date, 10),)
				self.assertEqual(kinds(new_entries(ledger, rows, is_approved)), entries)

	def test_another_quantity_is_no_move(self):
		self.assertEqual(new_entries(known(qty=10), (PromiseRow("a", march(1), 12),), True), [])

	def test_line_that_vanished_is_gone_once(self):
		entries = new_entries(known(qty=10), (), True)
		self.assertEqual(entries, [NewEntry(LINE_GONE, "a", march(1), None, 10)])
		self.assertEqual(new_entries(fold(entries, known()), (), True), [])

	def test_line_added_later_gets_its_own_promise(self):
		rows = (PromiseRow("a", march(1)), PromiseRow("b", march(9), 2))
		entries = new_entries(known(), rows, True)
		self.assertEqual(
			entries,
			[NewEntry(REQUESTED, "b", None, march(9), 2), NewEntry(FIRST_PROMISE, "b", None, march(9), 2)],
		)

	def test_gone_line_that_comes_back_keeps_its_first_promise(self):
		ledger = known(current=None, is_gone=True)
		entries = new_entries(ledger, (PromiseRow("a", march(7)),), True)
		self.assertEqual(kinds(entries), [(MOVED, None, march(7))])
		line = fold(entries, ledger)["a"]
		self.assertEqual((line.first_promise, line.current, line.is_gone), (march(1), march(7), False))

	def test_first_promise_that_a_backfill_marks_unknown_is_never_taken_from_a_later_date(self):
		entries = [NewEntry(REQUESTED, "a", None, march(1)), NewEntry(FIRST_PROMISE, "a", None, None)]
		ledger = fold(entries)
		self.assertEqual((ledger["a"].current, ledger["a"].is_first_promise_known), (march(1), False))
		self.assertEqual(
			kinds(new_entries(ledger, (PromiseRow("a", march(5)),), True)), [(MOVED, march(1), march(5))]
		)
		confirmed = fold([NewEntry(FIRST_PROMISE, "a", None, march(7))], ledger)["a"]
		self.assertEqual((confirmed.first_promise, confirmed.is_first_promise_known), (march(7), True))

	def test_three_edits_replayed_late_keep_first_promise_and_both_moves(self):
		ledger = {}
		ledger_entries = []
		for day in (1, 5, 9):
			added = new_entries(ledger, (PromiseRow("a", march(day)),), True)
			ledger = fold(added, ledger)
			ledger_entries += added
		self.assertEqual(
			kinds(ledger_entries),
			[
				(REQUESTED, None, march(1)),
				(FIRST_PROMISE, None, march(1)),
				(MOVED, march(1), march(5)),
				(MOVED, march(5), march(9)),
			],
		)
		line = ledger["a"]
		self.assertEqual((line.requested, line.first_promise, line.current), (march(1), march(1), march(9)))


dates = st.none() | st.integers(1, 28).map(march)
marks = st.tuples(st.dictionaries(st.sampled_from("abcd"), dates), st.booleans())


class TestAnyHistory(TestCase):
	@given(st.lists(marks, max_size=12))
	def test_ledger_is_a_chain_that_ends_at_the_last_mark(self, history):
		ledger, entries = {}, []
		for dated, is_approved in history:
			rows = [PromiseRow(name, on, 1) for name, on in dated.items()]
			added = new_entries(ledger, rows, is_approved)
			ledger = fold(added, ledger)
			entries += added
			self.assertEqual(new_entries(ledger, rows, is_approved), [], "a replay adds nothing")
			for name, on in dated.items():
				self.assertEqual(ledger[name].current if name in ledger else None, on)
			gone = {name for name, line in ledger.items() if line.is_gone}
			self.assertFalse(gone & {name for name, on in dated.items() if on})
		self.assertEqual(fold(entries), ledger, "the whole ledger folds to the same")
		self._assert_chained(entries)

	def _assert_chained(self, entries):
		current, once = {}, set()
		for entry in entries:
			if entry.kind in (REQUESTED, FIRST_PROMISE):
				self.assertNotIn((entry.kind, entry.name), once)
				once.add((entry.kind, entry.name))
				self.assertIsNotNone(entry.new_date)
			if entry.kind == MOVED:
				self.assertEqual(entry.old_date, current[entry.name])
				self.assertNotEqual(entry.old_date, entry.new_date)
			current[entry.name] = entry.new_date
