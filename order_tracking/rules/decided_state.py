"""Which workflow state follows when ERPNext itself held, resumed, closed, cancelled or amended the order?"""

from order_tracking.constants import APPROVED, CANCELLED, CLOSED, ON_HOLD, PENDING_APPROVAL, REJECTED

TAKEN_OVER = (ON_HOLD, CLOSED, CANCELLED)


def decided_state(
	state: str | None, docstatus: int, erpnext_status: str, waits_for_approval: bool, was_rejected: bool
) -> str:
	"""The state after ERPNext's own word is taken over.

	A state that only people set (approval, or one that the site added) stays until ERPNext says hold, closed or
	cancelled. When ERPNext takes such a word back, the order stands where its approvals leave it.
	"""
	if docstatus == 2:
		return CANCELLED
	if erpnext_status in (ON_HOLD, CLOSED):
		return erpnext_status
	if state and state not in TAKEN_OVER:
		return state
	if was_rejected:
		return REJECTED
	return PENDING_APPROVAL if waits_for_approval else APPROVED
