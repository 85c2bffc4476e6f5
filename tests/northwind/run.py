"""Northwind's orders as real ERPNext documents on a site of their own: `./dev northwind DIR` calls this.

Prints what their trackers say as of a day, beside what the tables say by themselves; ends with 1 where they differ.
"""

import argparse
import json
import os
import sys
import time
from datetime import date
from pathlib import Path

import frappe

from order_tracking import jobs
from order_tracking.constants import TRACKER
from order_tracking.tests import northwind, northwind_changes, northwind_counts
from order_tracking.tests.northwind_tables import counts_from_tables, read_tables
from order_tracking.tests.rebuild import differences
from order_tracking.transactions import with_retries


def main() -> int:
	asked = parse()
	try:
		tables = read_tables(asked.folder, asked.only)
	except OSError as error:
		say(
			f"{error}. Name a folder that holds Northwind's tables (orders.csv and the others) and that others may read."
		)
		return 2
	frappe.init(os.environ["FRAPPE_SITE"])
	frappe.connect()
	try:
		return run(tables, asked)
	finally:
		frappe.destroy()


def run(tables, asked: argparse.Namespace) -> int:
	frappe.set_user("Administrator")
	started = time.monotonic()
	world = northwind.World(say=say)
	load(tables, world)
	say(f"loaded in {time.monotonic() - started:.0f} s")

	orders = northwind_counts.orders_of(world, {world.po_no(order) for order in tables.orders})
	found = northwind_counts.counts_as_of(orders, asked.as_of)
	expected = counts_from_tables(
		tables.orders, asked.as_of, frappe.get_precision("Sales Order Item", "rate")
	)
	differ = northwind_counts.totals_that_differ(orders)
	if asked.json:
		print(json.dumps(found))
	else:
		show(found, expected, asked.as_of)
	for order in differ:
		say(f"The tracker of {order} does not show the order's totals")
	wrong = change_and_rebuild(tables) if asked.changes else []
	return int(found != expected or bool(differ or wrong))


def load(tables, world: northwind.World) -> None:
	"""A worker of the same bench may be in the way of ERPNext's own stock ledger: then it goes on where it was stopped."""
	with_retries(lambda: northwind.load(tables, world))


def change_and_rebuild(tables) -> list[str]:
	"""What happens to some orders happens to copies of them, so that the counts stay those of the tables."""
	world = northwind.World(run=f"{frappe.generate_hash(length=6)}-", say=say)
	chosen = northwind_changes.chosen(tables)
	load(chosen, world)
	northwind_changes.change(chosen, world)
	jobs.run_calendar()  # the site may have slept since the last run
	tracked = frappe.get_all(
		TRACKER, filters={"company": northwind.COMPANY}, pluck="sales_order", limit_page_length=0
	)
	wrong = differences(tracked)
	for sentence in wrong:
		say(sentence)
	say(f"{len(tracked)} trackers rebuilt, {len(wrong)} differences")
	return wrong


def show(found: dict, expected: dict, as_of: date) -> None:
	print(f"As of {as_of}       trackers          tables")
	for name, count in found.items():
		print(
			f"{name:15} {count:15,} {expected[name]:15,}" + ("" if count == expected[name] else "   differ")
		)


def say(text: str) -> None:
	print(text, file=sys.stderr, flush=True)


def parse() -> argparse.Namespace:
	parser = argparse.ArgumentParser(prog="./dev northwind", description=__doc__)
	parser.add_argument(
		"folder", type=Path, metavar="DIR", help="the folder with orders.csv and the other tables"
	)
	parser.add_argument("--only", type=int, metavar="N", help="the first N orders")
	parser.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", default=date.today())
	parser.add_argument(
		"--changes",
		action="store_true",
		help="then cancel, return, amend, close and hold some, and rebuild all",
	)
	parser.add_argument("--json", action="store_true", help="one object and nothing else on standard output")
	return parser.parse_args()


if __name__ == "__main__":
	sys.exit(main())
