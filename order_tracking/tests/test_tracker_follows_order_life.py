"""Submit, change, hold, close, reopen and cancel a Sales Order in ERPNext: what does its tracker say?"""

import frappe
from erpnext.selling.doctype.sales_order.sales_order import close_or_unclose_sales_orders
from frappe.utils import add_days, getdate, now_datetime, today

from order_tracking.constants import EVENT, MOVED, PROMISE_CHANGE, TRACKER
from order_tracking.tests import factories
from order_tracking.tests.invariants import FollowingTestCase
from order_tracking.tests.people import make_seller

DUE = getdate(add_days(today(), 30))
LATER = getdate(add_days(today(), 40))
LATEST = getdate(add_days(today(), 50))


class TestTrackerFollowsOrderLife(FollowingTestCase):
	def setUp(self):
		super().setUp()
		# ERPNext takes a customer's order number once.
		self.number = frappe.generate_hash(length=8)

	def test_draft_has_no_tracker(self):
		order = factories.make_order(submit=False)
		self.settle()
		self.assertFalse(frappe.db.exists(TRACKER, {"sales_order": order.name}))

	def test_submitted_order_stands_confirmed_with_its_promise(self):
		order = factories.make_order(
			[{"qty": 2, "delivery_date": DUE}, {"item_code": "Cable", "qty": 3, "delivery_date": LATER}],
			po_no=self.number,
		)
		tracker = self.tracker_of(order)
		self.assertEqual(
			(tracker.stage, tracker.health, tracker.workflow_state), ("Confirmed", "On Track", "Approved")
		)
		self.assertEqual(
			(tracker.customer, tracker.company, tracker.po_no), (order.customer, order.company, self.number)
		)
		self.assertEqual(
			(tracker.requested_date, tracker.first_promise, tracker.current_promise), (LATER, LATER, LATER)
		)
		self.assertEqual(tracker.next_promise, DUE)
		self.assertEqual(
			[(line.item_code, line.qty) for line in tracker.lines], [("Laptop", 2), ("Cable", 3)]
		)
		self.assertEqual([line.first_promise for line in tracker.lines], [DUE, LATER])
		self.assertEqual(tracker.grand_total, 500)

	def test_project_and_responsible_person_are_links(self):
		project = frappe.get_doc(
			{"doctype": "Project", "project_name": self.number, "company": factories.COMPANY}
		).insert()
		with self.set_user(make_seller()):
			order = factories.make_order(project=project.name)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.project, tracker.responsible_user), (project.name, make_seller()))

	def test_date_edited_after_submit_moves_the_promise_and_keeps_the_first(self):
		order = factories.make_order([{"delivery_date": DUE}])
		self.settle()
		factories.move_date(order, LATER)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.first_promise, tracker.current_promise), (DUE, LATER))
		move = frappe.get_last_doc(PROMISE_CHANGE, {"order_tracker": tracker.name, "kind": MOVED})
		self.assertEqual((move.old_date, move.new_date, move.author), (DUE, LATER, "Administrator"))
		self.assertEqual((move.status, move.cause), ("Asks for Reason", "Not Given"))

	def test_what_else_is_edited_after_submit_is_copied(self):
		order = factories.make_order()
		self.settle()
		order.reload()
		order.po_no = self.number
		order.save()
		self.assertEqual(self.tracker_of(order).po_no, self.number)

	def test_update_items_changes_adds_and_strikes_lines(self):
		order = factories.make_order(
			[{"qty": 2, "delivery_date": DUE}, {"item_code": "Cable", "qty": 3, "delivery_date": DUE}]
		)
		factories.make_item("Mouse")
		self.settle()

		def change(rows):
			rows[0].update(qty=5, delivery_date=str(LATER))
			rows[1] = {"item_code": "Mouse", "qty": 4, "rate": 10, "delivery_date": str(LATEST)}

		factories.update_items(order, change)
		tracker = self.tracker_of(order)
		lines = {line.item_code: line for line in tracker.lines}
		self.assertEqual((lines["Laptop"].qty, lines["Laptop"].remaining_qty), (5, 5))
		self.assertEqual((lines["Laptop"].first_promise, lines["Laptop"].current_promise), (DUE, LATER))
		self.assertEqual((lines["Mouse"].first_promise, lines["Mouse"].line_stage), (LATEST, "Confirmed"))
		self.assertEqual((lines["Cable"].is_struck, lines["Cable"].line_stage), (1, "Gone"))
		self.assertEqual(tracker.grand_total, 540)

	def test_hold_and_resume_in_erpnext_are_taken_over(self):
		order = factories.make_order([{"delivery_date": DUE}])
		self.settle()
		factories.set_status(order, "On Hold")
		held = self.tracker_of(order)
		self.assertEqual((held.workflow_state, held.stage, held.health), ("On Hold", "On Hold", "On Hold"))
		self.assertEqual((held.hold_cause, held.held_by), ("Not Given", "Administrator"))
		factories.set_status(order, "Draft")
		resumed = self.tracker_of(order)
		self.assertEqual(
			(resumed.workflow_state, resumed.stage, resumed.hold_cause), ("Approved", "Confirmed", None)
		)
		self.assertFalse(resumed.held_on)

	def test_closed_short_waits_for_nothing_and_reopened_does(self):
		order = factories.make_order([{"qty": 10, "delivery_date": add_days(today(), -5)}])
		factories.deliver(order, qty={"Laptop": 4})
		self.assertEqual(self.tracker_of(order).health, "Overdue")
		factories.set_status(order, "Closed")
		closed = self.tracker_of(order)
		self.assertEqual((closed.stage, closed.health, closed.workflow_state), ("Closed", "Closed", "Closed"))
		self.assertEqual(
			(closed.overdue_since, closed.next_promise, closed.lines[0].remaining_qty), (None, None, 0)
		)
		self.assertEqual((closed.close_cause, closed.lines[0].delivered_qty), ("Not Given", 4))
		factories.set_status(order, "Draft")
		reopened = self.tracker_of(order)
		self.assertEqual((reopened.stage, reopened.health), ("Partly Delivered", "Overdue"))
		self.assertEqual((reopened.close_cause, reopened.lines[0].remaining_qty), (None, 6))

	def test_many_orders_closed_at_once_from_the_list(self):
		orders = [factories.make_order(), factories.make_order()]
		frappe.db.commit()
		close_or_unclose_sales_orders(frappe.as_json([order.name for order in orders]), "Closed")
		self.assertEqual([self.tracker_of(order).stage for order in orders], ["Closed", "Closed"])

	def test_cancelled_order_says_so_and_promises_nothing(self):
		order = factories.make_order([{"delivery_date": add_days(today(), -5)}])
		self.settle()
		factories.cancel(order)
		tracker = self.tracker_of(order)
		self.assertEqual(
			(tracker.stage, tracker.health, tracker.workflow_state), ("Cancelled", "Cancelled", "Cancelled")
		)
		self.assertEqual((tracker.overdue_since, tracker.next_promise), (None, None))
		self.assertEqual(tracker.lines[0].line_stage, "Cancelled")

	def test_history_says_from_what_to_what_when_who_and_which_document(self):
		began, seller = now_datetime(), make_seller()
		with self.set_user(seller):
			order = factories.make_order()
			self.settle()
		note = factories.deliver(order)
		self.settle()
		invoice = factories.bill(order)
		payment = factories.pay(invoice)
		tracker = self.tracker_of(order)
		rows = frappe.get_all(
			EVENT,
			{"order_tracker": tracker.name, "field": "stage"},
			["from_value", "to_value", "actor", "source_doctype", "source_name", "happened_at"],
			order_by="creation asc",
		)
		self.assertEqual(
			[tuple(row.values())[:5] for row in rows],
			[
				(None, "Confirmed", seller, "Sales Order", order.name),
				("Confirmed", "Delivered", "Administrator", "Delivery Note", note.name),
				("Delivered", "Completed", "Administrator", "Payment Entry", payment.name),
			],
		)
		times = [began, *[row.happened_at for row in rows], now_datetime()]
		self.assertEqual(times, sorted(times))

	def test_history_lays_nothing_on_a_delivery_that_failed(self):
		order = factories.make_order()
		self.settle()
		note = factories.deliver(order, submit=False)
		note.items[0].qty = note.items[0].qty * 100
		note.save()
		self.assertRaises(frappe.ValidationError, note.submit)
		frappe.db.rollback()
		order.reload()
		order.update_status("Closed")
		tracker = self.tracker_of(order)
		last = frappe.get_last_doc(EVENT, {"order_tracker": tracker.name, "field": "workflow_state"})
		self.assertEqual(
			(last.to_value, last.source_doctype, last.source_name), ("Closed", "Sales Order", order.name)
		)

	def test_renamed_and_merged_customers_keep_their_trackers(self):
		old, survivor = factories.make_customer("Old Name"), factories.make_customer("Survivor")
		order = factories.make_order(customer=old)
		self.settle()
		new = frappe.rename_doc("Customer", old, "New Name", force=True)
		self.assertEqual(self.tracker_of(order).customer, new)
		frappe.rename_doc("Customer", new, survivor, merge=True, force=True)
		tracker = self.tracker_of(order)
		self.assertEqual(tracker.customer, survivor)
		self.assertEqual(
			set(frappe.get_all(PROMISE_CHANGE, {"order_tracker": tracker.name}, pluck="customer")), {survivor}
		)
