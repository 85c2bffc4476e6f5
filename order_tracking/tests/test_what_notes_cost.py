"""How many queries does it take to see the notes of an order?"""

import frappe

from order_tracking.notes.timeline import get_timeline
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.faults import counted_queries
from order_tracking.tests.note_scene import note_on, person


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

	def test_pages_follow_one_another(self):
		tracker = self.tracker_of(factories.make_order())
		for number in range(35):
			note_on(tracker, text=f"Note {number}")
		first = get_timeline(tracker.name, kinds=["Internal"])
		second = get_timeline(tracker.name, kinds=["Internal"], before=str(first["rows"][-1]["at"]))
		names = [row["note"]["name"] for row in first["rows"] + second["rows"]]
		self.assertEqual((len(names), len(set(names)), second["has_more"]), (35, 35, False))
