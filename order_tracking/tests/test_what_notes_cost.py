"""How many queries does it take to see the notes of an order?"""

import frappe
from frappe.utils import now_datetime

from order_tracking.constants import NOTED
from order_tracking.gates import submit as gates
from order_tracking.marks import mark_decision
from order_tracking.notes import panels
from order_tracking.notes.timeline import get_timeline
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.faults import counted_queries
from order_tracking.tests.note_crowd import make_crowd, remove_crowd
from order_tracking.tests.note_scene import note_on, person, switch_gates


class TestWhatNotesCost(SiteTestCase):
	def setUp(self):
		super().setUp()
		self.order = factories.make_order()
		self.delivery = factories.deliver(self.order, submit=False)
		self.tracker = self.tracker_of(self.order)

	def test_timeline_costs_no_more_for_two_hundred_notes_than_for_one(self):
		counts = {}
		for size in (1, 200):
			self.write_until(size)
			frappe.set_user(person("Sales"))
			get_timeline(self.tracker.name)
			with counted_queries() as queries:
				page = get_timeline(self.tracker.name)
			frappe.set_user("Administrator")
			counts[size] = len(queries)
		self.assertTrue(page["has_more"])
		self.assertLessEqual(counts[200], counts[1], counts)

	def test_panel_adds_two_queries_to_a_form(self):
		self.write_until(20)
		for user in ("Administrator", person("Sales"), person("Logistics")):
			frappe.set_user(user)
			doc = frappe.get_doc("Delivery Note", self.delivery.name)
			doc.run_method("onload")
			with counted_queries() as queries:
				doc.run_method("onload")
			notes = [query for query in queries if "Order Note" in query]
			frappe.set_user("Administrator")
			with self.subTest(user):
				self.assertLessEqual(len(notes), 2, notes)

	def test_ten_thousand_notes_on_an_order(self):
		make_crowd(self.tracker, 10_000)
		self.addCleanup(remove_crowd, self.tracker)
		mark_decision(self.order.name, NOTED)
		self.assertEqual(self.tracker_of(self.order).open_notes, 10_000)
		switch_gates(Delivery_Note=1)
		self.addCleanup(switch_gates)
		for user in ("Administrator", person("Sales")):
			frappe.set_user(user)
			doc = frappe.get_doc("Delivery Note", self.delivery.name)
			for action, most in (
				(lambda doc=doc: panels.load(doc), 2),
				(lambda doc=doc: self.assertRaisesRegex(gates.GateError, "many more", gates.check, doc), 2),
				(lambda: get_timeline(self.tracker.name), 30),
			):
				action()
				with counted_queries() as queries:
					action()
				with self.subTest(user=user):
					self.assertLessEqual(len(queries), most, queries)
			shown = doc.get("__onload").order_notes
			self.assertEqual((len(shown), shown[0]["is_in_conflict"]), (panels.MOST, True))

	def write_until(self, size: int) -> None:
		have = frappe.db.count("Order Note", {"order_tracker": self.tracker.name})
		for number in range(have, size):
			note = frappe.get_doc(
				{
					"doctype": "Order Note",
					"order_tracker": self.tracker.name,
					"kind": "Internal",
					"text": f"Note {number}",
					"readers": [{"audience": "Sales"}],
				}
			)
			note.insert()
		self.settle()


class TestTimeline(SiteTestCase):
	def test_what_happened_is_in_one_row_of_time(self):
		order = factories.make_order([{"qty": 2}])
		tracker = self.tracker_of(order)
		note_on(tracker, text="50% of it is glass_ware")
		factories.move_date(order, frappe.utils.add_days(frappe.utils.today(), 40))
		delivery = factories.deliver(order)
		frappe.get_doc(
			{
				"doctype": "Communication",
				"subject": "Is it on its way?",
				"content": "<p>We wait</p>",
				"communication_medium": "Email",
				"sent_or_received": "Received",
				"reference_doctype": "Sales Order",
				"reference_name": order.name,
			}
		).insert(ignore_permissions=True)
		self.settle()
		rows = get_timeline(tracker.name)["rows"]
		self.assertEqual([row["at"] for row in rows], sorted((row["at"] for row in rows), reverse=True))
		self.assertEqual({row["type"] for row in rows}, {"note", "event", "promise", "document", "mail"})
		for asked, types in (
			({"kinds": ["Internal"]}, {"note"}),
			({"kinds": ["Payment"]}, set()),
			({"kinds": ["Events", "Promises"]}, {"event", "promise"}),
			({"text": "50% of"}, {"note"}),
			({"text": "50_"}, set()),
			({"text": "glass_"}, {"note"}),
			({"text": "wait"}, {"mail"}),
			({"text": delivery.name}, {"document"}),
		):
			with self.subTest(asked=asked):
				found = get_timeline(tracker.name, **asked)["rows"]
				self.assertEqual({row["type"] for row in found}, types)

	def test_pages_follow_one_another_also_where_notes_are_of_one_moment(self):
		tracker = self.tracker_of(factories.make_order())
		for number in range(35):
			note_on(tracker, text=f"Note {number}")
		for is_one_moment in (False, True):
			if is_one_moment:
				frappe.db.set_value(
					"Order Note", {"order_tracker": tracker.name}, "written_at", now_datetime()
				)
			first = get_timeline(tracker.name, kinds=["Internal"])
			last = first["rows"][-1]
			second = get_timeline(tracker.name, kinds=["Internal"], before=str(last["at"]), beyond=last["id"])
			names = {row["note"]["name"] for row in first["rows"] + second["rows"]}
			with self.subTest(is_one_moment=is_one_moment):
				self.assertEqual((len(names), second["has_more"]), (35, False))
