"""Who is a customer on the website, which orders are theirs, and where their pages are."""

from urllib.parse import quote, urlsplit

import frappe
from erpnext.controllers.website_list_for_contact import get_parents_for_user
from frappe import _, _dict

from order_tracking import __version__
from order_tracking.customers.words import words

ROUTE = "order-tracking"
# ERPNext's portal asks for one of them before it looks for the customers of a user.
PORTAL_ROLES = ("Customer", "Supplier")
# The page of ERPNext's portal for each kind of document.
DOCUMENT_ROUTES = {"Sales Order": "orders", "Delivery Note": "shipments", "Sales Invoice": "invoices"}
SHEETS = ("customer", "tracked_order")
ERPNEXT_RULE = "erpnext.controllers.website_list_for_contact.has_website_permission"


def customers_of_user() -> list[str]:
	"""The customers that name the user among their Portal Users, as ERPNext's portal matches them.

	What a desk role may read counts for nothing here: an employee sees the orders of all customers in the desk.
	"""
	if frappe.session.user == "Guest" or set(PORTAL_ROLES).isdisjoint(frappe.get_roles()):
		return []
	return get_parents_for_user("Customer")


def is_open() -> bool:
	"""Whether the company shows the pages: the entry in the menu of Portal Settings is the switch."""
	settings = frappe.get_cached_doc("Portal Settings")
	items = [
		item for item in (*settings.menu, *settings.custom_menu) if (item.route or "").strip("/") == ROUTE
	]
	return any(item.enabled for item in items)


def send_guest_to_login() -> None:
	"""Not for ever: a permanent redirect would be kept by the browser after the login."""
	if frappe.session.user == "Guest":
		path = frappe.local.request.path
		frappe.local.flags.redirect_location = f"/login?redirect-to={quote(path, safe='')}"
		raise frappe.Redirect(302)


def page_context(context: _dict, title: str) -> None:
	"""What every page of the customer begins with. `is_found` is off where the company does not show the pages."""
	send_guest_to_login()
	context.update(
		title=title,
		show_sidebar=True,
		no_breadcrumbs=True,
		is_found=True,
		route_of_list=f"/{ROUTE}",
		page_of=page_of,
		words=words(),
		stylesheets=[f"/assets/order_tracking/css/{sheet}.css?v={__version__}" for sheet in SHEETS],
	)
	if not is_open():
		not_found(context)


def not_found(context: _dict) -> None:
	"""Our own page: Frappe's keeps the address of what it did not find, and the next one to ask is told the same."""
	context.update(is_found=False, http_status_code=404, title=_("Not found"))


def page_of(order: str) -> str:
	"""Address of the page of one tracker on this site; names may hold slashes."""
	return f"/{ROUTE}/{quote(order)}"


def portal_page_of(doctype: str, name: str) -> str:
	"""Address of ERPNext's own page of a document on this site."""
	return f"/{DOCUMENT_ROUTES[doctype]}/{quote(name)}"


def web_address(url: str | None) -> str | None:
	"""The address if a browser may follow it: http or https, with a host, and nothing else."""
	url = (url or "").strip()
	try:
		parts = urlsplit(url)
	except ValueError:
		return None
	is_plain = url.isprintable() and not set(" \\<>\"'").intersection(url)
	return url if parts.scheme.lower() in ("http", "https") and parts.hostname and is_plain else None


def may_see(doctype: str, rows: list[_dict]) -> list[_dict]:
	"""Those rows of the user's customers that the website permissions of the site let through.

	ERPNext's own rule asks for nothing but the customer, so it needs no query; where another app has added a rule,
	each document is asked for.
	"""
	rules = frappe.get_hooks("has_website_permission").get(doctype, [])
	if rules == [ERPNEXT_RULE]:
		return rows
	return [row for row in rows if frappe.has_website_permission(frappe.get_doc(doctype, row.name))]
