"""What did we promise, first and now? Folds the ledger of promises and says which entries a mark adds to it.

ERPNext keeps one date a line and overwrites it, so the ledger only grows: nothing here changes or removes an entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from order_tracking.constants import FIRST_PROMISE, LINE_GONE, MOVED, REQUESTED


@dataclass(frozen=True)
class PromiseRow:
	"""A row of the order as a mark saw it. Quantity in the line's UOM."""

	name: str  # Sales Order Item
	delivery_date: date | None
	qty: float = 0.0


@dataclass(frozen=True)
class NewEntry:
	"""One entry of the ledger: a line's date before and after."""

	kind: str
	name: str
	old_date: date | None
	new_date: date | None
	qty: float = 0.0


@dataclass(frozen=True)
class LedgerLine:
	"""What the ledger knows of a line."""

	name: str
	requested: date | None = None
	first_promise: date | None = None
	current: date | None = None
	qty: float = 0.0
	is_gone: bool = False
	# False after a backfill that could not tell: then no later date may pass for the first.
	is_first_promise_known: bool = True


def new_entries(
	ledger: Mapping[str, LedgerLine], rows: Sequence[PromiseRow], is_approved: bool
) -> list[NewEntry]:
	"""What this mark adds; nothing when it is replayed. `is_approved`: the order stands approved at the mark."""
	entries = []
	for row in rows:
		entries += _entries_of(ledger.get(row.name), row, is_approved)
	names = {row.name for row in rows}
	for line in ledger.values():
		if line.name not in names and not line.is_gone:
			entries.append(NewEntry(LINE_GONE, line.name, line.current, None, line.qty))
	return entries


def _entries_of(known: LedgerLine | None, row: PromiseRow, is_approved: bool) -> list[NewEntry]:
	"""A line without a date says nothing until it has one: its first date is the requested one. After that every other
	date, and none, is a move; another quantity is not."""
	entries = []
	promised = row.delivery_date
	line = known or LedgerLine(row.name)
	if promised is not None and line.requested is None and line.current is None:
		entries.append(NewEntry(REQUESTED, row.name, None, promised, row.qty))
	elif promised != line.current:
		entries.append(NewEntry(MOVED, row.name, line.current, promised, row.qty))
	if is_approved and promised is not None and _awaits_first_promise(line):
		entries.append(NewEntry(FIRST_PROMISE, row.name, None, promised, row.qty))
	return entries


def _awaits_first_promise(line: LedgerLine) -> bool:
	return line.is_first_promise_known and line.first_promise is None


def fold(
	entries: Iterable[NewEntry], ledger: Mapping[str, LedgerLine] | None = None
) -> dict[str, LedgerLine]:
	"""The ledger after these entries, in their order, by line. Requested date and first promise are frozen once known.

	A First Promise without a date is a backfill's word that nobody can tell it any more; "Confirm date" may still give one.
	"""
	lines = dict(ledger or {})
	for entry in entries:
		lines[entry.name] = _after(lines.get(entry.name) or LedgerLine(entry.name), entry)
	return lines


def _after(line: LedgerLine, entry: NewEntry) -> LedgerLine:
	if entry.kind == LINE_GONE:
		return replace(line, current=None, is_gone=True)
	if entry.kind == FIRST_PROMISE and entry.new_date is None:
		return replace(line, is_first_promise_known=False)
	known = replace(line, current=entry.new_date, qty=entry.qty, is_gone=False)
	if entry.kind == REQUESTED and line.requested is None:
		return replace(known, requested=entry.new_date)
	if entry.kind == FIRST_PROMISE and line.first_promise is None:
		return replace(known, first_promise=entry.new_date, is_first_promise_known=True)
	return known
