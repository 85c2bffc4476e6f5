"""How long do orders stay in a stage, and which stage holds them up?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from order_tracking.constants import CANCELLED, CLOSED, COMPLETED

# An order stays in these for ever; that is no delay.
RESTING: Final = (COMPLETED, CLOSED, CANCELLED)


@dataclass(frozen=True)
class Stay:
	"""All stays in a stage that ended in a month (`month` None: that go on)."""

	month: str | None
	stage: str
	orders: int
	total_days: float
	longest_days: float

	@property
	def average_days(self) -> float:
		return self.total_days / self.orders if self.orders else 0.0


def bottlenecks(stays: Sequence[Stay]) -> set[tuple[str | None, str]]:
	"""By month the stage in which orders spent most days all together; what nobody waited for is no bottleneck."""
	worst: dict[str | None, Stay] = {}
	for stay in stays:
		if stay.total_days > 0 and stay.stage not in RESTING:
			known = worst.get(stay.month)
			if known is None or (stay.total_days, known.stage) > (known.total_days, stay.stage):
				worst[stay.month] = stay
	return {(stay.month, stay.stage) for stay in worst.values()}
