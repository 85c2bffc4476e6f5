"""When was an order on hold, and because of whom? Told by its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from order_tracking.constants import NOT_GIVEN, ON_HOLD

STATE = "workflow_state"
CAUSE = "hold_cause"


@dataclass(frozen=True)
class HistoryRow:
	"""A change of the state or of the cause of a hold."""

	field: str
	to_value: str | None
	at: datetime


@dataclass(frozen=True)
class Hold:
	"""From the day of the hold to the day on which it ended; `until` None: it lasts."""

	since: date
	until: date | None
	cause: str


def holds_of(history: Sequence[HistoryRow]) -> tuple[Hold, ...]:
	"""The holds of one order. The cause that was given last during a hold is that of all of it: people correct it."""
	rows = sorted(history, key=lambda row: row.at)
	found: list[Hold] = []
	since: date | None = None
	cause = NOT_GIVEN
	for row in rows:
		if row.field == CAUSE:
			cause = row.to_value or NOT_GIVEN
		elif row.to_value == ON_HOLD:
			since = since or row.at.date()
		elif since is not None:
			found.append(Hold(since, row.at.date(), cause))
			since, cause = None, NOT_GIVEN
	if since is not None:
		found.append(Hold(since, None, cause))
	return tuple(found)


def held_days(holds: Sequence[Hold], cause: str, since: date | None, until: date) -> int:
	"""Calendar days between `since` (None: from the beginning) and `until` on which this cause held the order."""
	days = 0
	for hold in holds:
		if hold.cause != cause:
			continue
		begin = max(hold.since, since) if since else hold.since
		end = min(hold.until or until, until)
		days += max((end - begin).days, 0)
	return days
