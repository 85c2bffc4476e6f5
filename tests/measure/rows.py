"""(g) Somebody asks for all rows at once: the Order Tracking Sheet of every line there is, on the page, in a file and as a
prepared copy, against ERPNext's Sales Order Analysis, which has one way for all of them. The page holds only so many rows
and says so; file and copy have to have every row."""

import json

import frappe
import load
import reports
from figures import Figure, seconds
from frappe.desk.query_report import export_query
from frappe.desk.query_report import run as run_report

from order_tracking.constants import TRACKER_LINE
from order_tracking.reporting.rows import MOST_ROWS
from order_tracking.tests.factories import COMPANY
from order_tracking.tests.readers import prepare

SHEET = "Order Tracking Sheet"
AT_ONCE = reports.ORDERS * reports.LINES


def run(scale: float) -> list[Figure]:
	size = int(reports.ORDERS * scale)
	reports.make_orders(size)
	lines = frappe.db.count(TRACKER_LINE)
	theirs = reports.median_of(reports.analysis(reports.every_order()))
	figures = [
		Figure("rows-page", reports.median_of(page), theirs, "s", lines, "below 1"),
		Figure("rows-page-rows", len(page()["result"]), min(lines, MOST_ROWS), "rows", lines, "1"),
		Figure("rows-file", seconds(file), theirs, "s", lines, "told, not bounded"),
		Figure("rows-file-rows", file().count("\n") - 1, lines, "rows", lines, "1"),
		Figure("rows-copy", seconds(copy), theirs, "s", lines, "told, not bounded"),
		Figure("rows-copy-rows", copy(), lines, "rows", lines, "1"),
	]
	load.empty()
	return figures


def page() -> dict:
	return run_report(SHEET, filters={"company": COMPANY, "limit": AT_ONCE})


def file() -> str:
	frappe.local.form_dict = frappe._dict(
		report_name=SHEET,
		file_format_type="CSV",
		filters=frappe.as_json({"company": COMPANY, "limit": 0}),
		visible_idx="[]",
	)
	export_query()
	frappe.local.form_dict = frappe._dict()
	return frappe.response.pop("filecontent").decode()


def copy() -> int:
	"""Prepared as by a worker, which Frappe tells by its job, and thrown away; returns how many rows it had."""
	frappe.local.job = frappe._dict(method="generate_report")
	try:
		made = prepare(SHEET, {"company": COMPANY, "limit": 0})
		rows = len(json.loads(made.get_prepared_data())["result"])
	finally:
		frappe.local.job = None
	made.delete(ignore_permissions=True)
	frappe.db.commit()
	return rows
