"""Alert rules are data of the site: what we ship, what may be changed, what is refused."""

import frappe

from order_tracking import install
from order_tracking.alerts import rules as alert_rules
from order_tracking.constants import ALERT_RULE
from order_tracking.tests.alerting import AlertTestCase
from order_tracking.tests.people import make_approver

OWNER, APPROVER = "Overdue: who is responsible", "Approval waiting: the approver"


class TestAlertRules(AlertTestCase):
	def test_a_rule_that_the_site_changed_or_threw_away_stays_so(self):
		frappe.db.set_value(ALERT_RULE, OWNER, "steps", "2")
		frappe.delete_doc(ALERT_RULE, "Customer: delivered", force=True)
		install.setup()
		self.assertEqual(frappe.db.get_value(ALERT_RULE, OWNER, "steps"), "2")
		self.assertFalse(frappe.db.exists(ALERT_RULE, "Customer: delivered"))

	def test_a_rule_can_be_copied_and_counts_at_once(self):
		copy = frappe.copy_doc(frappe.get_doc(ALERT_RULE, OWNER))
		copy.update({"title": "Overdue: large ones", "enabled": 1, "minimum_amount": 5_000})
		copy.insert()
		self.assertEqual([rule.name for rule in alert_rules.rules_on()], ["Overdue: large ones"])
		copy.delete()
		self.assertEqual(alert_rules.rules_on(), [])

	def test_what_cannot_work_is_refused_with_what_to_do(self):
		for title, values, told in (
			(OWNER, {"steps": "0"}, "Write 1"),
			(OWNER, {"steps": "soon"}, "numbers from 0 to 99"),
			(OWNER, {"audience": "Customer Contact"}, "Choose one of these events"),
			(APPROVER, {"audience": "Role", "role": None}, "Choose the role"),
			(OWNER, {"audience": "Approvers"}, "Approval Waiting alone"),
			(OWNER, {"audience": "Departments of the Note"}, "Note Unread alone"),
			(OWNER, {"audience": "Department"}, "Choose the department"),
			("Customer: delivered", {"timing": "Daily Letter"}, "a mail at once"),
			(OWNER, {"message": "{doc.owner}"}, "no placeholder"),
		):
			with self.subTest(title=title, values=values):
				rule = frappe.get_doc(ALERT_RULE, title).update(values)
				with self.assertRaisesRegex(frappe.ValidationError, told):
					rule.save()

	def test_managers_change_rules_and_others_do_not(self):
		with self.set_user(make_approver()):
			rule = frappe.get_doc(ALERT_RULE, OWNER)
			rule.enabled = 1
			rule.save()
		with self.set_user(self.seller), self.assertRaises(frappe.PermissionError):
			frappe.get_doc(ALERT_RULE, OWNER).save()
