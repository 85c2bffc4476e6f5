"""Who reads a tracker, and who may decide: one role after the other, each alone."""

import frappe

from order_tracking.constants import MANAGER_ROLE, READER_ROLES, TRACKER, USER_ROLE
from order_tracking.decisions import buttons
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import make_order
from order_tracking.tests.people import make_user
from order_tracking.views.overview import get_overview


class TestRoles(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.roles = {
			role: make_user(f"Only {role}", role) for role in (*READER_ROLES, USER_ROLE, MANAGER_ROLE)
		}

	def setUp(self):
		super().setUp()
		self.tracker = self.tracker_of(make_order())

	def test_each_of_them_finds_opens_and_understands_a_tracker(self):
		for role, user in self.roles.items():
			with self.subTest(role), self.set_user(user):
				found = frappe.get_list(TRACKER, {"name": self.tracker.name}, pluck="name")
				self.assertEqual(found, [self.tracker.name])
				frappe.get_doc(TRACKER, self.tracker.name).check_permission("read")
				self.assertEqual(get_overview(self.tracker.name)["health"]["word"], "On Track")

	def test_only_our_own_roles_decide(self):
		for role, user in self.roles.items():
			with self.subTest(role), self.set_user(user):
				if role in READER_ROLES:
					with self.assertRaises(frappe.PermissionError):
						buttons.begin_work(self.tracker.name)
				else:
					self.assertEqual(buttons.begin_work(self.tracker.name).stage, "In Progress")
					buttons.take_back(self.tracker.name, "In Progress")

	def test_another_role_sees_nothing(self):
		with self.set_user(make_user("Only Employee", "Employee")):
			with self.assertRaises(frappe.PermissionError):
				get_overview(self.tracker.name)
			with self.assertRaises(frappe.PermissionError):
				frappe.get_list(TRACKER)
