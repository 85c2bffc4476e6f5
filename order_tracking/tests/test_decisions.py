import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.constants import (
	APPROVED,
	CLOSED,
	COMPLETED,
	CONFIRMED,
	CUSTOMER,
	DELIVERED,
	EVENT,
	IN_PROGRESS,
	NOT_GIVEN,
	ON_HOLD,
	PARTLY_DELIVERED,
	READY,
	SUPPLIER,
	US,
)
from order_tracking.decisions import buttons as decisions
from order_tracking.decisions.approvals import DecisionRefusedError
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import bill, bring_back, deliver, make_item, make_order, pay, set_status
from order_tracking.tests.people import make_packer, make_reader, make_seller

NEXT_WEEK = add_days(today(), 7)
YESTERDAY = add_days(today(), -1)


def service(**values) -> dict:
	return {"item_code": "Training", "is_stock_item": 0, **values}


class TestDecisions(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.seller = make_seller()
		make_item("Laptop")
		make_item("Training", is_stock_item=0)

	def setUp(self):
		super().setUp()
		frappe.set_user(self.seller)

	def told(self, tracker, field: str) -> list[tuple]:
		rows = frappe.get_all(
			EVENT,
			{"order_tracker": tracker.name, "field": field},
			["from_value", "to_value", "actor", "remark"],
			order_by="happened_at asc, creation asc",
		)
		return [(row.from_value, row.to_value, row.actor, row.remark) for row in rows]

	def order_status(self, tracker) -> str:
		return frappe.db.get_value("Sales Order", tracker.sales_order, "status")

	# --- hold and resume

	def test_a_hold_is_erpnexts_own_with_cause_reason_and_expected_end(self):
		tracker = self.tracker_of(make_order([{}]))
		answer = decisions.hold(tracker.name, CUSTOMER, "Site not ready", NEXT_WEEK)
		self.assertEqual((answer.workflow_state, answer.stage, answer.health), (ON_HOLD, ON_HOLD, ON_HOLD))
		self.assertEqual(self.order_status(tracker), ON_HOLD)
		tracker = self.tracker_of(tracker.sales_order)
		self.assertEqual((tracker.hold_cause, tracker.hold_reason), (CUSTOMER, "Site not ready"))
		self.assertEqual((tracker.hold_expected_end, tracker.held_by), (getdate(NEXT_WEEK), self.seller))
		self.assertEqual(self.told(tracker, "hold_cause"), [(None, CUSTOMER, self.seller, "Site not ready")])
		self.assertEqual(self.told(tracker, "workflow_state")[-1][:3], (APPROVED, ON_HOLD, self.seller))

	def test_resume_ends_the_hold_and_forgets_its_cause(self):
		tracker = self.tracker_of(make_order([{}]))
		decisions.hold(tracker.name, CUSTOMER, "Site not ready", NEXT_WEEK)
		answer = decisions.resume(tracker.name)
		self.assertEqual((answer.workflow_state, answer.stage), (APPROVED, CONFIRMED))
		tracker = self.tracker_of(tracker.sales_order)
		self.assertEqual(
			[tracker.hold_cause, tracker.hold_reason, tracker.hold_expected_end, tracker.held_on], [None] * 4
		)

	def test_the_cause_of_a_hold_made_in_erpnext_can_be_given_afterwards(self):
		tracker = self.tracker_of(make_order([{}]))
		set_status(frappe.get_doc("Sales Order", tracker.sales_order), ON_HOLD)
		self.assertEqual(self.tracker_of(tracker.sales_order).hold_cause, NOT_GIVEN)
		decisions.hold(tracker.name, SUPPLIER, "Parts are late", NEXT_WEEK)
		tracker = self.tracker_of(tracker.sales_order)
		self.assertEqual((tracker.workflow_state, tracker.hold_cause), (ON_HOLD, SUPPLIER))

	def test_a_decision_without_cause_reason_or_sense_is_refused(self):
		tracker = self.tracker_of(make_order([{}]))
		for cause, reason, end in (
			("", "Why", None),
			(NOT_GIVEN, "Why", None),
			("Weather", "Why", None),
			(US, "  ", None),
			(US, "Why", YESTERDAY),
		):
			with self.subTest(cause=cause, reason=reason), self.assertRaises(DecisionRefusedError):
				decisions.hold(tracker.name, cause, reason, end)
		for decision in (decisions.resume, decisions.reopen):
			with self.subTest(decision=decision.__name__), self.assertRaises(DecisionRefusedError):
				decision(tracker.name)
		self.assertEqual(self.tracker_of(tracker.sales_order).workflow_state, APPROVED)

	# --- close and reopen

	def test_a_close_short_and_its_reopening_are_erpnexts_own(self):
		order = make_order([{"qty": 10}])
		frappe.set_user("Administrator")
		deliver(order, qty={"Laptop": 4})
		frappe.set_user(self.seller)
		tracker = self.tracker_of(order)
		answer = decisions.close(tracker.name, CUSTOMER, "Four are enough")
		self.assertEqual((answer.workflow_state, answer.stage), (CLOSED, CLOSED))
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.close_cause, tracker.close_reason), (CUSTOMER, "Four are enough"))
		answer = decisions.reopen(tracker.name)
		self.assertEqual((answer.workflow_state, answer.stage), (APPROVED, PARTLY_DELIVERED))
		self.assertFalse(self.tracker_of(order).close_cause)

	def test_nothing_is_decided_about_a_completed_order(self):
		order = make_order([{}])
		frappe.set_user("Administrator")
		deliver(order)
		pay(bill(order))
		frappe.set_user(self.seller)
		tracker = self.tracker_of(order)
		self.assertEqual(tracker.stage, COMPLETED)
		for decision in (
			lambda: decisions.hold(tracker.name, US, "Why"),
			lambda: decisions.close(tracker.name, US, "Why"),
			lambda: decisions.say_ready(tracker.name),
		):
			with self.assertRaises(DecisionRefusedError):
				decision()

	# --- work begun, ready

	def test_people_say_that_work_has_begun_and_is_ready_and_take_it_back(self):
		tracker = self.tracker_of(make_order([{}]))
		self.assertEqual(decisions.begin_work(tracker.name).stage, IN_PROGRESS)
		self.assertEqual(decisions.say_ready(tracker.name).stage, READY)
		self.assertEqual(decisions.take_back(tracker.name, READY).stage, IN_PROGRESS)
		self.assertEqual(decisions.take_back(tracker.name, IN_PROGRESS).stage, CONFIRMED)
		with self.assertRaises(DecisionRefusedError):
			decisions.take_back(tracker.name, READY)
		self.assertEqual([row[2] for row in self.told(tracker, "said_ready_on")], [self.seller] * 2)
		stages = [row[:2] for row in self.told(tracker, "stage")]
		self.assertEqual(
			stages[1:],
			[(CONFIRMED, IN_PROGRESS), (IN_PROGRESS, READY), (READY, IN_PROGRESS), (IN_PROGRESS, CONFIRMED)],
		)

	def test_an_order_on_hold_cannot_be_called_ready(self):
		tracker = self.tracker_of(make_order([{}]))
		decisions.hold(tracker.name, US, "No capacity")
		with self.assertRaises(DecisionRefusedError):
			decisions.say_ready(tracker.name)

	def test_a_decision_does_not_make_an_open_form_stale(self):
		tracker = self.tracker_of(make_order([{}]))
		decisions.hold(tracker.name, US, "No capacity")
		tracker.mode_of_payment = "Cash"
		tracker.save()
		self.assertEqual(self.tracker_of(tracker.sales_order).hold_reason, "No capacity")

	# --- services and returns

	def test_an_accepted_service_is_complete_on_the_day_of_acceptance(self):
		tracker = self.tracker_of(make_order([service(delivery_date=NEXT_WEEK)]))
		line = tracker.lines[0]
		answer = decisions.accept_service(tracker.name, line.sales_order_item, YESTERDAY)
		self.assertEqual(answer.stage, DELIVERED)
		line = self.tracker_of(tracker.sales_order).lines[0]
		self.assertEqual((line.accepted_on, line.accepted_by), (getdate(YESTERDAY), self.seller))
		self.assertEqual(line.actual_date, getdate(YESTERDAY))
		self.assertEqual(self.told(tracker, "accepted_on")[0][:3], (None, YESTERDAY, self.seller))
		self.assertEqual(decisions.take_back_acceptance(tracker.name, line.name).stage, CONFIRMED)

	def test_goods_a_future_day_and_an_unknown_line_are_not_accepted(self):
		tracker = self.tracker_of(make_order([{}, service()]))
		goods, training = tracker.lines
		for line, day in (
			(goods.name, today()),
			(training.name, NEXT_WEEK),
			(training.name, "2001-01-01"),
			("x", None),
		):
			with self.subTest(line=line, day=day), self.assertRaises(DecisionRefusedError):
				decisions.accept_service(tracker.name, line, day)

	def test_a_promise_for_returned_goods_needs_a_return(self):
		order = make_order([{"qty": 5}])
		tracker = self.tracker_of(order)
		line = tracker.lines[0].name
		with self.assertRaises(DecisionRefusedError):
			decisions.set_return_promise(tracker.name, line, NEXT_WEEK)
		frappe.set_user("Administrator")
		bring_back(deliver(order), {"Laptop": 2})
		frappe.set_user(self.seller)
		self.settle()
		decisions.set_return_promise(tracker.name, line, NEXT_WEEK)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.lines[0].return_promise, tracker.next_promise), (getdate(NEXT_WEEK),) * 2)
		with self.assertRaises(DecisionRefusedError):
			decisions.set_return_promise(tracker.name, line, YESTERDAY)

	# --- who may

	def test_who_may_not_change_the_order_in_erpnext_cannot_hold_or_close_it(self):
		tracker = self.tracker_of(make_order([{}]))
		frappe.set_user(make_packer())
		for decision in (
			lambda: decisions.hold(tracker.name, US, "Why"),
			lambda: decisions.close(tracker.name, US, "Why"),
		):
			with self.assertRaises(frappe.PermissionError):
				decision()
			frappe.db.rollback()
		self.assertEqual(decisions.say_ready(tracker.name).stage, READY)
		self.assertEqual(self.order_status(tracker), "To Deliver and Bill")

	def test_who_may_only_read_decides_nothing(self):
		tracker = self.tracker_of(make_order([{}, service()]))
		line = tracker.lines[1].name
		frappe.set_user(make_reader())
		for decision in (
			lambda: decisions.hold(tracker.name, US, "Why"),
			lambda: decisions.resume(tracker.name),
			lambda: decisions.close(tracker.name, US, "Why"),
			lambda: decisions.reopen(tracker.name),
			lambda: decisions.begin_work(tracker.name),
			lambda: decisions.say_ready(tracker.name),
			lambda: decisions.take_back(tracker.name, READY),
			lambda: decisions.request_approval(tracker.name),
			lambda: decisions.approve(tracker.name),
			lambda: decisions.reject(tracker.name, "Why"),
			lambda: decisions.accept_service(tracker.name, line),
			lambda: decisions.take_back_acceptance(tracker.name, line),
			lambda: decisions.set_return_promise(tracker.name, line, NEXT_WEEK),
		):
			with self.assertRaises(frappe.PermissionError):
				decision()

	def test_every_decision_is_a_post(self):
		for name in (
			*(
				"hold",
				"resume",
				"close",
				"reopen",
				"begin_work",
				"say_ready",
				"take_back",
				"request_approval",
			),
			*("approve", "reject", "accept_service", "take_back_acceptance", "set_return_promise"),
		):
			method = getattr(decisions, name)
			self.assertEqual(frappe.allowed_http_methods_for_whitelisted_func[method], ["POST"], name)
