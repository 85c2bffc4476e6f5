"""What a customer always wants, and what an item always needs, is copied to each new order as it stands on that day."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.append_only import KeptByOrderTrackingError
from order_tracking.constants import CONFLICT, NOTE, STANDING_NOTE
from order_tracking.notes.checks import NoteError
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.faults import everything_is_dead
from order_tracking.trackers import refresh

CUSTOMER, ITEM = "Standing Still Ltd", "Standing Lamp"


class TestStandingNotes(SiteTestCase):
	def setUp(self):
		super().setUp()
		factories.make_customer(CUSTOMER)
		factories.make_item(ITEM)
		for name in frappe.get_all(STANDING_NOTE, pluck="name"):
			frappe.db.set_value(STANDING_NOTE, name, "is_active", 0)

	def standing(self, **values):
		note = {"doctype": STANDING_NOTE, "kind": "Internal", "text": "Ring twice", **values}
		note.setdefault("readers", [{"audience": "Warehouse"}])
		return frappe.get_doc(note).insert()

	def copies(self, order) -> list:
		tracker = self.tracker_of(order)
		names = frappe.get_all(NOTE, {"order_tracker": tracker.name}, pluck="name", order_by="subject")
		self.assertEqual(tracker.open_notes, len(names))
		return [frappe.get_doc(NOTE, name) for name in names]

	def test_new_order_gets_the_note_with_its_version(self):
		standing = self.standing(customer=CUSTOMER)
		standing.text = "Ring three times"
		standing.save()
		first = self.copies(factories.make_order(customer=CUSTOMER))
		standing.text = "Do not ring"
		standing.save()
		second = self.copies(factories.make_order(customer=CUSTOMER))
		told = [(note.text, note.standing_note, note.standing_version) for note in first + second]
		self.assertEqual(told, [("Ring three times", standing.name, 2), ("Do not ring", standing.name, 3)])
		self.assertEqual([row.audience for row in first[0].readers], ["Warehouse"])
		self.assertEqual((first[0].author, first[0].state), (standing.owner, "Open"))

	def test_which_orders_get_it(self):
		self.standing(customer=CUSTOMER, text="customer")
		self.standing(item_code=ITEM, text="item")
		self.standing(customer=CUSTOMER, item_code=ITEM, text="both")
		self.standing(customer=CUSTOMER, text="asleep", is_active=0)
		for customer, item, texts in (
			(CUSTOMER, "Laptop", ["customer"]),
			("Zhang San", ITEM, ["item"]),
			(CUSTOMER, ITEM, ["both", "customer", "item"]),
			("Zhang San", "Laptop", []),
		):
			with self.subTest(customer=customer, item=item):
				order = factories.make_order([{"item_code": item}, {"item_code": item}], customer=customer)
				notes = self.copies(order)
				self.assertEqual([note.text for note in notes], texts)
				for note in notes:
					line = order.items[0].name if note.text != "customer" else None
					self.assertEqual(note.sales_order_item or None, line)

	def test_orders_with_and_without_it_are_followed_together(self):
		self.standing(customer=CUSTOMER)
		self.settle()
		with everything_is_dead():
			orders = [factories.make_order(customer=customer) for customer in (CUSTOMER, "Zhang San")]
			frappe.db.commit()
		with patch("order_tracking.transactions.refresh", side_effect=refresh) as refreshed:
			self.assertEqual([len(self.copies(order)) for order in orders], [1, 0])
		self.assertEqual(refreshed.call_count, 1, "a batch that fails is taken apart")

	def test_copies_are_judged_like_other_notes(self):
		self.standing(
			customer=CUSTOMER,
			kind="Requirement",
			attributes=[{"attribute": "Quantity", "value": "6"}],
			item_code=ITEM,
		)
		note = self.copies(factories.make_order([{"item_code": ITEM, "qty": 5}], customer=CUSTOMER))[0]
		self.assertEqual(note.result, CONFLICT)
		self.assertEqual([(row.attribute, row.value) for row in note.attributes], [("Quantity", "6")])

	def test_amended_order_keeps_its_copies_and_gets_no_new_ones(self):
		self.standing(customer=CUSTOMER)
		order = factories.make_order(customer=CUSTOMER)
		self.copies(order)
		factories.cancel(order)
		self.assertEqual(len(self.copies(factories.amend(order))), 1)

	def test_hours_without_a_day_are_copied(self):
		self.standing(customer=CUSTOMER, kind="Delivery Time", text="", time_from="9", time_to="11")
		day = add_days(getdate(today()), 20)
		note = self.copies(factories.make_order([{"delivery_date": day}], customer=CUSTOMER))[0]
		self.assertEqual((note.time_kind, note.time_from, note.time_to), ("Slot", "09:00", "11:00"))
		self.assertEqual((note.result, note.reason), ("Pass", "time_fits"))

	def test_it_is_switched_off_and_not_deleted(self):
		standing = self.standing(customer=CUSTOMER)
		with self.assertRaises(KeptByOrderTrackingError):
			standing.delete()
		standing.reload()
		standing.is_active = 0
		standing.save()
		self.assertEqual(self.copies(factories.make_order(customer=CUSTOMER)), [])

	def test_note_that_hangs_on_nothing_is_refused(self):
		with self.assertRaisesRegex(NoteError, "customer or the item"):
			self.standing()
