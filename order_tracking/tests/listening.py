"""A Notification, a Webhook and an Assignment Rule of the site's own that listen to trackers, and what they heard."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import frappe

from order_tracking import listeners
from order_tracking.constants import DELIVERED, TRACKER
from order_tracking.tests.base import SiteTestCase

READER = "dev@example.com"
WEEK = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


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


class ListeningTestCase(SiteTestCase):
	def setUp(self):
		super().setUp()
		self.records = []

	def tearDown(self):
		self.forget_listeners()
		super().tearDown()

	def forget_listeners(self) -> None:
		while self.records:
			doc = self.records.pop()
			frappe.delete_doc(doc.doctype, doc.name, force=True, ignore_permissions=True)
		frappe.db.commit()
		listeners.forget_listeners()

	def listen(self, **values):
		doc = frappe.get_doc(values).insert()
		self.records.append(doc)
		frappe.db.commit()
		return doc

	def notify(self, **values):
		return self.listen(
			doctype="Notification",
			name=f"Of the site {frappe.generate_hash(length=6)}",
			document_type=TRACKER,
			subject="{{ doc.sales_order }} is {{ doc.stage }}",
			message="Look",
			recipients=[{"receiver_by_role": "System Manager"}],
			enabled=1,
			**{"channel": "System Notification", **values},
		)

	def notify_on_stage(self, stage: str = DELIVERED, condition: str | None = None, **values):
		return self.notify(
			event="Value Change",
			value_changed="stage",
			condition=condition or f"doc.stage == '{stage}'",
			**values,
		)

	def call(self, address: str, condition: str, event: str = "on_change"):
		return self.listen(
			doctype="Webhook",
			name=f"Of the site {frappe.generate_hash(length=6)}",
			webhook_doctype=TRACKER,
			webhook_docevent=event,
			condition=condition,
			request_url=address,
			request_method="POST",
			request_structure="JSON",
			webhook_json='{"order": "{{ doc.sales_order }}", "stage": "{{ doc.stage }}"}',
			enabled=1,
		)

	def assign(self, condition: str):
		return self.listen(
			doctype="Assignment Rule",
			name=f"Of the site {frappe.generate_hash(length=6)}",
			document_type=TRACKER,
			description="Look",
			assign_condition=condition,
			rule="Round Robin",
			priority=0,
			users=[{"user": "Administrator"}],
			assignment_days=[{"day": day} for day in WEEK],
		)

	@contextmanager
	def everybody_listening(self, condition: str):
		"""All three wait for this; yields what the address was sent."""
		with address_that_listens() as (address, calls):
			for event in ("New", "Save"):
				self.notify(event=event, condition=condition)
			# To Frappe a new document has not changed, but it was updated.
			self.call(address, condition, event="on_update")
			self.assign(condition.replace("doc.", ""))
			yield calls
			self.forget_listeners()

	def heard(self, order, calls: list) -> list[int]:
		"""How often Notification, Webhook and Assignment Rule spoke of this order; it is forgotten then."""
		notices = {
			"document_type": TRACKER,
			"document_name": order.name,
			"for_user": READER,
			"type": "Alert",
		}
		asked = {"reference_type": TRACKER, "reference_name": order.name}
		told = [
			frappe.db.count("Notification Log", notices),
			sum(call["order"] == order.name for call in calls),
			frappe.db.count("ToDo", asked),
		]
		frappe.db.delete("Notification Log", notices)
		frappe.db.delete("ToDo", asked)
		frappe.db.commit()
		calls.clear()
		return told
