"""Who in the house may read what customers read: whoever may read the order. One criterion for list and form."""

import frappe
from frappe.model.document import Document

from order_tracking.constants import PUBLISHED_NOTE
from order_tracking.notes.permissions import as_text, may_read_tracker, of_readable_trackers


def published_conditions(user: str | None = None, doctype: str = PUBLISHED_NOTE) -> str:
	"""Frappe's hook for lists: its own rule for the tracker, User Permissions and shares included."""
	return as_text(of_readable_trackers(user or frappe.session.user, doctype))


def has_published_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
	"""Frappe's hook for one document. It can only take away what roles and User Permissions gave."""
	user = user or frappe.session.user
	stored = frappe.db.get_value(PUBLISHED_NOTE, doc.name, "order_tracker") if doc.name else None
	tracker = stored or doc.order_tracker
	return user == "Administrator" or not tracker or may_read_tracker(tracker, user)
