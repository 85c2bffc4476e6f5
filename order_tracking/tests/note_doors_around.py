"""Doors beside a note: what hangs on it, and documents that show or name it."""

from order_tracking.constants import NOTE, NOTE_VERSION, PUBLISHED_NOTE, STANDING_NOTE
from order_tracking.tests.door import Door, listed, method, page, post

# What Frappe keeps beside any document.
HANGING = (
	Door("comments", listed("Comment", "content", "subject", "reference_name")),
	Door("a comment", page("/api/resource/Comment/{comment}")),
	Door("comment of an attached file", page("/api/resource/Comment/{file_comment}")),
	Door("log of versions", listed("Version", "data", "docname")),
	Door("mails", listed("Communication", "subject", "content")),
	Door("mail queue", listed("Email Queue", "message")),
	Door("assignments", listed("ToDo", "description")),
	Door("activity", listed("Activity Log", "subject", "content")),
	Door("views", listed("View Log", "reference_name")),
	Door("accesses", listed("Access Log", "filters", "page")),
	Door("errors", listed("Error Log", "error")),
	Door("tags", method("frappe.desk.doctype.tag.tag.get_tagged_docs", doctype=NOTE, tag="")),
	Door("documents of a tag", method("frappe.desk.doctype.tag.tag.get_documents_for_tag", tag="Zinnober")),
	Door(
		"bell",
		method("frappe.desk.doctype.notification_log.notification_log.get_notification_logs", limit=100),
	),
	Door("mails of the note", method("frappe.desk.form.load.get_communications", doctype=NOTE, name="@note")),
	Door("record of a file", page("/api/resource/File/{file_name}")),
	Door("file by its address", method("frappe.core.doctype.file.file.download_file", file_url="@file_url")),
	Door("file by the handler", method("download_file", file_url="@file_url")),
	Door(
		"files of a folder",
		method("frappe.core.api.file.get_files_in_folder", folder="Home/Attachments", page_length=500),
	),
	Door("files by a word", method("frappe.core.api.file.get_files_by_search_text", text="zinnober")),
	Door("files packed", method("frappe.core.api.file.zip_files", files="@file_names")),
	Door("own file with the same address", post("frappe.client.insert", doc="@same_file")),
	Door(
		"file in a mail of one's own",
		post(
			"frappe.core.doctype.communication.email.make",
			doctype="Sales Order",
			name="@order",
			content="x",
			attachments="@attachments",
		),
	),
	Door("file again", page("/private/files/{file}")),
)

# Documents of ERPNext on whose forms and papers the note stands, and the portal's pages of them.
FORMS = tuple(
	Door(f"form of {doctype}", method("frappe.desk.form.load.getdoc", doctype=doctype, name=f"@{place}"))
	for doctype, place in (
		("Pick List", "picking"),
		("Work Order", "work"),
		("Job Card", "card"),
		("Sales Invoice", "invoice"),
		("Shipment", "shipment"),
		(NOTE_VERSION, "version"),
		("Order Note Acknowledgement", "acknowledgement"),
		(PUBLISHED_NOTE, "published"),
		(STANDING_NOTE, "standing"),
	)
)
DOCUMENTS = (
	*FORMS,
	Door(
		"print of the Work Order",
		page("/printview", doctype="Work Order", name="@work", format="Note Leak Test Work"),
		shows=True,
	),
	Door(
		"print of the Pick List",
		page("/printview", doctype="Pick List", name="@picking", format="Note Leak Test Pick"),
	),
	Door(
		"print of the Sales Invoice",
		page("/printview", doctype="Sales Invoice", name="@invoice", format="Note Leak Test Invoice"),
	),
	Door(
		"paper",
		method(
			"frappe.www.printview.get_html_and_style",
			doc="Work Order",
			name="@work",
			print_format="Note Leak Test Work",
		),
		shows=True,
	),
	Door("paper of the note", method("frappe.www.printview.get_html_and_style", doc=NOTE, name="@note")),
	Door("raw paper", method("frappe.www.printview.get_rendered_raw_commands", doc=NOTE, name="@note")),
	Door(
		"PDF of the Delivery Note",
		method(
			"frappe.utils.print_format.download_pdf",
			doctype="Delivery Note",
			name="@delivery",
			format="Note Leak Test Delivery",
		),
	),
	Door(
		"PDF of the Work Order",
		method(
			"frappe.utils.print_format.download_pdf",
			doctype="Work Order",
			name="@work",
			format="Note Leak Test Work",
		),
		shows=True,
	),
	Door(
		"several PDF",
		method("frappe.utils.print_format.download_multi_pdf", doctype=NOTE, name="@note_names"),
	),
	Door(
		"links of the tracker",
		method("frappe.desk.form.linked_with.get", doctype="Order Tracker", docname="@tracker"),
	),
	Door(
		"links of the order",
		method("frappe.desk.form.linked_with.get", doctype="Sales Order", docname="@order"),
	),
	Door("portal page of the order", page("/orders/{order}")),
	Door("portal page of the Delivery Note", page("/shipments/{delivery}")),
	Door(
		"published copy with its links",
		page("/api/resource/Published Order Note/{published}", expand_links="1"),
	),
	Door("page of the desk", page("/app/order-note/{note}")),
)

AROUND = (*HANGING, *DOCUMENTS)
