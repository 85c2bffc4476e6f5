"""Which stored field shows what: from facts and judgement to the values of a tracker and its lines."""

import json
from dataclasses import asdict

from frappe import _dict
from frappe.utils import flt, getdate

from order_tracking.constants import GONE
from order_tracking.facts.assembly import Reading
from order_tracking.facts.money import Money, payable
from order_tracking.facts.orders import COPIED_FROM_ORDER
from order_tracking.rules.facts import OrderFacts
from order_tracking.rules.judgement import LineJudgement, OrderJudgement, Risk

ARRIVED = "Delivered"  # a tracking status of Shipment

JUDGED = (
	"stage",
	"health",
	"overdue_since",
	"overdue_lines",
	"overdue_amount",
	"base_overdue_amount",
	"requested_date",
	"first_promise",
	"current_promise",
	"next_promise",
	"actual_date",
	"days_late",
	"days_late_current",
	"delivered_amount",
	"base_delivered_amount",
	"per_delivered_value",
	"per_billed_value",
	"per_paid_value",
)
COPIED_FROM_LINE = (
	"idx",
	"item_code",
	"item_name",
	"qty",
	"uom",
	"rate",
	"amount",
	"net_amount",
	"base_net_amount",
	"delivered_by_supplier",
)
JUDGED_OF_LINE = (
	"line_stage",
	"delivered_qty",
	"returned_qty",
	"remaining_qty",
	"delivered_amount",
	"base_delivered_amount",
	"actual_date",
	"next_promise",
	"overdue_since",
	"overdue_qty",
	"overdue_amount",
	"base_overdue_amount",
	"days_late",
	"days_late_current",
)
# What a line that left the order no longer has.
STRUCK = {
	"is_struck": 1,
	"line_stage": GONE,
	"remaining_qty": 0.0,
	"next_promise": None,
	"overdue_since": None,
	"overdue_qty": 0.0,
	"overdue_amount": 0.0,
	"base_overdue_amount": 0.0,
	"risk_kind": None,
	"risk_document": None,
	"risk_until": None,
}


def header_values(order: _dict, judged: OrderJudgement, money: Money, reading: Reading) -> dict:
	"""Every field of the tracker that nobody may type."""
	values = {field: order[field] for field in COPIED_FROM_ORDER}
	values |= {field: getattr(judged, field) for field in JUDGED}
	# A number column has no "nothing": whether it counts is told by the actual date.
	values |= {"days_late": judged.days_late or 0, "days_late_current": judged.days_late_current or 0}
	values |= risk_values(judged.risk)
	if reading.sales_teams is not None:
		team = reading.sales_teams.get(order.name, [])
		values |= {"sales_person": team[0] if team else None, "sales_team": ", ".join(team)}
	rate = order.conversion_rate or 1.0
	documents = {order.name} | {row.document for row in reading.invoice_lines.get(order.name, ())}
	modes = sorted(set().union(*(reading.modes.get(document, set()) for document in documents)))
	values |= {
		"sales_order": order.name,
		"grand_total": payable(order),
		"base_grand_total": order.base_rounded_total or order.base_grand_total,
		"billed_amount": money.billed_amount,
		"base_billed_amount": money.base_billed_amount,
		"paid_amount": money.paid_amount,
		"base_paid_amount": money.paid_amount * rate,
		"outstanding_amount": money.outstanding_amount,
		"base_outstanding_amount": money.outstanding_amount * rate,
		"is_delivered": int(judged.is_delivered),
		"is_billed": int(judged.is_billed),
		"is_paid": int(judged.is_paid),
		"modes_used": ", ".join(modes),
	}
	return values


def shipment_values(reading: Reading, order_lines: list[_dict], tracker: _dict, cause: tuple) -> dict:
	"""Where the parcels are: the latest one that is still under way, or the last one that arrived.

	ERPNext keeps no day of receipt, so the day on which we hear that all have arrived is kept.
	"""
	notes = [row.document for line in order_lines for row in reading.delivery_notes.get(line.name, ())]
	shipments = [reading.shipments[note] for note in dict.fromkeys(notes) if note in reading.shipments]
	if not shipments:
		return {
			"carrier": None,
			"awb_number": None,
			"tracking_status": None,
			"tracking_url": None,
			"received_on": None,
		}
	under_way = [shipment for shipment in shipments if shipment.tracking_status != ARRIVED]
	shown = (under_way or shipments)[-1]
	_actor, happened_at, _doctype, _document = cause
	return {
		"carrier": shown.carrier,
		"awb_number": shown.awb_number,
		"tracking_status": shown.tracking_status,
		"tracking_url": shown.tracking_url,
		"received_on": None if under_way else tracker.received_on or getdate(happened_at),
	}


def line_values(lines: list[_dict], facts: OrderFacts, judged: OrderJudgement) -> dict[str, dict]:
	"""By Sales Order Item, every field of the tracker's line that nobody may type."""
	values = {}
	for line, fact, judgement in zip(lines, facts.lines, judged.lines, strict=True):
		values[line.name] = {
			**{field: line[field] for field in COPIED_FROM_LINE},
			**{field: getattr(judgement, field) for field in JUDGED_OF_LINE},
			**risk_values(judgement.risk),
			"days_late": judgement.days_late or 0,
			"days_late_current": judgement.days_late_current or 0,
			"sales_order_item": line.name,
			"line_kind": "Service" if fact.is_service else "Goods",
			"billed_amount": fact.billed_amount,
			"requested_date": fact.requested_on,
			"first_promise": fact.first_promise,
			"is_first_promise_known": int(fact.is_first_promise_known),
			"current_promise": fact.current_promise,
			"is_closed": int(fact.is_closed or facts.is_closed),
			"is_struck": 0,
			"slices": slices_json(judgement),
		}
	return values


def risk_values(risk: Risk | None) -> dict:
	return {
		"risk_kind": risk.kind if risk else None,
		"risk_document": risk.document if risk else None,
		"risk_until": risk.until if risk else None,
	}


def slices_json(line: LineJudgement) -> str | None:
	"""Only where a line is more than one slice; a line of one slice says it all in its own fields."""
	if len(line.slices) < 2:
		return None
	return json.dumps([asdict(part) for part in line.slices], default=str)


def same(old, new) -> bool:
	"""Whether the database would store the same: nothing is nothing, and numbers have nine decimals."""
	if old == new or (old in (None, "") and new in (None, "")):
		return True
	if isinstance(old, (int, float)) or isinstance(new, (int, float)):
		if isinstance(old, str) or isinstance(new, str):
			return False
		return abs(flt(old) - flt(new)) < 1e-8 and (old is None) == (new is None)
	return False
