import frappe
from frappe import _
from frappe.model.document import Document

from order_tracking import install, jobs
from order_tracking.constants import MANAGER_ROLE, TRACKER


class OrderTrackingSettings(Document):
	def validate(self) -> None:
		self.keep_what_jobs_wrote()
		self.check_approver()

	def keep_what_jobs_wrote(self) -> None:
		"""A form that was open while a job ran puts nothing back, and nobody forges how far a job is."""
		stored = self.get_doc_before_save()
		for field in self.meta.get("fields", {"read_only": 1}):
			self.set(field.fieldname, stored.get(field.fieldname) if stored else None)

	def check_approver(self) -> None:
		self.approver_role = self.approver_role or MANAGER_ROLE
		may_write = {
			row.role for row in frappe.get_meta(TRACKER).permissions if row.write and not row.permlevel
		}
		roles = [self.approver_role, *[tier.role for tier in self.approval_tiers]]
		for role in roles:
			if role not in may_write:
				frappe.throw(
					_(
						"The role {0} cannot write an Order Tracker, so it cannot approve one. Give it that right in the Role Permissions Manager first."
					).format(_(role))
				)
			if roles.count(role) > 1:
				frappe.throw(
					_(
						"The role {0} is named twice. Each approval of an order is given by another role."
					).format(_(role))
				)

	def on_update(self) -> None:
		before = self.get_doc_before_save()
		if before and before.approver_role and before.approver_role != self.approver_role:
			install.change_approver(before.approver_role, self.approver_role)
		install.let_approve([tier.role for tier in self.approval_tiers])
		if before and before.due_soon_days != self.due_soon_days:
			jobs.call_rejudgement()
