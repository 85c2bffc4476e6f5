"""Customers with a login, and the website as one of them opens it."""

from dataclasses import dataclass

import frappe
from frappe.utils import set_request
from frappe.website.serve import get_response

from order_tracking.customers.orders import orders_for_customer
from order_tracking.customers.view import CustomerOrder, order_for_customer
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import make_customer, make_item, make_order
from order_tracking.tests.people import give_roles, make_user_without_roles

OURS, OTHERS = "Quay Furniture", "Pier Lamps"


@dataclass(frozen=True)
class Answer:
	status: int
	html: str
	location: str | None


def make_portal_user(first_name: str, *customers: str, roles: tuple[str, ...] = ("Customer",)) -> str:
	"""A user with these roles whom these customers name among their Portal Users; without a desk role a Website User."""
	asking = frappe.session.user
	frappe.set_user("Administrator")
	email = make_user_without_roles(first_name)
	for name in customers:
		customer = frappe.get_doc("Customer", make_customer(name))
		if email not in [row.user for row in customer.portal_users]:
			customer.append("portal_users", {"user": email})
			customer.save()
	# ERPNext gives its portal users a role by itself.
	give_roles(email, *roles)
	frappe.db.commit()
	frappe.set_user(asking)
	return email


def open_page(user: str, path: str, /, language: str = "en", **query) -> Answer:
	"""What the website answers this user under this address."""
	frappe.set_user(user)
	frappe.local.lang = language
	frappe.local.form_dict = frappe._dict(query)
	frappe.local.flags.redirect_location = None
	set_request(method="GET", path=path, query_string=query)
	try:
		response = get_response()
		location = response.headers.get("Location")
		return Answer(response.status_code, response.get_data(as_text=True), location)
	finally:
		frappe.local.request = None
		frappe.local.lang = "en"
		frappe.set_user("Administrator")


class CustomerTestCase(SiteTestCase):
	"""A buyer of our customer, and a stranger who buys for another one."""

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		make_item("Desk")
		make_item("Lamp")
		cls.buyer = make_portal_user("Bao Buyer", OURS)
		cls.stranger = make_portal_user("Sten Stranger", OTHERS)

	def make(self, *lines: dict, customer: str = OURS, **values):
		lines = [{"item_code": "Desk", "qty": 4, **line} for line in lines or ({},)]
		return make_order(lines, customer=customer, **values)

	def seen(self, order, user: str | None = None) -> CustomerOrder | None:
		name = self.tracker_of(order).name
		frappe.set_user(user or self.buyer)
		try:
			return order_for_customer(name)
		finally:
			frappe.set_user("Administrator")

	def listed(self, user: str | None = None, **asked) -> list[str]:
		self.settle()
		frappe.set_user(user or self.buyer)
		try:
			return [order.sales_order for order in orders_for_customer(**asked).orders]
		finally:
			frappe.set_user("Administrator")
