"""Each audience of a rule reaches exactly the people whom it names, each once; who cannot be told is named with the reason."""

from datetime import timedelta

import frappe

from order_tracking.alerts import run as alerts
from order_tracking.constants import (
	ALERT_RULE,
	AT_ONCE,
	CONFIRMED,
	DAILY_LETTER,
	DEPARTMENT,
	MAIL,
	NOTE_AUDIENCE,
	OVERDUE,
	ROLE,
	SALES_TEAM,
)
from order_tracking.tests.alerting import (
	WorkingWeekTestCase,
	at,
)
from order_tracking.tests.people import make_employee, make_sales_person, make_user

WATCH, PACKERS, DRIVERS = "Harbour Watch", "Night Packer", "Night Driver"
EMPTY = "Lighthouse Keeper"  # a role that nobody has
NIGHT_SHIFT = "Night Shift"
DISABLED, NO_ADDRESS, MAY_NOT_READ = (
	"The user is disabled.",
	"There is no valid mail address.",
	"The user may not read this order.",
)


class AudienceTestCase(WorkingWeekTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		for role in (WATCH, PACKERS, DRIVERS, EMPTY):
			if not frappe.db.exists("Role", role):
				frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
		cls.people = tuple(make_user(name, *roles) for name, roles in cls.EVERYBODY.items())

	def setUp(self):
		super().setUp()
		self.switch_on()

	def told_of_an_overdue_order(self, audience: str, **values) -> dict[str, str]:
		"""What became of it for each person; the order belongs to nobody of them."""
		self.add_rule(audience, **values)
		tracker = self.make_order_for("Administrator", self.monday, **self.order_values())
		self.before_the_letter(tracker)
		self.turn_to(self.monday + timedelta(days=1))
		told = self.what_became_of(tracker)
		for user, letters in self.letters_to().items():
			self.assertEqual((letters, told[user]), (1, "Sent"))
		self.turn_to(self.monday + timedelta(days=2))
		self.assertEqual(self.what_became_of(tracker), told)
		return told

	def what_became_of(self, tracker: str) -> dict[str, str]:
		rows = self.ledger(order_tracker=tracker, recipient=("!=", ""))
		self.assertEqual(len(rows), len({row.recipient for row in rows}), "somebody is told twice")
		return {row.recipient: row.reason or row.status for row in rows}

	def add_rule(self, audience: str, **values) -> None:
		rule = frappe.get_doc(
			{
				"doctype": ALERT_RULE,
				"title": f"Overdue: {audience}",
				"enabled": 1,
				"event": OVERDUE,
				"steps": "1",
				"audience": audience,
				"timing": DAILY_LETTER,
				"channel": MAIL,
				**values,
			}
		).insert()
		self.addCleanup(self.forget_rule, rule.name)
		frappe.db.commit()

	def forget_rule(self, name: str) -> None:
		frappe.delete_doc(ALERT_RULE, name, force=True)
		frappe.db.commit()

	def order_values(self) -> dict:
		return {}

	def before_the_letter(self, tracker: str) -> None:
		"""The steps of the day are in the ledger already, and the hour of the letter has not come."""
		self.turn_to(self.monday + timedelta(days=1), hour=1)

	def user(self, name: str) -> str:
		return self.people[list(self.EVERYBODY).index(name)]


class TestRole(AudienceTestCase):
	EVERYBODY = {
		"Wim Watcher": ("Sales User", WATCH),
		"Wanda Watcher": ("Stock User", WATCH),
		"Dirk Disabled": ("Sales User", WATCH),
		"Nina Noaddress": ("Sales User", WATCH),
		"Otto Outsider": (WATCH,),
		"Sven Salesman": ("Sales User",),
	}

	def test_everybody_with_the_role_and_nobody_else(self):
		told = self.told_of_an_overdue_order(ROLE, role=WATCH)
		self.assertEqual(
			told,
			{
				self.user("Wim Watcher"): "Sent",
				self.user("Wanda Watcher"): "Sent",
				self.user("Dirk Disabled"): DISABLED,
				self.user("Nina Noaddress"): NO_ADDRESS,
				self.user("Otto Outsider"): MAY_NOT_READ,
			},
		)

	def before_the_letter(self, tracker: str) -> None:
		super().before_the_letter(tracker)
		frappe.db.set_value("User", self.user("Dirk Disabled"), "enabled", 0)
		frappe.db.set_value("User", self.user("Nina Noaddress"), "email", "nonsense")

	def test_who_is_disabled_already_is_not_of_the_role_any_more(self):
		frappe.db.set_value("User", self.user("Wim Watcher"), "enabled", 0)
		told = self.told_of_an_overdue_order(ROLE, role=WATCH)
		self.assertNotIn(self.user("Wim Watcher"), told)

	def test_a_person_whom_two_rules_name_gets_one_letter(self):
		self.switch_on("Overdue: who is responsible")
		self.add_rule(ROLE, role=WATCH)
		self.make_order_for(self.user("Wim Watcher"), self.monday)
		self.turn_to(self.monday + timedelta(days=1))
		self.assertEqual(self.letters_to()[self.user("Wim Watcher")], 1)


class TestNobody(AudienceTestCase):
	EVERYBODY = {"Wim Watcher": ("Sales User", WATCH)}

	def test_a_rule_that_names_nobody_says_so_and_holds_up_no_other(self):
		now = at(self.monday - timedelta(days=10))  # the Friday of this week
		for timing in (AT_ONCE, DAILY_LETTER):
			self.add_rule(ROLE, title=f"{timing}: nobody", event=CONFIRMED, timing=timing, role=EMPTY)
		unheard = self.make_order_for("Administrator", self.monday)
		alerts.run(now)
		self.add_rule(ROLE, title="Confirmed: the watch", event=CONFIRMED, timing=AT_ONCE, role=WATCH)
		heard = self.make_order_for("Administrator", self.monday)
		alerts.run(now)
		alerts.send_at_once()
		self.assertEqual(self.what_became_of(heard)[self.user("Wim Watcher")], "Sent")
		self.assertEqual(self.letters_to(), {self.user("Wim Watcher"): 1})
		for tracker in (unheard, heard):
			rows = self.ledger(order_tracker=tracker, recipient="")
			told = [(row.status, row.reason) for row in rows]
			self.assertEqual(told, [("Not Sent", "Nobody belongs to the audience of the rule.")] * 2)


class TestDepartment(AudienceTestCase):
	EVERYBODY = {
		"Paul Packer": ("Stock User", PACKERS),
		"Dina Driver": ("Stock User", DRIVERS),
		"Bea Both": ("Stock User", PACKERS, DRIVERS),
		"Dirk Disabled": ("Stock User", PACKERS),
		"Nina Noaddress": ("Stock User", DRIVERS),
		"Sven Salesman": ("Sales User",),
	}

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		if not frappe.db.exists(NOTE_AUDIENCE, NIGHT_SHIFT):
			roles = [{"role": PACKERS}, {"role": DRIVERS}]
			frappe.get_doc({"doctype": NOTE_AUDIENCE, "audience": NIGHT_SHIFT, "roles": roles}).insert()
		frappe.db.commit()

	@classmethod
	def tearDownClass(cls):
		frappe.delete_doc(NOTE_AUDIENCE, NIGHT_SHIFT)
		frappe.db.commit()
		super().tearDownClass()

	def before_the_letter(self, tracker: str) -> None:
		super().before_the_letter(tracker)
		frappe.db.set_value("User", self.user("Dirk Disabled"), "enabled", 0)
		frappe.db.set_value("User", self.user("Nina Noaddress"), "email", "nonsense")

	def test_everybody_of_each_of_its_roles_once(self):
		told = self.told_of_an_overdue_order(DEPARTMENT, department=NIGHT_SHIFT)
		self.assertEqual(
			told,
			{
				self.user("Paul Packer"): "Sent",
				self.user("Dina Driver"): "Sent",
				self.user("Bea Both"): "Sent",
				self.user("Dirk Disabled"): DISABLED,
				self.user("Nina Noaddress"): NO_ADDRESS,
			},
		)


class TestSalesTeam(AudienceTestCase):
	EVERYBODY = {
		"Anna Agent": ("Sales User",),
		"Dirk Disabled": ("Sales User",),
		"Nina Noaddress": ("Sales User",),
		"Ben Bystander": ("Sales User",),
	}
	NOBODY = "Agency Without a User"

	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		for name, user in zip(cls.EVERYBODY, cls.people, strict=True):
			make_sales_person(name, make_employee(name, user))
		make_sales_person(cls.NOBODY)
		frappe.db.commit()

	def order_values(self) -> dict:
		team = ("Anna Agent", "Dirk Disabled", "Nina Noaddress", self.NOBODY)
		return {"sales_team": [{"sales_person": name, "allocated_percentage": 25} for name in team]}

	def before_the_letter(self, tracker: str) -> None:
		frappe.db.set_value("User", self.user("Dirk Disabled"), "enabled", 0)
		frappe.db.set_value("User", self.user("Nina Noaddress"), "email", "nonsense")

	def test_the_users_behind_its_sales_persons(self):
		told = self.told_of_an_overdue_order(SALES_TEAM)
		self.assertEqual(
			told,
			{
				self.user("Anna Agent"): "Sent",
				self.user("Dirk Disabled"): DISABLED,
				self.user("Nina Noaddress"): NO_ADDRESS,
			},
		)

	def test_an_order_without_a_team_tells_nobody(self):
		self.add_rule(SALES_TEAM)
		tracker = self.make_order_for("Administrator", self.monday)
		self.turn_to(self.monday + timedelta(days=1))
		self.assertEqual(self.ledger(order_tracker=tracker, recipient=("is", "set")), [])
