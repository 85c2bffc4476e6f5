"""The customer status sheet: what is still to come for one customer, line by line, on paper."""

from frappe import _dict
from frappe.utils import getdate, today

from order_tracking.reporting.permitted import LINE, Tables, asked_for, from_open_lines

ROWS = 2_000


def open_lines_of_customer(customer: str) -> list[_dict]:
	"""Lines with quantity left, the next promise first, lines without a date last; only of orders that the user may see.

	For print formats. The words in it are meant for the customer, so nothing of our own reasons is among them.
	"""
	tables = Tables.get()
	tracker, line = tables.tracker, tables.line
	rows = (
		from_open_lines(asked_for({"customer": customer}), (LINE,))
		.select(
			tracker.sales_order,
			tracker.po_no,
			tracker.transaction_date,
			tracker.company,
			line.item_code,
			line.item_name,
			line.uom,
			line.qty,
			line.delivered_qty,
			line.remaining_qty,
			line.requested_date,
			line.next_promise,
			line.line_stage,
			line.overdue_since,
		)
		.orderby(line.next_promise.isnull())
		.orderby(line.next_promise, tracker.name, line.idx)
		.limit(ROWS)
		.run(as_dict=True)
	)
	day = getdate(today())
	for row in rows:
		row.days_late = (day - row.overdue_since).days if row.overdue_since else 0
	return rows
