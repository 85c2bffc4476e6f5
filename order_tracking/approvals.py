"""Which orders need somebody's approval before they count, and what a decision leaves on the tracker."""

from frappe import _dict

from order_tracking.constants import APPROVED


def starting_decisions(order: _dict, settings) -> dict:
	"""The decisions that a new tracker starts with."""
	return {"workflow_state": APPROVED}
