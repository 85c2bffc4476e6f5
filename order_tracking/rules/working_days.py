"""How many working days lie ahead? Holidays come from the company's Holiday List, which holds weekly days off as well."""

from datetime import date, timedelta

from order_tracking.rules.facts import Calendar

ONE_DAY = timedelta(days=1)


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
	"""Working days after `start` up to and with `end`; 0 when `end` is not later."""
	if end <= start:
		return 0
	holidays = sum(1 for holiday in calendar.holidays if start < holiday <= end)
	return (end - start).days - holidays


def is_due_soon(promise: date | None, today: date, calendar: Calendar, within_days: int) -> bool:
	"""A promise not yet passed that leaves at most `within_days` working days after today.

	Days off do not count, so on a Friday Monday is one working day away. Stops counting as soon as the answer is known:
	most promises are far away.
	"""
	if promise is None or promise < today:
		return False
	count = 0
	day = today
	while day < promise:
		day += ONE_DAY
		if day not in calendar.holidays:
			count += 1
			if count > within_days:
				return False
	return count <= within_days
