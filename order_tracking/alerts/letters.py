"""The daily letter: what is new or worse for one person, grouped by what to do, the worst first. Composes, sends nothing."""

from collections import Counter, defaultdict
from datetime import date
from urllib.parse import urlencode

import frappe
from frappe import _, _dict
from frappe.query_builder import DocType
from frappe.utils import format_date, get_url_to_form, get_url_to_list

from order_tracking.alerts import words as alert_words
from order_tracking.alerts.rules import Rule
from order_tracking.constants import (
	APPROVAL_WAITING,
	AT_RISK,
	DUE,
	HOLD_OVERRUN,
	NOTE_IN_CONFLICT,
	NOTE_UNREAD,
	ON_HOLD,
	OVERDUE,
	PAYMENT_DUE,
	TRACKER,
	TRACKER_LINE,
)
from order_tracking.reporting.next_actions import action_words, open_questions, situation_of
from order_tracking.rules.alert_wording import one_line
from order_tracking.rules.next_action import next_action_of
from order_tracking.sentences import quantity_text

TEMPLATE = "order_letter"
ORDERS_SHOWN = 8  # of a group; the others are counted
# Dark enough on white, bright enough on black: mail programs turn the page, not the colours.
COLORS = {
	OVERDUE: "#d9363e",
	AT_RISK: "#c76a15",
	NOTE_IN_CONFLICT: "#c76a15",
	APPROVAL_WAITING: "#8457d1",
	NOTE_UNREAD: "#8457d1",
	HOLD_OVERRUN: "#8457d1",
	ON_HOLD: "#8457d1",
	DUE: "#a97a00",
	PAYMENT_DUE: "#a97a00",
}
COLOR_OF_NEWS = "#2f7de1"


def compose(
	rows: list[_dict], orders: dict[str, _dict], rules: dict[str, Rule], user: str, day: date
) -> tuple[str, dict]:
	"""Subject and the arguments of the template. `rows` of the ledger tell of `orders`; an order is told of once, with the
	worst of what there is to say about it. One query for the lines, one for open questions."""
	worst = worst_of_each(rows)
	lines = urgent_lines(list(worst))
	requests, unexplained = open_questions(user)
	groups = defaultdict(list)
	for tracker, row in worst.items():
		order, line = orders[tracker], lines.get(tracker)
		line_kind = line.line_kind if line else None
		kind = next_action_of(situation_of(order, line_kind, tracker in requests, tracker in unexplained))
		groups[kind].append((rank_of(row, order), item_of(row, order, line, rules.get(row.rule), day)))
	counts = Counter(row.event for row in worst.values())
	arguments = {
		"title": _("Your orders on {0}").format(format_date(day)),
		"intro": _("What is new or got worse since your last letter."),
		"groups": composed_groups(groups, user),
		"footer": _(
			"One letter a day, only when there is something new. Who gets it is set in the Order Alert Rules."
		),
	}
	return one_line(subject_of(counts)), arguments


def worst_of_each(rows: list[_dict]) -> dict[str, _dict]:
	"""One row for each order: the most urgent event, of that the latest step."""
	worst: dict[str, _dict] = {}
	for row in rows:
		known = worst.get(row.order_tracker)
		if known is None or alert_words.URGENCY.index(row.event) <= alert_words.URGENCY.index(known.event):
			worst[row.order_tracker] = row
	return worst


def rank_of(row: _dict, order: _dict) -> tuple:
	"""The smaller the worse: the event, then the oldest promise, then the name, so that two runs agree."""
	return (
		alert_words.URGENCY.index(row.event),
		order.overdue_since or order.next_promise or date.max,
		order.name,
	)


def urgent_lines(trackers: list[str]) -> dict[str, _dict]:
	"""By tracker, the line with quantity left whose promise is the oldest."""
	line = DocType(TRACKER_LINE)
	rows = (
		frappe.qb.from_(line)
		.select(
			line.parent,
			line.line_kind,
			line.item_code,
			line.item_name,
			line.remaining_qty,
			line.overdue_qty,
			line.uom,
		)
		.where(line.parent.isin(trackers or [""]) & (line.parenttype == TRACKER))
		.where(line.next_promise.isnotnull() & (line.is_struck == 0))
		.orderby(line.parent, line.next_promise, line.idx)
		.run(as_dict=True)
	)
	urgent: dict[str, _dict] = {}
	for row in rows:
		urgent.setdefault(row.parent, row)
	return urgent


def item_of(row: _dict, order: _dict, line: _dict | None, rule: Rule | None, day: date) -> dict:
	"""One order in the letter: what it is, why it is told of, what is at stake. Plain text."""
	details = [order.customer_name or order.customer]
	if order.po_no:
		details.append(_("Customer's order {0}").format(order.po_no))
	if line:
		quantity = quantity_text(line.overdue_qty or line.remaining_qty, line.uom)
		details.append(f"{line.item_name or line.item_code}: {quantity}")
	return {
		"order": order.sales_order,
		"url": get_url_to_form(TRACKER, order.name),
		"details": " · ".join(details),
		"event": _(row.event),
		"color": COLORS.get(row.event, COLOR_OF_NEWS),
		"reason": alert_words.sentence(row, order, rule, day),
	}


def composed_groups(groups: dict[str, list], user: str) -> list[dict]:
	words = action_words()
	composed = []
	for kind, ranked in sorted(groups.items(), key=lambda group: min(rank for rank, _item in group[1])):
		items = [item for _rank, item in sorted(ranked, key=lambda pair: pair[0])]
		hidden = len(items) - ORDERS_SHOWN
		composed.append(
			{
				"title": words[kind],
				"count": len(items),
				"orders": items[:ORDERS_SHOWN],
				"more": _("{0} more orders").format(hidden) if hidden > 0 else None,
				"url": list_url(user),
			}
		)
	return composed


def list_url(user: str) -> str:
	"""The list of the person's own open orders."""
	return f"{get_url_to_list(TRACKER)}?{urlencode({'responsible_user': user})}"


def subject_of(counts: Counter) -> str:
	"""What there is, the worst first; all news counted together."""
	known = [event for event in alert_words.URGENCY if counts[event] and event in COLORS]
	told = [alert_words.count_text(event, counts[event]) for event in known]
	if news := sum(count for event, count in counts.items() if event not in COLORS):
		told.append(alert_words.count_text("", news))
	return _("Your orders: {0}").format(", ".join(told))
