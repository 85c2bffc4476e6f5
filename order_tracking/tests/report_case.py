"""What tests of reports share: the reports, and a customer of its own for each test."""

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, getdate, today

from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import (
	COMPANY,
	make_customer,
	make_order,
)

REPORTS = (
	"Order Tracking Sheet",
	"Open Order Lines",
	"Overdue and At Risk Orders",
	"On Time In Full",
	"Promise Reliability",
	"Order Stage Dwell",
	"Order Cash View",
	"Order Tracking Audit",
)
NOTES = "Order Notes Waiting"
EVERY_REPORT = (*REPORTS, NOTES)


def day(n: int):
	return getdate(add_days(today(), n))


class ReportTestCase(SiteTestCase):
	"""A customer of its own keeps a test apart from everything else on the site."""

	def setUp(self):
		super().setUp()
		self.customer = make_customer(f"Reports {frappe.generate_hash(length=8)}")

	def order(self, lines: list[dict] | None = None, **values):
		return make_order(lines, customer=self.customer, **values)

	def report(self, name: str, **filters) -> dict:
		self.settle()
		return run(name, filters={"company": COMPANY, "customer": self.customer, **filters})

	def rows(self, name: str, **filters) -> list[dict]:
		return self.report(name, **filters)["result"]

	def cards(self, name: str, **filters) -> dict:
		return {card["label"]: card["value"] for card in self.report(name, **filters)["report_summary"]}

	def otif(self, **filters) -> dict:
		rows = self.rows("On Time In Full", group_by="Customer", **filters)
		self.assertEqual([row["group"] for row in rows], [self.customer])
		return rows[0]
