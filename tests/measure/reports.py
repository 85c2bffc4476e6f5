"""(e) Reports against ERPNext's nearest, Sales Order Analysis, over the same orders: a tenth of them open, a fifth of those
overdue, the rest delivered over the last two years, some late. Ratios of rates: how many times faster ours is."""

from collections.abc import Callable
from statistics import median

import frappe
import load
from erpnext.selling.report.sales_order_analysis import sales_order_analysis
from figures import Figure, seconds
from frappe.desk.query_report import run as run_report
from frappe.utils import add_days, add_months, today

from order_tracking.tests.factories import COMPANY, make_customer

ORDERS = 100_000
LINES = 3
RUNS = 3
CUSTOMERS = 50
# How old the oldest order is, and how far ahead the last promise lies, in days.
PAST, AHEAD = 700, 60
# Of the open tenth, those that the first days of the window find overdue.
OVERDUE = 12

NUMBER = "cast(substr(t.name, 5) as int)"
IS_OPEN = f"{NUMBER} % 10 = 0"
CUSTOMER = f"concat('SYN Customer ', lpad({NUMBER} % {CUSTOMERS}, 2, '0'))"
PROMISE = f"date_sub(curdate(), interval {NUMBER} % {PAST} day)"
OPEN_PROMISE = f"date_add(curdate(), interval ({NUMBER} div 10) % {AHEAD} - {OVERDUE} day)"
LATE = f"({NUMBER} + l.idx) % 10 = 0"
IS_DONE = "l.next_promise is null"
IS_PAID = f"({IS_DONE} and {NUMBER} % 15 <> 1)"


def run(scale: float) -> list[Figure]:
	size = int(ORDERS * scale)
	make_orders(size)
	lines = size * LINES
	ours = {"company": COMPANY}
	year = {"from_date": add_months(today(), -12), "to_date": today()}
	theirs = every_order()
	waiting = {**theirs, "status": ["To Deliver and Bill"]}
	pairs = (
		("report-open-lines", report("Open Order Lines", ours), analysis(waiting), lines // 10),
		# ERPNext lists all lines, our page the first 1,000 of them: here both list all.
		(
			"report-open-lines-all",
			report("Open Order Lines", {**ours, "limit": 0}),
			analysis(waiting),
			lines // 10,
		),
		("report-overdue", report("Overdue and At Risk Orders", ours), analysis(waiting), lines // 10),
		(
			"report-otif-year",
			report("On Time In Full", {**ours, **year}),
			analysis({**theirs, **year}),
			lines // 2,
		),
		("report-otif-all", report("On Time In Full", {**ours, "measure": "Lines"}), analysis(theirs), lines),
		(
			"report-by-customer",
			report("Open Order Lines", {**ours, "group_by": "Customer"}),
			grouped(waiting),
			lines // 10,
		),
	)
	figures = [
		Figure(name, median_of(action), median_of(nearest), "s", count, "below 0.2 and 1 s; all lines 3 s")
		for name, action, nearest, count in pairs
	]
	figures += [
		Figure(name, median_of(report(title, filters)), 1.0, "s", lines, f"below {aim}")
		for name, title, filters, aim in (
			("report-sheet", "Order Tracking Sheet", {**ours, "from_date": add_months(today(), -3)}, 1),
			("report-promises", "Promise Reliability", {**ours, **year}, 1),
			("report-dwell", "Order Stage Dwell", {**ours, "from_date": add_months(today(), -6)}, 1),
			("report-cash", "Order Cash View", ours, 1),
			("report-audit", "Order Tracking Audit", {**ours, "from_date": add_days(today(), -7)}, 1),
			("report-notes", "Order Notes Waiting", ours, 1),
			# Whole orders, told apart by what their lines say: the most that this report can be asked.
			("report-otif-items", "On Time In Full", {**ours, "group_by": "Item"}, 3),
			("report-otif-warehouses", "On Time In Full", {**ours, "group_by": "Warehouse"}, 3),
		)
	]
	load.empty()
	return figures


def every_order() -> dict:
	"""Filters of ERPNext's report, which asks for a period."""
	return {
		"company": COMPANY,
		"from_date": add_days(today(), -PAST - 60),
		"to_date": add_days(today(), AHEAD),
	}


def report(name: str, filters: dict) -> Callable:
	"""As the page asks for it, with Frappe's own work on the answer."""
	return lambda: run_report(name, filters=filters)


def analysis(filters: dict) -> Callable:
	"""Bare: through the page it turns itself into a prepared report once it took 15 seconds. Ours pays for the page."""
	return lambda: sales_order_analysis.execute(frappe._dict(filters))


def grouped(filters: dict) -> Callable:
	return analysis({**filters, "group_by_so": 1})


def median_of(action: Callable) -> float:
	action()
	return median(seconds(action) for _number in range(RUNS))


def make_orders(size: int) -> None:
	for number in range(CUSTOMERS):
		make_customer(f"SYN Customer {number:02}")
	template = load.make_template(LINES, add_days(today(), 30))
	load.copy(load.ORDERS, template, 1, size)
	load.copy(load.TRACKERS, template, 1, size)
	for statement in STATEMENTS:
		frappe.db.sql(statement)
		frappe.db.commit()
	tables = ", ".join(f"`tab{doctype}`" for doctype in (*load.TRACKERS, *load.ORDERS))
	# Rebuilt, because what the statements above replaced is still in the indexes until the server gets round to it.
	frappe.db.sql(f"optimize table {tables}")


STATEMENTS = (
	f"""update `tabOrder Tracker Item` l join `tabOrder Tracker` t on t.name = l.parent set
		l.requested_date = {PROMISE}, l.first_promise = {PROMISE}, l.is_first_promise_known = ({NUMBER} % 20 <> 1),
		l.current_promise = date_add({PROMISE}, interval ({NUMBER} % 9 = 0) * 4 day),
		l.delivered_qty = l.qty, l.remaining_qty = 0, l.next_promise = null, l.line_stage = 'Delivered',
		l.actual_date = date_add({PROMISE}, interval if({LATE}, 5, -1) day),
		l.days_late = if({LATE}, 5, 0), l.days_late_current = if({LATE}, if({NUMBER} % 9 = 0, 1, 5), 0)
		where t.name like 'SYN-%' and not {IS_OPEN}""",
	f"""update `tabOrder Tracker Item` l join `tabOrder Tracker` t on t.name = l.parent set
		l.first_promise = {OPEN_PROMISE}, l.current_promise = {OPEN_PROMISE}, l.next_promise = {OPEN_PROMISE},
		l.overdue_since = if({OPEN_PROMISE} < curdate(), {OPEN_PROMISE}, null),
		l.overdue_qty = if({OPEN_PROMISE} < curdate(), l.qty, 0),
		l.overdue_amount = if({OPEN_PROMISE} < curdate(), l.amount, 0),
		l.base_overdue_amount = if({OPEN_PROMISE} < curdate(), l.amount, 0)
		where t.name like 'SYN-%' and {IS_OPEN}""",
	f"""update `tabOrder Tracker` t join (
			select parent, max(first_promise) first_promise, max(current_promise) current_promise,
				min(next_promise) next_promise, max(actual_date) actual_date, max(days_late) days_late,
				max(days_late_current) days_late_current, min(overdue_since) overdue_since,
				count(overdue_since) overdue_lines, sum(base_overdue_amount) overdue_amount
			from `tabOrder Tracker Item` group by parent
		) l on l.parent = t.name set
		t.customer = {CUSTOMER}, t.customer_name = {CUSTOMER}, t.first_promise = l.first_promise,
		t.current_promise = l.current_promise, t.next_promise = l.next_promise, t.wakes_on = null,
		t.transaction_date = date_sub(l.current_promise, interval 20 day), t.overdue_since = l.overdue_since,
		t.overdue_lines = l.overdue_lines, t.overdue_amount = l.overdue_amount, t.base_overdue_amount = l.overdue_amount,
		t.is_delivered = {IS_DONE}, t.is_billed = {IS_DONE}, t.is_paid = {IS_PAID},
		t.actual_date = if({IS_DONE}, l.actual_date, null),
		t.days_late = if({IS_DONE}, l.days_late, 0), t.days_late_current = if({IS_DONE}, l.days_late_current, 0),
		t.delivered_amount = if({IS_DONE}, t.net_total, 0), t.base_delivered_amount = if({IS_DONE}, t.base_net_total, 0),
		t.billed_amount = if({IS_DONE}, t.net_total, 0), t.base_billed_amount = if({IS_DONE}, t.base_net_total, 0),
		t.per_billed_value = if({IS_DONE}, 100, 0),
		t.outstanding_amount = if({IS_PAID}, 0, t.grand_total),
		t.base_outstanding_amount = if({IS_PAID}, 0, t.base_grand_total),
		t.stage = if({IS_DONE}, if({IS_PAID}, 'Completed', 'Delivered'), 'Confirmed'),
		t.health = case when l.next_promise is null then if(l.days_late > 0, 'Delivered Late', 'Delivered On Time')
			when l.overdue_since is not null then 'Overdue' when {NUMBER} % 50 = 0 then 'At Risk' else 'On Track' end
		where t.name like 'SYN-%'""",
	f"""update `tabOrder Tracking Event` e join `tabOrder Tracker` t on t.name = e.order_tracker
		set e.happened_at = date_sub(e.happened_at, interval {NUMBER} % {PAST} day) where t.name like 'SYN-%'""",
	f"""update `tabOrder Promise Change` e join `tabOrder Tracker` t on t.name = e.order_tracker
		set e.happened_at = date_sub(e.happened_at, interval {NUMBER} % {PAST} day) where t.name like 'SYN-%'""",
	f"""update `tabOrder Promise Change` e join `tabOrder Tracker` t on t.name = e.order_tracker
		set e.old_date = date_sub(e.new_date, interval 4 day), e.kind = 'Moved'
		where t.name like 'SYN-%' and e.kind = 'First Promise' and {NUMBER} % 4 = 0""",
	f"""update `tabSales Order` s join `tabOrder Tracker` t on t.sales_order = s.name set
		s.customer = t.customer, s.customer_name = t.customer, s.transaction_date = t.transaction_date,
		s.delivery_date = t.current_promise, s.status = if({IS_OPEN}, 'To Deliver and Bill', 'Completed'),
		s.per_delivered = if({IS_OPEN}, 0, 100), s.per_billed = if({IS_OPEN}, 0, 100)
		where s.name like 'SYN-%'""",
	f"""update `tabSales Order Item` i join `tabOrder Tracker` t on t.sales_order = i.parent set
		i.delivery_date = t.current_promise, i.delivered_qty = if({IS_OPEN}, 0, i.qty),
		i.billed_amt = if({IS_OPEN}, 0, i.amount) where i.parent like 'SYN-%'""",
)
