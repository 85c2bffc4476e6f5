"""Many rows in one statement: bare inserts and updates without document events.

Frappe's `bulk_insert` and `bulk_update` wrap every single value in an object and an update in a CASE of all names;
for the rows of one batch that costs more than the rules and the database together. Here a row is one term of the query
builder. Nothing here commits.
"""

import secrets
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from operator import itemgetter

import frappe
from pypika.queries import QueryBuilder
from pypika.terms import Term, Values

RANDOM_HALF = 12  # characters
NOTHING = frozenset((None, 0))
# Rows in one statement: the server refuses one that is too long, of 16 MB where nobody allowed more.
AT_ONCE = 5_000


class Parameters(dict):
	"""Value → its parameter in one statement, which the driver fills in. Equal values are one parameter: rows of a batch
	share most of theirs, and the driver works out each only once."""

	parameter = None  # makes one; known once the statement is built

	def __missing__(self, value) -> str:
		name = self[value] = self.parameter(value)
		return name


class Row(Term):
	"""The values of a row, as parameters of its statement."""

	def __init__(self, values: tuple, parameters: Parameters):
		super().__init__()
		self.values, self.parameters = values, parameters

	def get_sql(self, param_wrapper, **kwargs) -> str:
		self.parameters.parameter = param_wrapper.get_sql
		return ",".join(map(self.parameters.__getitem__, self.values))


def insert_rows(doctype: str, rows: list[dict], now: datetime, ignore_duplicates: bool = False) -> None:
	"""Bare rows with Frappe's own columns filled in, unless a row says them itself. What is nothing in every row is left
	to the column's default; an empty text is something. `ignore_duplicates`: a row whose unique key is already there is
	left out."""
	if not rows:
		return
	user = frappe.session.user
	standard = {"name": None, "owner": user, "modified_by": user, "creation": now, "modified": now}
	every = {**dict.fromkeys(chain.from_iterable(rows)), **standard}
	names = fresh_names(len(rows))
	filled = [{**every, "name": name, **row} for name, row in zip(names, rows, strict=True)]
	columns = zip(*(row.values() for row in filled), strict=True)
	fields = [name for name, column in zip(every, columns, strict=True) if not NOTHING.issuperset(column)]
	for query in insert_queries(doctype, fields, list(map(itemgetter(*fields), filled))):
		(query.ignore() if ignore_duplicates else query).run()


def update(doctype: str, changes: list[tuple[dict, dict]]) -> None:
	"""Change stored rows. `changes`: each row as it stands, locked by the caller, and what is to differ in it.

	The same statement for rows that change different fields: where only another row changes a field, it is written as it
	stands. The name always exists, so nothing is ever inserted.
	"""
	if not changes:
		return
	fields = list(dict.fromkeys(field for _stored, values in changes for field in values))
	rows = [
		(stored["name"], *[values[field] if field in values else stored[field] for field in fields])
		for stored, values in changes
	]
	for query in insert_queries(doctype, ["name", *fields], rows):
		for field in fields:
			query = query.on_duplicate_key_update(field, Values(field))
		query.run()


def insert_queries(doctype: str, fields: list[str], rows: list[tuple]) -> Iterator[QueryBuilder]:
	for start in range(0, len(rows), AT_ONCE):
		parameters = Parameters()
		query = frappe.qb.into(frappe.qb.DocType(doctype)).columns(*fields)
		yield query.insert(*[[Row(row, parameters)] for row in rows[start : start + AT_ONCE]])


def fresh_names(count: int) -> list[str]:
	"""Names for new rows that lie together in the order of their making, so that an insert touches few pages."""
	moment = f"{int(time.time()):x}"
	digits = secrets.token_hex(RANDOM_HALF // 2 * count)
	return [moment + digits[start : start + RANDOM_HALF] for start in range(0, len(digits), RANDOM_HALF)]
