"""The list of the logged-in customer's orders."""

import frappe
from frappe import _, _dict
from frappe.utils import cint

from order_tracking.customers.orders import orders_for_customer
from order_tracking.customers.portal import page_context
from order_tracking.customers.words import date_text

# Pages are cached by address, not by user.
no_cache = 1
sitemap = 0


def get_context(context: _dict) -> None:
	page_context(context, _("Order Tracking"))
	context.date = date_text
	asked = frappe.form_dict
	context.is_past = bool(cint(asked.past))
	context.search = (asked.search or "")[:140]
	if context.is_found:
		context.list = orders_for_customer(cint(asked.page), context.is_past, context.search)
