"""Indexes that reports and jobs need beyond those of single fields: each holds, in order, all that one kind of question reads."""

import frappe

from order_tracking.constants import ALERT, EVENT, PROMISE_CHANGE, TRACKER, TRACKER_LINE

OPEN_LINE_INDEX = "open_line_index"

INDEXES = {
	TRACKER: {
		"order_date_index": ("transaction_date",),
		"unpaid_index": ("is_paid", "stage"),
		# List and board begin with the newest open orders, which are among the newest of all. Version 16 sorts even a count.
		"newest_index": ("creation", "stage"),
	},
	TRACKER_LINE: {
		# Closed, cancelled, struck and delivered lines have nothing remaining, so this begins where the open ones are.
		OPEN_LINE_INDEX: (
			"remaining_qty",
			"parent",
			"next_promise",
			"is_struck",
			"item_code",
			"qty",
			"base_net_amount",
			"overdue_since",
			"base_overdue_amount",
		),
		"otif_index": (
			"parent",
			"is_struck",
			"is_closed",
			"is_first_promise_known",
			"first_promise",
			"current_promise",
			"actual_date",
			"days_late",
			"days_late_current",
			"overdue_since",
			"remaining_qty",
			"qty",
			"base_net_amount",
			"item_code",
		),
	},
	EVENT: {"order_of_history_index": ("field", "order_tracker", "happened_at", "creation", "to_value")},
	ALERT: {
		"sending_index": ("status", "timing", "recipient", "creation"),
		"letter_index": ("recipient", "letter_day"),
		"mail_result_index": ("mail_result", "email_queue"),
	},
	PROMISE_CHANGE: {
		"move_index": ("kind", "happened_at", "order_tracker"),
		"happened_at_index": ("happened_at",),
	},
}


# What may be there only once, whoever writes it and however often.
UNIQUE_KEYS = {ALERT: {"told_once": ("order_tracker", "rule", "step", "recipient")}}


def add_indexes() -> None:
	"""At install and at each migrate; what is there already is left alone. Commits, as every change of a table does."""
	for doctype, indexes in INDEXES.items():
		for name, fields in indexes.items():
			frappe.db.add_index(doctype, list(fields), name)
	for doctype, keys in UNIQUE_KEYS.items():
		for name, fields in keys.items():
			frappe.db.add_unique(doctype, list(fields), name)
