"""Who may decide about an order. The same criterion everywhere: a role of ours, and the right to write the tracker."""

import frappe
from frappe import _
from frappe.model.document import Document

from order_tracking.constants import MANAGER_ROLE, TRACKER, USER_ROLE


def tracker_to_decide(name: str) -> Document:
	"""The tracker, if the user may decide about it; else a PermissionError. Reads, locks nothing."""
	tracker = frappe.get_doc(TRACKER, name)
	tracker.check_permission("write")
	require_role()
	return tracker


def has_role(user: str | None = None) -> bool:
	return not {USER_ROLE, MANAGER_ROLE}.isdisjoint(frappe.get_roles(user))


def require_role() -> None:
	"""A tracker can be shared with anybody; deciding takes one of our roles as well."""
	if not has_role():
		frappe.throw(
			_("To decide about an order you need the role {0} or {1}. Ask your administrator for it.").format(
				_(USER_ROLE), _(MANAGER_ROLE)
			),
			frappe.PermissionError,
		)


def is_manager() -> bool:
	return MANAGER_ROLE in frappe.get_roles()


def may_change_order(order: Document, user: str | None = None) -> bool:
	"""What ERPNext asks of somebody who changes a submitted Sales Order; of this user, else of who is logged in."""
	return bool(order.has_permission("write", user=user) and order.has_permission("submit", user=user))


def may_move_promises(user: str, tracker: Document, order: Document) -> bool:
	"""Whether this user can accept what somebody asks for who may not change the Sales Order."""
	is_deciding = has_role(user) and tracker.has_permission("write", user=user)
	return bool(is_deciding and may_change_order(order, user))
