"""A document of an order is not submitted while a note waits or is in conflict, where the site wants it so."""

import frappe
from frappe.desk.query_report import run
from frappe.utils import add_days, getdate, today

from order_tracking.append_only import KeptByOrderTrackingError
from order_tracking.constants import GATE_OVERRIDE
from order_tracking.gates import submit as gates
from order_tracking.gates.submit import GateError
from order_tracking.notes import actions as notes
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.note_scene import note_on, person, pick_list, switch_gates
from order_tracking.tests.people import SALES, make_approver, make_user
from order_tracking.tests.supply import make_bom, make_work_order


class GateTestCase(SiteTestCase):
	def setUp(self):
		super().setUp()
		self.order = factories.make_order([{"qty": 4}])
		self.tracker = self.tracker_of(self.order)

	def tearDown(self):
		super().tearDown()
		switch_gates()

	def waits(self, sentence: str):
		return self.assertRaisesRegex(GateError, sentence)


class TestGates(GateTestCase):
	def test_nothing_waits_unless_the_site_wants_it(self):
		note_on(self.tracker, readers=("Production",), must_acknowledge=1)
		factories.deliver(self.order)
		factories.bill(self.order)

	def test_each_document_waits_for_its_own_switch(self):
		note_on(self.tracker, readers=("Production",), must_acknowledge=1, text="Round the edges")
		for doctype, make in (
			("Delivery_Note", lambda: factories.deliver(self.order, submit=False)),
			("Sales_Invoice", lambda: factories.bill(self.order, submit=False)),
			("Pick_List", lambda: pick_list(self.order)),
		):
			with self.subTest(doctype):
				document = make()
				switch_gates(**{doctype: 1})
				with self.waits("Round the edges.*acknowledged by Production \\(Manufacturing"):
					document.submit()
				frappe.db.rollback()
				document.reload()
				document.save()
				switch_gates()
				document.reload()
				document.submit()
				switch_gates(**{doctype: 1})
				document.cancel()

	def test_note_edited_after_it_was_acknowledged_stops_the_work_order_again(self):
		bom = make_bom("Cabinet", "Board")
		order = factories.make_order([{"item_code": "Cabinet", "qty": 2}])
		tracker = self.tracker_of(order)
		note = note_on(tracker, readers=("Production",), must_acknowledge=1)
		switch_gates(Work_Order=1)
		with self.waits("must first be acknowledged"):
			make_work_order(order, bom)
		frappe.db.rollback()
		frappe.set_user(person("Production"))
		notes.acknowledge(note["name"], 1)
		frappe.set_user("Administrator")
		make_work_order(order, bom, qty=1)
		notes.edit(note["name"], 1, {"text": "Round the edges and oil them"})
		with self.waits("must first be acknowledged"):
			make_work_order(order, bom, qty=1)

	def test_note_in_conflict_stops_it(self):
		deadline = str(add_days(getdate(today()), 1))
		note = note_on(self.tracker, "Delivery Time", time_kind="Deadline", deliver_on=deadline)
		switch_gates(Sales_Invoice=1)
		invoice = factories.bill(self.order, submit=False)
		frappe.db.commit()
		with self.waits("is in conflict.*Move the promise"):
			invoice.submit()
		frappe.db.rollback()
		notes.finish(note["name"])
		frappe.get_doc("Sales Invoice", invoice.name).submit()

	def test_goods_wait_for_the_prepayment_and_invoices_do_not(self):
		note_on(self.tracker, "Payment", payment_kind="Prepayment")
		switch_gates(Sales_Invoice=1, Delivery_Note=1)
		factories.bill(self.order)
		delivery = factories.deliver(self.order, submit=False)
		with self.waits("has to be paid before the goods leave"):
			delivery.submit()

	def test_cash_on_delivery_waits_where_the_invoice_asks_before_the_goods_come(self):
		note_on(self.tracker, "Payment", payment_kind="Cash on Delivery")
		switch_gates(Sales_Invoice=1)
		invoice = factories.bill(self.order, submit=False)
		with self.waits("Cash on delivery is agreed.*Move the due date"):
			invoice.submit()
		frappe.db.rollback()
		promise = self.tracker.current_promise
		factories.bill(self.order, due_date=promise)
		factories.deliver(self.order)
		self.settle()
		other = factories.make_order([{"qty": 1}])
		note_on(self.tracker_of(other), "Payment", payment_kind="Cash on Delivery")
		factories.deliver(other)
		self.settle()
		factories.bill(other)

	def test_goods_that_leave_after_the_deadline_wait(self):
		order = factories.make_order([{"delivery_date": today()}])
		note_on(self.tracker_of(order), "Delivery Time", time_kind="Deadline", deliver_on=today())
		switch_gates(Delivery_Note=1)
		factories.deliver(order, on=today())
		late = factories.make_order([{"delivery_date": today()}])
		note_on(self.tracker_of(late), "Delivery Time", time_kind="Deadline", deliver_on=today())
		delivery = factories.deliver(late, submit=False)
		delivery.posting_date = add_days(today(), 1)
		with self.assertRaises((GateError, frappe.ValidationError)):
			delivery.submit()

	def test_several_orders_are_told_in_one_sentence(self):
		other = factories.make_order([{"qty": 1}])
		note_on(self.tracker, must_acknowledge=1, text="First")
		note_on(self.tracker_of(other), must_acknowledge=1, text="Second")
		switch_gates(Delivery_Note=1)
		delivery = factories.deliver(self.order, submit=False)
		for line in other.items:
			delivery.append(
				"items",
				{
					"item_code": line.item_code,
					"qty": 1,
					"rate": line.rate,
					"warehouse": line.warehouse,
					"against_sales_order": other.name,
					"so_detail": line.name,
				},
			)
		delivery.save()
		with self.waits(f"{self.order.name}: the note “First”.*; {other.name}: the note “Second”"):
			delivery.submit()

	def test_of_many_notes_the_first_are_named(self):
		for number in range(12):
			note_on(self.tracker, must_acknowledge=1, text=f"Number {number}")
		switch_gates(Delivery_Note=1)
		delivery = factories.deliver(self.order, submit=False)
		with self.waits("“Number 0”.*“Number 9”.*; and 2 more"):
			delivery.submit()

	def test_returns_and_credit_notes_pass(self):
		delivery, invoice = factories.deliver(self.order), factories.bill(self.order)
		note_on(self.tracker, must_acknowledge=1)
		switch_gates(Delivery_Note=1, Sales_Invoice=1)
		factories.bring_back(delivery, {"Laptop": 1})
		factories.credit(invoice, {"Laptop": 1})

	def test_what_opens_the_books_or_sums_up_a_till_passes(self):
		note_on(self.tracker, must_acknowledge=1)
		switch_gates(Sales_Invoice=1)
		invoice = factories.bill(self.order, submit=False)
		for values in ({"is_opening": "Yes"}, {"is_consolidated": 1}, {"is_return": 1}):
			with self.subTest(values):
				gates.check(frappe.get_doc({**invoice.as_dict(), **values}))
		with self.waits("must first be acknowledged"):
			gates.check(invoice)

	def test_who_may_not_read_a_note_is_not_told_what_it_says(self):
		note_on(self.tracker, readers=("Finance",), must_acknowledge=1, text="They owe us money")
		deadline = {"time_kind": "Deadline", "deliver_on": str(add_days(getdate(today()), 1))}
		note_on(self.tracker, "Delivery Time", ("Finance",), text="A secret day", **deadline)
		delivery = factories.deliver(self.order, submit=False)
		switch_gates(Delivery_Note=1)
		frappe.set_user(make_user("Wanda Warehouse", "Stock User", "Stock Manager", "Sales User"))
		with self.assertRaises(GateError) as refused:
			frappe.get_doc("Delivery Note", delivery.name).submit()
		told = str(refused.exception)
		self.assertIn("a note must first be acknowledged by Finance", told)
		self.assertIn("a note of Finance is in conflict", told)
		self.assertNotIn("owe", told)
		self.assertNotIn("secret", told)


class TestOverride(GateTestCase):
	def setUp(self):
		super().setUp()
		note_on(self.tracker, readers=("Production",), must_acknowledge=1, text="They owe us money")
		switch_gates(Delivery_Note=1)
		self.delivery = factories.deliver(self.order, qty={"Laptop": 1}, submit=False)

	def test_manager_lets_one_document_pass(self):
		frappe.set_user(make_approver())
		name = gates.override("Delivery Note", self.delivery.name, "The customer waits at the gate")
		record = frappe.get_doc(GATE_OVERRIDE, name)
		self.assertEqual(
			(record.overridden_by, record.sales_orders, record.reason),
			(frappe.session.user, self.order.name, "The customer waits at the gate"),
		)
		self.assertNotIn("owe", record.blockers)
		frappe.set_user("Administrator")
		frappe.get_doc("Delivery Note", self.delivery.name).submit()
		other = factories.deliver(self.order, qty={"Laptop": 1}, submit=False)
		with self.waits("must first be acknowledged"):
			other.submit()

	def test_override_is_in_the_report(self):
		frappe.set_user(make_approver())
		gates.override("Delivery Note", self.delivery.name, "The customer waits at the gate")
		found = run("Order Notes Waiting", filters={"show": "Overrides"})["result"]
		row = next(row for row in found if self.delivery.name in row.values())
		self.assertIn("The customer waits at the gate", row.values())
		self.assertNotIn("owe", str(found))

	def test_later_document_of_the_same_name_is_another_one(self):
		gates.override("Delivery Note", self.delivery.name, "Once")
		frappe.db.set_value(
			"Delivery Note", self.delivery.name, "creation", add_days(today(), -1), update_modified=False
		)
		with self.waits("must first be acknowledged"):
			frappe.get_doc("Delivery Note", self.delivery.name).submit()

	def test_who_may_not_and_what_makes_no_sense(self):
		for sentence, user, doctype, reason in (
			("Only somebody with the role", make_user("Sasha Seller", *SALES), "Delivery Note", "because"),
			("Say why", "Administrator", "Delivery Note", " "),
			("has no gate", "Administrator", "Sales Order", "because"),
		):
			frappe.set_user(user)
			with (
				self.subTest(sentence=sentence),
				self.assertRaisesRegex((GateError, frappe.PermissionError), sentence),
			):
				gates.override(doctype, self.delivery.name, reason)
		frappe.set_user("Administrator")
		switch_gates()
		with self.waits("Nothing holds up"):
			gates.override("Delivery Note", self.delivery.name, "because")

	def test_nobody_writes_an_override_by_hand(self):
		with self.assertRaises(KeptByOrderTrackingError):
			frappe.get_doc(
				{
					"doctype": GATE_OVERRIDE,
					"reference_doctype": "Delivery Note",
					"reference_name": self.delivery.name,
				}
			).insert()
