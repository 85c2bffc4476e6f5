"""Who publishes, who reads copies, and by which doors."""

import frappe
from frappe.permissions import reset_perms, update_permission_property

from order_tracking.constants import PUBLISHED_NOTE, TRACKER, USER_ROLE
from order_tracking.customers import publishing
from order_tracking.customers.publishing import published_notes
from order_tracking.tests.customers import OTHERS, open_page
from order_tracking.tests.factories import make_customer
from order_tracking.tests.faults import counted_queries
from order_tracking.tests.people import make_approver, make_reader, make_user
from order_tracking.tests.published import SAID, PublishingTestCase
from order_tracking.tests.test_customer_pages import EVIL, Markup


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
