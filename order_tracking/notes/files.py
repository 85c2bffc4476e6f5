"""Files attached to notes: private like the note, of kinds that cannot act, and not too large."""

import os

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint

from order_tracking.constants import NOTE, NOTE_HOLDERS, NOTED
from order_tracking.marks import mark_decision
from order_tracking.notes.checks import refuse
from order_tracking.notes.surroundings import refuse_borrowed_address

LARGEST = 20  # megabytes
# Drawings, pictures, papers, mails. Not what a browser would run: HTML, SVG, scripts.
ALLOWED = frozenset(
	"pdf png jpg jpeg gif webp tif tiff bmp dwg dxf step stp stl igs iges 3mf txt csv doc docx xls xlsx ods odt ppt pptx msg eml zip".split()
)


def check(file: Document) -> None:
	"""Whoever may write the note attaches files to it; who may read the note reads them."""
	refuse_borrowed_address(file)
	if file.attached_to_doctype not in NOTE_HOLDERS or not file.attached_to_name:
		return
	if file.is_new() and not file.flags.ignore_permissions:
		frappe.get_doc(file.attached_to_doctype, file.attached_to_name).check_permission("write")
	if not file.is_private:
		refuse(
			_("A file of a note must be private, or everybody could read it. Attach it as a private file.")
		)
	ending = os.path.splitext(file.file_name or file.file_url or "")[1].lstrip(".").lower()
	if ending not in ALLOWED:
		refuse(
			_(
				"Files of the kind {0} cannot be attached to a note. Attach a PDF, a picture, a drawing or a table."
			).format(ending or _("unknown"))
		)
	if cint(file.file_size) > LARGEST * 1024 * 1024:
		refuse(
			_("The file is larger than {0} megabytes. Make it smaller, or attach it in parts.").format(
				LARGEST
			)
		)


def tell_drain(file: Document) -> None:
	"""A drawing that is there now, or gone, can change what is found of the note."""
	if file.attached_to_doctype != NOTE or not file.attached_to_name:
		return
	if order := frappe.db.get_value(NOTE, file.attached_to_name, "sales_order"):
		mark_decision(order, NOTED)
