"""Mails on an order become notes by one click."""

import frappe
from frappe import _
from frappe.model.document import Document

from order_tracking.constants import COMMUNICATION, NOTE, TRACKER
from order_tracking.notes.actions import carry_out, note_to_read, require_order
from order_tracking.notes.checks import refuse
from order_tracking.notes.text import text_of_html

MAIL = "Communication"  # Frappe's DocType of a mail
LONGEST_MAIL = 4_000  # characters; what is longer is read in the mail itself


@frappe.whitelist(methods=["POST"])
def from_mail(communication: str, order_tracker: str) -> dict:
	"""Make a note of a mail, once. Whoever may read the order sees its mails."""

	def action() -> Document:
		tracker = require_order(order_tracker)
		mail = frappe.get_doc(MAIL, communication)
		on_order = ((TRACKER, tracker.name), ("Sales Order", tracker.sales_order))
		if (mail.reference_doctype, mail.reference_name) not in on_order:
			refuse(_("The mail does not belong to this order. Link it to the Sales Order first."))
		frappe.get_doc(mail.reference_doctype, mail.reference_name).check_permission("read")
		made = frappe.db.get_value(NOTE, {"communication": mail.name, "order_tracker": tracker.name})
		return note_to_read(made) if made else note_of(mail, tracker).insert()

	return carry_out(action)


def note_of(mail: Document, tracker: Document) -> Document:
	note = frappe.get_doc(
		{
			"doctype": NOTE,
			"order_tracker": tracker.name,
			"kind": COMMUNICATION,
			"channel": "Email",
			"direction": "Sent" if mail.sent_or_received == "Sent" else "Received",
			"contact_name": (mail.sender_full_name or mail.sender or "")[:140],
			"happened_at": mail.communication_date or mail.creation,
			"text": mail_text(mail),
		}
	)
	note.flags.order_tracking_origin = {"communication": mail.name}
	return note


def mail_text(mail: Document) -> str:
	"""Subject and text of a mail without markup."""
	return "\n".join(filter(None, [mail.subject, text_of_html(mail.content)]))[:LONGEST_MAIL]
