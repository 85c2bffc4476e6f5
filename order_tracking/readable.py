"""Which trackers may somebody read? Frappe's own answer, for queries of our own."""

import frappe
from frappe.desk.reportview import build_match_conditions
from frappe.query_builder import Criterion

from order_tracking.constants import TRACKER


class Permitted(Criterion):
	"""What Frappe lets the user see of the trackers, as Frappe words it: roles, User Permissions, shares, hooks."""

	def __init__(self, condition: str):
		super().__init__()
		self.condition = condition

	def get_sql(self, **kwargs) -> str:
		return f"({self.condition})"


def condition_on_trackers(user: str) -> str:
	"""Frappe's condition on the unaliased table of trackers for this user; empty: all of them.

	Version-15 has none either for somebody who only has trackers shared with him, so roles are asked first.
	"""
	if has_role_to_read(user):
		return build_match_conditions(TRACKER, user=user)
	shared = frappe.share.get_shared(TRACKER, user) or [""]
	return f"`tab{TRACKER}`.`name` in ({', '.join(frappe.db.escape(name) for name in shared)})"


def has_role_to_read(user: str) -> bool:
	rights = frappe.permissions.get_role_permissions(frappe.get_meta(TRACKER), user=user)
	return bool(rights.get("read") or rights.get("if_owner", {}).get("read"))
