"""Many rows in one statement: bare inserts and updates without document events.

Frappe's `bulk_insert` and `bulk_update` wrap every single value in an object and an update in a CASE of all names;
for the rows of one batch that costs more than the rules and the database together. Here a row is one term of the query
builder. Nothing here commits.
"""

import secrets
import time
from datetime import datetime
from itertools import chain

import frappe
from pypika.terms import Term, Values

RANDOM_HALF = 12  # characters
NOTHING = (None, 0)


class Row(Term):
	"""The values of a row, each a parameter that the driver fills in. Equal values of a statement are one parameter: rows of
	one batch share most of theirs, and the driver works out each only once. `known` is that of the statement."""

	def __init__(self, values: tuple, known: dict[tuple, str]):
		super().__init__()
		self.values, self.known = values, known

	def get_sql(self, param_wrapper, **kwargs) -> str:
		known = self.known
		return ",".join(
			[known.get((type(value), value)) or self.named(value, param_wrapper) for value in self.values]
		)

	def named(self, value, param_wrapper) -> str:
		name = self.known[type(value), value] = param_wrapper.get_sql(value)
		return name


def insert_rows(doctype: str, rows: list[dict], now: datetime, ignore_duplicates: bool = False) -> None:
	"""Bare rows with Frappe's own columns filled in, unless a row says them itself. What is nothing in every row is left
	to the column's default; an empty text is something. `ignore_duplicates`: a row whose unique key is already there is
	left out."""
	if not rows:
		return
	user = frappe.session.user
	standard = {"owner": user, "modified_by": user, "creation": now, "modified": now}
	names = fresh_names(len(rows))
	rows = [{"name": name, **standard, **row} for name, row in zip(names, rows, strict=True)]
	known = dict.fromkeys(chain.from_iterable(rows))
	fields = [name for name in known if any(row.get(name) not in NOTHING for row in rows)]
	query = insert_query(doctype, fields, [tuple(row.get(name) for name in fields) for row in rows])
	(query.ignore() if ignore_duplicates else query).run()


def update(doctype: str, changes: list[tuple[dict, dict]]) -> None:
	"""Change stored rows. `changes`: each row as it stands, locked by the caller, and what is to differ in it.

	One statement for rows that change different fields: where only another row changes a field, it is written as it
	stands. The name always exists, so nothing is ever inserted.
	"""
	if not changes:
		return
	fields = list(dict.fromkeys(field for _stored, values in changes for field in values))
	rows = [
		(stored["name"], *[values[field] if field in values else stored[field] for field in fields])
		for stored, values in changes
	]
	query = insert_query(doctype, ["name", *fields], rows)
	for field in fields:
		query = query.on_duplicate_key_update(field, Values(field))
	query.run()


def insert_query(doctype: str, fields: list[str], rows: list[tuple]):
	known: dict[tuple, str] = {}
	query = frappe.qb.into(frappe.qb.DocType(doctype)).columns(*fields)
	return query.insert(*[[Row(row, known)] for row in rows])


def fresh_names(count: int) -> list[str]:
	"""Names for new rows that lie together in the order of their making, so that an insert touches few pages."""
	moment = f"{int(time.time()):x}"
	digits = secrets.token_hex(RANDOM_HALF // 2 * count)
	return [moment + digits[start : start + RANDOM_HALF] for start in range(0, len(digits), RANDOM_HALF)]
