"""A note reaches the customer by one act only, as a copy that nothing changes afterwards."""

import frappe
from frappe.permissions import reset_perms, update_permission_property
from frappe.utils import add_days, today

from order_tracking import publishing
from order_tracking.constants import (
	COMMUNICATION,
	DELIVERY_TIME,
	INTERNAL,
	NOTE,
	PAYMENT,
	PUBLISHED_NOTE,
	REQUIREMENT,
	SPECIAL_REQUEST,
	TRACKER,
	USER_ROLE,
)
from order_tracking.publishing import NotPublishableError, published_notes
from order_tracking.tests.customers import OTHERS, CustomerTestCase, open_page
from order_tracking.tests.factories import make_customer
from order_tracking.tests.faults import counted_queries, in_parallel
from order_tracking.tests.people import make_approver, make_reader, make_seller, make_user
from order_tracking.tests.test_customer_pages import EVIL, Markup

SAID = "We print your logo on the left."


class PublishingTestCase(CustomerTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.seller = make_seller()

	def setUp(self):
		super().setUp()
		self.order = self.make()
		self.tracker = self.tracker_of(self.order)
		frappe.set_user(self.seller)

	def write(self, kind: str = COMMUNICATION, text: str = SAID, **values):
		if kind == COMMUNICATION:
			values = {"channel": "Phone", "direction": "Sent", **values}
		note = frappe.get_doc(
			{
				"doctype": NOTE,
				"order_tracker": self.tracker.name,
				"kind": kind,
				"text": text,
				"readers": [{"audience": "Sales"}],
				**values,
			}
		)
		return note.insert()

	def publish(self, note) -> str:
		return publishing.publish(note.name, frappe.db.get_value(NOTE, note.name, "version"))

	def read(self) -> list[str]:
		"""What the customer reads now."""
		frappe.set_user(self.buyer)
		try:
			return [note.text for note in self.seen(self.order).notes]
		finally:
			frappe.set_user(self.seller)


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

	def test_two_who_publish_at_once_leave_one_copy(self):
		note = self.write()
		frappe.db.commit()
		in_parallel(*[lambda: publishing.publish(note.name, 1)] * 3)
		frappe.db.rollback()
		self.assertEqual(frappe.db.count(PUBLISHED_NOTE, {"order_note": note.name, "status": "Published"}), 1)
		self.assertEqual(self.read(), [SAID])


class TestWhoPublishes(PublishingTestCase):
	def test_only_who_may_write_the_note_and_publish(self):
		note = self.write()
		self.publish(note)
		for who in (make_reader(), make_user("Nora Nothing"), self.buyer, self.stranger, "Guest"):
			frappe.set_user(who)
			for act in (
				lambda: publishing.preview(note.name),
				lambda: publishing.publish(note.name, 1),
				lambda: publishing.withdraw(note.name),
			):
				with self.subTest(who), self.assertRaises(frappe.PermissionError):
					act()
		frappe.set_user("Administrator")
		self.assertEqual(
			frappe.db.get_value(PUBLISHED_NOTE, {"order_note": note.name}, "status"), "Published"
		)

	def test_a_company_can_take_publishing_away_from_a_role(self):
		note = self.write()
		frappe.set_user("Administrator")
		update_permission_property(PUBLISHED_NOTE, USER_ROLE, 0, "create", 0)
		try:
			frappe.set_user(self.seller)
			self.assertFalse(publishing.get_publication(note.name)["may_publish"])
			self.assertRaises(frappe.PermissionError, publishing.publish, note.name, 1)
			frappe.set_user(make_approver())
			self.assertTrue(self.publish(note))
		finally:
			frappe.set_user("Administrator")
			reset_perms(PUBLISHED_NOTE)
			frappe.db.commit()
			frappe.clear_cache(doctype=PUBLISHED_NOTE)

	def test_copies_are_written_by_nobody_but_us(self):
		copy = frappe.get_doc(PUBLISHED_NOTE, self.publish(self.write()))
		made = {**copy.as_dict(), "name": None, "text": "Ours now", "flags": {"by_order_tracking": 1}}
		for who in (self.seller, make_approver(), "Administrator"):
			frappe.set_user(who)
			for act in (
				lambda: frappe.client.insert(made),
				lambda: frappe.client.set_value(PUBLISHED_NOTE, copy.name, "text", "Ours now"),
				lambda: frappe.client.save({**copy.as_dict(), "status": "Withdrawn"}),
				lambda: frappe.client.delete(PUBLISHED_NOTE, copy.name),
				lambda: frappe.rename_doc(PUBLISHED_NOTE, copy.name, "other"),
			):
				with self.subTest(who), self.assertRaises((frappe.PermissionError, frappe.ValidationError)):
					act()
		self.assertEqual(self.read(), [SAID])

	def test_customers_and_guests_reach_copies_by_the_page_only(self):
		name = self.publish(self.write())
		for who in (self.buyer, self.stranger, "Guest"):
			frappe.set_user(who)
			for ask in (
				lambda: frappe.client.get(PUBLISHED_NOTE, name),
				lambda: frappe.client.get_list(PUBLISHED_NOTE),
				lambda: frappe.client.get_value(PUBLISHED_NOTE, "text", {"name": name}),
				lambda: frappe.client.get_count(PUBLISHED_NOTE),
			):
				with self.subTest(who), self.assertRaises(frappe.PermissionError):
					ask()


class TestWhoReadsCopies(PublishingTestCase):
	def test_colleagues_read_copies_of_the_orders_that_they_may_read(self):
		name = self.publish(self.write())
		reader = make_reader()
		territory = {"doctype": "User Permission", "user": reader, "allow": "Territory"}
		for allowed, is_read in (("Rest Of The World", True), ("United States", False)):
			frappe.set_user("Administrator")
			frappe.db.delete("User Permission", {"user": reader})
			frappe.get_doc({**territory, "for_value": allowed}).insert()
			frappe.set_user(reader)
			with self.subTest(allowed):
				found = frappe.get_list(PUBLISHED_NOTE, {"order_tracker": self.tracker.name}, pluck="name")
				self.assertEqual(found, [name] if is_read else [])
				self.assertEqual(bool(frappe.get_doc(PUBLISHED_NOTE, name).has_permission("read")), is_read)
		frappe.db.rollback()

	def test_who_reads_no_orders_reads_no_copies(self):
		name = self.publish(self.write())
		frappe.set_user(make_user("Nora Nothing"))
		self.assertRaises(frappe.PermissionError, frappe.get_list, PUBLISHED_NOTE)
		self.assertFalse(frappe.get_doc(PUBLISHED_NOTE, name).has_permission("read"))


class TestWhatIsRead(PublishingTestCase):
	def test_a_copy_does_not_follow_its_order_to_another_customer(self):
		self.publish(self.write())
		frappe.db.set_value(TRACKER, self.tracker.name, "customer", make_customer(OTHERS))
		self.assertEqual(published_notes([self.tracker.name]), {})

	def test_the_page_shows_published_notes_as_plain_text(self):
		note = self.write(text="First line\nsecond line")
		name = self.publish(note)
		path = f"/order-tracking/{self.tracker.name}"
		answer = open_page(self.buyer, path)
		self.assertIn("First line\nsecond line", answer.html)
		self.assertNotIn(self.seller, answer.html)
		for text in EVIL:
			frappe.db.set_value(PUBLISHED_NOTE, name, {"text": text, "item_name": text})
			shown = open_page(self.buyer, path).html.partition('id="otc-notes"')[2].partition("</section>")[0]
			with self.subTest(text):
				markup = Markup(f"<p {shown}")
				self.assertLessEqual(markup.tags, {"p", "ul", "li", "div", "strong", "span", "time"})
				self.assertEqual([a for a in markup.attributes if a.startswith("on")], [])
				self.assertNotIn("{", shown)

	def test_many_orders_and_many_notes_cost_one_query(self):
		for number in range(3):
			self.publish(self.write(text=f"Note {number}"))
		with counted_queries() as queries:
			found = published_notes([self.tracker.name, *(f"NONE-{number}" for number in range(100))])
		self.assertEqual((len(queries), len(found[self.tracker.name])), (1, 3))
		with counted_queries() as queries:
			self.assertEqual(published_notes([]), {})
		self.assertEqual(queries, [])
