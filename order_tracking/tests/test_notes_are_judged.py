"""What a customer asked for is held against promise, trips, terms and payments; a conflict puts the order at risk."""

from datetime import datetime

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, getdate, today

from order_tracking import drain
from order_tracking.constants import AT_RISK, CONFLICT, NOTE, ON_TRACK, OPEN, PASS
from order_tracking.notes import actions as notes
from order_tracking.tests import factories
from order_tracking.tests.faults import counted_queries, everything_is_dead
from order_tracking.tests.invariants import FollowingTestCase
from order_tracking.tests.note_scene import make_trip, note_on, stored

PREPAID = "Prepaid Before Delivery"


class TestNotesAreJudged(FollowingTestCase):
	def setUp(self):
		super().setUp()
		self.day = add_days(getdate(today()), 20)
		self.order = factories.make_order([{"delivery_date": self.day}])
		self.tracker = self.tracker_of(self.order)

	def found(self, note: dict) -> tuple[str, str]:
		self.settle()
		doc = stored(note)
		return doc.result, doc.reason

	def test_trip_that_arrives_after_the_slot_is_a_conflict_before_dispatch(self):
		note = note_on(self.tracker, "Delivery Time", **self.slot("9", "11"))
		self.assertEqual(self.found(note), (PASS, "time_fits"))
		delivery = factories.deliver(self.order, on=self.day, submit=False)
		make_trip(delivery, datetime.combine(self.day, datetime.min.time()).replace(hour=11, minute=40))
		self.assertEqual(self.found(note), (CONFLICT, "comes_late"))
		tracker = self.tracker_of(self.order)
		self.assertEqual(
			(tracker.health, tracker.risk_kind, tracker.risk_document, tracker.notes_in_conflict),
			(AT_RISK, NOTE, note["name"], 1),
		)

	def test_conflict_goes_when_people_agree(self):
		note = note_on(
			self.tracker, "Delivery Time", time_kind="Deadline", deliver_on=str(add_days(self.day, -1))
		)
		self.assertEqual(note["result"], CONFLICT)
		self.assertIn("Move the promise", note["sentence"])
		self.assertEqual(self.tracker_of(self.order).health, AT_RISK)
		listed = run("Overdue and At Risk Orders", {"company": factories.COMPANY})["result"]
		reasons = [row["reason"] for row in listed if row["tracker"] == self.tracker.name]
		self.assertEqual(reasons, ["The order and a note on it do not agree: see the notes."])
		factories.move_date(self.order, add_days(self.day, -1))
		self.assertEqual(self.found(note)[0], PASS)
		self.assertEqual(self.tracker_of(self.order).health, ON_TRACK)

	def test_finished_note_is_no_conflict_any_more(self):
		note = note_on(
			self.tracker, "Delivery Time", time_kind="Deadline", deliver_on=str(add_days(self.day, -1))
		)
		notes.finish(note["name"])
		tracker = self.tracker_of(self.order)
		self.assertEqual((tracker.health, tracker.open_notes, tracker.notes_in_conflict), (ON_TRACK, 0, 0))

	def test_cash_on_delivery_against_prepaid_terms(self):
		order = factories.make_order(
			[{"delivery_date": self.day}],
			on=today(),
			payment_schedule=[
				{"due_date": today(), "invoice_portion": 100, "payment_term": prepaid_term()},
			],
		)
		note = note_on(self.tracker_of(order), "Payment", payment_kind="Cash on Delivery")
		self.assertEqual(self.found(note), (CONFLICT, "terms_ask_before"))

	def test_order_without_terms_of_its_own_fits_cash_on_delivery(self):
		note = note_on(self.tracker, "Payment", payment_kind="Cash on Delivery")
		self.assertEqual(self.found(note)[0], PASS)

	def test_terms_that_count_from_the_invoice(self):
		for days, result in ((0, (PASS, "payment_fits")), (30, (CONFLICT, "terms_give_days"))):
			order = factories.make_order(
				[{"delivery_date": self.day}], on=today(), payment_terms_template=terms_of(days)
			)
			note = note_on(self.tracker_of(order), "Payment", payment_kind="Cash on Delivery")
			with self.subTest(days=days):
				self.assertEqual(self.found(note), result)

	def test_invoice_that_asks_before_the_goods_come_is_against_cash_on_delivery(self):
		note = note_on(self.tracker, "Payment", payment_kind="Cash on Delivery")
		factories.bill(self.order)
		self.assertEqual(self.found(note), (CONFLICT, "billed_before"))
		factories.deliver(self.order)
		self.assertEqual(self.found(note)[0], PASS)

	def test_prepayment_waits_until_it_is_paid(self):
		note = note_on(self.tracker, "Payment", payment_kind="Prepayment", prepaid_percent=40)
		self.assertEqual(self.found(note), (OPEN, "not_paid_yet"))
		self.assertTrue(stored(note).holds_dispatch)
		factories.pay(self.order, amount=40)
		self.assertEqual(self.found(note), (PASS, "prepaid"))

	def test_drawing_that_is_attached_closes_the_question(self):
		note = note_on(self.tracker, "Requirement", attributes=[{"attribute": "Drawing", "value": "A-17"}])
		self.assertEqual(self.found(note), (OPEN, "drawing_missing"))
		frappe.get_doc(
			{
				"doctype": "File",
				"file_name": "a-17.txt",
				"content": "drawing",
				"is_private": 1,
				"attached_to_doctype": NOTE,
				"attached_to_name": note["name"],
			}
		).insert()
		self.assertEqual(self.found(note)[0], PASS)

	def test_files_that_could_act_or_be_seen_by_everybody_are_refused(self):
		note = note_on(self.tracker)
		for name, is_private, sentence in (
			("a.txt", 0, "must be private"),
			("a.html", 1, "kind html"),
			("a.svg", 1, "kind svg"),
			("a", 1, "kind unknown"),
		):
			with self.subTest(name=name), self.assertRaisesRegex(frappe.ValidationError, sentence):
				frappe.get_doc(
					{
						"doctype": "File",
						"file_name": name,
						"content": "x",
						"is_private": is_private,
						"attached_to_doctype": NOTE,
						"attached_to_name": note["name"],
					}
				).insert()

	def test_files_that_are_too_large_are_refused(self):
		note = note_on(self.tracker)
		megabyte, most = 1024 * 1024, frappe.local.conf.max_file_size
		frappe.local.conf.max_file_size = 30 * megabyte  # the site's own limit is below ours
		self.addCleanup(frappe.local.conf.update, max_file_size=most)
		with self.assertRaisesRegex(frappe.ValidationError, "larger than 20 megabytes"):
			frappe.get_doc(
				{
					"doctype": "File",
					"file_name": "a.txt",
					"content": "x" * 21 * megabyte,
					"is_private": 1,
					"attached_to_doctype": NOTE,
					"attached_to_name": note["name"],
				}
			).insert()

	def test_change_request_waits_for_the_order(self):
		note = note_on(
			self.tracker,
			"Communication",
			channel="Phone",
			direction="Received",
			change_kind="Quantity",
			new_value="3",
		)
		self.assertEqual((note["result"], note["old_value"]), (OPEN, "1"))
		factories.update_items(self.order, lambda rows: rows[0].update(qty=3))
		self.assertEqual(self.found(note), (PASS, "order_agrees"))

	def test_number_of_notes_changes_nothing_in_what_a_refresh_costs(self):
		counts = {}
		for size in (1, 1, 30):
			for _number in range(size):
				note_on(self.tracker, "Delivery Time", **self.slot("9", "11"))
				note_on(self.tracker, "Payment", payment_kind="Cash on Delivery")
			with everything_is_dead():
				order = frappe.get_doc("Sales Order", self.order.name)
				order.run_method("on_change")
				frappe.db.commit()
			with counted_queries() as queries:
				drain.drain()
			counts[size] = len(queries)
		self.assertEqual(counts[1], counts[30], counts)

	def slot(self, start: str, end: str) -> dict:
		return {"time_kind": "Slot", "deliver_on": str(self.day), "time_from": start, "time_to": end}


def prepaid_term() -> str:
	if not frappe.db.exists("Payment Term", PREPAID):
		frappe.get_doc(
			{"doctype": "Payment Term", "payment_term_name": PREPAID, "invoice_portion": 100}
		).insert()
	return PREPAID


def terms_of(days: int) -> str:
	"""Payment terms that ask for everything so many days after the invoice."""
	name = f"{days} Days After Invoice"
	counted = {"due_date_based_on": "Day(s) after invoice date", "credit_days": days, "invoice_portion": 100}
	if not frappe.db.exists("Payment Term", name):
		frappe.get_doc({"doctype": "Payment Term", "payment_term_name": name, **counted}).insert()
	if not frappe.db.exists("Payment Terms Template", name):
		frappe.get_doc(
			{
				"doctype": "Payment Terms Template",
				"template_name": name,
				"terms": [{"payment_term": name, **counted}],
			}
		).insert()
	return name
