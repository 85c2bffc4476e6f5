"""Users with the roles that a test is about."""

import frappe

from order_tracking.constants import MANAGER_ROLE, USER_ROLE
from order_tracking.tests.factories import COMPANY

SALES = ("Sales User", "Sales Manager", "Accounts User", "Stock User")
MANY = 1_000


def make_user(first_name: str, *roles: str) -> str:
	"""A user with exactly these roles."""
	asking = frappe.session.user
	frappe.set_user("Administrator")
	email = make_user_without_roles(first_name)
	give_roles(email, *roles)
	frappe.db.commit()
	frappe.set_user(asking)
	return email


def make_user_without_roles(first_name: str) -> str:
	email = f"{first_name.lower().replace(' ', '.')}@example.com"
	if not frappe.db.exists("User", email):
		frappe.local.conf.throttle_user_limit = MANY  # within an hour; Frappe stops at 60
		frappe.get_doc(
			{"doctype": "User", "email": email, "first_name": first_name, "send_welcome_email": 0}
		).insert()
	return email


def give_roles(email: str, *roles: str) -> None:
	user = frappe.get_doc("User", email)
	user.roles = []
	user.add_roles(*roles)


def make_seller() -> str:
	"""Makes and submits orders, and may decide about them."""
	return make_user("Sasha Seller", *SALES, USER_ROLE)


def make_approver() -> str:
	return make_user("Mina Manager", *SALES, USER_ROLE, MANAGER_ROLE)


def make_packer() -> str:
	"""Decides about trackers and may not change a Sales Order."""
	return make_user("Pat Packer", USER_ROLE)


def make_reader() -> str:
	return make_user("Rita Reader", "Sales User")


def make_employee(name: str, user: str) -> str:
	found = frappe.db.get_value("Employee", {"user_id": user})
	if found:
		return found
	if not frappe.db.exists("Gender", "Other"):
		frappe.get_doc({"doctype": "Gender", "gender": "Other"}).insert()
	employee = frappe.get_doc(
		{
			"doctype": "Employee",
			"first_name": name,
			"company": COMPANY,
			"user_id": user,
			"gender": "Other",
			"date_of_birth": "1990-01-01",
			"date_of_joining": "2020-01-01",
			"status": "Active",
			# Else ERPNext keeps the person to this one company and to their own record.
			"create_user_permission": 0,
		}
	)
	return employee.insert().name


def make_sales_person(name: str, employee: str | None = None) -> None:
	if frappe.db.exists("Sales Person", name):
		return
	group = frappe.db.get_value("Sales Person", {"is_group": 1})
	frappe.get_doc(
		{
			"doctype": "Sales Person",
			"sales_person_name": name,
			"parent_sales_person": group,
			"employee": employee,
		}
	).insert()
