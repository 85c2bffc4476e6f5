"""Which fact says that a promise, not passed yet, will not be kept?"""

from collections.abc import Iterable, Sequence
from datetime import date

from order_tracking.constants import NOTE, ON_HOLD, PENDING_APPROVAL
from order_tracking.rules.facts import Calendar, Expectation, LineFacts, OrderFacts
from order_tracking.rules.judgement import LineJudgement, Risk, SliceJudgement
from order_tracking.rules.quantities import TOLERANCE
from order_tracking.rules.stage import is_undecided
from order_tracking.rules.working_days import is_due_soon


def next_open_promise(slices: Sequence[SliceJudgement], today: date) -> date | None:
	"""The earliest promise that can still be kept."""
	promise = None
	for part in slices:
		if part.due is None or part.due < today or part.qty - part.delivered_qty <= TOLERANCE:
			continue
		if promise is None or part.due < promise:
			promise = part.due
	return promise


def order_expectations(order: OrderFacts, is_held: bool) -> tuple[Expectation, ...]:
	"""What touches every line of the order: while it lasts, a hold."""
	if is_held and order.hold_expected_end is not None:
		return (Expectation(ON_HOLD, order.name, order.hold_expected_end),)
	return ()


def line_risk(line: LineFacts, promise: date | None, of_order: tuple[Expectation, ...] = ()) -> Risk | None:
	"""The latest fact that lies after the line's next open promise."""
	if promise is None or not (line.expectations or of_order):
		return None
	expectations = line.expectations + of_order
	return latest_risk(Risk(fact.kind, fact.document, fact.on) for fact in expectations if fact.on > promise)


def latest_risk(risks: Iterable[Risk | None]) -> Risk | None:
	"""Equal dates: the first by kind and document, so that two runs name the same one."""
	worst = None
	for risk in risks:
		if risk is not None and (worst is None or _rank(risk) < _rank(worst)):
			worst = risk
	return worst


def _rank(risk: Risk) -> tuple[int, str, str]:
	return (-risk.until.toordinal() if risk.until else 0, risk.kind, risk.document)


def approval_risk(
	order: OrderFacts, promise: date | None, today: date, calendar: Calendar, within_days: int
) -> Risk | None:
	"""A decision still waits (ours or in a state of the site's own) and the promise is due soon. It has no date of its own, so any dated fact goes first."""
	if promise is None or not is_undecided(order):
		return None
	waits_for = order.approval_waits_for_days
	if waits_for is None:
		is_near = is_due_soon(promise, today, calendar, within_days)
	else:
		is_near = waits_for <= within_days
	return Risk(PENDING_APPROVAL, order.name, None) if is_near else None


def note_risk(order: OrderFacts, promise: date | None) -> Risk | None:
	"""What the customer asked for and the order do not agree. Like an approval it has no date of its own."""
	if promise is None or not order.note_conflicts:
		return None
	return Risk(NOTE, min(order.note_conflicts), None)


def order_risk(judged: Sequence[LineJudgement], *undated: Risk | None) -> Risk | None:
	"""The latest dated fact; where there is none, the first of those without a date."""
	return latest_risk(line.risk for line in judged) or next(filter(None, undated), None)
