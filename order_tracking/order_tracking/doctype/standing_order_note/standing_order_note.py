from frappe.model.document import Document

from order_tracking import standing_notes


class StandingOrderNote(Document):
	"""A preference of a customer or an item. It is copied with its version to each new order; orders keep what they got."""

	def validate(self) -> None:
		standing_notes.check(self)
