"""Frappe's own tools see what the drain wrote, once, and never a backfill."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, today

from order_tracking import backfill, jobs, listeners
from order_tracking.constants import DELIVERED, ON_TRACK, OVERDUE, TRACKER
from order_tracking.tests.factories import deliver, make_order
from order_tracking.tests.faults import forget_tracker, no_account_for_mail
from order_tracking.tests.listening import READER, ListeningTestCase, address_that_listens

IS_LATE = "doc.health == 'Overdue'"
LATE = add_days(today(), -3)


class TestListeners(ListeningTestCase):
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
			self.call(address, "doc.stage == 'Delivered'")
			deliver(order, qty={"Laptop": 1})
			self.settle()
			self.assertEqual(calls, [])
			deliver(order, qty={"Laptop": 1})
			self.settle()
			self.settle()
		self.assertEqual(calls, [{"order": order.name, "stage": DELIVERED}])
		self.assertEqual(self.tracker_of(order).name, tracker.name)

	def test_an_assignment_rule_assigns_the_tracker_once(self):
		self.assign("health == 'Overdue'")
		order = make_order([{"qty": 2, "delivery_date": LATE}])
		tracker = self.tracker_of(order)
		asked = {"reference_type": TRACKER, "reference_name": tracker.name, "status": "Open"}
		self.assertEqual(frappe.db.count("ToDo", asked), 1)
		deliver(order, qty={"Laptop": 1})
		self.assertEqual(self.tracker_of(order).health, OVERDUE)
		self.assertEqual(frappe.db.count("ToDo", asked), 1)

	def test_a_listener_that_breaks_stops_neither_delivery_nor_tracker(self):
		order = make_order()
		tracker = self.tracker_of(order)
		self.notify_on_stage(condition="doc.stage != 'Delivered' or doc.no_such_thing.at_all")
		deliver(order)
		self.assertEqual(self.tracker_of(order).stage, DELIVERED)
		self.assertTrue(
			frappe.db.exists("Error Log", {"reference_doctype": TRACKER, "reference_name": tracker.name})
		)

	def test_a_mail_that_cannot_be_sent_stops_neither_delivery_nor_tracker(self):
		self.assertFalse(frappe.db.exists("Email Account", {"default_outgoing": 1}))
		order = make_order()
		self.settle()
		notification = self.notify_on_stage(channel="Email")
		with no_account_for_mail():
			deliver(order)
			self.assertEqual(self.tracker_of(order).stage, DELIVERED)
		tried = {"reference_doctype": "Notification", "reference_name": notification.name}
		self.assertEqual(frappe.db.count("Error Log", tried), 1)

	def test_open_forms_lists_and_boards_are_woken_once_the_judgement_has_followed(self):
		order = make_order()
		self.settle()
		deliver(order)
		with patch("order_tracking.listeners.frappe.publish_realtime") as publish:
			self.settle()
		told = [(call.args[0], call.args[1]["name"]) for call in publish.call_args_list]
		self.assertIn((listeners.REALTIME_EVENT, order.name), told)
		self.assertIn(("list_update", order.name), told)

	def test_a_new_late_order_is_told_and_an_old_one_that_a_backfill_finds_is_not(self):
		with self.everybody_listening(IS_LATE) as calls:
			order = make_order([{"delivery_date": LATE}])
			self.settle()
			notices, calls_made, assignments = self.heard(order, calls)
			self.assertGreaterEqual(notices, 1)
			self.assertEqual((calls_made, assignments), (1, 1))
			forget_tracker(order.name)
			backfill.track_all_orders()
			self.assertEqual(self.tracker_of(order).health, OVERDUE)
			self.assertEqual(self.heard(order, calls), [0, 0, 0])

	def test_a_repair_and_the_nightly_check_tell_nobody(self):
		order = make_order([{"delivery_date": LATE}])
		self.settle()
		for mend in (jobs.check, lambda: jobs.repair(order.name)):
			with self.everybody_listening(IS_LATE) as calls:
				frappe.db.set_value(TRACKER, order.name, {"health": ON_TRACK, "overdue_since": None})
				frappe.db.commit()
				mend()
				self.assertEqual(self.tracker_of(order).health, OVERDUE)
				self.assertEqual(self.heard(order, calls), [0, 0, 0])
