import frappe
from frappe import _

from order_tracking.append_only import KeptByOrderTrackingError, KeptDocument
from order_tracking.decisions import approvals, protected_fields
from order_tracking.decisions import saved as saved_decisions
from order_tracking.notes import panels as note_panels


class OrderTracker(KeptDocument):
	"""The tracker of one submitted Sales Order. Its rows are written by the drain; a save takes decisions alone."""

	def autoname(self) -> None:
		self.name = self.sales_order

	def load_from_db(self) -> "OrderTracker":
		super().load_from_db()
		protected_fields.remember(self)
		return self

	def onload(self) -> None:
		note_panels.load(self)

	def before_insert(self) -> None:
		frappe.throw(
			_("An Order Tracker makes itself when a Sales Order is submitted. Submit the Sales Order."),
			KeptByOrderTrackingError,
		)

	def validate(self) -> None:
		stored = self.get_doc_before_save()
		# Frappe has asked for the document as the client sent it, with a customer and company of the client's choice.
		stored.flags.ignore_permissions = self.flags.ignore_permissions
		stored.check_permission("write")
		wishes = protected_fields.restore(self, stored)
		if "workflow_state" in wishes:
			approvals.decide(self, stored, wishes["workflow_state"], self.flags.decision_reason)
		if "stage" in wishes:
			saved_decisions.say_stage(self, wishes["stage"])

	def on_update(self) -> None:
		if not self.flags.order_tracking_drain:
			saved_decisions.follow(self)

	def on_trash(self) -> None:
		frappe.throw(
			_("An Order Tracker cannot be deleted by hand: it goes when its Sales Order is deleted."),
			KeptByOrderTrackingError,
		)
