"""A note reaches the customer by one act only, as a copy that nothing changes afterwards."""

import frappe
from frappe.utils import add_days, today

from order_tracking.constants import (
	DELIVERY_TIME,
	INTERNAL,
	NOTE,
	PAYMENT,
	PUBLISHED_NOTE,
	REQUIREMENT,
	SPECIAL_REQUEST,
)
from order_tracking.customers import publishing
from order_tracking.customers.publishing import NotPublishableError, published_notes
from order_tracking.tests.factories import cancel
from order_tracking.tests.faults import in_parallel
from order_tracking.tests.published import SAID, PublishingTestCase


class TestPublishing(PublishingTestCase):
	def test_a_note_is_internal_until_somebody_publishes_it(self):
		note = self.write()
		self.assertEqual(self.read(), [])
		self.publish(note)
		self.assertEqual(self.read(), [SAID])

	def test_the_preview_is_what_the_customer_reads(self):
		note = self.write(item_code=None)
		shown = frappe._dict(publishing.preview(note.name))
		publishing.publish(note.name, shown.version)
		(read,) = published_notes([self.tracker.name])[self.tracker.name]
		self.assertEqual((read.kind, read.item_name, read.text), (shown.kind, shown.item_name, shown.text))
		self.assertEqual(shown.customer, self.tracker.customer)

	def test_an_edit_stays_inside_and_the_note_says_that_it_differs(self):
		note = self.write()
		self.publish(note)
		self.assertFalse(publishing.get_publication(note.name)["differs"])
		note.reload()
		note.text = "They always haggle."
		note.save()
		self.assertEqual(self.read(), [SAID])
		self.assertTrue(publishing.get_publication(note.name)["differs"])

	def test_what_changed_after_the_preview_is_not_published(self):
		note = self.write()
		shown = publishing.preview(note.name)
		note.reload()
		note.text = "They always haggle."
		note.save()
		with self.assertRaisesRegex(frappe.TimestampMismatchError, "Look at the preview again"):
			publishing.publish(note.name, shown["version"])
		self.assertEqual(self.read(), [])

	def test_published_anew_replaces_what_was_read_and_keeps_it_on_record(self):
		note = self.write()
		first = self.publish(note)
		note.reload()
		note.text = "We print it on the right."
		note.save()
		self.publish(note)
		self.assertEqual(self.read(), ["We print it on the right."])
		old = frappe.get_doc(PUBLISHED_NOTE, first)
		self.assertEqual((old.status, old.text, old.ended_by), ("Replaced", SAID, self.seller))

	def test_withdrawing_hides_the_copy_and_keeps_it_on_record(self):
		note = self.write()
		name = self.publish(note)
		publishing.withdraw(note.name)
		self.assertEqual(self.read(), [])
		copy = frappe.get_doc(PUBLISHED_NOTE, name)
		self.assertEqual((copy.status, copy.text, copy.ended_by), ("Withdrawn", SAID, self.seller))
		self.assertIsNone(publishing.get_publication(note.name)["copy"])
		with self.assertRaisesRegex(NotPublishableError, "nothing to withdraw"):
			publishing.withdraw(note.name)

	def test_typed_wishes_are_told_in_words_and_findings_are_not(self):
		for kind, values, told in (
			(
				DELIVERY_TIME,
				{
					"time_kind": "Slot",
					"deliver_on": add_days(today(), 20),
					"time_from": "09:00",
					"time_to": "11:00",
				},
				"between 09:00 and 11:00",
			),
			(DELIVERY_TIME, {"time_kind": "Deadline", "deliver_on": add_days(today(), 20)}, "Delivery by "),
			(
				REQUIREMENT,
				{"attributes": [{"attribute": "Colour", "value": "red", "remark": "costs us"}]},
				"Colour: red",
			),
			(
				SPECIAL_REQUEST,
				{"area": "Packaging", "process_name": "Pack in pairs", "standard": "House rule 7"},
				"Packaging: Pack in pairs",
			),
		):
			with self.subTest(told):
				note = self.write(kind, "", **values)
				text = publishing.preview(note.name)["text"]
				self.assertIn(told, text)
				for inside in ("costs us", "House rule", note.reason or "no reason"):
					self.assertNotIn(inside, text)

	def test_the_customers_language_is_used_whoever_publishes(self):
		note = self.write(REQUIREMENT, "", attributes=[{"attribute": "Colour", "value": "red"}])
		frappe.db.set_value("Customer", self.tracker.customer, "language", "zh")
		frappe.clear_document_cache("Customer", self.tracker.customer)
		try:
			self.assertIn("颜色", publishing.preview(note.name)["text"])
		finally:
			frappe.db.rollback()
			frappe.clear_document_cache("Customer", self.tracker.customer)

	def test_some_notes_are_never_published(self):
		internal = self.write(INTERNAL)
		empty = self.write(PAYMENT, "", payment_kind="Cash on Delivery")
		superseded = self.write()
		frappe.db.set_value(NOTE, superseded.name, "state", "Superseded")
		for note, sentence in (
			(internal, "internal note is never published"),
			(empty, "says nothing that a customer could read"),
			(superseded, "superseded by another one"),
		):
			for act in (publishing.preview, self.publish_by_name):
				with self.subTest(sentence), self.assertRaisesRegex(NotPublishableError, sentence):
					act(note.name)

	def publish_by_name(self, name: str) -> str:
		return publishing.publish(name, 1)

	def test_a_published_note_that_is_superseded_says_so_and_can_be_withdrawn(self):
		note = self.write()
		self.publish(note)
		self.assertFalse(publishing.get_publication(note.name)["is_superseded"])
		frappe.db.set_value(NOTE, note.name, "state", "Superseded")
		self.assertTrue(publishing.get_publication(note.name)["is_superseded"])
		publishing.withdraw(note.name)
		self.assertEqual(self.read(), [])

	def test_copies_go_when_their_order_is_deleted(self):
		self.publish(self.write())
		frappe.set_user("Administrator")
		cancel(self.order)
		frappe.delete_doc("Sales Order", self.order.name)
		self.settle()
		self.assertEqual(frappe.db.count(PUBLISHED_NOTE, {"order_tracker": self.tracker.name}), 0)

	def test_two_who_publish_at_once_leave_one_copy(self):
		note = self.write()
		frappe.db.commit()
		in_parallel(*[lambda: publishing.publish(note.name, 1)] * 3)
		frappe.db.rollback()
		self.assertEqual(frappe.db.count(PUBLISHED_NOTE, {"order_note": note.name, "status": "Published"}), 1)
		self.assertEqual(self.read(), [SAID])
