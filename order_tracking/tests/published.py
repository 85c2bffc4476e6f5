"""Notes of one order, and what its customer reads of them."""

import frappe

from order_tracking.constants import COMMUNICATION, NOTE
from order_tracking.customers import publishing
from order_tracking.tests.customers import CustomerTestCase
from order_tracking.tests.people import make_seller

SAID = "We print your logo on the left."


class PublishingTestCase(CustomerTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.seller = make_seller()

	def setUp(self):
		super().setUp()
		self.order = self.make()
		self.tracker = self.tracker_of(self.order)
		frappe.set_user(self.seller)

	def write(self, kind: str = COMMUNICATION, text: str = SAID, **values):
		if kind == COMMUNICATION:
			values = {"channel": "Phone", "direction": "Sent", **values}
		note = frappe.get_doc(
			{
				"doctype": NOTE,
				"order_tracker": self.tracker.name,
				"kind": kind,
				"text": text,
				"readers": [{"audience": "Sales"}],
				**values,
			}
		)
		return note.insert()

	def publish(self, note) -> str:
		return publishing.publish(note.name, frappe.db.get_value(NOTE, note.name, "version"))

	def read(self) -> list[str]:
		"""What the customer reads now."""
		frappe.set_user(self.buyer)
		try:
			return [note.text for note in self.seen(self.order).notes]
		finally:
			frappe.set_user(self.seller)
