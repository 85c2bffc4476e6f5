"""Orders that wait for approval, or were rejected, stand in the way of everything that works on them."""

from frappe import _, qb
from frappe.model.document import Document
from frappe.query_builder import DocType

from order_tracking.constants import PENDING_APPROVAL, REJECTED, TRACKER
from order_tracking.gates.blockers import Blocker, Source

SWITCH = "gate_approval"


def orders_not_approved(doc: Document, orders: list[str]) -> list[Blocker]:
	"""One query. Nobody overrides it: who may let the order go on approves it, and nobody their own."""
	tracker = DocType(TRACKER)
	rows = (
		qb.from_(tracker)
		.select(tracker.sales_order, tracker.workflow_state)
		.where(tracker.sales_order.isin(orders))
		.where(tracker.workflow_state.isin([PENDING_APPROVAL, REJECTED]))
		.orderby(tracker.sales_order)
		.run()
	)
	return [Blocker(order, sentence_on(state), state, is_final=True) for order, state in rows]


def sentence_on(state: str) -> str:
	if state == REJECTED:
		return _("the order was rejected. Change it and ask for approval again")
	return _("the order waits for approval. Ask whoever approves it")


APPROVALS = Source(
	dict.fromkeys(("Pick List", "Work Order", "Delivery Note", "Sales Invoice"), SWITCH), orders_not_approved
)
