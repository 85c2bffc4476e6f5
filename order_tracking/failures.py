"""What could not be brought up to date, and why: shown on the settings page, tried again by every sweep."""

import frappe
from frappe.query_builder import DocType
from frappe.utils import now_datetime

from order_tracking.constants import FAILURE, MARK


def record(order: str, job: str, error: Exception, marks: list[str]) -> None:
	"""List the order once, with the latest reason, and set its marks aside for the sweep. Commits."""
	known = frappe.db.get_value(FAILURE, {"sales_order": order}, ["name", "attempts"], as_dict=True)
	failure = frappe.get_doc(FAILURE, known.name) if known else frappe.new_doc(FAILURE)
	failure.update(
		{
			"sales_order": order,
			"job": job,
			"attempts": (known.attempts if known else 0) + 1,
			"last_tried_on": now_datetime(),
			"reason": f"{type(error).__name__}: {error}"[:500],
			"traceback": frappe.get_traceback(),
		}
	)
	# The system's own bookkeeping: whoever happened to drain need not have a right to it.
	failure.save(ignore_permissions=True)
	if not known:
		frappe.log_error(title=f"Order Tracking: {order}", reference_doctype=FAILURE, reference_name=failure.name)

	mark = DocType(MARK)
	if marks:
		(
			frappe.qb.update(mark)
			.set(mark.attempts, mark.attempts + 1)
			.set(mark.reference_doctype, "Sales Order")
			.set(mark.reference_name, order)
			.where(mark.name.isin(marks))
			.run()
		)
	frappe.db.commit()  # the batch was rolled back; what is written here must outlive the next one


def clear(orders: list[str]) -> None:
	"""Forget the failures of orders that are right again. Does not commit."""
	failure = DocType(FAILURE)
	frappe.qb.from_(failure).delete().where(failure.sales_order.isin(orders)).run()
