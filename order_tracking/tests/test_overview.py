import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.connections import count_documents
from order_tracking.constants import CONFIRMED, CUSTOMER, PARTLY_DELIVERED, PROMISE_CHANGE
from order_tracking.decisions import buttons as decisions
from order_tracking.decisions import promises
from order_tracking.rules import next_action
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import (
	amend,
	bill,
	cancel,
	deliver,
	make_item,
	make_order,
	move_date,
	pay,
	set_status,
)
from order_tracking.tests.people import make_packer, make_reader, make_seller, make_user
from order_tracking.tests.supply import buy_for
from order_tracking.views.overview import get_headline, get_overview
from order_tracking.views.state_of_tracking import get_state


def in_days(days: int) -> str:
	return add_days(today(), days)


class TestOverview(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.seller = make_seller()
		make_item("Laptop")
		make_item("Mouse")

	def setUp(self):
		super().setUp()
		frappe.set_user(self.seller)

	def overview_of(self, order) -> dict:
		return frappe._dict(get_overview(self.tracker_of(order).name))

	def step_of(self, overview: dict) -> tuple[str, str]:
		return next(
			(step["stage"], step["state"]) for step in overview.steps if step["state"] in ("now", "stopped")
		)

	# --- what it says

	def test_an_overdue_order_names_line_quantity_and_days(self):
		order = make_order(
			[{"qty": 12, "delivery_date": in_days(-9)}, {"item_code": "Mouse", "delivery_date": in_days(6)}]
		)
		deliver(order, qty={"Laptop": 5})
		overview = self.overview_of(order)
		self.assertEqual(self.step_of(overview), (PARTLY_DELIVERED, "now"))
		self.assertIn("9 days", overview.health["detail"])
		self.assertEqual([reason["text"] for reason in overview.why], ["Laptop: 7 Nos overdue for 9 days"])
		self.assertEqual(overview.next["kind"], next_action.DELIVER)
		self.assertIn("7 Nos of Laptop", overview.next["sentence"])

	def test_an_order_at_risk_names_the_document_that_says_so(self):
		order = make_order([{"delivery_date": in_days(10)}])
		frappe.set_user("Administrator")
		purchase = buy_for(order, on=in_days(16))
		frappe.set_user(self.seller)
		overview = self.overview_of(order)
		self.assertEqual(overview.health["detail"], "would be 6 days late")
		reason = overview.why[0]
		self.assertEqual((reason["doctype"], reason["document"]), ("Purchase Order", purchase.name))
		self.assertEqual(overview.next["kind"], next_action.MOVE_PROMISE)

	def test_a_held_order_shows_where_it_stopped_and_why(self):
		order = make_order([{}])
		tracker = self.tracker_of(order)
		decisions.hold(tracker.name, CUSTOMER, "The building is not ready", in_days(5))
		overview = self.overview_of(order)
		self.assertEqual(self.step_of(overview), (CONFIRMED, "stopped"))
		self.assertIn("The building is not ready", overview.banner)
		self.assertEqual(overview.next["kind"], next_action.RESUME)

	def test_promises_tell_requested_first_current_and_how_often_they_moved(self):
		order = make_order([{"delivery_date": in_days(10)}])
		self.settle()
		move_date(order, in_days(12))
		self.settle()
		move_date(order, in_days(17))
		overview = self.overview_of(order)
		told = overview.promise
		self.assertEqual((told["moves"], told["moved_days"]), (2, 7))
		self.assertEqual((told["first"], told["current"]), (getdate(in_days(10)), getdate(in_days(17))))
		self.assertEqual(overview.next["kind"], next_action.GIVE_REASON)
		promises.give_reason(overview.next["change"], CUSTOMER, "They asked for it")
		self.assertNotEqual(self.overview_of(order).next["change"], overview.next["change"])

	def test_a_request_for_a_new_promise_asks_for_an_answer(self):
		order = make_order([{"delivery_date": in_days(10)}])
		tracker = self.tracker_of(order)
		frappe.set_user(make_packer())
		dates = [{"line": tracker.lines[0].sales_order_item, "date": in_days(14)}]
		self.assertTrue(promises.move(tracker.name, dates, CUSTOMER, "They asked")["is_request"])
		frappe.set_user(self.seller)
		overview = self.overview_of(order)
		self.assertEqual(overview.next["kind"], next_action.ANSWER_REQUEST)
		self.assertEqual(frappe.db.get_value(PROMISE_CHANGE, overview.next["change"], "status"), "Waiting")
		promises.accept_request(overview.next["change"])
		self.assertEqual(self.overview_of(order).promise["current"], getdate(in_days(14)))

	def test_what_is_left_after_delivery_is_billing_then_payment_then_nothing(self):
		order = make_order([{"delivery_date": in_days(3)}])
		deliver(order)
		self.assertEqual(self.overview_of(order).next["kind"], next_action.BILL)
		invoice = bill(order)
		after_billing = self.overview_of(order).next
		self.assertEqual(
			(after_billing["kind"], after_billing["invoices"]), (next_action.COLLECT, [invoice.name])
		)
		pay(invoice)
		self.assertEqual(self.overview_of(order).next["kind"], next_action.NOTHING)

	def test_between_cancel_and_amendment_it_says_so(self):
		order = make_order([{}])
		self.settle()
		cancel(order)
		amend(order, submit=False)
		self.assertEqual(self.overview_of(order).next["kind"], next_action.AMEND)

	# --- who sees what

	def test_who_may_only_read_is_offered_nothing(self):
		order = make_order([{}])
		tracker = self.tracker_of(order)
		frappe.set_user(make_reader())
		may = get_overview(tracker.name)["may"]
		self.assertFalse(may["decide"] or may["submit_order"] or may["approve"])

	def test_who_may_not_read_the_tracker_sees_nothing(self):
		order = make_order([{}])
		tracker = self.tracker_of(order)
		frappe.set_user(make_user("Nora Nobody", "Projects User"))
		for look in (
			lambda: get_overview(tracker.name),
			lambda: get_headline(order.name),
			lambda: count_documents("Order Tracker", tracker.name),
			get_state,
		):
			with self.assertRaises(frappe.PermissionError):
				look()

	def test_a_sales_order_without_a_tracker_has_no_headline(self):
		draft = make_order([{}], submit=False)
		self.assertIsNone(get_headline(draft.name))

	def test_a_sales_order_says_how_it_stands(self):
		order = make_order([{"delivery_date": in_days(-2)}])
		self.settle()
		headline = get_headline(order.name)
		self.assertEqual((headline["tracker"], headline["health"]), (order.name, "Overdue"))
		self.assertIn("2 days", headline["detail"])

	# --- connections

	def test_connections_name_every_document_of_the_order(self):
		order = make_order([{}])
		note, invoice = deliver(order), bill(order)
		payment = pay(invoice)
		found = self.documents_of(order)
		for doctype, document in (
			("Sales Order", order),
			("Delivery Note", note),
			("Sales Invoice", invoice),
			("Payment Entry", payment),
		):
			with self.subTest(doctype=doctype):
				self.assertEqual(found[doctype], [document.name])

	def test_connections_follow_an_amendment_and_keep_the_cancelled_order(self):
		order = make_order([{}])
		self.settle()
		cancel(order)
		amended = amend(order)
		note = deliver(amended)
		found = self.documents_of(amended)
		self.assertEqual(set(found["Sales Order"]), {order.name, amended.name})
		self.assertEqual(found["Delivery Note"], [note.name])

	def test_connections_hide_what_the_user_may_not_read(self):
		order = make_order([{}])
		pay(order, 50)
		tracker = self.tracker_of(order)
		frappe.set_user(make_packer())
		found = {row["doctype"]: row["names"] for row in self.rows_of(tracker)}
		self.assertEqual(found["Payment Entry"], [])
		self.assertEqual(found["Sales Order"], [])

	def documents_of(self, order) -> dict[str, list[str]]:
		return {row["doctype"]: row["names"] for row in self.rows_of(self.tracker_of(order))}

	def rows_of(self, tracker) -> list[dict]:
		return count_documents("Order Tracker", tracker.name)["count"]["internal_links_found"]

	# --- tracking itself

	def test_the_settings_count_what_is_tracked_and_list_what_failed(self):
		frappe.set_user("Administrator")
		order = make_order([{}])
		set_status(order, "Closed")
		self.settle()
		state = get_state()
		self.assertGreater(state["trackers"], 0)
		self.assertEqual(state["marks"], 0)
		self.assertEqual(len(state["failures"]), min(state["failure_count"], 50))
