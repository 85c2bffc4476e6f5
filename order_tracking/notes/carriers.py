"""Tools of Frappe that would carry notes to people whom nobody asks whether they may read them. None of them is let near.

A share beats every permission, and assigning a document to somebody shares it. Mails of reports, notifications and
webhooks go to whatever address somebody typed; a chart is worked out once and shown to everybody.
"""

import frappe
from frappe import _
from frappe.model.document import Document

from order_tracking.constants import NOTE, NOTE_HOLDERS, OF_NOTE

KEPT_IN = (*NOTE_HOLDERS, *OF_NOTE)
REPORTS = ("Order Notes Waiting",)  # that quote notes
# DocType → the field that says what it carries
CARRIERS = {
	"DocShare": "share_doctype",
	"Notification": "document_type",
	"Webhook": "webhook_doctype",
	"Assignment Rule": "document_type",
	"Web Form": "doc_type",
	"Dashboard Chart": "document_type",
	"Auto Email Report": "report",
}


def refuse(doc: Document) -> None:
	carried = carried_by(doc)
	if carried not in KEPT_IN:
		return
	if doc.doctype == "DocShare":
		sentence = _(
			"A {0} cannot be shared: its departments read it. Add the person's department to the note."
		)
	else:
		sentence = _(
			"A {0} is read by its departments and nobody else, so it cannot be sent or shown by this. Use an Order Alert Rule, or publish the note to the customer."
		)
	frappe.throw(sentence.format(_(carried)), frappe.PermissionError)


def carried_by(doc: Document) -> str | None:
	named = doc.get(CARRIERS[doc.doctype])
	if doc.doctype != "Auto Email Report":
		return named
	about, saved_from = frappe.db.get_value("Report", named, ["ref_doctype", "reference_report"]) or (
		None,
		None,
	)
	return about if {named, saved_from}.isdisjoint(REPORTS) else NOTE
