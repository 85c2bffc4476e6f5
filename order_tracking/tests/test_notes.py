"""Notes are written, read, changed and ended by people of the departments, and what makes no sense is told in a sentence."""

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.append_only import KeptByOrderTrackingError
from order_tracking.constants import NOTE, NOTE_ACKNOWLEDGEMENT, NOTE_VERSION
from order_tracking.notes import actions as notes
from order_tracking.notes.actions import NotForYouError
from order_tracking.notes.checks import NoteError
from order_tracking.notes.text import CardNumberError, NoteTextError
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.note_scene import note_on, person, stored


class NoteTestCase(SiteTestCase):
	"""A seller has an order of two lines and writes notes on it."""

	def setUp(self):
		super().setUp()
		self.order = factories.make_order([{"qty": 10}, {"item_code": "Desk", "qty": 2}])
		self.tracker = self.tracker_of(self.order)
		frappe.set_user(person("Sales"))

	def refused(self, sentence: str, error=NoteError):
		return self.assertRaisesRegex(error, sentence)


class TestWriting(NoteTestCase):
	def test_note_belongs_to_order_customer_and_line(self):
		line = self.order.items[1].name
		note = stored(note_on(self.tracker, sales_order_item=line))
		self.assertEqual(
			(note.sales_order, note.customer, note.company, note.item_code, note.author, note.version),
			(self.order.name, "Zhang San", factories.COMPANY, "Desk", frappe.session.user, 1),
		)

	def test_note_without_departments_is_for_those_its_kind_is_meant_for(self):
		note = note_on(self.tracker, "Payment", (), payment_kind="Cash on Delivery")
		self.assertEqual({reader["audience"] for reader in note["readers"]}, {"Sales", "Finance"})

	def test_markup_is_kept_as_plain_text(self):
		for written, kept in (
			("<script>alert(1)</script>", "< script>alert(1)< /script>"),
			("<img src=x onerror=alert(1)", "< img src=x onerror=alert(1)"),
			('" onmouseover="alert(1)', '" onmouseover="alert(1)'),
			("{{ 7 * 7 }} {% x %}", "{{ 7 * 7 }} {% x %}"),
			("a<b and 3 < 4", "a< b and 3 < 4"),
			("line\r\nbreak\x00\x07\u202e", "line\nbreak"),
		):
			with self.subTest(written=written):
				self.assertEqual(stored(note_on(self.tracker, text=written)).text, kept)

	def test_what_makes_no_sense_is_refused(self):
		day = str(add_days(today(), 5))
		for sentence, kind, values in (
			("Write what the note is about", "Internal", {"text": " "}),
			("deadline or a slot", "Delivery Time", {"deliver_on": day}),
			("ends before it begins", "Delivery Time", slot(day, "11", "9")),
			("ends before it begins", "Delivery Time", slot(day, "9", "9:00")),
			("two times", "Delivery Time", slot(day, "9", "")),
			("no time of day", "Delivery Time", slot(day, "9", "25:00")),
			("lies in the past", "Delivery Time", slot(str(add_days(today(), -1)), "9", "11")),
			("how the customer pays", "Payment", {}),
			("between 0 and 100", "Payment", {"payment_kind": "Prepayment", "prepaid_percent": 101}),
			(r"\$ 200.00 less than the order's total of \$ 1,200.00", "Payment", instalments(500, 500)),
			(r"\$ 0.01 more than the order's total", "Payment", instalments(600, 600.01)),
			("Add a row for each instalment", "Payment", instalments()),
			("above zero", "Requirement", {"attributes": [{"attribute": "Quantity", "value": "a few"}]}),
			("add a row for each attribute", "Requirement", {}),
			("by which channel", "Communication", {"text": "They called"}),
			("changed to", "Communication", call(change_kind="Date")),
			("year, month and day", "Communication", call(change_kind="Date", new_value="soon")),
			("on which of them", "Communication", call(change_kind="Quantity", new_value="3")),
			("processing, packaging or delivery", "Special Request", {"process_name": "Coat"}),
			("no such line", "Internal", {"sales_order_item": "nonsense"}),
			("works for none of the departments", "Internal", {"assigned_to": person("Finance")}),
		):
			with self.subTest(sentence=sentence), self.refused(sentence):
				note_on(self.tracker, kind, **values)

	def test_card_numbers_and_books_are_refused(self):
		for text in ("card 4111 1111 1111 1111", "4111-1111-1111-1111", "３782 822463 10005"):
			with self.subTest(text=text), self.assertRaises(CardNumberError):
				note_on(self.tracker, text=text)
		with self.assertRaises(CardNumberError):
			note_on(
				self.tracker,
				"Requirement",
				attributes=[{"attribute": "Other", "value": "4111111111111111"}],
			)
		note_on(self.tracker, text="Order 4111 1111 1111 1112, phone 0086 138 0013 8000")
		with self.refused("1,000,000 characters", NoteTextError):
			note_on(self.tracker, text="x" * 1_000_000)

	def test_note_on_a_cancelled_order_is_refused(self):
		frappe.set_user("Administrator")
		factories.cancel(self.order)
		self.settle()
		frappe.set_user(person("Sales"))
		with self.refused("cancelled"):
			note_on(self.tracker)

	def test_client_sets_nothing_that_is_not_its_own(self):
		somebody_else = factories.make_customer("Li Si")
		note = frappe.get_doc(
			{
				"doctype": NOTE,
				"order_tracker": self.tracker.name,
				"kind": "Internal",
				"text": "x",
				"author": "Administrator",
				"state": "Done",
				"result": "Conflict",
				"version": 7,
				"customer": somebody_else,
				"standing_note": "x",
				"readers": [{"audience": "Sales", "acknowledged_version": 9}],
			}
		).insert()
		self.assertEqual(
			(note.author, note.state, note.version, note.customer, note.standing_note),
			(frappe.session.user, "Open", 1, "Zhang San", None),
		)
		self.assertFalse(note.readers[0].acknowledged_version)
		note.update({"result": "Conflict", "state": "Superseded", "author": "Administrator"})
		note.save()
		note.reload()
		self.assertEqual((note.state, note.author, note.result), ("Open", frappe.session.user, "Open"))


class TestReading(NoteTestCase):
	def test_one_person_of_each_department_acknowledges(self):
		note = note_on(self.tracker, readers=("Production", "Warehouse"), must_acknowledge=1)
		self.assertEqual(note["waits_for"], ["Production", "Warehouse"])
		frappe.set_user(person("Production"))
		self.assertEqual(notes.acknowledge(note["name"], 1)["waits_for"], ["Warehouse"])
		notes.acknowledge(note["name"], 1)
		said = frappe.get_all(
			NOTE_ACKNOWLEDGEMENT, {"order_note": note["name"]}, ["user", "audience", "version"]
		)
		self.assertEqual(
			[(row.user, row.audience, row.version) for row in said], [(person("Production"), "Production", 1)]
		)

	def test_edit_asks_everybody_again_and_keeps_the_earlier_text(self):
		note = note_on(self.tracker, readers=("Sales",), must_acknowledge=1, text="Paint it blue")
		notes.acknowledge(note["name"], 1)
		edited = notes.edit(note["name"], 1, {"text": "Paint it red"})
		self.assertEqual((edited["version"], edited["waits_for"]), (2, ["Sales"]))
		kept = frappe.get_all(NOTE_VERSION, {"order_note": note["name"]}, ["version", "text", "author"])
		self.assertEqual([(row.version, row.text) for row in kept], [(1, "Paint it blue")])

	def test_pinning_a_note_does_not_make_it_another_one(self):
		note = note_on(self.tracker, must_acknowledge=1)
		notes.acknowledge(note["name"], 1)
		pinned = notes.edit(note["name"], 1, {"is_pinned": 1, "priority": "High"})
		self.assertEqual((pinned["version"], pinned["waits_for"], pinned["is_pinned"]), (1, [], 1))

	def test_older_version_is_not_acknowledged(self):
		note = note_on(self.tracker, must_acknowledge=1)
		notes.edit(note["name"], 1, {"text": "Something else"})
		with self.refused("version 2 and you have read version 1"):
			notes.acknowledge(note["name"], 1)

	def test_wrong_role_does_not_acknowledge(self):
		note = note_on(self.tracker, readers=("Production",), must_acknowledge=1)
		with self.refused("Production.*Manufacturing User", NotForYouError):
			notes.acknowledge(note["name"], 1)
		frappe.set_user(person("Finance"))
		with self.assertRaises(frappe.PermissionError):
			notes.acknowledge(note["name"], 1)

	def test_two_people_edit_one_note(self):
		note = note_on(self.tracker)
		notes.edit(note["name"], 1, {"text": "First"})
		with self.refused("Sasha Seller has changed the note"):
			notes.edit(note["name"], 1, {"text": "Second"})
		late = stored(note)
		late.version = 1
		with self.refused("has changed the note"):
			late.save()
		self.assertEqual(stored(note).text, "First")


class TestEnding(NoteTestCase):
	def test_note_that_is_done_stays_as_it_is(self):
		note = note_on(self.tracker)
		self.assertEqual(notes.finish(note["name"])["state"], "Done")
		with self.refused("is Done"):
			notes.edit(note["name"], 1, {"text": "Late"})
		self.assertEqual(notes.reopen(note["name"])["state"], "Open")

	def test_new_note_takes_the_place_of_an_old_one(self):
		old = note_on(self.tracker, text="Blue", readers=("Sales", "Production"))
		new = notes.supersede(old["name"], 1, {"text": "Red"})
		self.assertEqual({row["audience"] for row in new["readers"]}, {"Sales", "Production"})
		self.assertEqual((stored(old).state, stored(old).superseded_by), ("Superseded", new["name"]))
		with self.refused("was superseded"):
			notes.answer(old["name"], "But why?")
		self.assertEqual(stored(notes.answer(new["name"], "Fine")).reply_to, new["name"])

	def test_notes_and_what_hangs_on_them_are_not_deleted(self):
		note = note_on(self.tracker, must_acknowledge=1)
		notes.acknowledge(note["name"], 1)
		frappe.set_user("Administrator")
		for doctype, name in (
			(NOTE, note["name"]),
			(NOTE_ACKNOWLEDGEMENT, frappe.db.get_value(NOTE_ACKNOWLEDGEMENT, {"order_note": note["name"]})),
		):
			with self.assertRaises(KeptByOrderTrackingError):
				frappe.delete_doc(doctype, name)
		with self.assertRaises(KeptByOrderTrackingError):
			frappe.get_doc({"doctype": NOTE_ACKNOWLEDGEMENT, "order_note": note["name"]}).insert()

	def test_notes_go_with_their_order(self):
		note = note_on(self.tracker, must_acknowledge=1)
		notes.acknowledge(note["name"], 1)
		notes.edit(note["name"], 1, {"text": "Other"})
		frappe.set_user("Administrator")
		factories.cancel(self.order)
		frappe.delete_doc("Sales Order", self.order.name)
		self.settle()
		for doctype, filters in (
			(NOTE, {"name": note["name"]}),
			(NOTE_VERSION, {"order_note": note["name"]}),
			(NOTE_ACKNOWLEDGEMENT, {"order_note": note["name"]}),
			("Order Note Reader", {"parent": note["name"]}),
		):
			self.assertEqual(frappe.db.count(doctype, filters), 0)

	def test_notes_follow_an_amendment(self):
		line = self.order.items[1].name
		note = note_on(self.tracker, sales_order_item=line)
		frappe.set_user("Administrator")
		factories.cancel(self.order)
		amended = factories.amend(self.order)
		self.settle()
		followed = stored(note)
		self.assertEqual(
			(followed.sales_order, followed.sales_order_item), (amended.name, amended.items[1].name)
		)


def slot(day: str, start: str, end: str) -> dict:
	return {"time_kind": "Slot", "deliver_on": day, "time_from": start, "time_to": end}


def instalments(*amounts: float) -> dict:
	rows = [{"due_on": str(add_days(getdate(today()), 5)), "amount": amount} for amount in amounts]
	return {"payment_kind": "Instalments", "instalments": rows}


def call(**values) -> dict:
	return {"channel": "Phone", "direction": "Received", **values}
