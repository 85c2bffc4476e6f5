"""The board of open orders by stage. Frappe knows no standard boards, so install makes it; then it belongs to the site."""

import json
from typing import Final

import frappe
from frappe.model.document import Document

from order_tracking.constants import (
	CONFIRMED,
	DELIVERED,
	ENDED_STAGES,
	IN_PROGRESS,
	ON_HOLD,
	PARTLY_DELIVERED,
	PENDING_APPROVAL,
	READY,
	REJECTED,
	TRACKER,
)

BOARD: Final = "Orders by Stage"
COLUMNS = {
	PENDING_APPROVAL: "Gray",
	CONFIRMED: "Light Blue",
	IN_PROGRESS: "Light Blue",
	READY: "Light Blue",
	PARTLY_DELIVERED: "Light Blue",
	DELIVERED: "Green",
	ON_HOLD: "Gray",
	REJECTED: "Gray",
}
FIELDS = ("name", "health", "next_promise", "grand_total")


def board() -> dict:
	return {
		"kanban_board_name": BOARD,
		"reference_doctype": TRACKER,
		"field_name": "stage",
		"filters": json.dumps([[TRACKER, "stage", "not in", list(ENDED_STAGES)]]),
		"fields": json.dumps(FIELDS),
		"show_labels": 1,
		"columns": [{"column_name": stage, "indicator": color} for stage, color in COLUMNS.items()],
	}


def forget_order(doc: Document) -> None:
	"""Frappe keeps the names of all cards on the board itself, where everybody reads them, also of orders that he may not
	see. The board is sorted like the list instead."""
	if doc.reference_doctype == TRACKER:
		for column in doc.columns:
			column.order = None


def was_made(made: list[list[str]]) -> bool:
	"""A board that the site threw away stays away."""
	return ["Kanban Board", BOARD] in made or bool(frappe.db.exists("Kanban Board", BOARD))
