"""Lets open forms and Frappe's own tools (Notification, Webhook, Assignment Rule, …) see what the drain wrote.

The drain writes rows without document events. Whoever listens gets the same events as after a save, with the old
values in place, so that "Value Change" means what it says. When nobody listens this costs one cached look-up.
"""

import frappe
from frappe.model.document import Document

from order_tracking.constants import TRACKER
from order_tracking.records import Change

REALTIME_EVENT = "order_tracking_update"
CACHE_KEY = "order_tracking_listeners"
SAVEPOINT = "order_tracking_listener"

# What may wait for a tracker's events, and the fields that say that it does.
LISTENERS = (
	("Notification", {"document_type": TRACKER, "enabled": 1}),
	("Webhook", {"webhook_doctype": TRACKER, "enabled": 1}),
	("Assignment Rule", {"document_type": TRACKER, "disabled": 0}),
	("Server Script", {"reference_doctype": TRACKER, "disabled": 0}),
)


def tell(changes: list[Change]) -> None:
	"""Wake open forms, lists and boards, and run the document events of these trackers if somebody listens. Does not commit."""
	for change in changes:
		name = change.tracker.name
		frappe.publish_realtime(
			REALTIME_EVENT, {"name": name}, doctype=TRACKER, docname=name, after_commit=True
		)
		# After a card was dragged Frappe tells the boards before the judgement has followed; this is what they show then.
		frappe.publish_realtime("list_update", {"doctype": TRACKER, "name": name}, after_commit=True)
	if changes and somebody_listens():
		for change in changes:
			run_events(change)


def somebody_listens() -> bool:
	return bool(frappe.cache.get_value(CACHE_KEY, look_up_listeners))


def look_up_listeners() -> int:
	return int(any(frappe.db.exists(doctype, filters) for doctype, filters in LISTENERS))


def forget_listeners() -> None:
	"""Somebody began or ceased to listen."""
	frappe.cache.delete_value(CACHE_KEY)


def run_events(change: Change) -> None:
	"""An error of a listener is logged and undone; it never takes the tracker with it."""
	frappe.db.savepoint(SAVEPOINT)
	try:
		doc = frappe.get_doc(TRACKER, change.tracker.name)
		doc.flags.order_tracking_drain = True
		if change.tracker.is_new:
			doc.flags.in_insert = True
			doc.run_method("after_insert")
		else:
			doc._doc_before_save = as_before(doc, change)
		doc.run_method("on_update")
		doc.run_method("on_change")
	except (frappe.QueryDeadlockError, frappe.QueryTimeoutError):
		raise  # the whole transaction is gone: the drain starts again
	except Exception:
		frappe.db.rollback(save_point=SAVEPOINT)
		frappe.log_error(
			title=f"Order Tracking: a listener failed on {change.tracker.name}",
			reference_doctype=TRACKER,
			reference_name=change.tracker.name,
		)


def as_before(doc: Document, change: Change) -> Document:
	"""The tracker as it stood before this change."""
	before = frappe.get_doc(doc.as_dict())
	before.update({name: change.tracker.before.get(name) for name in change.header})
	return before
