"""How reports look alike: columns, the cards above them, sentences where there is nothing or too much to show.

Links are plain columns that carry `link_to`; the page makes links of them. Frappe filters rows a second time by Link
columns, asks for the right to read each linked DocType, and knows nothing of sums; our query has filtered already.
"""

from collections.abc import Iterable, Sequence

import frappe
from frappe import _

from order_tracking.constants import TRACKER
from order_tracking.reporting import rows as rows_of_page
from order_tracking.reporting.permitted import BY_CUSTOMER, BY_ITEM, BY_RESPONSIBLE, GROUP_DOCTYPES

Answer = tuple  # columns, rows, message, chart, cards, whether to leave out a total row

RED, ORANGE, GREEN, BLUE, GRAY = "Red", "Orange", "Green", "Blue", "Grey"
GOOD_PERCENT = 95
BY_AUTHOR = "Moved By"
CALM = "#2490ef"  # of a chart whose colours say nothing


def column(label: str, fieldname: str, fieldtype: str = "Data", width: int = 120, **more) -> dict:
	"""Texts say where they stand: Frappe's table takes a text that is empty in the first row for a number."""
	if fieldtype == "Data":
		more = {"align": "left"} | more
	return {"label": label, "fieldname": fieldname, "fieldtype": fieldtype, "width": width, **more}


def link(label: str, fieldname: str, doctype: str, width: int = 140, **more) -> dict:
	return column(label, fieldname, "Data", width, link_to=doctype, **more)


def tracker_column() -> dict:
	"""The one real Link: everybody who may run these reports may read trackers, and Frappe knows shared ones by it."""
	return column(_("Order", None, "Order Tracker"), "tracker", "Link", 190, options=TRACKER)


def customer_column() -> dict:
	return link(_("Customer"), "customer", "Customer", 180, shown_as="customer_name")


def item_column() -> dict:
	return link(_("Item"), "item_code", "Item", 180, shown_as="item_name")


def person(label: str, fieldname: str, width: int = 160) -> dict:
	"""A user, shown by the name that `with_names` adds."""
	return column(label, fieldname, width=width, shown_as=name_field(fieldname), is_person=1)


def date(label: str, fieldname: str, width: int = 120) -> dict:
	return column(label, fieldname, "Date", width)


def days(label: str, fieldname: str, of: str | None = None, width: int = 110) -> dict:
	"""A number of days; `of` names the date that the page shows on hover."""
	return column(label, fieldname, "Int", width, days_of=of)


def count(label: str, fieldname: str, width: int = 90) -> dict:
	return column(label, fieldname, "Int", width)


def qty(label: str, fieldname: str, width: int = 100) -> dict:
	return column(label, fieldname, "Float", width, pieces=1)


def percent(label: str, fieldname: str, width: int = 110) -> dict:
	return column(label, fieldname, "Percent", width, precision=1)


def money(label: str, fieldname: str, width: int = 130, currency: str = "currency", **more) -> dict:
	"""Each row tells its currency in the field `currency`."""
	return column(label, fieldname, "Currency", width, options=currency, **more)


def hidden(*fieldnames: str) -> list[dict]:
	"""What the page needs to show other columns well."""
	return [column(name, name, hidden=1, width=0) for name in fieldnames]


def group_column(group_by: str) -> dict:
	"""What a row of a grouped report is about; shown by the name that `with_group_names` adds."""
	label, width = _(group_by, None, TRACKER), 200 if group_by in NAMES else 140
	if doctype := GROUP_DOCTYPES.get(group_by):
		return link(label, "group", doctype, 200, shown_as=name_field("group"))
	return column(label, "group", width=width, shown_as=name_field("group"))


# --- names ------------------------------------------------------------------------------------------------

# Where documents that a site may number keep the name that people know.
NAMES = {
	BY_CUSTOMER: ("Customer", "customer_name"),
	BY_ITEM: ("Item", "item_name"),
	BY_RESPONSIBLE: ("User", "full_name"),
	BY_AUTHOR: ("User", "full_name"),
}


def name_field(fieldname: str) -> str:
	return f"{fieldname}_title"


def with_names(rows: list, *fieldnames: str) -> list:
	"""Adds the names of the users in these fields. One query, whatever the number of rows; returns the same rows."""
	return named(rows, fieldnames, *NAMES[BY_RESPONSIBLE])


def with_group_names(rows: list, group_by: str) -> list:
	"""The same for what the rows of a grouped report are about; numbered or not."""
	return named(rows, ("group",), *NAMES[group_by]) if group_by in NAMES else rows


def named(rows: list, fieldnames: Sequence[str], doctype: str, field: str) -> list:
	"""The rows are permitted, and so is the name of what they name: no right to read the documents is asked for."""
	wanted = {row.get(fieldname) for row in rows for fieldname in fieldnames} - {None, ""}
	if wanted:
		found = dict(
			frappe.get_all(doctype, {"name": ("in", list(wanted))}, ["name", field], as_list=True, limit=0)
		)
		for row in rows:
			row.update({name_field(fieldname): found.get(row.get(fieldname)) for fieldname in fieldnames})
	return rows


def group_title(row: dict) -> str:
	return row.get(name_field("group")) or row["group"] or _("None given")


# --- cards, chart, answer ---------------------------------------------------------------------------------


def card(
	label: str, value, datatype: str = "Int", indicator: str = BLUE, currency: str | None = None
) -> dict:
	"""One number above the report; None shows as a dash, not as zero."""
	if value is None:
		value, datatype = "–", "Data"
	found = {"label": label, "value": value, "datatype": datatype, "indicator": indicator}
	return {**found, "currency": currency} if currency else found


def bad_card(label: str, value, datatype: str = "Int", currency: str | None = None) -> dict:
	"""Of what there should be nothing: red, and grey where there is nothing."""
	return card(label, value, datatype, RED if value else GRAY, currency)


def percent_card(label: str, percent: float | None) -> dict:
	"""A share, with one digit behind the point: Frappe would show as many as numbers have on this site."""
	if percent is None:
		return card(label, None)
	return card(label, f"{percent:.1f}%", "Data", GREEN if percent >= GOOD_PERCENT else ORANGE)


def average_card(label: str, value: float | None, indicator: str = BLUE) -> dict:
	"""An average, with one digit behind the point."""
	return card(label, None if value is None else f"{value:.1f}", "Data", indicator)


def chart(
	title: str, kind: str, labels: Sequence, datasets: Iterable[tuple[str, Sequence]], **more
) -> dict | None:
	"""None where there is nothing to draw. The title says what is drawn, of how much by what: a chart of one colour has no
	legend. Money and numbers are rounded: nobody reads a chart to the cent."""
	if not labels:
		return None
	return {
		"title": title,
		"type": kind,
		"data": {
			"labels": [str(label) for label in labels],
			"datasets": [
				{"name": name, "values": [round(value or 0, 2) for value in values]}
				for name, values in datasets
			],
		},
		**({"colors": [CALM]} | more),
	}


def answer(
	columns: list[dict],
	rows: list[dict],
	message: str | None,
	picture: dict | None,
	cards: list[dict] | None,
) -> Answer:
	if rows_of_page.leaves_the_page():
		counts = [column["fieldname"] for column in columns if column["fieldtype"] == "Int"]
		for row in rows:
			row.update({name: as_text(value) for name, value in row.items() if isinstance(value, str)})
			# Sums come from the database with decimals, and a file would show them.
			row.update({name: int(row[name]) for name in counts if row.get(name) is not None})
	return columns, rows, message, picture, cards, True


# A spreadsheet takes a text that begins with one of these for a formula, and runs it.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def as_text(value: str) -> str:
	"""What a spreadsheet shows as it is. Frappe writes names of customers and items into a file as they are."""
	return f"'{value}" if value.startswith(FORMULA_BEGINS) else value


def nothing(columns: list[dict], sentence: str) -> Answer:
	"""No cards at all: Frappe draws an empty frame around a list of none."""
	return answer(columns, [], sentence, None, None)


def no_rows(what: str) -> str:
	"""`what` says what there is none of; then what the reader can do."""
	return (
		what
		+ " "
		+ _("Widen the period or take filters away. You only see orders that you are permitted to see.")
	)


def cut(shown: int, total: int) -> str | None:
	"""The sentence above a listing that shows only its first rows."""
	if shown >= total:
		return None
	if shown >= rows_of_page.MOST_ROWS:
		told = _(
			"Showing the first {0} of {1} rows, as many as a page can hold. Cards and chart count all of them. Narrow the filters, or let the report be prepared to get all rows."
		)
	else:
		told = _(
			"Showing the first {0} of {1} rows. Cards and chart count all of them. Narrow the filters, or raise Rows to see or export more."
		)
	return told.format(f"{shown:,}", f"{total:,}")
