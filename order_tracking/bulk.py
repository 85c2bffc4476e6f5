"""Many rows in one statement: bare inserts and updates without document events.

Frappe's `bulk_insert` and `bulk_update` wrap every single value in an object and an update in a CASE of all names;
for the rows of one batch that costs more than the rules and the database together. Here the query builder writes one
placeholder a value and the driver fills them in. Nothing here commits.
"""

import secrets
import time

import frappe
from pypika.terms import Parameter, Values

RANDOM_HALF = 12  # characters


def insert(doctype: str, fields: list[str], rows: list[tuple], ignore_duplicates: bool = False) -> None:
	"""Write bare rows. `ignore_duplicates`: a row whose unique key is already there is left out."""
	if not rows:
		return
	query = insert_query(doctype, fields, len(rows))
	run(query.ignore() if ignore_duplicates else query, rows)


def update(doctype: str, changes: list[tuple[dict, dict]]) -> None:
	"""Change stored rows. `changes`: each row as it stands, locked by the caller, and what is to differ in it.

	One statement for rows that change different fields: where only another row changes a field, it is written as it
	stands. The name always exists, so nothing is ever inserted.
	"""
	if not changes:
		return
	fields = list(dict.fromkeys(field for _stored, values in changes for field in values))
	query = insert_query(doctype, ["name", *fields], len(changes))
	for field in fields:
		query = query.on_duplicate_key_update(field, Values(field))
	run(
		query,
		[
			(stored["name"], *[values[field] if field in values else stored[field] for field in fields])
			for stored, values in changes
		],
	)


def insert_query(doctype: str, fields: list[str], rows: int):
	row = [Parameter(",".join(["%s"] * len(fields)))]
	return frappe.qb.into(frappe.qb.DocType(doctype)).columns(*fields).insert(*[row] * rows)


def run(query, rows: list[tuple]) -> None:
	frappe.db.sql(query.get_sql(), [value for row in rows for value in row])


def fresh_names(count: int) -> list[str]:
	"""Names for new rows that lie together in the order of their making, so that an insert touches few pages."""
	moment = f"{int(time.time()):x}"
	digits = secrets.token_hex(RANDOM_HALF // 2 * count)
	return [moment + digits[start : start + RANDOM_HALF] for start in range(0, len(digits), RANDOM_HALF)]
