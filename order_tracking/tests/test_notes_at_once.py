"""Several people at one note in the same moment: one of them is told, and nothing that was written is lost."""

import frappe

from order_tracking.constants import NOTE, NOTE_ACKNOWLEDGEMENT, NOTE_VERSION
from order_tracking.notes import actions as notes
from order_tracking.notes.checks import NoteError
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.faults import in_parallel
from order_tracking.tests.note_scene import note_on, stored


class TestAtOnce(SiteTestCase):
	def setUp(self):
		super().setUp()
		self.tracker = self.tracker_of(factories.make_order())
		self.note = note_on(self.tracker, text="First", must_acknowledge=1)["name"]
		frappe.db.commit()

	def at_once(self, *actions) -> list:
		results = in_parallel(*actions)
		frappe.db.rollback()  # what the others committed is seen from now on
		return [result for result in results if isinstance(result, Exception)]

	def test_one_of_several_edits_stands_and_the_others_are_told(self):
		texts = ("Blue", "Red", "Green")
		refused = self.at_once(
			*[lambda text=text: notes.edit(self.note, 1, {"text": text}) for text in texts]
		)
		self.assertEqual([type(error) for error in refused], [NoteError, NoteError], refused)
		for error in refused:
			self.assertIn("has changed the note since you opened it", str(error))
		note = stored(self.note)
		self.assertEqual((note.version, note.text in texts), (2, True))
		kept = frappe.get_all(NOTE_VERSION, {"order_note": self.note}, pluck="text")
		self.assertEqual(kept, ["First"])

	def test_what_is_acknowledged_is_what_was_read(self):
		refused = self.at_once(
			lambda: notes.edit(self.note, 1, {"text": "Blue"}), lambda: notes.acknowledge(self.note, 1)
		)
		said = frappe.get_all(NOTE_ACKNOWLEDGEMENT, {"order_note": self.note}, pluck="version")
		self.assertEqual((stored(self.note).version, stored(self.note).text), (2, "Blue"))
		if refused:
			self.assertIn("Read it again first", str(refused[0]))
			self.assertEqual(said, [])
		else:
			self.assertEqual(said, [1])
		self.assertLess(stored(self.note).readers[0].acknowledged_version or 0, 2)

	def test_saying_it_twice_at_once_is_kept_once(self):
		self.assertEqual(self.at_once(*[lambda: notes.acknowledge(self.note, 1)] * 3), [])
		self.assertEqual(frappe.db.count(NOTE_ACKNOWLEDGEMENT, {"order_note": self.note}), 1)

	def test_of_an_end_and_an_edit_one_is_told(self):
		refused = self.at_once(
			lambda: notes.finish(self.note), lambda: notes.edit(self.note, 1, {"text": "Blue"})
		)
		note = stored(self.note)
		if refused:
			self.assertRegex(str(refused[0]), "is Done")
			self.assertEqual((note.state, note.text), ("Done", "First"))
		else:
			self.assertEqual((note.state, note.text), ("Done", "Blue"))

	def test_only_one_new_note_takes_the_place_of_an_old_one(self):
		refused = self.at_once(
			*[lambda text=text: notes.supersede(self.note, 1, {"text": text}) for text in ("Blue", "Red")]
		)
		self.assertEqual(len(refused), 1)
		self.assertIn("is Superseded", str(refused[0]))
		self.assertEqual(frappe.db.count(NOTE, {"order_tracker": self.tracker.name, "state": "Open"}), 1)
