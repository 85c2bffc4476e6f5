"""Departments are a list that the site edits; mails on an order become notes."""

import frappe
from frappe.share import add as share

from order_tracking.alerts.sending import readable_by
from order_tracking.constants import TRACKER
from order_tracking.notes import mails as note_mails
from order_tracking.notes.timeline import get_timeline
from order_tracking.tests import factories
from order_tracking.tests.note_scene import note_on, person, stored
from order_tracking.tests.people import make_approver, make_user
from order_tracking.tests.test_notes import NoteTestCase as Scene


class TestDepartments(Scene):
	def test_department_with_notes_is_not_deleted(self):
		note_on(self.tracker, readers=("Production",))
		frappe.set_user("Administrator")
		with self.refused("There are notes for Production", frappe.LinkExistsError):
			frappe.delete_doc("Order Note Audience", "Production")

	def test_editable_roles_decide_at_once(self):
		note = note_on(self.tracker, readers=("Production",))
		reader = person("Finance")
		production = frappe.get_doc("Order Note Audience", "Production")
		frappe.set_user("Administrator")
		self.addCleanup(self.restore_roles, [row.role for row in production.roles])
		self.assertFalse(stored(note).has_permission("read", user=reader))
		production.append("roles", {"role": "Accounts User"})
		production.save()
		self.assertTrue(stored(note).has_permission("read", user=reader))

	def restore_roles(self, roles: list[str]) -> None:
		frappe.set_user("Administrator")
		production = frappe.get_doc("Order Note Audience", "Production")
		production.set("roles", [{"role": role} for role in roles])
		production.save()
		frappe.db.commit()


class TestOneOrderShared(Scene):
	"""Somebody whose roles read no order, and with whom one is shared."""

	def test_nobody_is_told_of_another_order(self):
		other = self.tracker_of(factories.make_order())
		driver = make_user("Dora Driver", "Delivery User")
		frappe.set_user("Administrator")
		share(TRACKER, self.tracker.name, driver, read=1)
		self.addCleanup(frappe.db.delete, "DocShare", {"user": driver})
		self.assertEqual(readable_by(driver, [self.tracker.name, other.name]), {self.tracker.name})


class TestMail(Scene):
	def test_mail_becomes_a_note_once(self):
		mail = frappe.get_doc(
			{
				"doctype": "Communication",
				"subject": "Delivery",
				"communication_medium": "Email",
				"content": "<p>Please <b>ring</b> at gate&nbsp;3</p>",
				"sender": "li@example.com",
				"sent_or_received": "Received",
				"reference_doctype": "Sales Order",
				"reference_name": self.order.name,
			}
		).insert(ignore_permissions=True)
		note = note_mails.from_mail(mail.name, self.tracker.name)
		self.assertEqual(
			(note["kind"], note["channel"], note["direction"], note["text"]),
			("Communication", "Email", "Received", "Delivery\nPlease ring at gate 3"),
		)
		shown = get_timeline(self.tracker.name, kinds=["Mails"])["rows"]
		self.assertEqual([row["text"] for row in shown], ["Please ring at gate 3"])
		self.assertEqual(note_mails.from_mail(mail.name, self.tracker.name)["name"], note["name"])
		other = self.tracker_of(factories.make_order())
		with self.refused("does not belong to this order"):
			note_mails.from_mail(mail.name, other.name)

	def test_manager_reads_what_is_not_meant_for_managers(self):
		note = note_on(self.tracker, readers=("Finance",))
		frappe.set_user(make_approver())
		self.assertTrue(stored(note).has_permission("read"))
