"""(f) The list, the board and the number cards of trackers against Frappe's own ToDo of the same size: the same requests
of the desk, over a table of which a sixth is open. Queries must be as many for a hundred orders as for all."""

import json
from collections.abc import Callable
from statistics import median

import frappe
import load
import reports
from figures import Figure, counted_queries, seconds
from frappe.desk import reportview
from frappe.desk.doctype.number_card.number_card import get_result

from order_tracking.constants import ENDED_STAGES, TRACKER
from order_tracking.views.boards import FIELDS

RUNS = 7
PAGE, BOARD = 20, 100  # rows
FEW = 100
TODO = "ToDo"
OPEN_TRACKERS = [[TRACKER, "stage", "not in", list(ENDED_STAGES)]]
OPEN_TODOS = [[TODO, "status", "=", "Open"]]
COLUMNS = (
	"name",
	"customer_name",
	"health",
	"stage",
	"next_promise",
	"grand_total",
	"responsible_user",
	"modified",
)
TODO_COLUMNS = ("name", "description", "status", "priority", "date", "allocated_to", "owner", "modified")


def run(scale: float) -> list[Figure]:
	reports.make_orders(FEW)
	few = {name: queries_of(ours) for name, ours, _theirs in pairs()}
	load.empty()

	size = int(reports.ORDERS * scale)
	reports.make_orders(size)
	make_todos(size)
	figures = []
	for name, ours, theirs in pairs():
		figures.append(Figure(name, median_of(ours), median_of(theirs), "ms", size, "at most about 1"))
		figures.append(Figure(f"{name}-queries", queries_of(ours), few[name], "queries", size, "1"))
	frappe.db.delete(TODO, {"name": ("like", "SYN-%")})
	frappe.db.commit()
	load.empty()
	return figures


def pairs() -> list[tuple[str, Callable, Callable]]:
	page, todos = (
		page_of(TRACKER, COLUMNS, OPEN_TRACKERS, PAGE),
		page_of(TODO, TODO_COLUMNS, OPEN_TODOS, PAGE),
	)
	board = page_of(TRACKER, FIELDS, OPEN_TRACKERS, BOARD)
	todo_board = page_of(TODO, TODO_COLUMNS, OPEN_TODOS, BOARD)
	return [
		("view-list", page, todos),
		("view-count", count_of(TRACKER, OPEN_TRACKERS), count_of(TODO, OPEN_TODOS)),
		("view-board", board, todo_board),
		("view-card", card_of(TRACKER, OPEN_TRACKERS), card_of(TODO, OPEN_TODOS)),
	]


def page_of(doctype: str, columns: tuple, filters: list, length: int) -> Callable:
	"""As the desk asks for the first page of a list or the cards of a board."""
	asked = {
		"doctype": doctype,
		"fields": json.dumps([f"`tab{doctype}`.`{column}`" for column in columns]),
		"filters": json.dumps(filters),
		"order_by": f"`tab{doctype}`.`{frappe.get_meta(doctype).sort_field or 'modified'}` desc",
		"start": 0,
		"page_length": length,
	}
	return lambda: request(reportview.get, asked)


def count_of(doctype: str, filters: list) -> Callable:
	asked = {"doctype": doctype, "filters": json.dumps(filters), "fields": "[]", "distinct": "false"}
	return lambda: request(reportview.get_count, asked)


def request(method: Callable, asked: dict) -> None:
	frappe.local.form_dict = frappe._dict(asked)
	method()


def card_of(doctype: str, filters: list) -> Callable:
	card = frappe.get_doc({"doctype": "Number Card", "document_type": doctype, "function": "Count"})
	return lambda: get_result(card, json.dumps(filters))


def make_todos(size: int) -> None:
	"""ToDos of Frappe's own making, copied; as many of them open as of the trackers: what waits for goods, and what is
	delivered and waits for money."""
	template = frappe.get_doc({"doctype": TODO, "description": "Synthetic"}).insert().name
	columns = [column for column in load.columns(TODO) if column not in ("name", "status")]
	fields = ", ".join(f"`{column}`" for column in columns)
	frappe.db.sql(
		f"insert into `tabToDo` (name, status, {fields})"
		" select concat('SYN-', lpad(seq, 7, '0')), if(seq %% 6 = 0, 'Open', 'Closed'),"
		f" {fields} from seq_1_to_{size} join `tabToDo` old on old.name = %s",
		template,
	)
	frappe.delete_doc(TODO, template)
	frappe.db.commit()


def queries_of(action: Callable) -> int:
	action()
	with counted_queries() as queries:
		action()
	return len(queries)


def median_of(action: Callable) -> float:
	action()
	return median(seconds(action) * 1000 for _number in range(RUNS))
