"""Which line of an amended order continues which line of the cancelled one?"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable
from typing import NamedTuple


class AmendedLine(NamedTuple):
	"""A line of either order: its name, item, position and quantity."""

	name: str
	item_code: str
	idx: int
	qty: float


def matching_lines(old: Iterable[AmendedLine], new: Iterable[AmendedLine]) -> dict[str, str]:
	"""Old name to new name. Same item and quantity first, then same item; each in the order of the lines, each line once.

	An old line that is missing from the answer is gone from the order and stays struck through.
	"""
	old = sorted(old, key=lambda line: line.idx)
	new = sorted(new, key=lambda line: line.idx)
	exact = _paired(old, new, lambda line: (line.item_code, round(line.qty, 6)))
	taken = set(exact.values())
	rest_of_old = [line for line in old if line.name not in exact]
	rest_of_new = [line for line in new if line.name not in taken]
	return exact | _paired(rest_of_old, rest_of_new, lambda line: line.item_code)


def _paired(
	old: list[AmendedLine], new: list[AmendedLine], key: Callable[[AmendedLine], Hashable]
) -> dict[str, str]:
	waiting: defaultdict[Hashable, deque[str]] = defaultdict(deque)
	for line in new:
		waiting[key(line)].append(line.name)
	pairs = {}
	for line in old:
		if candidates := waiting.get(key(line)):
			pairs[line.name] = candidates.popleft()
	return pairs
