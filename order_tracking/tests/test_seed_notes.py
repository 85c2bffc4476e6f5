"""What a seller wrote down is on the form of those who do the work, and each sees what is meant for them."""

import json

import frappe

from order_tracking.constants import STANDING_NOTE
from order_tracking.notes.panels import cards_for
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.note_scene import person, stored, switch_gates
from order_tracking.tests.seed_notes import first_of_december, make_order
from order_tracking.tests.web_client import ask


class TestSeedNotes(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		frappe.db.delete(STANDING_NOTE)  # of other tests, for the same goods
		switch_gates()
		cls.scene = make_order()
		switch_gates(Pick_List=1, Work_Order=1, Sales_Invoice=1)

	@classmethod
	def tearDownClass(cls):
		switch_gates()
		super().tearDownClass()

	def form(self, department: str, document) -> list[dict]:
		"""The notes that come along when somebody of a department opens the form."""
		asked = {"doctype": document.doctype, "name": document.name}
		told = ask(person(department), "GET", "/api/method/frappe.desk.form.load.getdoc", **asked)
		docs = json.loads(told.partition("\n\r\n")[2] or told.rsplit("\n", 1)[-1])["docs"]
		return docs[0]["__onload"].get("order_notes", [])

	def texts(self, department: str, document) -> list[str]:
		return [note["text"] for note in self.form(department, document)]

	def test_each_is_judged(self):
		found = {word: stored(name) for word, name in self.scene.notes.items()}
		self.assertEqual(
			{word: (note.result, note.reason) for word, note in found.items()},
			{
				"requirement": ("Pass", "requirement_complete"),
				"request": ("Pass", "request_complete"),
				"time": ("Pass", "time_fits"),
				"payment": ("Pass", "payment_fits"),
				"communication": ("Open", "change_waits"),
			},
		)

	def test_production_reads_on_the_work_order_what_is_made_and_how(self):
		shown = self.form("Production", self.scene.work)
		self.assertEqual(
			[note["text"] for note in shown],
			["按展厅图纸定制", "柜门加印 LOGO", "客户来电，询问能否多做一件"],
		)
		self.assertIn("Drawing: A-17", shown[0]["details"])
		self.assertEqual(shown[1]["details"], ["Processing", "丝网印刷", "居中，误差 1 mm"])

	def test_logistics_reads_the_slot_on_the_pick_list(self):
		(note,) = self.form("Logistics", self.scene.picking)
		day = frappe.utils.format_date(first_of_december())
		self.assertEqual(note["details"], ["Slot", day, "09:00–11:00"])
		self.assertTrue(note["asks_me"])

	def test_the_other_forms_show_to_each_department_what_is_meant_for_it(self):
		made = ["按展厅图纸定制", "柜门加印 LOGO", "客户来电，询问能否多做一件"]
		slot = ["请在12月1日交付，上午9点至11点送达"]
		for department, document, texts in (
			("Production", self.scene.card, made),
			("Logistics", self.scene.delivery, slot),
			("Logistics", self.scene.shipment, slot),
		):
			with self.subTest(f"{department}: {document.doctype}"):
				frappe.set_user(person(department))
				self.assertEqual([note["text"] for note in cards_for(document)], texts)
		frappe.set_user(person("Sales"))
		self.assertEqual(len(cards_for(self.scene.order)), 5)

	def test_finance_reads_on_the_invoice_how_is_paid(self):
		self.assertEqual(self.texts("Finance", self.scene.invoice), ["货到付款，收货时支付全款"])

	def test_what_holds_up_names_note_and_role(self):
		for department, document, told in (
			("Production", self.scene.work, "按展厅图纸定制.*Manufacturing User"),
			("Logistics", self.scene.picking, "9点至11点送达.*Delivery User"),
			("Finance", self.scene.invoice, "货到付款.*before the goods come"),
		):
			asked = {"doctype": document.doctype, "name": document.name}
			path = "/api/method/order_tracking.gates.submit.what_holds_up"
			answer = ask(person(department), "GET", path, **asked)
			with self.subTest(department):
				self.assertRegex(
					json.loads(answer.rsplit("\n", 1)[-1])["message"]["sentences"].__str__(), told
				)
