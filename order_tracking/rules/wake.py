"""On which day does the calendar alone change the judgement of an order? Before that day nobody need look at it."""

from datetime import date

from order_tracking.rules.facts import Calendar
from order_tracking.rules.judgement import OrderJudgement
from order_tracking.rules.quantities import left_of
from order_tracking.rules.working_days import ONE_DAY


def wakes_on(judged: OrderJudgement, today: date, calendar: Calendar, due_soon_days: int) -> date | None:
	"""The first day after today on which the next open promise comes near or has passed; None when nothing waits."""
	if judged.next_promise is None:
		return None
	promises = [
		part.due
		for line in judged.lines
		for part in line.slices
		if line.next_promise is not None
		and part.due is not None
		and part.due >= today
		and left_of(part.qty, part.delivered_qty)
	]
	if not promises:
		return None
	promise = min(promises)
	near = first_day_due_soon(promise, calendar, due_soon_days)
	return near if near > today else promise + ONE_DAY


def first_day_due_soon(promise: date, calendar: Calendar, within_days: int) -> date:
	"""The first day that leaves at most `within_days` working days until the promise."""
	day, working_days = promise, 0
	while True:
		working_days += day not in calendar.holidays
		if working_days > within_days:
			return day
		day -= ONE_DAY
