"""All the ways to ask for a note over HTTP, and what each tells whoever may read it."""

from order_tracking.constants import (
	NOTE,
	NOTE_ACKNOWLEDGEMENT,
	NOTE_VERSION,
	PUBLISHED_NOTE,
	STANDING_NOTE,
)
from order_tracking.tests.door import (
	ADMINISTRATOR,
	BUYER,
	EVERYTHING,
	MANAGER,
	PUBLISHED,
	REFUSES,
	WORKS,
	Door,
	listed,
	method,
	page,
	post,
	reported,
)
from order_tracking.tests.note_doors_around import AROUND
from order_tracking.tests.note_doors_of_tools import TOOLS
from order_tracking.tests.note_leak_scene import SECRET

FIELDS = ["name", "subject", "text", "process_name"]
FIND = [["text", "like", f"%{SECRET}%"]]

DOORS = (
	Door("REST v1 list", page("/api/resource/Order Note", fields=FIELDS, limit_page_length="0")),
	Door("REST v1 document", page("/api/resource/Order Note/{note}")),
	Door("REST v2 list", page("/api/v2/document/Order Note", fields=FIELDS, limit="500")),
	Door("REST v2 document", page("/api/v2/document/Order Note/{note}/")),
	Door("REST v2 copy", page("/api/v2/document/Order Note/{note}/copy")),
	Door("get", method("frappe.client.get", doctype=NOTE, name="@note")),
	Door(
		"get_value",
		method(
			"frappe.client.get_value",
			doctype=NOTE,
			fieldname=FIELDS,
			filters={"kind": "Special Request", "order_tracker": "@tracker"},
		),
	),
	Door(
		"get_value by name",
		method("frappe.client.get_value", doctype=NOTE, fieldname="text", filters="@note"),
	),
	Door(
		"get_list",
		method("frappe.client.get_list", doctype=NOTE, fields=FIELDS, limit_page_length=0),
	),
	Door(
		"search by text",
		method("frappe.client.get_list", doctype=NOTE, fields=FIELDS, filters=FIND),
	),
	Door(
		"rows of the note",
		method(
			"frappe.client.get_list",
			doctype="Order Note Attribute",
			parent=NOTE,
			fields=["parent", "value"],
			limit_page_length=0,
		),
	),
	Door(
		"through a link",
		method(
			"frappe.client.get_list",
			doctype=NOTE_ACKNOWLEDGEMENT,
			fields=["order_note.text", "order_note.subject"],
			limit_page_length=0,
		),
		to=EVERYTHING,
	),
	Door(
		"through a published copy",
		method(
			"frappe.client.get_list",
			doctype=PUBLISHED_NOTE,
			fields=["order_note.text", "order_note.subject"],
			limit_page_length=0,
		),
		to=MANAGER,
		tells=REFUSES,
	),
	Door(
		"published copies",
		method("frappe.client.get_list", doctype=PUBLISHED_NOTE, fields=["*"], limit_page_length=0),
		tells=PUBLISHED,
	),
	Door(
		"versions",
		listed(NOTE_VERSION, "text", "content"),
		to=EVERYTHING,
	),
	Door(
		"standing notes",
		method("frappe.client.get_list", doctype=STANDING_NOTE, fields=["text"], limit_page_length=0),
	),
	Door(
		"validate_link",
		method("frappe.client.validate_link", doctype=NOTE, docname="@note", fields=FIELDS),
		version=15,
	),
	Door("form", method("frappe.desk.form.load.getdoc", doctype=NOTE, name="@note")),
	Door("timeline of the note", method("frappe.desk.form.load.get_docinfo", doctype=NOTE, name="@note")),
	Door(
		"form of the tracker",
		method("frappe.desk.form.load.getdoc", doctype="Order Tracker", name="@tracker"),
	),
	Door(
		"overview of the tracker",
		method("order_tracking.views.overview.get_overview", tracker="@tracker"),
		tells='"decide":',
	),
	Door(
		"form of the order",
		method("frappe.desk.form.load.getdoc", doctype="Sales Order", name="@order"),
		to=EVERYTHING,
	),
	Door(
		"form of the Delivery Note",
		method("frappe.desk.form.load.getdoc", doctype="Delivery Note", name="@delivery"),
		to=EVERYTHING,
	),
	Door("REST of the order", page("/api/v2/document/Sales Order/{order}/"), to=EVERYTHING, tells=WORKS),
	Door("report", reported(NOTE, *FIELDS)),
	Door("report, grouped", reported(NOTE, "text", group_by="text")),
	Door(
		"export",
		post(
			"frappe.desk.reportview.export_query",
			doctype=NOTE,
			fields=["`tabOrder Note`.`name`", "`tabOrder Note`.`text`"],
			filters=[],
			file_format_type="CSV",
			title="Notes",
		),
		to=ADMINISTRATOR,
	),
	Door(
		"statistics",
		method("frappe.desk.reportview.get_sidebar_stats", doctype=NOTE, stats=["text"], filters=[]),
	),
	Door(
		"group by",
		method(
			"frappe.desk.listview.get_group_by_count",
			doctype=NOTE,
			current_filters=[[NOTE, "order_tracker", "=", "@tracker"]],
			field="text",
		),
	),
	Door(
		"link search in rows",
		method(
			"frappe.desk.search.search_widget",
			doctype="Order Note Attribute",
			txt="",
			reference_doctype=NOTE,
			ignore_user_permissions="1",
			filter_fields=["value"],
		),
		tells=WORKS,
	),
	Door("global search", method("frappe.utils.global_search.search", text=SECRET), tells=WORKS),
	Door("website search", method("frappe.utils.global_search.web_search", text=SECRET), tells=WORKS),
	Door("print", page("/printview", doctype=NOTE, name="@note")),
	Door("print with a format", page("/printview", doctype=NOTE, name="@note", format="Standard")),
	Door(
		"print of the order",
		page("/printview", doctype="Sales Order", name="@order", format="Note Leak Test"),
		to=EVERYTHING,
		tells=PUBLISHED,
	),
	Door(
		"print of the Delivery Note",
		page("/printview", doctype="Delivery Note", name="@delivery", format="Note Leak Test Delivery"),
		to=EVERYTHING,
		tells=PUBLISHED,
	),
	Door("PDF", method("frappe.utils.print_format.download_pdf", doctype=NOTE, name="@note")),
	Door("file", page("/private/files/{file}")),
	Door("files", listed("File", "file_name", "file_url")),
	Door(
		"notifications",
		listed("Notification Log", "subject"),
		tells=WORKS,
	),
	Door(
		"deleted documents",
		listed("Deleted Document", "data"),
		to=ADMINISTRATOR,
	),
	Door("portal page", page("/order-tracking/{tracker}"), to=BUYER, tells="{tracker}"),
	Door("portal list", page("/order-tracking", search="@tracker"), to=BUYER, tells='href="[^"]*/{tracker}"'),
	Door(
		"banner of the gate",
		method("order_tracking.gates.submit.what_holds_up", doctype="Delivery Note", name="@delivery"),
		to=EVERYTHING,
	),
	Door("publishing", method("order_tracking.customers.publishing.preview", note="@note"), to=EVERYTHING),
	Door("answering", post("order_tracking.notes.actions.finish", note="@note_to_finish"), to=MANAGER),
	Door(
		"sharing",
		post("frappe.share.add", doctype=NOTE, name="@note", user="nils.nobody@example.com", read="1"),
		to=MANAGER,
		tells=REFUSES,
	),
	*AROUND,
	*TOOLS,
)
