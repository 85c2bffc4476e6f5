"""What the calendar of trackers shows: on which day what is promised to whom, line by line."""

from datetime import date

import frappe
from frappe import _, _dict
from frappe.utils import cstr, getdate

from order_tracking.constants import DELIVERED, TRACKER, TRACKER_LINE

# No page of a calendar can show more; beyond it people narrow the filters.
MOST = 3_000


@frappe.whitelist()
@frappe.read_only()
def get_line_promises(
	doctype: str,
	start: str,
	end: str,
	field_map: str | dict,
	filters: str | list | None = None,
	fields: str | list | None = None,
) -> list[dict]:
	"""One entry for each order and day on which lines of it are promised, between two days. Frappe's list applies the
	user's permissions and the filters of the page, and refuses whoever may not read trackers."""
	names = frappe.parse_json(field_map)
	days: dict[tuple[str, date], list[_dict]] = {}
	for line in lines_between(getdate(start), getdate(end), frappe.parse_json(filters) or []):
		days.setdefault((line.name, line.day), []).append(line)
	return [entry_of(lines, names) for lines in days.values()]


def lines_between(start: date, end: date, filters: list) -> list[_dict]:
	table = f"`tab{TRACKER_LINE}`"
	return frappe.get_list(
		TRACKER,
		fields=[
			"name",
			"customer_name",
			"health",
			f"{table}.item_code as item_code",
			f"{table}.item_name as item_name",
			f"{table}.current_promise as day",
			f"{table}.overdue_since as overdue_since",
			f"{table}.risk_kind as risk_kind",
			f"{table}.line_stage as line_stage",
		],
		filters=[
			*filters,
			[TRACKER_LINE, "current_promise", "between", [start, end]],
			[TRACKER_LINE, "is_struck", "=", 0],
		],
		order_by=f"{table}.`current_promise` asc, `tab{TRACKER}`.`name` asc",
		limit=MOST,
	)


def entry_of(lines: list[_dict], names: dict) -> dict:
	"""`names` says under which name the page looks for start, end and title: calendar and Gantt share them."""
	first = lines[0]
	item = cstr(first.item_name or first.item_code)
	goods = item if len(lines) == 1 else _("{0} and {1} more").format(item, len(lines) - 1)
	return {
		"name": first.name,
		"order_health": first.health,
		"is_overdue": int(any(line.overdue_since for line in lines)),
		"is_at_risk": int(any(line.risk_kind for line in lines)),
		"is_delivered": int(all(line.line_stage == DELIVERED for line in lines)),
		"tooltip": "\n".join([first.name, *(cstr(line.item_name or line.item_code) for line in lines)]),
		names["title"]: f"{first.customer_name}: {goods}",
		names["start"]: first.day,
		names["end"]: first.day,
		names["allDay"]: 1,
		"convertToUserTz": 0,
		# An entry of a submitted document cannot be dragged: promises are moved in the order, with a reason.
		"docstatus": 1,
	}
