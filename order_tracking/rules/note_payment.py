"""Does the agreed payment fit the order's terms, and is what had to be paid before dispatch really paid?

ERPNext asks for payment by the rows of the order's payment schedule, and knows only days. A row with a day of its own
is prepaid where that lies before the promised delivery, and credit where it lies after it. A row that counts from the
invoice is credit where it gives days; with none it is due with the invoice, and that is prepaid or cash on delivery as
the invoice comes before the goods or with them. So there the invoice decides.
"""

from datetime import date, timedelta

from order_tracking.rules.note_facts import (
	Finding,
	Instalment,
	NoteFacts,
	Ordered,
	Term,
	in_conflict,
	passed,
	still_open,
)

PREPAYMENT, CASH_ON_DELIVERY, INSTALMENTS = "Prepayment", "Cash on Delivery", "Instalments"
CENT = 0.005  # half of the smallest amount that anybody writes


def payment_finding(note: NoteFacts, order: Ordered, today: date) -> Finding:
	if note.payment_kind == PREPAYMENT:
		return prepayment_finding(note, order)
	if note.payment_kind == CASH_ON_DELIVERY:
		return cash_on_delivery_finding(order)
	if note.payment_kind == INSTALMENTS:
		return instalments_finding(note.instalments, order, today)
	return still_open("no_payment_kind")


def prepayment_finding(note: NoteFacts, order: Ordered) -> Finding:
	"""What is really paid decides; until then goods must not leave."""
	asked = note.prepaid_amount or order.total * (note.prepaid_percent or 100.0) / 100.0
	missing = asked - order.paid
	if missing < CENT:
		return passed("prepaid", paid=order.paid)
	if order.is_dispatched:
		return in_conflict("left_unpaid", asked=asked, paid=order.paid, missing=missing)
	if order.terms and order.current_promise:
		early = sum(row.amount for row in order.terms if not gives_credit(row, order.current_promise))
		if asked - early >= CENT:
			return in_conflict("terms_ask_too_little", asked=asked, early=early)
	return still_open("not_paid_yet", holds_dispatch=True, asked=asked, paid=order.paid, missing=missing)


def gives_credit(term: Term, promise: date) -> bool:
	return term.due_on > promise if term.days_of_credit is None else term.days_of_credit > 0


def cash_on_delivery_finding(order: Ordered) -> Finding:
	if order.total - order.paid < CENT and order.total:
		return passed("paid")
	if order.current_promise:
		for row in order.terms:
			if gives_credit(row, order.current_promise):
				return credit_finding(row)
			if row.days_of_credit is None and row.due_on < order.current_promise:
				return in_conflict("terms_ask_before", amount=row.amount, due_on=row.due_on)
	for bill in order.bills:
		if order.open_promise and bill.due_on < order.open_promise:
			return in_conflict(
				"billed_before",
				document=bill.document,
				due_on=bill.due_on,
				promised=order.open_promise,
			)
	return passed("payment_fits")


def credit_finding(term: Term) -> Finding:
	if term.days_of_credit is None:
		return in_conflict("terms_give_credit", amount=term.amount, due_on=term.due_on)
	return in_conflict("terms_give_days", amount=term.amount, days=term.days_of_credit)


def instalments_finding(instalments: tuple[Instalment, ...], order: Ordered, today: date) -> Finding:
	"""They add up to the order, are what the terms ask for, and each is paid once its day has passed."""
	if not instalments:
		return still_open("no_instalments")
	total = sum(row.amount for row in instalments)
	if abs(total - order.total) >= CENT:
		return in_conflict("instalments_differ", sum=total, total=order.total, difference=total - order.total)
	if differing := first_difference(instalments, order.terms):
		return in_conflict("not_in_terms", amount=differing.amount, due_on=differing.due_on)
	due = 0.0
	for row in sorted(instalments, key=lambda row: row.due_on):
		due += row.amount
		if due - order.paid < CENT:
			continue
		if row.due_on < today:
			return in_conflict("instalment_unpaid", due_on=row.due_on, due=due, missing=due - order.paid)
		return passed("instalments_kept", wakes_on=row.due_on + timedelta(days=1))
	return passed("instalments_kept")


def first_difference(instalments: tuple[Instalment, ...], terms: tuple[Term, ...]) -> Instalment | None:
	"""The earliest instalment that the order's terms do not ask for on its day, nor with the invoice or after it; none
	where the order has no terms."""
	if not terms:
		return None
	asked: dict[date, float] = {}
	for row in terms:
		if row.days_of_credit is None:
			asked[row.due_on] = asked.get(row.due_on, 0.0) + row.amount
	after_invoice = sum(row.amount for row in terms if row.days_of_credit is not None)
	for row in sorted(instalments, key=lambda row: row.due_on):
		on_its_day = min(asked.get(row.due_on, 0.0), row.amount)
		asked[row.due_on] = asked.get(row.due_on, 0.0) - on_its_day
		after_invoice -= row.amount - on_its_day
		if after_invoice < -CENT:
			return row
	return None
