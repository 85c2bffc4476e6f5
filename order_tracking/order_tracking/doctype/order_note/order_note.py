from frappe import _, throw

from order_tracking.append_only import KeptByOrderTrackingError, KeptDocument


class OrderNote(KeptDocument):
	"""What a customer asked for, or what people agreed about an order."""

	def on_trash(self) -> None:
		throw(
			_("An Order Note is not deleted: say that it is done, or write another one that supersedes it."),
			KeptByOrderTrackingError,
		)
