"""Frappe's own tools see what the drain wrote, once, and never a backfill."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest.mock import patch

import frappe
from frappe.utils import add_days, today

from order_tracking import backfill, listeners
from order_tracking.constants import DELIVERED, TRACKER
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import deliver, make_order

READER = "dev@example.com"


@contextmanager
def address_that_listens():
	"""A web address on this machine, and what was sent to it."""
	calls = []

	class Listener(BaseHTTPRequestHandler):
		def do_POST(self):
			calls.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
			self.send_response(200)
			self.end_headers()

		def log_message(self, *args):
			pass

	server = ThreadingHTTPServer(("127.0.0.1", 0), Listener)
	threading.Thread(target=server.serve_forever, daemon=True).start()
	try:
		yield f"http://127.0.0.1:{server.server_port}", calls
	finally:
		server.shutdown()
		server.server_close()


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

	def test_a_webhook_calls_its_address_once(self):
		order = make_order([{"qty": 2}])
		tracker = self.tracker_of(order)
		with address_that_listens() as (address, calls):
			self.listen(
				doctype="Webhook",
				name=f"Delivered {frappe.generate_hash(length=6)}",
				webhook_doctype=TRACKER,
				webhook_docevent="on_change",
				condition="doc.stage == 'Delivered'",
				request_url=address,
				request_method="POST",
				request_structure="JSON",
				webhook_json='{"order": "{{ doc.sales_order }}", "stage": "{{ doc.stage }}"}',
				enabled=1,
			)
			deliver(order, qty={"Laptop": 1})
			self.settle()
			self.assertEqual(calls, [])
			deliver(order, qty={"Laptop": 1})
			self.settle()
			self.settle()
		self.assertEqual(calls, [{"order": order.name, "stage": DELIVERED}])
		self.assertEqual(self.tracker_of(order).name, tracker.name)

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

	def test_open_forms_lists_and_boards_are_woken_once_the_judgement_has_followed(self):
		order = make_order()
		self.settle()
		deliver(order)
		with patch("order_tracking.listeners.frappe.publish_realtime") as publish:
			self.settle()
		told = [(call.args[0], call.args[1]["name"]) for call in publish.call_args_list]
		self.assertIn((listeners.REALTIME_EVENT, order.name), told)
		self.assertIn(("list_update", order.name), told)

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
