import frappe
from frappe.desk.form.save import savedocs
from frappe.utils import add_days, cstr, now_datetime, today

from order_tracking.append_only import KeptByOrderTrackingError
from order_tracking.constants import (
	APPROVAL,
	CANCELLED,
	CLOSED,
	COMPLETED,
	CONFIRMED,
	DELIVERED,
	EVENT,
	IN_PROGRESS,
	ON_HOLD,
	PARTLY_DELIVERED,
	READY,
	REJECTED,
	TRACKER,
	TRACKER_LINE,
)
from order_tracking.decisions.approvals import DecisionRefusedError
from order_tracking.decisions.protected_fields import DECIDED, ProtectedFieldError, protected
from order_tracking.tests.factories import deliver, make_order, set_status
from order_tracking.tests.forging import forged
from order_tracking.tests.people import make_packer, make_reader, make_user
from order_tracking.tests.tracker_case import TrackerTestCase


class TestProtectedFields(TrackerTestCase):
	def setUp(self):
		super().setUp()
		frappe.set_user(self.manager)

	def stored(self) -> dict:
		frappe.db.commit()
		return frappe.get_doc(TRACKER, self.tracker.name).as_dict()

	def assertNothingChanged(self, before: dict, but=()):
		after = self.stored()
		for name in set(before) - {"modified", "modified_by", "docstatus", *but}:
			self.assertEqual(cstr(before[name]), cstr(after[name]), name)

	def forgeable(self):
		for name in protected(self.tracker):
			if name not in (*DECIDED, "sales_order", "risk_document"):
				field = self.tracker.meta.get_field(name)
				try:
					yield name, forged(field, self.tracker.get(name))
				except IndexError:
					continue

	def test_no_protected_field_can_be_set_by_set_value(self):
		before = self.stored()
		for name, value in self.forgeable():
			with self.subTest(field=name):
				with self.assertRaises(ProtectedFieldError):
					frappe.client.set_value(TRACKER, self.tracker.name, name, value)
				frappe.db.rollback()
		self.assertNothingChanged(before)

	def test_no_protected_field_can_be_set_on_a_document_that_was_read(self):
		before = self.stored()
		for name, value in self.forgeable():
			with self.subTest(field=name):
				doc = frappe.get_doc(TRACKER, self.tracker.name)
				doc.update({name: value, "flags": {"ignore_permissions": True, "ignore_validate": True}})
				with self.assertRaises(ProtectedFieldError):
					doc.save()
				frappe.db.rollback()
		self.assertNothingChanged(before)

	def test_a_saved_form_with_forged_fields_changes_none_of_them(self):
		before = self.stored()
		form = frappe.get_doc(TRACKER, self.tracker.name).as_dict()
		form.update(dict(self.forgeable()))
		form["owner"], form["creation"] = self.manager, add_days(now_datetime(), -90)
		form["responsible_user"] = self.manager
		for door in (
			lambda: frappe.client.save(frappe.as_json(form)),
			lambda: savedocs(frappe.as_json(form), "Save"),
		):
			with self.subTest(door=door):
				door()
				self.assertNothingChanged(before, but=("responsible_user",))
				form["modified"] = cstr(frappe.db.get_value(TRACKER, self.tracker.name, "modified"))
		self.assertEqual(self.stored().responsible_user, self.manager)

	def test_lines_and_approvals_are_put_back(self):
		before = self.stored()
		form = frappe.get_doc(TRACKER, self.tracker.name).as_dict()
		form["lines"][0]["delivered_qty"] = 10
		form["lines"][0]["accepted_on"] = today()
		form["lines"].append({"doctype": TRACKER_LINE, "item_code": "Laptop", "qty": 5})
		form["approvals"] = [{"doctype": APPROVAL, "tier": 1, "status": "Approved", "approver": self.manager}]
		frappe.client.save(frappe.as_json(form))
		self.assertNothingChanged(before)
		form["lines"], form["modified"] = [], cstr(self.stored().modified)
		frappe.client.save(frappe.as_json(form))
		self.assertNothingChanged(before)
		frappe.client.set_value(TRACKER_LINE, before["lines"][0]["name"], "delivered_qty", 4)
		self.assertNothingChanged(before)

	def test_a_line_cannot_be_written_or_deleted_behind_its_tracker(self):
		line = self.tracker.lines[0]
		row = frappe.get_doc(TRACKER_LINE, line.name)
		row.delivered_qty = 10
		frappe.set_user("Administrator")
		with self.assertRaises(KeptByOrderTrackingError):
			row.save()
		with self.assertRaises(KeptByOrderTrackingError):
			frappe.delete_doc(TRACKER_LINE, line.name)

	def test_people_may_set_who_is_responsible_and_how_it_is_paid(self):
		frappe.client.set_value(TRACKER, self.tracker.name, "responsible_user", self.manager)
		frappe.client.set_value(TRACKER, self.tracker.name, {"mode_of_payment": "Cash"})
		stored = self.stored()
		self.assertEqual((stored.responsible_user, stored.mode_of_payment), (self.manager, "Cash"))
		told = frappe.get_all(
			EVENT, {"order_tracker": self.tracker.name, "field": "responsible_user"}, ["to_value", "actor"]
		)
		self.assertEqual([(row.to_value, row.actor) for row in told], [(self.manager, self.manager)])

	def test_a_form_opened_before_a_delivery_reverts_nothing_when_saved(self):
		form = frappe.get_doc(TRACKER, self.tracker.name).as_dict()
		frappe.set_user("Administrator")
		deliver(frappe.get_doc("Sales Order", self.tracker.sales_order), qty={"Laptop": 4})
		self.assertEqual(self.tracker_of(self.tracker.sales_order).stage, PARTLY_DELIVERED)
		frappe.set_user(self.manager)
		form["responsible_user"] = self.manager
		savedocs(frappe.as_json(form), "Save")
		stored = self.stored()
		self.assertEqual(stored.stage, PARTLY_DELIVERED)
		self.assertEqual(stored.lines[0].delivered_qty, 4)
		self.assertEqual(stored.responsible_user, self.manager)

	def test_a_form_opened_before_a_hold_does_not_resume_the_order(self):
		form = frappe.get_doc(TRACKER, self.tracker.name).as_dict()
		frappe.set_user("Administrator")
		set_status(frappe.get_doc("Sales Order", self.tracker.sales_order), ON_HOLD)
		self.settle()
		frappe.set_user(self.manager)
		savedocs(frappe.as_json(form), "Save")
		self.assertEqual(self.stored().workflow_state, ON_HOLD)

	def test_a_drag_on_the_board_to_in_progress_and_ready_says_so(self):
		for stage, field in ((IN_PROGRESS, "work_begun_by"), (READY, "said_ready_by")):
			frappe.client.set_value(TRACKER, self.tracker.name, "stage", stage)
			tracker = self.tracker_of(self.tracker.sales_order)
			self.assertEqual((tracker.stage, tracker.get(field)), (stage, self.manager))

	def test_a_drag_to_any_other_stage_is_refused_with_the_button_to_use(self):
		for stage, button in (
			(PARTLY_DELIVERED, "Deliver"),
			(DELIVERED, "Deliver"),
			(COMPLETED, "Bill"),
			(ON_HOLD, "Hold"),
			(REJECTED, "Reject"),
			(CLOSED, "Close"),
			(CANCELLED, "Cancel"),
			("Pending Approval", "Request Approval"),
			("Nonsense", "buttons"),
		):
			with self.subTest(stage=stage), self.assertRaisesRegex(DecisionRefusedError, button):
				frappe.client.set_value(TRACKER, self.tracker.name, "stage", stage)
			frappe.db.rollback()
		self.assertEqual(self.stored().stage, CONFIRMED)

	def test_a_stage_in_a_form_that_the_tracker_never_had_is_a_wish_too(self):
		form = frappe.get_doc(TRACKER, self.tracker.name).as_dict()
		form["stage"] = COMPLETED
		with self.assertRaises(DecisionRefusedError):
			frappe.client.save(frappe.as_json(form))

	def test_the_workflow_state_cannot_be_written_to_hold_close_or_cancel(self):
		for state, button in ((ON_HOLD, "Hold"), (CLOSED, "Close"), (CANCELLED, "Cancel")):
			with self.subTest(state=state), self.assertRaisesRegex(DecisionRefusedError, button):
				frappe.client.set_value(TRACKER, self.tracker.name, "workflow_state", state)
			frappe.db.rollback()

	def test_a_foreign_tracker_cannot_be_opened_with_a_forged_customer(self):
		packer = make_packer()
		frappe.set_user("Administrator")
		other = frappe.get_all("Customer", {"name": ("!=", self.tracker.customer)}, pluck="name")
		if not other:
			make_order([{}], customer="Wang Wu")
			other = ["Wang Wu"]
		permission = frappe.get_doc(
			{"doctype": "User Permission", "user": packer, "allow": "Customer", "for_value": other[0]}
		).insert()
		try:
			frappe.set_user(packer)
			form = self.tracker.as_dict()
			form.update({"customer": other[0], "responsible_user": packer})
			with self.assertRaises(frappe.PermissionError):
				frappe.client.save(frappe.as_json(form))
		finally:
			frappe.set_user("Administrator")
			frappe.db.rollback()
			frappe.delete_doc("User Permission", permission.name)

	def test_who_may_only_read_writes_nothing(self):
		frappe.set_user(make_reader())
		for values in ({"responsible_user": "Administrator"}, {"stage": READY}, {"health": "On Track"}):
			with self.subTest(values=values), self.assertRaises(frappe.PermissionError):
				frappe.client.set_value(TRACKER, self.tracker.name, values)
			frappe.db.rollback()

	def test_a_tracker_shared_for_writing_does_not_let_a_stranger_decide(self):
		stranger = make_user("Sid Stranger", "Employee")
		frappe.set_user("Administrator")
		frappe.share.add(TRACKER, self.tracker.name, stranger, read=1, write=1)
		frappe.set_user(stranger)
		with self.assertRaises(frappe.PermissionError):
			frappe.client.set_value(TRACKER, self.tracker.name, "stage", READY)
