"""Doors that hand out a number or a name of a note where its text itself never shows. Others are told neither."""

from order_tracking.constants import NOTE
from order_tracking.tests.door import EVERYTHING, Door, method, page
from order_tracking.tests.factories import COMPANY
from order_tracking.tests.note_doors import FIND
from order_tracking.tests.note_leak_scene import READERS, SECRET

SOME = r'"(message|data)":\s*[1-9]'

HINTS = (
	Door(
		"count",
		method("frappe.client.get_count", doctype=NOTE, filters={"text": ["like", f"%{SECRET}%"]}),
		tells=SOME,
	),
	Door(
		"count of a list",
		method("frappe.desk.reportview.get_count", doctype=NOTE, filters=FIND, fields=[]),
		tells=SOME,
	),
	Door(
		"link search",
		method("frappe.desk.search.search_link", doctype=NOTE, txt="", page_length="500"),
		tells="{note}",
	),
	Door(
		"link search without permissions",
		method(
			"frappe.desk.search.search_widget",
			doctype=NOTE,
			txt="",
			page_length="500",
			ignore_user_permissions="1",
			filter_fields=["text"],
			as_dict="1",
		),
		tells="{note}",
	),
	Door(
		"REST v2 count",
		page(f"/api/v2/doctype/{NOTE}/count", filters={"text": ["like", f"%{SECRET}%"]}),
		tells=SOME,
	),
	Door(
		"link search of another kind",
		method(
			"frappe.desk.search.search_widget",
			doctype=NOTE,
			txt="",
			query="erpnext.controllers.queries.get_filtered_dimensions",
			filters={"dimension": "x", "company": COMPANY},
			filter_fields=["text"],
		),
		tells="{note}",
	),
	Door(
		"file of notes that wait",
		method(
			"frappe.desk.query_report.export_query",
			report_name="Order Notes Waiting",
			file_format_type="CSV",
			filters={},
			visible_idx=[],
		),
		tells="{note}",
	),
	Door(
		"number card",
		method(
			"frappe.desk.doctype.number_card.number_card.get_result",
			doc="@card_of_numbers",
			filters=[[NOTE, *FIND[0]]],
		),
		tells=SOME,
	),
	Door(
		"board",
		method(
			"frappe.desk.doctype.kanban_board.kanban_board.quick_kanban_board",
			doctype=NOTE,
			board_name="Leak",
			field_name="kind",
		),
		tells="{note}",
	),
	*(
		Door(
			f"{which} note by what it says",
			method(
				"frappe.desk.form.utils.get_next",
				doctype=NOTE,
				value=f"@{place}",
				prev=prev,
				filters=FIND,
				sort_field="written_at",
			),
			to=to,
			tells=r'"message":"',
		)
		for which, prev, place, to in (
			("next", "0", "note_to_finish", READERS),
			("previous", "1", "note_to_finish", READERS),
			("from one's own to the next", "0", "note_of_finance", EVERYTHING),
		)
	),
)
