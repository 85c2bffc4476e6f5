"""What ERPNext's version log still tells of dates that were moved before we were there."""

import json
from datetime import date, datetime

import frappe
from frappe.query_builder import DocType
from frappe.utils import getdate

from order_tracking.facts.one_of import OneOf

SUBMITTED = ["docstatus", 0, 1]


def logged_dates(orders: list[str]) -> dict[str, list[tuple[str, str, datetime, dict[str, date | None]]]]:
	"""By order, the known dates of its lines at submit and after each logged move, oldest first.

	Each entry: name of the version, who, when, {line: date}. Only lines with a logged move since the submit are in
	it: where the log says nothing, a date may have been moved without it (Update Items is not logged), so nothing
	is known.
	"""
	version = DocType("Version")
	rows = (
		frappe.qb.from_(version)
		.select(version.name, version.docname, version.owner, version.creation, version.data)
		.where((version.ref_doctype == "Sales Order") & version.docname.isin(OneOf(orders)))
		.orderby(version.docname, version.creation)
		.run(as_dict=True)
	)
	logs: dict[str, list] = {}
	for row in rows:
		logs.setdefault(row.docname, []).append(row)
	return {order: told for order, log in logs.items() if (told := dates_in(log))}


def dates_in(log: list) -> list[tuple[str, str, datetime, dict[str, date | None]]]:
	submit, moves = None, []
	for row in log:
		data = json.loads(row.data or "{}")
		if SUBMITTED in data.get("changed", []):
			submit, moves = row, []
		elif moved := moved_dates(data):
			moves.append((row, moved))
	if not submit or not moves:
		return []

	known: dict[str, date | None] = {}
	for _row, moved in moves:
		for line, (old, _new) in moved.items():
			known.setdefault(line, old)
	told = [(submit.name, submit.owner, submit.creation, dict(known))]
	for row, moved in moves:
		known |= {line: new for line, (_old, new) in moved.items()}
		told.append((row.name, row.owner, row.creation, dict(known)))
	return told


def moved_dates(data: dict) -> dict[str, tuple[date | None, date | None]]:
	"""Line → (old, new) of one version."""
	return {
		line: (as_date(old), as_date(new))
		for table, _idx, line, changes in data.get("row_changed", [])
		if table == "items"
		for fieldname, old, new in changes
		if fieldname == "delivery_date"
	}


def as_date(value: str | None) -> date | None:
	return getdate(value) if value else None
