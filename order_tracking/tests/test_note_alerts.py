"""A note that must be read and is not: its departments hear of it, then who is responsible; nobody hears what it says."""

from datetime import timedelta

import frappe

from order_tracking.alerts import run as alerts
from order_tracking.constants import NOTE
from order_tracking.notes import actions as notes
from order_tracking.tests.alerting import (
	WorkingWeekTestCase,
	at,
	parsed_mail,
)
from order_tracking.tests.factories import make_order
from order_tracking.tests.note_scene import note_on, person, stored

READERS, OWNER = "Note unread: its departments", "Note unread: who is responsible"
SECRET = "The buyer takes any price"


class TestNoteAlerts(WorkingWeekTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.production, cls.warehouse = person("Production"), person("Warehouse")
		cls.people = (*cls.people, cls.production, cls.warehouse)

	def setUp(self):
		super().setUp()
		# Notes of other tests are no concern of these people.
		frappe.db.set_value(NOTE, {"state": "Open"}, "must_acknowledge", 0)
		self.switch_on(READERS, OWNER)
		self.tracker = self.make_order_for(self.seller, self.day(40))
		self.note = note_on(
			self.tracker, readers=("Production", "Warehouse"), text=SECRET, must_acknowledge=1
		)["name"]
		# It is as if it had been written on the Monday on which the clock of the test begins.
		frappe.db.set_value(NOTE, self.note, "changed_at", at(self.monday))
		frappe.db.commit()

	def day(self, count: int):
		return self.monday + timedelta(days=count)

	def told_on(self, *days: int) -> dict[int, set[str]]:
		told = {}
		for count in days:
			before = len(self.mails())
			self.turn_to(self.day(count))
			told[count] = {recipient for recipient, _subject in self.mails()[before:]}
		return told

	def acknowledge(self, user: str) -> None:
		with self.set_user(user):
			notes.acknowledge(self.note, stored(self.note).version)
		self.settle()

	def test_its_departments_hear_after_a_working_day_and_the_owner_after_three(self):
		told = self.told_on(0, 1, 2, 3, 4)
		readers = {self.production, self.warehouse}
		self.assertEqual(told, {0: set(), 1: readers, 2: set(), 3: {*readers, self.seller}, 4: set()})

	def test_a_department_that_has_acknowledged_hears_no_more_and_the_other_does(self):
		self.told_on(1)
		self.acknowledge(self.production)
		self.assertEqual(self.told_on(3), {3: {self.warehouse, self.seller}})

	def test_acknowledged_between_selection_and_sending_it_is_not_told(self):
		self.turn_to(self.day(1), hour=1)
		self.acknowledge(self.production)
		alerts.run(at(self.day(1), 9))
		self.assertEqual(set(self.letters_to()), {self.warehouse})
		self.assertEqual([row.status for row in self.ledger(recipient=self.production)], ["No Longer True"])

	def test_a_new_version_begins_anew(self):
		self.acknowledge(self.production)
		self.acknowledge(self.warehouse)
		self.assertEqual(self.told_on(1), {1: set()})
		note = stored(self.note)
		note.text = "Only with a seal"
		note.save()
		frappe.db.set_value(NOTE, self.note, "changed_at", at(self.day(1)))
		self.settle()
		self.assertEqual(self.told_on(2), {2: {self.production, self.warehouse}})

	def test_nobody_hears_what_the_note_says(self):
		self.told_on(1, 3)
		self.assertEqual(len(self.mails()), 5)
		for message in frappe.get_all("Email Queue", pluck="message"):
			text = parsed_mail(message).get_body(("plain",)).get_content()
			self.assertIn("must be read and is not acknowledged since", text)
			self.assertNotIn(SECRET[:12], text)
			self.assertNotIn("Production", text)

	def test_a_note_that_nobody_must_acknowledge_or_that_is_done_tells_nobody(self):
		frappe.db.set_value(NOTE, self.note, "must_acknowledge", 0)
		self.assertEqual(self.told_on(1), {1: set()})
		frappe.db.set_value(NOTE, self.note, {"must_acknowledge": 1, "state": "Done"})
		self.assertEqual(self.told_on(3), {3: set()})

	def test_a_note_in_conflict_tells_who_is_responsible_once(self):
		self.switch_on("Note in conflict: who is responsible")
		conflict = note_on(
			self.tracker,
			"Delivery Time",
			readers=("Sales",),
			time_kind="Deadline",
			deliver_on=self.day(10),
		)
		self.settle()
		self.assertEqual(stored(conflict).result, "Conflict")
		told = self.told_on(0, 1, 2)
		self.assertEqual(told, {0: {self.seller}, 1: set(), 2: set()})

	def test_an_order_without_notes_is_not_looked_at(self):
		other = self.tracker_of(make_order([{}]))
		self.told_on(1)
		self.assertFalse(frappe.db.exists("Order Alert", {"order_tracker": other.name}))
