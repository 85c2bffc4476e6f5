"""Doors of Frappe's tools, which read whatever DocType they are asked for, and of our own methods."""

from order_tracking.constants import NOTE, PUBLISHED_NOTE, STANDING_NOTE
from order_tracking.tests.door import (
	ADMINISTRATOR,
	DENIES,
	EVERYTHING,
	IMPOSSIBLE,
	MANAGER,
	REFUSES,
	WORKS,
	Door,
	listed,
	method,
	page,
	post,
	post_json,
	reported,
)
from order_tracking.tests.note_leak_scene import SECRET

ROWS = "Order Note Attribute"
TEXT = "`tabOrder Note`.`text`"
HAS_SECRET = [["Order Note", "text", "like", f"%{SECRET}%"]]

# Tools that read whatever they are asked for.
TOOLS = (
	Door(
		"REST v2 rows",
		page(f"/api/v2/document/{ROWS}", fields=["value", "parent"], limit="500"),
		to=ADMINISTRATOR,
		tells="^(200|403) ",
	),
	Door("REST v1 row", page(f"/api/resource/{ROWS}/{{row}}")),
	Door("a row", method("frappe.client.get", doctype=ROWS, name="@row", parent=NOTE)),
	Door(
		"value of a row",
		method(
			"frappe.client.get_value",
			doctype=ROWS,
			fieldname="value",
			filters={"name": ["!=", ""], "value": SECRET},
			parent=NOTE,
		),
	),
	Door("rows of another parent", listed(ROWS, "value", parent=STANDING_NOTE), tells=WORKS),
	Door("rows of a foreign parent", listed(ROWS, "value", parent="Sales Order"), to=MANAGER, tells=REFUSES),
	Door("joined in a list", listed("Order Tracker", "name", TEXT), to=EVERYTHING, tells=IMPOSSIBLE),
	Door(
		"joined by a filter",
		listed("Order Tracker", "name", TEXT, filters=HAS_SECRET),
		to=EVERYTHING,
		tells=IMPOSSIBLE,
	),
	Door(
		"joined in a report of orders",
		reported("Sales Order", "name", TEXT, filters=HAS_SECRET),
		to=EVERYTHING,
		tells=IMPOSSIBLE,
	),
	Door(
		"joined in a report of copies",
		reported(PUBLISHED_NOTE, "`tabPublished Order Note`.`name`", TEXT),
		to=EVERYTHING,
		tells=IMPOSSIBLE,
	),
	Door("rows in a report", reported(NOTE, "`tabOrder Note Attribute`.`value`")),
	Door("reportview list", reported(NOTE, "text", call="get_list")),
	Door(
		"sorted and grouped",
		reported("Order Tracker", "name", order_by="(select text from `tabOrder Note` limit 1)"),
		tells=DENIES,
	),
	Door(
		"title of a link",
		method("frappe.desk.search.get_link_title", doctype=NOTE, docname="@note"),
		tells=WORKS,
	),
	Door(
		"link with more fields",
		method(
			"frappe.client.validate_link_and_fetch",
			doctype=NOTE,
			docname="@note",
			fields_to_fetch=["text", "subject"],
		),
		version=16,
	),
	Door(
		"link search by text",
		method(
			"frappe.desk.search.search_link", doctype=NOTE, txt=SECRET, searchfield="text", page_length="100"
		),
		tells=WORKS,
	),
	Door(
		"preview of a link",
		method("frappe.desk.link_preview.get_preview_data", doctype=NOTE, docname="@note"),
		tells=WORKS,
	),
	Door(
		"columns of a report",
		method("frappe.desk.query_report.get_data_for_custom_field", doctype=NOTE, field="text"),
	),
	Door(
		"columns added to a report",
		post_json(
			"frappe.desk.query_report.run",
			report_name="Order Notes Waiting",
			filters={},
			custom_columns=[
				{
					"fieldname": "text",
					"fieldtype": "Data",
					"doctype": NOTE,
					"link_field": {"fieldname": "note", "names": []},
					"label": "x",
					"insert_after_index": 0,
				}
			],
		),
	),
	Door(
		"report of notes that wait",
		method("frappe.desk.query_report.run", report_name="Order Notes Waiting", filters={}),
	),
	Door(
		"report of risks",
		method("frappe.desk.query_report.run", report_name="Overdue and At Risk Orders", filters={}),
		tells=WORKS,
	),
	Door(
		"chart",
		method("frappe.desk.doctype.dashboard_chart.dashboard_chart.get", chart="@chart", no_cache="1"),
	),
	Door(
		"calendar",
		method(
			"frappe.desk.calendar.get_events",
			doctype=NOTE,
			start="2000-01-01",
			end="2100-01-01",
			field_map={"start": "deliver_on", "end": "deliver_on", "id": "name", "title": "text"},
		),
	),
	Door(
		"export of data",
		post(
			"frappe.core.doctype.data_export.exporter.export_data",
			doctype=NOTE,
			select_columns={NOTE: ["name", "text"]},
			with_data="1",
			file_type="CSV",
			template="1",
			all_doctypes="0",
		),
		to=ADMINISTRATOR,
	),
	Door(
		"template of an import",
		method(
			"frappe.core.doctype.data_import.data_import.download_template",
			doctype=NOTE,
			export_fields={NOTE: ["name", "text"]},
			export_records="all",
			file_type="CSV",
		),
		to=ADMINISTRATOR,
	),
	Door("website list", method("frappe.www.list.get", doctype=NOTE, limit=500), version=15),
	Door("website list data", method("frappe.www.list.get_list_data", doctype=NOTE, limit=500)),
	Door("timeline", method("order_tracking.notes.timeline.get_timeline", order_tracker="@tracker")),
	Door(
		"timeline by a word",
		method("order_tracking.notes.timeline.get_timeline", order_tracker="@tracker", text=SECRET),
	),
	Door(
		"what is published",
		method("order_tracking.customers.publishing.get_publication", note="@note"),
		tells=WORKS,
	),
	Door(
		"note of a mail",
		post("order_tracking.notes.mails.from_mail", communication="@mail", order_tracker="@tracker"),
		to=EVERYTHING,
		tells=DENIES,
	),
)
