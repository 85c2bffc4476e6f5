"""Values that somebody might send for a field that is not theirs to write."""

import frappe
from frappe.utils import add_days, cstr, now_datetime, today

NUMBERS = ("Float", "Currency", "Percent", "Int")


def forged(field, value):
	"""Another value that this field could hold. IndexError where a link has no other."""
	if field.fieldtype in NUMBERS:
		return (value or 0) + 7
	if field.fieldtype == "Check":
		return 0 if value else 1
	if field.fieldtype == "Date":
		return add_days(value or today(), 9)
	if field.fieldtype == "Datetime":
		return add_days(value or now_datetime(), 9)
	if field.fieldtype == "Select":
		return next(option for option in field.options.split("\n") if option and option != value)
	if field.fieldtype == "Link":
		return frappe.get_all(field.options, {"name": ("!=", cstr(value))}, pluck="name", limit=1)[0]
	return f"{value} forged"
