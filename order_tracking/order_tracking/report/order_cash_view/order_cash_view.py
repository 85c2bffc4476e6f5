"""Cash view: where does money wait? Delivered not billed, billed not paid, prepayment missing, due on delivery."""

import frappe
from frappe import _, _dict
from frappe.query_builder import Case, DocType
from frappe.query_builder.functions import Coalesce, Count, Sum
from pypika.terms import Term

from order_tracking.constants import CANCELLED
from order_tracking.reporting import layout
from order_tracking.reporting import permitted as reporting
from order_tracking.reporting.permitted import Asked, Tables, from_trackers

LEAST = 0.005  # half a cent is nothing


def execute(filters: dict | None = None) -> layout.Answer:
	asked, currency, refusal = reporting.asked_in_one_currency(filters)
	columns = columns_of()
	if refusal:
		return layout.nothing(columns, refusal)
	total = totals(asked)
	if not total.orders:
		return layout.nothing(
			columns,
			layout.no_rows(_("No money waits: what is delivered is billed, and what is billed is paid.")),
		)
	rows = rows_of(asked, currency)
	return layout.answer(
		columns, rows, layout.cut(len(rows), total.orders), chart_of(total), cards_of(total, currency)
	)


def columns_of() -> list[dict]:
	return [
		layout.tracker_column(),
		layout.customer_column(),
		layout.column(_("Stage"), "stage", width=120, translated=1),
		*(layout.money(label, kind, 180, empty_zero=1) for kind, label in labels().items()),
		layout.column(_("Mode of Payment"), "mode_of_payment", width=160),
		layout.date(_("Next Promise"), "next_promise", 120),
		layout.date(_("Delivered On"), "actual_date", 120),
		layout.money(_("Grand Total"), "base_grand_total", 140),
		layout.money(_("Paid Amount"), "base_paid_amount", 140),
		layout.person(_("Responsible", None, "Order Tracker"), "responsible_user"),
		*layout.hidden("currency", "customer_name", "responsible_user_title"),
	]


def above(amount: Term) -> Term:
	return Case().when(amount > LEAST, amount).else_(0)


def prepaid(asked: Asked):
	"""By tracker what is agreed to be paid before anything is sent: terms of the payment schedule that are due on the day
	of the order. A schedule without a term is ERPNext's own filling and agrees nothing."""
	tracker, term = Tables.get().tracker, DocType("Payment Schedule")
	return (
		from_trackers(asked)
		.join(term)
		.on((term.parent == tracker.sales_order) & (term.parenttype == "Sales Order"))
		.select(tracker.name.as_("tracker"), Sum(term.base_payment_amount).as_("amount"))
		.where((tracker.is_paid == 0) & (tracker.is_delivered == 0))
		.where((term.payment_term != "") & (term.due_date <= tracker.transaction_date))
		.groupby(tracker.name)
		.as_("prepaid")
	)


def unpaid_orders(asked: Asked):
	"""The orders where money may wait, and what each kind amounts to. Delivered and billed are net of tax, the rest gross."""
	tracker, mode, agreed = Tables.get().tracker, DocType("Mode of Payment"), prepaid(asked)
	query = (
		from_trackers(asked)
		.left_join(mode)
		.on(mode.name == tracker.mode_of_payment)
		.left_join(agreed)
		.on(agreed.tracker == tracker.name)
		.where((tracker.is_paid == 0) & (tracker.stage != CANCELLED))
	)
	for condition in asked.within(tracker.transaction_date):
		query = query.where(condition)
	unbilled = above(tracker.base_delivered_amount - tracker.base_billed_amount)
	billed = tracker.base_grand_total * tracker.per_billed_value / 100
	unpaid = above(billed - tracker.base_paid_amount)
	kinds = {
		"unbilled": Case().when(tracker.is_billed == 1, 0).else_(unbilled),
		"unpaid": Case().when(tracker.is_billed == 1, above(tracker.base_outstanding_amount)).else_(unpaid),
		"prepayment": Case()
		.when(tracker.base_delivered_amount > LEAST, 0)
		.else_(above(Coalesce(agreed.amount, 0) - tracker.base_paid_amount)),
		"on_delivery": Case().when(mode.type == "Cash", above(tracker.base_outstanding_amount)).else_(0),
	}
	waiting = kinds["unbilled"] + kinds["unpaid"] + kinds["prepayment"] + kinds["on_delivery"]
	return query.where(waiting > 0), kinds


def totals(asked: Asked) -> _dict:
	query, kinds = unpaid_orders(asked)
	sums = [Sum(amount).as_(kind) for kind, amount in kinds.items()]
	return query.select(Count(Tables.get().tracker.name).as_("orders"), *sums).run(as_dict=True)[0]


def rows_of(asked: Asked, currency: str | None) -> list[_dict]:
	"""Where most money waits first."""
	tracker = Tables.get().tracker
	query, kinds = unpaid_orders(asked)
	query = query.select(
		tracker.name.as_("tracker"),
		tracker.customer,
		tracker.customer_name,
		tracker.stage,
		tracker.mode_of_payment,
		tracker.next_promise,
		tracker.actual_date,
		tracker.base_grand_total,
		tracker.base_paid_amount,
		tracker.responsible_user,
		*(amount.as_(kind) for kind, amount in kinds.items()),
	)
	most = kinds["unbilled"] + kinds["unpaid"] + kinds["prepayment"]
	query = query.orderby(most, order=frappe.qb.desc).orderby(tracker.name)
	rows = (query.limit(asked.limit) if asked.limit else query).run(as_dict=True)
	for row in rows:
		row.currency = currency
	return layout.with_names(rows, "responsible_user")


def labels() -> dict[str, str]:
	return {
		"unbilled": _("Delivered, Not Billed"),
		"unpaid": _("Billed, Not Paid"),
		"prepayment": _("Prepayment Missing"),
		"on_delivery": _("Due on Delivery"),
	}


def chart_of(total: _dict) -> dict | None:
	found = labels()
	return layout.chart(
		_("Money That Waits"), "bar", list(found.values()), [(_("Amount"), [total[kind] for kind in found])]
	)


def cards_of(total: _dict, currency: str | None) -> list[dict]:
	colors = {
		"unbilled": layout.ORANGE,
		"unpaid": layout.RED,
		"prepayment": layout.RED,
		"on_delivery": layout.BLUE,
	}
	return [
		layout.card(
			label, total[kind] or 0, "Currency", colors[kind] if total[kind] else layout.GRAY, currency
		)
		for kind, label in labels().items()
	]
