"""Records that only Order Tracking itself may write: the ledger, the history, the outbox, the rows under a tracker."""

import frappe
from frappe import _
from frappe.model.document import Document


class KeptByOrderTrackingError(frappe.PermissionError):
	pass


class KeptDocument(Document):
	"""Neither renamed nor discarded: Frappe does both without the document's `validate`, and lets a client skip its own checks."""

	def rename(self, *args, **kwargs) -> None:
		refuse_renaming(self)

	def before_rename(self, *args, **kwargs) -> None:
		refuse_renaming(self)

	def discard(self) -> None:
		"""version-16 gives this to every document that somebody may write."""
		frappe.throw(
			_("{0} cannot be discarded: it goes when its Sales Order is deleted.").format(_(self.doctype)),
			KeptByOrderTrackingError,
		)


def refuse_renaming(doc: Document) -> None:
	frappe.throw(
		_("{0} cannot be renamed: its name is that of the record it stands for.").format(_(doc.doctype)),
		KeptByOrderTrackingError,
	)


class AppendOnly(KeptDocument):
	"""Refuses insert, change and deletion by every door that goes through a document.

	Our services write these rows in bulk; one that must use a document sets `flags.by_order_tracking`, which no
	client can send.
	"""

	def validate(self) -> None:
		if not self.flags.by_order_tracking:
			frappe.throw(
				_(
					"{0} is written by Order Tracking alone, so that it can be trusted. Use the buttons of the Order Tracker, or change the Sales Order."
				).format(_(self.doctype)),
				KeptByOrderTrackingError,
			)

	def on_trash(self) -> None:
		frappe.throw(
			_(
				"{0} cannot be deleted: it says what happened. It goes when its Sales Order is deleted."
			).format(_(self.doctype)),
			KeptByOrderTrackingError,
		)


class RowOfNote(Document):
	"""A row is read and written with its note.

	REST opens and saves rows alone. Saved so, a row would pass by all that the note checks; and version-15 lets those
	open it who may read any note at all.
	"""

	def has_permission(self, permtype: str = "read", *, debug: bool = False, user: str | None = None) -> bool:
		if not super().has_permission(permtype, debug=debug, user=user):
			return False
		place = frappe.db.get_value(self.doctype, self.name, ("parenttype", "parent")) if self.name else None
		return not place or bool(frappe.has_permission(place[0], permtype, doc=place[1], user=user))

	def validate(self) -> None:
		frappe.throw(
			_("{0} is changed in its note. Open the note and change it there.").format(_(self.doctype)),
			KeptByOrderTrackingError,
		)
