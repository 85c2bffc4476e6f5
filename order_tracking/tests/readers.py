"""Kinds of people who read about orders, and a little world of which each may see a part."""

from unittest.mock import patch

import frappe
from frappe.core.doctype.prepared_report.prepared_report import generate_report
from frappe.model.document import Document
from frappe.permissions import setup_custom_perms

from order_tracking.constants import MANAGER_ROLE, TRACKER, USER_ROLE
from order_tracking.tests.companies import make_company
from order_tracking.tests.factories import bill, deliver, make_customer, make_order, move_date
from order_tracking.tests.people import make_user
from order_tracking.tests.report_case import ReportTestCase, day


def permit(user: str, doctype: str, name: str) -> None:
	frappe.get_doc({"doctype": "User Permission", "user": user, "allow": doctype, "for_value": name}).insert()


def prepare(report: str, filters: dict) -> Document:
	"""A prepared copy as Frappe makes it in the background, of whoever is logged in."""
	with patch("frappe.core.doctype.prepared_report.prepared_report.enqueue"):
		copy = frappe.get_doc(
			{
				"doctype": "Prepared Report",
				"report_name": report,
				"filters": frappe.as_json(filters, indent=None, separators=(",", ":")),
			}
		).insert(ignore_permissions=True)
		with patch("frappe.core.doctype.prepared_report.prepared_report.update_job_id"):
			generate_report(copy.name)
	frappe.db.commit()
	return frappe.get_doc("Prepared Report", copy.name)


def only_creators_read() -> None:
	"""The right of whoever decides about orders to read a tracker holds "Only If Creator"; that to reports cannot, and stays."""
	setup_custom_perms(TRACKER)
	right = frappe.get_doc("Custom DocPerm", {"parent": TRACKER, "role": USER_ROLE})
	right.update({"if_owner": 1, "report": 0, "export": 0}).save()
	reports = {"parent": TRACKER, "role": USER_ROLE, "read": 0, "report": 1, "export": 1}
	frappe.get_doc({"doctype": "Custom DocPerm", **reports}).insert()
	frappe.clear_cache(doctype=TRACKER)


class ReadersTestCase(ReportTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.company = make_company("Reports Upriver", "RUR")
		cls.territory = cls.node("Territory", "Reports North", "All Territories")
		cls.person = cls.node("Sales Person", "Reports Rosa", "Sales Team")
		cls.customer_100 = make_customer(f"100% Wool {frappe.generate_hash(length=6)}")
		cls.northern = northern = make_customer(
			f"Northern {frappe.generate_hash(length=6)}", territory=cls.territory
		)
		other = make_customer(f"Other {frappe.generate_hash(length=6)}")
		cls.live(cls.customer_100)
		cls.live(northern, territory=cls.territory)
		cls.customers = (cls.customer_100, northern, other)
		cls.live(other, company=cls.company)
		cls.shared = cls.live(other, sales_team=[{"sales_person": cls.person, "allocated_percentage": 100}])
		frappe.db.commit()

	@staticmethod
	def node(doctype: str, name: str, parent: str) -> str:
		field = frappe.scrub(doctype)
		if not frappe.db.exists(doctype, name):
			frappe.get_doc({"doctype": doctype, f"{field}_name": name, f"parent_{field}": parent}).insert()
		return name

	@staticmethod
	def live(customer: str, **values) -> str:
		"""An order delivered late and billed, one that is overdue, one whose promise was moved; returns the last."""
		late = make_order([{"delivery_date": day(-5)}], customer=customer, **values)
		deliver(late, on=day(-2))
		bill(late)
		make_order([{"delivery_date": day(-3)}], customer=customer, **values)
		coming = make_order(customer=customer, **values)
		move_date(coming, day(33))
		return coming.name

	def setUp(self):
		super().setUp()
		self.settle()

	@classmethod
	def kinds(cls) -> list[tuple[str, dict]]:
		"""Who reads, and the filter under which somebody without limits sees the same. For a Sales Person's reader the site has
		to apply User Permissions strictly: most orders name no Sales Person."""
		limits = (
			("Carla Customer", "Customer", cls.customer_100),
			("Conny Company", "Company", cls.company),
			("Tara Territory", "Territory", cls.territory),
			("Sally Salesperson", "Sales Person", cls.person),
		)
		limited = [
			(cls.user(name, "Sales User", only=(doctype, value)), {frappe.scrub(doctype): value})
			for name, doctype, value in limits
		]
		unlimited = (
			("Stan Stock", "Stock User"),
			("Manny Manufacturing", "Manufacturing User"),
			("Acca Accounts", "Accounts User"),
			("Otto Ours", USER_ROLE, MANAGER_ROLE),
		)
		return limited + [(cls.user(*name_and_roles), {}) for name_and_roles in unlimited]

	@staticmethod
	def user(name: str, *roles: str, only: tuple[str, str] | None = None) -> str:
		user = make_user(name, *roles)
		frappe.db.delete("User Permission", {"user": user})
		if only:
			permit(user, *only)
		frappe.cache.hdel("user_permissions", user)
		frappe.db.commit()
		return user
