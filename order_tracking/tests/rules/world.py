"""Believable facts for the rule tests: each factory takes only what a test cares about."""

from datetime import date, timedelta

from order_tracking.rules.facts import Calendar, Expectation, LineFacts, Movement, OrderFacts

PROMISE = date(2024, 3, 13)  # a Wednesday
DAY_BEFORE = PROMISE - timedelta(days=1)
DAY_AFTER = PROMISE + timedelta(days=1)
DUE_SOON_DAYS = 3

WEEKENDS = Calendar(
	frozenset(
		day for day in (date(2024, 1, 1) + timedelta(days=count) for count in range(366)) if day.weekday() > 4
	)
)


def march(day: int) -> date:
	return date(2024, 3, day)


def moved(day: int | date, qty: float, is_credited: bool = False) -> Movement:
	return Movement(day if isinstance(day, date) else march(day), qty, f"MAT-DN-{day}", is_credited)


def expected(day: int, kind: str = "Work Order", document: str = "MFG-WO-1") -> Expectation:
	return Expectation(kind, document, march(day))


def goods(name: str = "line-1", qty: float = 10, **facts) -> LineFacts:
	defaults = {
		"amount": 100.0,
		"base_amount": 700.0,
		"requested_on": PROMISE,
		"first_promise": PROMISE,
		"current_promise": PROMISE,
	}
	return LineFacts(name, qty, **{**defaults, **facts})


def service(name: str = "service-1", qty: float = 1, **facts) -> LineFacts:
	return goods(name, qty, **{"is_service": True, "waits_for_delivery": False, **facts})


def order(*lines: LineFacts, **facts) -> OrderFacts:
	total = sum(line.amount for line in lines)
	return OrderFacts("SAL-ORD-1", lines, **{"grand_total": total, "base_grand_total": total * 7, **facts})


def paid_up(*lines: LineFacts, **facts) -> OrderFacts:
	total = sum(line.amount for line in lines)
	settled = {"billed_total": total, "paid_amount": total, "is_billed_in_full": True}
	return order(*lines, **{**settled, **facts})
