"""Doors beside a note: what hangs on it, and documents that show or name it."""

from order_tracking.constants import NOTE, NOTE_VERSION, PUBLISHED_NOTE, STANDING_NOTE
from order_tracking.tests.door import (
	ADMINISTRATOR,
	EVERYTHING,
	HIDDEN,
	MANAGER,
	PUBLISHED,
	WORKS,
	Door,
	listed,
	method,
	page,
	post,
)
from order_tracking.tests.note_leak_scene import READERS

# What Frappe keeps beside any document.
HANGING = (
	Door("comments", listed("Comment", "content", "subject", "reference_name"), to=ADMINISTRATOR),
	Door("a comment", page("/api/resource/Comment/{comment}"), to=ADMINISTRATOR),
	Door("comment of an attached file", page("/api/resource/Comment/{file_comment}"), to=ADMINISTRATOR),
	Door("log of versions", listed("Version", "data", "docname"), to=ADMINISTRATOR),
	Door("mails", listed("Communication", "subject", "content"), to=ADMINISTRATOR),
	Door("mail queue", listed("Email Queue", "message"), to=ADMINISTRATOR, tells=WORKS),
	Door("assignments", listed("ToDo", "description"), tells=WORKS),
	Door("activity", listed("Activity Log", "subject", "content"), to=ADMINISTRATOR, tells=WORKS),
	Door("views", listed("View Log", "reference_name"), to=ADMINISTRATOR, tells=WORKS),
	Door("accesses", listed("Access Log", "filters", "page"), to=ADMINISTRATOR, tells=WORKS),
	Door("errors", listed("Error Log", "error"), to=ADMINISTRATOR, tells=WORKS),
	Door(
		"tags",
		method("frappe.desk.doctype.tag.tag.get_tagged_docs", doctype=NOTE, tag="%Leak%"),
		tells="{note}",
	),
	Door(
		"documents of a tag",
		method("frappe.desk.doctype.tag.tag.get_documents_for_tag", tag="#Leak"),
		tells="{note}",
	),
	Door(
		"bell",
		method("frappe.desk.doctype.notification_log.notification_log.get_notification_logs", limit=100),
		tells=WORKS,
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
		to=EVERYTHING,
		tells=WORKS,
	),
	Door("file again", page("/private/files/{file}")),
)

# Documents of ERPNext on whose forms and papers the note stands, and the portal's pages of them.
FORMS = tuple(
	Door(
		f"form of {doctype}",
		method("frappe.desk.form.load.getdoc", doctype=doctype, name=f"@{place}"),
		to=to,
		tells=tells,
	)
	for doctype, place, to, tells in (
		("Pick List", "picking", READERS, HIDDEN),
		("Work Order", "work", READERS, HIDDEN),
		("Job Card", "card", ("right department", "Administrator"), HIDDEN),
		("Sales Invoice", "invoice", EVERYTHING, HIDDEN),
		("Shipment", "shipment", ADMINISTRATOR, HIDDEN),
		(NOTE_VERSION, "version", EVERYTHING, HIDDEN),
		("Order Note Acknowledgement", "acknowledgement", READERS, WORKS),
		(PUBLISHED_NOTE, "published", READERS, PUBLISHED),
		(STANDING_NOTE, "standing", READERS, HIDDEN),
	)
)
DOCUMENTS = (
	*FORMS,
	Door(
		"print of the Work Order",
		page("/printview", doctype="Work Order", name="@work", format="Note Leak Test Work"),
	),
	Door(
		"print of the Pick List",
		page("/printview", doctype="Pick List", name="@picking", format="Note Leak Test Pick"),
	),
	Door(
		"print of the Sales Invoice",
		page("/printview", doctype="Sales Invoice", name="@invoice", format="Note Leak Test Invoice"),
		to=EVERYTHING,
		tells=PUBLISHED,
	),
	Door(
		"paper",
		method(
			"frappe.www.printview.get_html_and_style",
			doc="Work Order",
			name="@work",
			print_format="Note Leak Test Work",
		),
	),
	Door("paper of the note", method("frappe.www.printview.get_html_and_style", doc=NOTE, name="@note")),
	Door(
		"raw paper",
		method(
			"frappe.www.printview.get_rendered_raw_commands",
			doc=NOTE,
			name="@note",
			print_format="Note Leak Test Raw",
		),
	),
	Door(
		"PDF of the Delivery Note",
		method(
			"frappe.utils.print_format.download_pdf",
			doctype="Delivery Note",
			name="@delivery",
			format="Note Leak Test Delivery",
		),
		to=EVERYTHING,
		tells=PUBLISHED,
	),
	Door(
		"PDF of the Work Order",
		method(
			"frappe.utils.print_format.download_pdf",
			doctype="Work Order",
			name="@work",
			format="Note Leak Test Work",
		),
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
		to=EVERYTHING,
	),
	Door("portal page of the order", page("/orders/{order}"), to=MANAGER, tells="{order}"),
	Door("portal page of the Delivery Note", page("/shipments/{delivery}"), to=MANAGER, tells="{delivery}"),
	Door(
		"published copy with its links",
		page("/api/resource/Published Order Note/{published}", expand_links="1"),
		to=ADMINISTRATOR,
		tells=PUBLISHED,
	),
	Door("page of the desk", page("/app/order-note/{note}"), tells="^(200|301) "),
)

AROUND = (*HANGING, *DOCUMENTS)
