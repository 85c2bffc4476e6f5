"""Drawings and papers that people attach to notes."""

from frappe.model.document import Document

from order_tracking.notes import files as note_files


def validate(doc: Document, method: str | None = None) -> None:
	note_files.check(doc)


def on_change(doc: Document, method: str | None = None) -> None:
	note_files.tell_drain(doc)


def after_delete(doc: Document, method: str | None = None) -> None:
	note_files.tell_drain(doc)
