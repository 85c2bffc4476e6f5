"""One order of the logged-in customer. Any other order, and one that does not exist, is the same page: not found."""

import frappe
from frappe import _, _dict

from order_tracking.customers.papers import paper_kind
from order_tracking.customers.portal import not_found, page_context
from order_tracking.customers.view import order_for_customer
from order_tracking.customers.words import date_text
from order_tracking.sentences import days_text, quantity_text

# Pages are cached by address, not by user.
no_cache = 1
sitemap = 0


def get_context(context: _dict) -> None:
	page_context(context, _("Order Tracking"))
	if not context.is_found:
		return
	context.update(quantity=quantity_text, days=days_text, date=date_text, paper_kind=paper_kind)
	context.order = order_for_customer(frappe.form_dict.name)
	if context.order is None:
		not_found(context)
