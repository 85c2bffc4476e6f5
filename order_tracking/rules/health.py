"""Will it be, or was it, on time? One word for lists, filters and alerts."""

from datetime import date

from order_tracking.constants import (
	AT_RISK,
	CANCELLED,
	CLOSED,
	COMPLETED,
	DELIVERED,
	DELIVERED_LATE,
	DELIVERED_ON_TIME,
	DUE_SOON,
	ON_HOLD,
	ON_TRACK,
	OVERDUE,
	REJECTED,
)
from order_tracking.rules.facts import Calendar
from order_tracking.rules.judgement import Risk
from order_tracking.rules.working_days import is_due_soon


def health_of(
	stage: str,
	*,
	is_late: bool,
	overdue_since: date | None,
	risk: Risk | None,
	next_promise: date | None,
	today: date,
	calendar: Calendar,
	due_soon_days: int,
) -> str:
	"""What ended comes first, then what people stopped (held or rejected: nobody works, so no alarm; `overdue_since` is
	told beside it), then the worst of what the calendar and the facts say. Without any promise: On Track."""
	if stage in (CANCELLED, CLOSED):
		return stage
	if stage in (COMPLETED, DELIVERED):
		return DELIVERED_LATE if is_late else DELIVERED_ON_TIME
	if stage in (ON_HOLD, REJECTED):
		return ON_HOLD
	if overdue_since is not None:
		return OVERDUE
	if risk is not None:
		return AT_RISK
	if is_due_soon(next_promise, today, calendar, due_soon_days):
		return DUE_SOON
	return ON_TRACK
