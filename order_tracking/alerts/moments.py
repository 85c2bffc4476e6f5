"""What a refresh found that is worth telling goes into the ledger, in the refresh's own transaction.

Only rows without recipients: who hears of it is found out later, by the job that sends. Where no rule is on that asks for
what happened, this costs one look into the cache.
"""

import frappe
from frappe import _dict
from frappe.utils import getdate, today

from order_tracking.alerts import ledger as alert_ledger
from order_tracking.alerts import standing as alert_standing
from order_tracking.alerts.rules import Rule, rules_on
from order_tracking.constants import (
	APPROVAL_WAITING,
	AT_ONCE,
	AT_RISK,
	DELIVERED,
	ON_HOLD,
	PARTLY_DELIVERED,
	PASSING_EVENTS,
	PENDING_APPROVAL,
	PROMISE_MOVED,
)
from order_tracking.records import Change
from order_tracking.rules.alerts import events_of, step_reached, steps_reached
from order_tracking.rules.facts import Calendar

# Conditions that may be told at the moment in which they begin, and the fields that say that they do.
BEGINNINGS = {
	AT_RISK: ("health", "risk_kind", "risk_document", "risk_until"),
	APPROVAL_WAITING: ("stage",),
	ON_HOLD: ("stage", "held_on"),
}
LINES_TOLD = 50


def note(changes: list[Change], with_requests: list[str]) -> None:
	"""Leave a row in the ledger for each rule that one of these changes concerns, or a request for a new promise of one
	of these trackers. Does not commit."""
	rules = [rule for rule in rules_on() if is_told_by_changes(rule)]
	if not rules:
		return
	rows = [row for change in changes for row in rows_of(change, rules)]
	rows += rows_of_requests(with_requests, [rule for rule in rules if rule.event == APPROVAL_WAITING])
	if rows and (demo := alert_standing.demo_company()):
		rows = [row for row in rows if row["company"] != demo]
	if rows:
		alert_ledger.add(rows)
		frappe.db.after_commit.add(call_sender)


def is_told_by_changes(rule: Rule) -> bool:
	return rule.event in PASSING_EVENTS or (rule.timing == AT_ONCE and rule.event in BEGINNINGS)


def rows_of(change: Change, rules: list[Rule]) -> list[dict]:
	order = _dict({**change.tracker.header, **change.header})
	told = set(events_of_change(change, order))
	rows = []
	for rule in rules:
		if not rule.is_for(order):
			continue
		if rule.event in told:
			details = details_of(rule.event, change)
			rows.append(alert_ledger.row_of(rule, order, change.happened_at.isoformat(), details=details))
		elif rule.event in BEGINNINGS and (step := step_begun(rule, change, order)):
			rows.append(alert_ledger.row_of(rule, order, step))
	return rows


def rows_of_requests(trackers: list[str], rules: list[Rule]) -> list[dict]:
	requests = alert_standing.read_requests(trackers) if trackers and rules else {}
	rows = []
	for order in alert_standing.read_headers(list(requests)).values() if requests else ():
		standing = alert_standing.standing_of(order, requests=requests[order.name])
		for rule in rules:
			steps = steps_reached(rule.event, rule.days, standing, getdate(today()), Calendar())
			rows += [
				alert_ledger.row_of(rule, order, step.key, details=step.details)
				for step in steps
				if rule.is_for(order)
			]
	return rows


def events_of_change(change: Change, order: _dict) -> list[str]:
	lines = change.tracker.lines
	return events_of(
		None if change.tracker.is_new else change.tracker.before.stage,
		order.stage,
		is_promise_moved=bool(moved_lines(change)),
		is_more_delivered=any(
			(values.get("delivered_qty") or 0) > (row.delivered_qty or 0)
			for row in lines.values()
			if (values := change.lines.get(row.name))
		)
		or any(values.get("delivered_qty") for values in change.new_lines.values()),
	)


def step_begun(rule: Rule, change: Change, order: _dict) -> str | None:
	"""The step of the day on which the condition begins, if that is now."""
	if not set(BEGINNINGS[rule.event]) & set(change.header) and not change.tracker.is_new:
		return None
	asked_at = change.happened_at if order.stage == PENDING_APPROVAL else None
	standing = alert_standing.standing_of(order, asked_at)
	step = step_reached(rule.event, rule.days, standing, getdate(change.happened_at), Calendar())
	return step and step.key


def moved_lines(change: Change) -> list[dict]:
	"""Lines whose promise moved from one day to another."""
	return [
		{
			"line": row.sales_order_item,
			"item": row.item_name or row.item_code,
			"from": row.current_promise,
			"to": values["current_promise"],
		}
		for row in change.tracker.lines.values()
		if (values := change.lines.get(row.name)) and values.get("current_promise") and row.current_promise
	]


def details_of(event: str, change: Change) -> dict | None:
	"""What happened, as far as the tracker will not tell it any more when somebody reads of it."""
	if event == PROMISE_MOVED:
		return {"moved": moved_lines(change)[:LINES_TOLD], "at": change.happened_at}
	if event in (PARTLY_DELIVERED, DELIVERED):
		delivered = {
			row.sales_order_item: values["delivered_qty"] - (row.delivered_qty or 0)
			for row in change.tracker.lines.values()
			if (values := change.lines.get(row.name))
			and (values.get("delivered_qty") or 0) > (row.delivered_qty or 0)
		}
		return {"delivered": dict(list(delivered.items())[:LINES_TOLD])}
	return None


def call_sender() -> None:
	"""After the commit: what goes at once need not wait for the scheduler. Without Redis the scheduler is soon enough."""
	try:
		frappe.enqueue(
			"order_tracking.alerts.run.send_at_once",
			queue="short",
			job_id="order_alerts_at_once",
			deduplicate=True,
		)
	except Exception:
		frappe.logger("order_tracking").warning("Alerts wait for the scheduler: no queue")
