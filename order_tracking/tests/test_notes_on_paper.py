"""Internal notes are printed where the work is done; whatever may leave the house shows published notes alone."""

import frappe

from order_tracking.constants import STANDING_NOTE
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.customers import OURS, make_portal_user
from order_tracking.tests.note_scene import note_on, person, pick_list
from order_tracking.tests.supply import make_bom, make_work_order
from order_tracking.views.printing import order_notes

INTERNAL = "Sand & oil"


class TestNotesOnPaper(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.db.delete(STANDING_NOTE)  # of other tests, for the same goods
		bom = make_bom("Cabinet", "Board")
		order = factories.make_order([{"item_code": "Cabinet", "qty": 2}], customer=OURS)
		tracker = SiteTestCase().tracker_of(order)
		note_on(tracker, readers=("Production", "Warehouse"), text=INTERNAL)
		cls.papers = {
			"Work Order": make_work_order(order, bom),
			"Pick List": pick_list(order),
			"Sales Order": order,
			"Delivery Note": factories.deliver(order, submit=False),
			"Sales Invoice": factories.bill(order, submit=False),
		}
		frappe.db.commit()

	def printed(self, doctype: str) -> list[str]:
		return [note.text for note in order_notes(self.papers[doctype])]

	def test_internal_notes_are_on_pick_list_and_work_order_alone(self):
		for doctype in self.papers:
			expected = ["Sand &amp; oil"] if doctype in ("Work Order", "Pick List") else []
			with self.subTest(doctype):
				self.assertEqual(self.printed(doctype), expected)

	def test_only_for_those_who_may_read_them(self):
		for user, count in (
			(person("Production"), 1),
			(person("Warehouse"), 1),
			(person("Finance"), 0),
			(make_portal_user("Bao Buyer", OURS), 0),
			("Guest", 0),
		):
			frappe.set_user(user)
			with self.subTest(user):
				self.assertEqual(len(self.printed("Work Order")), count)

	def test_what_is_attached_to_a_mail_shows_none(self):
		frappe.flags.ignore_print_permissions = True  # as Frappe prints an attachment
		try:
			self.assertEqual(self.printed("Work Order"), [])
		finally:
			frappe.flags.ignore_print_permissions = False

	def test_other_documents_have_no_notes(self):
		self.assertEqual(order_notes(frappe.get_doc("Customer", OURS)), [])
