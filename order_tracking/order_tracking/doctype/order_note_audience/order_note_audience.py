from frappe.model.document import Document

from order_tracking.note_permissions import forget_audiences


class OrderNoteAudience(Document):
	"""A department that reads notes, and the roles of its people."""

	def on_change(self) -> None:
		forget_audiences()

	def after_rename(self, *args) -> None:
		forget_audiences()

	def after_delete(self) -> None:
		forget_audiences()
