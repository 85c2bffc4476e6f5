"""All rules together: from the facts and decisions of one order to everything that its tracker shows."""

from collections.abc import Sequence
from datetime import date

from order_tracking.rules.allotment import slices_of
from order_tracking.rules.completion import (
	actual_date_of,
	is_order_billed,
	is_order_delivered,
	is_order_paid,
	served_slices,
)
from order_tracking.rules.facts import Calendar, Expectation, LineFacts, OrderFacts
from order_tracking.rules.health import health_of
from order_tracking.rules.judgement import LineJudgement, OrderJudgement, SliceJudgement
from order_tracking.rules.lateness import (
	days_late_of,
	is_delivered_late,
	latest,
	oldest,
	overdue_qty,
	worst,
)
from order_tracking.rules.line_stage import line_stage_of
from order_tracking.rules.quantities import TOLERANCE, left_of
from order_tracking.rules.risk import (
	approval_risk,
	line_risk,
	next_open_promise,
	note_risk,
	order_expectations,
	order_risk,
)
from order_tracking.rules.stage import ended_as, is_held, stage_of
from order_tracking.rules.value import per_billed, per_delivered, per_paid, value_share


def judge(order: OrderFacts, today: date, calendar: Calendar, due_soon_days: int) -> OrderJudgement:
	"""Money in the order's and the company's currency, percentages 0 to 100, `due_soon_days` in working days."""
	ended = ended_as(order)
	expectations = order_expectations(order, is_held(order))
	judged = tuple(judge_line(line, order, today, ended, expectations) for line in order.lines)
	is_delivered = is_order_delivered(order.lines, judged)
	is_billed = is_order_billed(order)
	is_paid = is_order_paid(order)
	stage = stage_of(order, judged, is_delivered=is_delivered, is_billed=is_billed, is_paid=is_paid)
	standing = [line for line, facts in zip(judged, order.lines, strict=True) if not facts.is_struck]
	overdue_since = oldest(line.overdue_since for line in standing)
	next_promise = oldest(line.next_promise for line in standing)
	risk = None
	if ended is None:
		open_promise = oldest(next_open_promise(line.slices, today) for line in standing if line.next_promise)
		approval = approval_risk(order, open_promise, today, calendar, due_soon_days)
		risk = order_risk(judged, note_risk(order, open_promise), approval)
	requested, first, current = _header_dates(order.lines, judged)
	return OrderJudgement(
		stage=stage,
		health=health_of(
			stage,
			is_late=any(is_delivered_late(line.days_late, line.days_late_current) for line in standing),
			overdue_since=overdue_since,
			risk=risk,
			next_promise=next_promise,
			today=today,
			calendar=calendar,
			due_soon_days=due_soon_days,
		),
		overdue_since=overdue_since,
		overdue_lines=sum(1 for line in standing if line.overdue_since is not None),
		overdue_amount=sum(line.overdue_amount for line in standing),
		base_overdue_amount=sum(line.base_overdue_amount for line in standing),
		requested_date=requested,
		first_promise=first,
		current_promise=current,
		next_promise=next_promise,
		actual_date=latest(line.actual_date for line in standing) if is_delivered else None,
		days_late=worst(line.days_late for line in standing) if is_delivered else None,
		days_late_current=worst(line.days_late_current for line in standing) if is_delivered else None,
		delivered_amount=sum(line.delivered_amount for line in standing),
		base_delivered_amount=sum(line.base_delivered_amount for line in standing),
		per_delivered_value=per_delivered(order.lines, judged, is_delivered),
		per_billed_value=per_billed(order, is_billed),
		per_paid_value=per_paid(order, is_paid),
		is_delivered=is_delivered,
		is_billed=is_billed,
		is_paid=is_paid,
		risk=risk,
		lines=judged,
	)


def judge_line(
	line: LineFacts,
	order: OrderFacts,
	today: date,
	ended: str | None,
	expectations: tuple[Expectation, ...] = (),
) -> LineJudgement:
	"""`ended`: Cancelled or Closed when the order is; then, as on a closed or struck line, nothing is left to wait for."""
	slices = slices_of(line, today, is_ended=ended is not None)
	if not line.waits_for_delivery or line.accepted_on is not None:
		slices = served_slices(line, order, slices)
	delivered, returned = _moved(line, slices)
	waits = ended is None and not line.is_closed and not line.is_struck
	overdue = overdue_qty(slices)
	delivered_share = value_share(line, delivered)
	overdue_share = value_share(line, overdue)
	days_late, days_late_current = days_late_of(line, slices)
	next_promise = _next_promise(slices) if waits else None
	return LineJudgement(
		name=line.name,
		line_stage=line_stage_of(line, order, slices, delivered, ended),
		delivered_qty=delivered,
		returned_qty=returned,
		remaining_qty=sum(left_of(part.qty, part.delivered_qty) for part in slices) if waits else 0.0,
		delivered_amount=line.amount * delivered_share,
		base_delivered_amount=line.base_amount * delivered_share,
		actual_date=actual_date_of(slices),
		next_promise=next_promise,
		overdue_since=oldest(part.overdue_since for part in slices),
		overdue_qty=overdue,
		overdue_amount=line.amount * overdue_share,
		base_overdue_amount=line.base_amount * overdue_share,
		days_late=days_late,
		days_late_current=days_late_current,
		risk=line_risk(line, next_open_promise(slices, today), expectations) if next_promise else None,
		slices=slices,
	)


def _moved(line: LineFacts, slices: Sequence[SliceJudgement]) -> tuple[float, float]:
	"""What the customer has now, and all that ever came back. A service done without movements is there in full."""
	out = back = 0.0
	for movement in line.movements:
		if movement.qty > 0:
			out += movement.qty
		else:
			back -= movement.qty
	delivered = left_of(out, back)
	if line.waits_for_delivery and line.accepted_on is None:
		return delivered, back
	return max(delivered, sum(part.delivered_qty for part in slices) - back), back


def _next_promise(slices: Sequence[SliceJudgement]) -> date | None:
	return oldest(part.due for part in slices if part.qty - part.delivered_qty > TOLERANCE)


def _header_dates(
	lines: Sequence[LineFacts], judged: Sequence[LineJudgement]
) -> tuple[date | None, date | None, date | None]:
	"""Requested, first and current promise of the order: the latest of its lines. Closed lines speak only when no other is
	left, struck ones never."""
	standing = [pair for pair in zip(lines, judged, strict=True) if not pair[0].is_struck]
	speaking = [pair for pair in standing if not pair[0].is_closed] or standing
	return (
		latest(line.requested_on for line, _ in speaking),
		latest(line.first_promise for line, _ in speaking if line.is_first_promise_known),
		latest(due for line, judgement in speaking for due in _promises(line, judgement.slices)),
	)


def _promises(line: LineFacts, slices: Sequence[SliceJudgement]) -> list[date | None]:
	"""Of what was ordered; the date of a replacement is not a promise of the order."""
	return [part.due for part in slices if not part.is_return] if slices else [line.current_promise]
