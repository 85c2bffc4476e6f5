"""The one place that knows how test classes differ between Frappe 15 and 16."""

import frappe

try:
	from frappe.tests import IntegrationTestCase as FrappeSiteTestCase  # version-16
except ImportError:
	from frappe.tests.utils import FrappeTestCase as FrappeSiteTestCase  # version-15

from order_tracking.constants import TRACKER
from order_tracking.drain import drain


class SiteTestCase(FrappeSiteTestCase):
	"""Documents are committed, as they are in life: only then do marks, drain and second connections mean anything."""

	def tearDown(self):
		frappe.db.rollback()
		frappe.set_user("Administrator")
		super().tearDown()

	def settle(self) -> None:
		"""Commit what the test did and wait until the trackers know."""
		frappe.db.commit()
		drain()

	def tracker_of(self, order):
		"""The tracker of this order as it is stored now."""
		self.settle()
		name = frappe.db.get_value(TRACKER, {"sales_order": getattr(order, "name", order)})
		self.assertTrue(name, f"{order} has no tracker")
		return frappe.get_doc(TRACKER, name)
