import frappe
from erpnext.selling.doctype.sales_order.sales_order import SalesOrder
from frappe.utils import add_days, getdate, today

from order_tracking.constants import CUSTOMER, MOVED, NOT_GIVEN, PROMISE_CHANGE, SUPPLIER, US
from order_tracking.decisions import promises
from order_tracking.decisions.approvals import DecisionRefusedError
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import deliver, make_item, make_order, move_date, set_status, update_items
from order_tracking.tests.people import SALES, make_approver, make_packer, make_reader, make_seller, make_user

SOON, LATER, MUCH_LATER = (add_days(today(), days) for days in (10, 20, 30))
YESTERDAY = add_days(today(), -1)


class TestPromises(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.seller, cls.packer = make_seller(), make_packer()
		make_item("Laptop")
		make_item("Monitor")

	def setUp(self):
		super().setUp()
		frappe.set_user("Administrator")
		order = make_order(
			[{"qty": 2, "delivery_date": SOON}, {"item_code": "Monitor", "qty": 2, "delivery_date": LATER}]
		)
		self.tracker = self.tracker_of(order)
		self.laptop, self.monitor = (line.sales_order_item for line in self.tracker.lines)
		frappe.set_user(self.seller)

	def entries(self, **filters) -> list:
		return frappe.get_all(
			PROMISE_CHANGE,
			{"order_tracker": self.tracker.name, **filters},
			[
				"name",
				"sales_order_item",
				"old_date",
				"new_date",
				"cause",
				"reason",
				"status",
				"source",
				"author",
			],
			order_by="happened_at asc, creation asc",
		)

	def move(self, dates: dict, cause: str = SUPPLIER, reason: str = "Parts are late") -> dict:
		rows = [{"line": line, "date": day} for line, day in dates.items()]
		return promises.move(self.tracker.name, rows, cause, reason)

	def current(self) -> list:
		return [line.current_promise for line in self.tracker_of(self.tracker.sales_order).lines]

	def refused(self, text: str):
		return self.assertRaisesRegex(DecisionRefusedError, text)

	# --- moves

	def test_a_move_reaches_the_sales_order_and_the_ledger_with_cause_and_reason(self):
		answer = self.move({self.laptop: MUCH_LATER})
		self.assertFalse(answer["is_request"])
		order = frappe.get_doc("Sales Order", self.tracker.sales_order)
		self.assertEqual([line.delivery_date for line in order.items], [getdate(MUCH_LATER), getdate(LATER)])
		self.assertEqual(order.delivery_date, getdate(MUCH_LATER))
		self.assertEqual(self.current(), [getdate(MUCH_LATER), getdate(LATER)])
		(entry,) = self.entries(kind=MOVED)
		self.assertEqual((entry.old_date, entry.new_date), (getdate(SOON), getdate(MUCH_LATER)))
		self.assertEqual((entry.cause, entry.reason), (SUPPLIER, "Parts are late"))
		self.assertEqual(
			(entry.status, entry.source, entry.author), ("Counts", "Order Tracking", self.seller)
		)
		line = self.tracker_of(order).lines[0]
		self.assertEqual((line.requested_date, line.first_promise), (getdate(SOON), getdate(SOON)))

	def test_many_lines_move_at_once_and_one_of_them_by_its_trackers_name(self):
		self.move({self.tracker.lines[0].name: MUCH_LATER, self.monitor: MUCH_LATER})
		self.assertEqual(self.current(), [getdate(MUCH_LATER)] * 2)
		self.assertEqual({entry.reason for entry in self.entries(kind=MOVED)}, {"Parts are late"})
		self.assertEqual(len(self.entries(kind=MOVED)), 2)

	def test_a_move_in_erpnext_after_ours_asks_for_its_own_reason(self):
		self.move({self.laptop: MUCH_LATER})
		move_date(frappe.get_doc("Sales Order", self.tracker.sales_order), LATER, "Laptop")
		self.settle()
		self.assertEqual(
			[(entry.status, entry.cause) for entry in self.entries(kind=MOVED)],
			[("Counts", SUPPLIER), ("Asks for Reason", NOT_GIVEN)],
		)

	def test_impossible_moves_say_what_is_wrong(self):
		for dates, text in (
			({self.laptop: YESTERDAY}, "in the past"),
			({self.laptop: "2001-01-01"}, "before the order"),
			({self.laptop: None}, "Give a date"),
			({self.laptop: SOON}, "Nothing was moved"),
			({}, "Nothing was moved"),
			({"unknown": LATER}, "no such line"),
		):
			with self.subTest(text=text), self.refused(text):
				self.move(dates)
		twice = [{"line": self.laptop, "date": LATER}, {"line": self.laptop, "date": MUCH_LATER}]
		with self.refused("twice"):
			promises.move(self.tracker.name, twice, US, "Why")
		with self.refused("who caused"):
			self.move({self.laptop: LATER}, cause=NOT_GIVEN)
		with self.refused("Say why"):
			self.move({self.laptop: LATER}, reason=" ")
		self.assertEqual(self.current(), [getdate(SOON), getdate(LATER)])

	def test_delivered_struck_and_closed_lines_do_not_move(self):
		order = frappe.get_doc("Sales Order", self.tracker.sales_order)
		frappe.set_user("Administrator")
		update_items(order, lambda rows: rows.pop())
		deliver(frappe.get_doc("Sales Order", order.name), qty={"Laptop": 1})
		frappe.set_user(self.seller)
		self.settle()
		with self.refused("no such line"):
			self.move({self.monitor: MUCH_LATER})
		frappe.set_user("Administrator")
		deliver(frappe.get_doc("Sales Order", order.name))
		frappe.set_user(self.seller)
		self.settle()
		with self.refused("delivered in full"):
			self.move({self.laptop: MUCH_LATER})

	def test_a_closed_order_moves_no_promise(self):
		set_status(frappe.get_doc("Sales Order", self.tracker.sales_order), "Closed")
		self.settle()
		with self.refused("Closed"):
			self.move({self.laptop: MUCH_LATER})

	# --- preview

	def preview(self, how: str, **values) -> list:
		return [row["new_date"] for row in promises.preview(self.tracker.name, how, **values)]

	def test_dates_of_many_lines_are_filled_shifted_and_spread(self):
		start = getdate(MUCH_LATER)
		self.assertEqual(self.preview("fill", day=MUCH_LATER), [start, start])
		self.assertEqual(
			self.preview("shift", days=5), [getdate(add_days(SOON, 5)), getdate(add_days(LATER, 5))]
		)
		self.assertEqual(self.preview("spread", day=MUCH_LATER), [start, getdate(add_days(start, 7))])
		self.assertEqual(self.preview("spread", day=MUCH_LATER, lines_a_week=2), [start, start])
		self.assertEqual(self.preview("fill", day=MUCH_LATER, lines=[self.monitor]), [start])
		self.assertEqual(self.current(), [getdate(SOON), getdate(LATER)])

	def test_a_preview_says_which_date_cannot_be(self):
		rows = promises.preview(self.tracker.name, "shift", days=-15)
		self.assertRegex(rows[0]["problem"], "past")
		self.assertIsNone(rows[1]["problem"])

	# --- requests

	def test_who_may_not_change_the_order_makes_a_request_that_counts_when_accepted(self):
		frappe.set_user(self.packer)
		answer = self.move({self.laptop: MUCH_LATER}, cause=US, reason="The press is down")
		self.assertTrue(answer["is_request"])
		(asked,) = self.entries(status="Waiting")
		self.assertEqual((asked.author, asked.new_date), (self.packer, getdate(MUCH_LATER)))
		self.assertEqual(self.current()[0], getdate(SOON))
		with self.refused("already waits"):
			self.move({self.laptop: LATER})
		with self.assertRaises(frappe.PermissionError):
			promises.accept_request(asked.name)
		frappe.db.rollback()
		frappe.set_user(self.seller)
		promises.accept_request(asked.name)
		self.assertEqual(self.current()[0], getdate(MUCH_LATER))
		(entry,) = self.entries(kind=MOVED, status="Counts")
		self.assertEqual((entry.cause, entry.reason, entry.author), (US, "The press is down", self.seller))
		settled = frappe.get_doc(PROMISE_CHANGE, asked.name)
		self.assertEqual(
			(settled.status, settled.decided_by, settled.author), ("Accepted", self.seller, self.packer)
		)
		with self.refused("answered already"):
			promises.accept_request(asked.name)

	def test_a_refused_and_a_withdrawn_request_change_nothing(self):
		for refuser in (self.seller, self.packer):
			frappe.set_user(self.packer)
			self.move({self.laptop: MUCH_LATER})
			(asked,) = self.entries(status="Waiting")
			frappe.set_user(refuser)
			promises.refuse_request(asked.name, "The customer insists")
			self.assertEqual(
				frappe.db.get_value(PROMISE_CHANGE, asked.name, ["status", "decided_by"]),
				("Refused", refuser),
			)
		self.assertEqual(self.current()[0], getdate(SOON))
		self.assertEqual(self.entries(kind=MOVED, status="Counts"), [])

	# --- reasons given afterwards

	def moved_in_erpnext(self):
		move_date(frappe.get_doc("Sales Order", self.tracker.sales_order), MUCH_LATER, "Laptop")
		self.settle()
		(entry,) = self.entries(status="Asks for Reason")
		return entry

	def test_the_author_says_afterwards_why_a_date_was_moved(self):
		self.assert_may_give_reason(self.moved_in_erpnext(), self.seller)

	def test_a_manager_may_say_for_the_author_why_a_date_was_moved(self):
		self.assert_may_give_reason(self.moved_in_erpnext(), make_approver())

	def test_the_author_needs_no_role_of_ours_while_they_may_change_the_order(self):
		author = make_user("Erna Erpnext", *SALES)
		frappe.set_user(author)
		entry = self.moved_in_erpnext()
		self.assert_may_give_reason(entry, author)

	def test_without_a_role_of_ours_nobody_answers_for_others_or_for_an_order_out_of_reach(self):
		author, colleague = make_user("Erna Erpnext", *SALES), make_user("Kolja Kollege", *SALES)
		frappe.set_user(author)
		entry = self.moved_in_erpnext()
		for user in (colleague, make_user("Erna Erpnext", "Stock User")):
			with self.subTest(user), self.set_user(user), self.assertRaises(frappe.PermissionError):
				promises.give_reason(entry.name, CUSTOMER, "I guess")
			frappe.db.rollback()
		self.assertEqual(frappe.db.get_value(PROMISE_CHANGE, entry.name, "status"), "Asks for Reason")

	def assert_may_give_reason(self, entry, user: str):
		frappe.set_user(user)
		promises.give_reason(entry.name, CUSTOMER, "Asked for it")
		given = frappe.get_doc(PROMISE_CHANGE, entry.name)
		self.assertEqual((given.status, given.cause, given.reason), ("Counts", CUSTOMER, "Asked for it"))
		with self.refused("already given"):
			promises.give_reason(entry.name, US, "No, ours")

	def test_somebody_else_cannot_say_why(self):
		entry = self.moved_in_erpnext()
		frappe.set_user(self.packer)
		with self.assertRaises(frappe.PermissionError):
			promises.give_reason(entry.name, CUSTOMER, "I guess")

	def test_who_may_only_read_moves_asks_and_answers_nothing(self):
		entry = self.moved_in_erpnext()
		frappe.set_user(make_reader())
		for attempt in (
			lambda: self.move({self.laptop: LATER}),
			lambda: promises.preview(self.tracker.name, "shift", days=1),
			lambda: promises.give_reason(entry.name, US, "Why"),
			lambda: promises.accept_request(entry.name),
			lambda: promises.refuse_request(entry.name),
		):
			with self.assertRaises(frappe.PermissionError):
				attempt()
			frappe.db.rollback()


if hasattr(SalesOrder, "create_delivery_schedule"):  # version-16

	class TestPromisesOfSchedules(SiteTestCase):
		def test_every_part_of_a_delivery_schedule_moves_with_its_line(self):
			order = make_order([{"qty": 4, "delivery_date": SOON}])
			line = order.items[0]
			parts = [{"delivery_date": SOON, "qty": 1}, {"delivery_date": LATER, "qty": 3}]
			frappe.get_doc("Sales Order", order.name).create_delivery_schedule(line.as_dict(), parts)
			tracker = self.tracker_of(order)
			promises.move(tracker.name, [{"line": line.name, "date": LATER}], SUPPLIER, "Parts are late")
			schedule = frappe.get_all(
				"Delivery Schedule Item",
				{"sales_order_item": line.name},
				["delivery_date", "qty"],
				order_by="delivery_date asc",
			)
			self.assertEqual(
				[(part.delivery_date, part.qty) for part in schedule],
				[(getdate(LATER), 1), (getdate(MUCH_LATER), 3)],
			)
			self.assertEqual(self.tracker_of(order).lines[0].current_promise, getdate(LATER))
			filters = {"order_tracker": tracker.name, "kind": MOVED}
			(entry,) = frappe.get_all(PROMISE_CHANGE, filters, ["status", "cause", "reason"])
			self.assertEqual(
				(entry.status, entry.cause, entry.reason), ("Counts", SUPPLIER, "Parts are late")
			)
