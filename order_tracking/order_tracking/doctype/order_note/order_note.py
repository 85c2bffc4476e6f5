from frappe import _, throw

from order_tracking.append_only import KeptByOrderTrackingError, KeptDocument
from order_tracking.notes import panels as note_panels
from order_tracking.notes import writing as note_writing


class OrderNote(KeptDocument):
	"""What a customer asked for, or what people agreed about an order; read by its departments and nobody else."""

	def onload(self) -> None:
		note_panels.load(self)

	def before_insert(self) -> None:
		note_writing.begin(self)

	def validate(self) -> None:
		note_writing.check(self)

	def on_update(self) -> None:
		note_writing.tell_drain(self)

	def on_trash(self) -> None:
		throw(
			_("An Order Note is not deleted: say that it is done, or write another one that supersedes it."),
			KeptByOrderTrackingError,
		)
