"""Frappe's own tools see what the drain wrote, once, and never a backfill."""

import frappe
from frappe.utils import add_days, today

from order_tracking import backfill, listeners
from order_tracking.constants import DELIVERED, TRACKER
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import deliver, make_order

READER = "dev@example.com"


class TestListeners(SiteTestCase):
	def setUp(self):
		super().setUp()
		self.records = []

	def tearDown(self):
		for doc in reversed(self.records):
			frappe.delete_doc(doc.doctype, doc.name, force=True, ignore_permissions=True)
		frappe.db.commit()
		listeners.forget_listeners()
		super().tearDown()

	def listen(self, **values):
		doc = frappe.get_doc(values).insert()
		self.records.append(doc)
		frappe.db.commit()
		return doc

	def notify_on_stage(self, stage=DELIVERED, condition=None):
		return self.listen(
			doctype="Notification",
			name=f"Stage is {stage} {frappe.generate_hash(length=6)}",
			document_type=TRACKER,
			channel="System Notification",
			event="Value Change",
			value_changed="stage",
			condition=condition or f"doc.stage == '{stage}'",
			subject="{{ doc.sales_order }} is delivered",
			message="Look",
			recipients=[{"receiver_by_role": "System Manager"}],
			enabled=1,
		)

	def notices_about(self, tracker: str) -> int:
		return frappe.db.count(
			"Notification Log",
			{"document_type": TRACKER, "document_name": tracker, "for_user": READER},
		)

	def test_a_plain_notification_on_delivered_fires_once(self):
		order = make_order([{"qty": 2}])
		tracker = self.tracker_of(order)
		self.notify_on_stage()
		deliver(order, qty={"Laptop": 1})
		self.settle()
		self.assertEqual(self.notices_about(tracker.name), 0)
		deliver(order, qty={"Laptop": 1})
		self.settle()
		self.settle()
		self.assertEqual(self.notices_about(tracker.name), 1)

	def test_an_assignment_rule_assigns_the_tracker(self):
		self.listen(
			doctype="Assignment Rule",
			name=f"Late ones {frappe.generate_hash(length=6)}",
			document_type=TRACKER,
			description="Late",
			assign_condition="health == 'Overdue'",
			rule="Round Robin",
			priority=0,
			users=[{"user": "Administrator"}],
			assignment_days=[
				{"day": day}
				for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
			],
		)
		tracker = self.tracker_of(make_order([{"delivery_date": add_days(today(), -3)}]))
		self.assertEqual(
			frappe.db.count(
				"ToDo", {"reference_type": TRACKER, "reference_name": tracker.name, "status": "Open"}
			),
			1,
		)

	def test_a_listener_that_breaks_stops_neither_delivery_nor_tracker(self):
		order = make_order()
		tracker = self.tracker_of(order)
		self.notify_on_stage(condition="doc.stage != 'Delivered' or doc.no_such_thing.at_all")
		deliver(order)
		self.assertEqual(self.tracker_of(order).stage, DELIVERED)
		self.assertTrue(
			frappe.db.exists("Error Log", {"reference_doctype": TRACKER, "reference_name": tracker.name})
		)

	def test_a_backfill_tells_nobody(self):
		order = make_order()
		tracker = self.tracker_of(order)
		deliver(order)
		self.settle()
		frappe.db.delete(TRACKER, {"name": tracker.name})
		frappe.db.delete("Order Tracker Item", {"parent": tracker.name})
		self.notify_on_stage()
		backfill.track_all_orders()
		self.assertEqual(self.tracker_of(order).stage, DELIVERED)
		self.assertEqual(self.notices_about(tracker.name), 0)
