"""Which notes wait for whom: the report, its card, and what those see of it who may not read the notes."""

import frappe
from frappe.desk.query_report import run

from order_tracking.constants import NOTE
from order_tracking.notes import actions as notes
from order_tracking.tests.note_scene import note_on, person, stored
from order_tracking.tests.report_case import ReportTestCase, day
from order_tracking.views import cards

REPORT = "Order Notes Waiting"


class TestNotesWaiting(ReportTestCase):
	def setUp(self):
		super().setUp()
		self.tracker = self.tracker_of(self.order())

	def waiting(self, user: str, **filters) -> list[dict]:
		self.settle()
		with self.set_user(user):
			return run(REPORT, filters={"customer": self.customer, **filters})["result"]

	def card_of(self, user: str) -> int:
		with self.set_user(user):
			return cards.notes_waiting_for_me()["value"]

	def test_a_note_waits_until_somebody_of_each_department_has_read_it(self):
		warehouse, sales = person("Warehouse"), person("Sales")
		before = self.card_of(warehouse)
		note = note_on(self.tracker, readers=("Warehouse", "Sales"), must_acknowledge=1)
		row = self.waiting(warehouse)[0]
		self.assertEqual(
			(row["note"], row["waits_because"], row["unread_by"]),
			(note["name"], "Unread", "Warehouse, Sales"),
		)
		self.assertEqual(self.card_of(warehouse), before + 1)
		with self.set_user(warehouse):
			notes.acknowledge(note["name"], stored(note).version)
		self.assertEqual(self.waiting(sales)[0]["unread_by"], "Sales")
		self.assertEqual(self.waiting(warehouse, show="For Me"), [])
		self.assertEqual(self.card_of(warehouse), before)

	def test_a_to_do_waits_from_the_day_after_its_day(self):
		sales = person("Sales")
		note = note_on(self.tracker, due_on=str(day(3)))
		self.assertEqual(self.waiting(sales), [])
		for until, overdue in ((day(0), None), (day(-1), 1)):
			frappe.db.set_value(NOTE, note["name"], "due_on", until)
			found = self.waiting(sales)
			self.assertEqual([row["days_overdue"] for row in found], [overdue] if overdue else [])

	def test_a_conflict_is_told_with_its_finding(self):
		sales = person("Sales")
		note_on(self.tracker, "Delivery Time", time_kind="Deadline", deliver_on=str(day(2)))
		row = self.waiting(sales, show="In Conflict")[0]
		self.assertEqual(row["waits_because"], "In Conflict")
		self.assertIn("The customer wants the goods by", row["finding"])

	def test_nobody_counts_or_reads_notes_of_other_departments(self):
		finance = person("Finance")
		before = self.card_of(finance)
		note_on(self.tracker, readers=("Sales",), must_acknowledge=1)
		found = self.waiting(finance)
		self.assertEqual((found, self.card_of(finance)), ([], before))
		with self.set_user(finance):
			answer = run(REPORT, filters={"customer": self.customer})
		self.assertEqual((answer["chart"], answer["report_summary"]), (None, None))

	def test_a_file_names_notes_and_does_not_quote_them(self):
		sales = person("Sales")
		note = note_on(self.tracker, must_acknowledge=1, text="Ask for Mr Li at the gate")
		self.assertIn("Mr Li", str(self.waiting(sales)))
		self.settle()
		with self.set_user(sales):
			frappe.local.form_dict = frappe._dict(file_format_type="CSV")
			found = run(REPORT, filters={"customer": self.customer})["result"]
			frappe.local.form_dict = frappe._dict()
		self.assertEqual([row["note"] for row in found], [note["name"]])
		self.assertNotIn("Mr Li", str(found))

	def test_bad_input_gets_a_sentence(self):
		answer = run(REPORT, filters={"customer": self.customer})
		self.assertIn("No note waits for anybody", answer["message"])
		answer = run(REPORT, filters={"from_date": str(day(0)), "to_date": str(day(-1)), "show": "Overrides"})
		self.assertIn("ends before it begins", answer["message"])
		with self.set_user(person("Finance")):
			self.assertRaises(frappe.PermissionError, run, REPORT, filters={"show": "Overrides"})
