import frappe
from frappe import _
from frappe.model.document import Document

from order_tracking.constants import NOTE_READER
from order_tracking.notes.permissions import forget_audiences


class OrderNoteAudience(Document):
	"""A department that reads notes, and the roles of its people."""

	def on_change(self) -> None:
		forget_audiences()

	def after_rename(self, *args) -> None:
		forget_audiences()

	def on_trash(self) -> None:
		if frappe.db.exists(NOTE_READER, {"audience": self.name}):
			frappe.throw(
				_("There are notes for {0}. Give the department other roles, or rename it.").format(
					_(self.name)
				),
				frappe.LinkExistsError,
			)

	def after_delete(self) -> None:
		forget_audiences()
