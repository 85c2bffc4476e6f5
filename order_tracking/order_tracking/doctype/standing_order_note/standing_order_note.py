from frappe import _, throw

from order_tracking.append_only import KeptByOrderTrackingError, KeptDocument
from order_tracking.notes import standing as standing_notes


class StandingOrderNote(KeptDocument):
	"""A preference of a customer or an item. It is copied with its version to each new order; orders keep what they got."""

	def validate(self) -> None:
		standing_notes.check(self)

	def on_trash(self) -> None:
		"""What is deleted is kept by Frappe where System Managers read it, whoever it was meant for."""
		throw(
			_("A Standing Order Note is not deleted: switch it off, and new orders get it no more."),
			KeptByOrderTrackingError,
		)
