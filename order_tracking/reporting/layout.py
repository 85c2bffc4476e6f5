"""How reports look alike: columns, the cards above them, sentences where there is nothing or too much to show.

Links are plain columns that carry `link_to`; the page makes links of them. Frappe filters rows a second time by Link
columns, asks for the right to read each linked DocType, and knows nothing of sums; our query has filtered already.
"""

from collections.abc import Iterable, Sequence

import frappe
from frappe import _

from order_tracking.constants import TRACKER
from order_tracking.reporting.permitted import GROUP_DOCTYPES

Answer = tuple  # columns, rows, message, chart, cards, whether to leave out a total row

RED, ORANGE, GREEN, BLUE, GRAY = "Red", "Orange", "Green", "Blue", "Grey"
GOOD_PERCENT = 95
CALM = "#2490ef"  # of a chart whose colours say nothing


def column(label: str, fieldname: str, fieldtype: str = "Data", width: int = 120, **more) -> dict:
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


def date(label: str, fieldname: str, width: int = 110) -> dict:
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
	"""What a row of a grouped report is about."""
	if doctype := GROUP_DOCTYPES.get(group_by):
		return link(_(group_by, None, TRACKER), "group", doctype, 200)
	return column(_(group_by, None, TRACKER), "group", width=140)


def card(
	label: str, value, datatype: str = "Int", indicator: str = BLUE, currency: str | None = None
) -> dict:
	"""One number above the report; None shows as a dash, not as zero."""
	if value is None:
		value, datatype = "–", "Data"
	found = {"label": label, "value": value, "datatype": datatype, "indicator": indicator}
	return {**found, "currency": currency} if currency else found


def percent_card(label: str, percent: float | None) -> dict:
	"""A share, with one digit behind the point: Frappe would show as many as numbers have on this site."""
	if percent is None:
		return card(label, None)
	return card(label, f"{percent:.1f}%", "Data", GREEN if percent >= GOOD_PERCENT else ORANGE)


def chart(kind: str, labels: Sequence, datasets: Iterable[tuple[str, Sequence]], **more) -> dict | None:
	"""None where there is nothing to draw. Money and numbers are rounded: nobody reads a chart to the cent."""
	if not labels:
		return None
	return {
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
	columns: list[dict], rows: list[dict], message: str | None, picture: dict | None, cards: list[dict]
) -> Answer:
	if leaves_the_page():
		for row in rows:
			row.update({name: as_text(value) for name, value in row.items() if isinstance(value, str)})
	return columns, rows, message, picture, cards, True


# A spreadsheet takes a text that begins with one of these for a formula, and runs it.
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r")


def as_text(value: str) -> str:
	"""What a spreadsheet shows as it is. Frappe writes names of customers and items into a file as they are."""
	return f"'{value}" if value.startswith(FORMULA_BEGINS) else value


def leaves_the_page() -> bool:
	"""Whether the rows go into a file: an export, or a job that sends one."""
	return bool(frappe.form_dict.get("file_format_type") or getattr(frappe.local, "job", None))


def nothing(columns: list[dict], sentence: str) -> Answer:
	return answer(columns, [], sentence, None, [])


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
	return _(
		"Showing the first {0} of {1} rows. Cards and chart count all of them. Narrow the filters, or raise Rows to see or export more."
	).format(f"{shown:,}", f"{total:,}")
