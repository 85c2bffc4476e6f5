"""The order tracking sheet as people know it from their spreadsheet: ten columns, a row for each line or each order."""

import frappe
from frappe import _, _dict
from frappe.query_builder import DocType
from frappe.query_builder.functions import Coalesce, Count, NullIf, Sum

from order_tracking.constants import ENDED_STAGES, STAGES, TRACKER, TRACKER_LINE
from order_tracking.reporting import layout
from order_tracking.reporting import permitted as reporting
from order_tracking.reporting.permitted import LINE, Asked, Tables, from_trackers

PER_ORDER = "Order"
OF_PROMISE = "Promise"  # the period is that of the order's promise, not of its date
OPEN = "Open"  # in a stage that something can still change
LANGUAGES = ("en", "zh")


def execute(filters: dict | None = None) -> layout.Answer:
	asked = reporting.asked_for(filters)
	language = asked.own.language if asked.own.language in LANGUAGES else None
	columns = columns_of(language)
	if refusal := reporting.reversed_period(asked):
		return layout.nothing(columns, refusal)
	stages = by_stage(asked)
	if not stages:
		return layout.nothing(columns, layout.no_rows(_("No order was made in this period.")))
	if asked.own.rows == PER_ORDER:
		rows, total = order_rows(asked), sum(stage.orders for stage in stages)
	else:
		rows, total = line_rows(asked), count_lines(asked)
	words = {stage: _(stage, language) for stage in {row.stage for row in rows}}
	for row in rows:
		row.status = words[row.stage]
	return layout.answer(
		columns, rows, layout.cut(len(rows), total), chart_of(stages), cards_of(asked, stages)
	)


def columns_of(language: str | None) -> list[dict]:
	labels = heads(language)
	return [
		layout.link(labels["sales_order"], "sales_order", TRACKER, 190, link_name="tracker"),
		layout.link(labels["customer_name"], "customer_name", "Customer", 160, link_name="customer"),
		layout.link(labels["product"], "product", "Item", 220, link_name="item_code"),
		layout.qty(labels["qty"], "qty", 90),
		layout.money(labels["rate"], "rate", 120),
		layout.money(labels["amount"], "amount", 130),
		layout.column(labels["payment_method"], "payment_method", width=150),
		layout.date(labels["expected_on"], "expected_on", 185),
		layout.column(labels["actual_on"], "actual_on", "Date", 170, empty_text=_("Not delivered", language)),
		layout.column(labels["status"], "status", width=130, colored_by_health=1),
		layout.column("tracker", "tracker", "Link", options=TRACKER, hidden=1),
		*layout.hidden("currency", "customer", "item_code", "health"),
	]


def heads(language: str | None) -> dict[str, str]:
	"""In the language of the reader, or in the one that was chosen for a print."""
	return {
		"sales_order": _("Order Number", language, "Order Tracking Sheet"),
		"customer_name": _("Customer Name", language, "Order Tracking Sheet"),
		"product": _("Product/Service", language, "Order Tracking Sheet"),
		"qty": _("Quantity", language, "Order Tracking Sheet"),
		"rate": _("Unit Price", language, "Order Tracking Sheet"),
		"amount": _("Total", language, "Order Tracking Sheet"),
		"payment_method": _("Payment Method", language, "Order Tracking Sheet"),
		"expected_on": _("Expected Delivery Date", language, "Order Tracking Sheet"),
		"actual_on": _("Actual Delivery Date", language, "Order Tracking Sheet"),
		"status": _("Order Status", language, "Order Tracking Sheet"),
	}


def made_in_period(asked: Asked, needs: tuple[str, ...] = ()):
	tracker = Tables.get().tracker
	query = from_trackers(asked, needs)
	day = tracker.current_promise if asked.own.dates == OF_PROMISE else tracker.transaction_date
	for condition in asked.within(day):
		query = query.where(condition)
	stage = asked.own.stage
	if stage == OPEN:
		return query.where(tracker.stage.notin(list(ENDED_STAGES)))
	return query.where(tracker.stage == stage) if stage in STAGES else query


def newest(asked: Asked):
	"""The headers of the newest orders, no more than rows were asked for."""
	tracker = Tables.get().tracker
	query = made_in_period(asked).select(
		tracker.name.as_("tracker"),
		tracker.sales_order,
		tracker.customer,
		tracker.customer_name,
		tracker.currency,
		tracker.stage,
		tracker.health,
		tracker.transaction_date,
		Coalesce(NullIf(tracker.mode_of_payment, ""), tracker.modes_used).as_("payment_method"),
	)
	query = query.orderby(tracker.transaction_date, tracker.name, order=frappe.qb.desc)
	return query.limit(asked.limit) if asked.limit else query


def line_rows(asked: Asked) -> list[_dict]:
	"""The newest order first, its lines in their order. As many orders as rows are always enough."""
	tables = Tables.get()
	line, order = tables.line, newest(asked).as_("newest")
	query = frappe.qb.from_(order).join(line).on(line.parent == order.tracker)
	query = reporting.with_lines(query, asked, tables, (LINE,)).select(
		order.star,
		line.item_code,
		Coalesce(line.item_name, line.item_code).as_("product"),
		line.qty,
		line.rate,
		line.amount,
		line.current_promise.as_("expected_on"),
		line.actual_date.as_("actual_on"),
	)
	query = query.orderby(order.transaction_date, order.tracker, order=frappe.qb.desc).orderby(line.idx)
	return (query.limit(asked.limit) if asked.limit else query).run(as_dict=True)


def order_rows(asked: Asked) -> list[_dict]:
	"""An order of many lines names its first one and says how many follow; only an order of one line has a unit price."""
	tracker = Tables.get().tracker
	query = newest(asked).select(
		tracker.total_qty.as_("qty"),
		tracker.grand_total.as_("amount"),
		tracker.current_promise.as_("expected_on"),
		tracker.actual_date.as_("actual_on"),
	)
	rows = query.run(as_dict=True)
	lines = lines_of([row.tracker for row in rows])
	for row in rows:
		items = lines.get(row.tracker, [])
		if items:
			row.update(item_code=items[0].item_code, product=items[0].product)
		if len(items) == 1:
			row.rate = items[0].rate
		elif items:
			row.product = _("{0} and {1} more").format(row.product, len(items) - 1)
	return rows


def lines_of(trackers: list[str]) -> dict[str, list[_dict]]:
	"""Of trackers that the user may see, by tracker."""
	if not trackers:
		return {}
	line = DocType(TRACKER_LINE)
	rows = (
		frappe.qb.from_(line)
		.select(
			line.parent, line.item_code, Coalesce(line.item_name, line.item_code).as_("product"), line.rate
		)
		.where(line.parent.isin(trackers) & (line.is_struck == 0))
		.orderby(line.parent, line.idx)
		.run(as_dict=True)
	)
	found: dict[str, list[_dict]] = {}
	for row in rows:
		found.setdefault(row.parent, []).append(row)
	return found


def count_lines(asked: Asked) -> int:
	return made_in_period(asked, (LINE,)).select(Count(Tables.get().line.name)).run()[0][0]


def by_stage(asked: Asked) -> list[_dict]:
	tracker = Tables.get().tracker
	rows = (
		made_in_period(asked)
		.select(tracker.stage, Count(tracker.name).as_("orders"), Sum(tracker.base_grand_total).as_("amount"))
		.groupby(tracker.stage)
		.run(as_dict=True)
	)
	return sorted(rows, key=lambda row: STAGES.index(row.stage) if row.stage in STAGES else len(STAGES))


def chart_of(stages: list[_dict]) -> dict | None:
	return layout.chart(
		_("Orders by Stage"),
		"bar",
		[_(row.stage) for row in stages],
		[(_("Orders"), [row.orders for row in stages])],
	)


def cards_of(asked: Asked, stages: list[_dict]) -> list[dict]:
	"""The sum only where all orders are kept in one currency."""
	cards = [layout.card(_("Orders"), sum(row.orders for row in stages))]
	currency, mixed = reporting.company_currency(asked)
	if not mixed:
		amount = sum(row.amount or 0 for row in stages)
		cards.append(layout.card(_("Total (Company Currency)"), amount, "Currency", layout.BLUE, currency))
	return cards
