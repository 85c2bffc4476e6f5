"""Who is told: from the audience of a rule to persons and addresses, in a constant number of queries for many orders."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import frappe
from frappe import _, _dict
from frappe.query_builder import DocType
from frappe.query_builder.functions import Coalesce

from order_tracking.alerts.rules import Rule
from order_tracking.constants import (
	APPROVERS,
	CUSTOMER_CONTACT,
	DEPARTMENT,
	MANAGER_OF_RESPONSIBLE,
	MANAGER_ROLE,
	NOTE_DEPARTMENTS,
	RESPONSIBLE,
	ROLE,
	SALES_TEAM,
	TRACKER,
	USER_ROLE,
)
from order_tracking.decisions.approval_tiers import approver_role, may_approve, read_rounds, roles_asked
from order_tracking.notes.permissions import roles_of_audiences
from order_tracking.permissions import may_move_promises

NOBODYS = ("Administrator", "Guest")


@dataclass
class Audiences:
	"""Everybody whom these rules could tell of these orders; read once for all of them."""

	rules: list[Rule]
	orders: list[_dict]
	by_role: dict[str, list[str]] = field(default_factory=dict)
	managers: dict[str, str] = field(default_factory=dict)
	approvals: dict[str, Sequence[_dict]] = field(default_factory=dict)
	makers: dict[str, str] = field(default_factory=dict)
	teams: dict[str, list[str]] = field(default_factory=dict)
	contacts: dict[str, str] = field(default_factory=dict)
	able: dict[tuple[str, str], list[str]] = field(default_factory=dict)

	@classmethod
	def read(cls, rules: list[Rule], orders: list[_dict]) -> "Audiences":
		audiences = cls(rules, orders)
		asked = {rule.audience for rule in rules}
		responsible = {order.responsible_user for order in orders if order.responsible_user}
		if MANAGER_OF_RESPONSIBLE in asked:
			audiences.managers = read_managers(responsible)
		if APPROVERS in asked:
			audiences.approvals = read_rounds([order.name for order in orders])
			audiences.makers = read_makers([order.sales_order for order in orders])
		if roles := audiences.roles():
			audiences.by_role = read_users_with(roles)
		if not asked.isdisjoint({SALES_TEAM, APPROVERS}):
			audiences.teams = read_sales_teams([order.sales_order for order in orders])
		if CUSTOMER_CONTACT in asked:
			audiences.contacts = read_contacts([order.sales_order for order in orders])
		return audiences

	def roles(self) -> set[str]:
		found = {role for rule in self.rules for role in self.roles_of(rule)}
		if any(rule.audience == MANAGER_OF_RESPONSIBLE for rule in self.rules):
			found.add(MANAGER_ROLE)
		if any(rule.audience == NOTE_DEPARTMENTS for rule in self.rules):
			found |= {role for roles in roles_of_audiences().values() for role in roles}
		if any(rule.audience == APPROVERS for rule in self.rules):
			found |= {role for order in self.orders for role in self.roles_waiting(order)}
			found |= {approver_role(), USER_ROLE, MANAGER_ROLE}
		return found

	def roles_of(self, rule: Rule) -> list[str]:
		if rule.audience == ROLE:
			return [rule.role] if rule.role else []
		return roles_of_audiences().get(rule.department, []) if rule.audience == DEPARTMENT else []

	def roles_waiting(self, order: _dict) -> list[str]:
		return roles_asked(self.approvals.get(order.name, ()))

	def approvers(self, order: _dict) -> list[str]:
		"""Everybody who can give one of the approvals for which the order waits."""
		maker, rows = self.makers.get(order.sales_order), self.approvals.get(order.name, ())
		return [
			user
			for role in self.roles_waiting(order)
			for user in self.by_role.get(role, [])
			if may_approve(user, [role], order, maker, rows)
		]

	def answerers(self, order: _dict, request: dict) -> list[str]:
		"""Who can accept a request for a new promise: of a far move everybody with the approver's role, also whoever made the
		order; of any other one those who may change the order."""
		if request["is_far"]:
			return self.by_role.get(approver_role(), [])
		key = order.name, request["asked_by"]
		if key not in self.able:
			self.able[key] = self.movers(order, request["asked_by"])
		return self.able[key]

	def movers(self, order: _dict, asked_by: str) -> list[str]:
		"""The responsible person, else the sales team, else all others, as far as they may change the order. Loads order and
		tracker, without which Frappe judges nobody's permission: once for each order of which such a request waits."""
		deciding = dict.fromkeys([*self.by_role.get(USER_ROLE, []), *self.by_role.get(MANAGER_ROLE, [])])
		documents = frappe.get_doc(TRACKER, order.name), frappe.get_doc("Sales Order", order.sales_order)
		for people in ([order.responsible_user], self.teams.get(order.sales_order, []), deciding):
			asked = [user for user in people if user in deciding and user not in (*NOBODYS, asked_by)]
			if able := [user for user in asked if may_move_promises(user, *documents)]:
				return able
		return []

	def of(
		self, rule: Rule, order: _dict, department: str | None = None, request: dict | None = None
	) -> list[str]:
		"""Users, or the address of the customer's contact; each once. `department` is that of a note that waits for it,
		`request` is the one for a new promise that waits; who made it is not told of it."""
		if rule.audience == CUSTOMER_CONTACT:
			# Without an address the row still says whom nobody could reach.
			return [self.contacts.get(order.sales_order) or order.customer]
		if rule.audience == RESPONSIBLE:
			found = [order.responsible_user]
		elif rule.audience == MANAGER_OF_RESPONSIBLE:
			manager = self.managers.get(order.responsible_user)
			found = [manager] if manager else self.by_role.get(MANAGER_ROLE, [])
		elif rule.audience == SALES_TEAM:
			found = self.teams.get(order.sales_order, [])
		elif rule.audience == APPROVERS:
			found = self.answerers(order, request) if request else self.approvers(order)
		elif rule.audience == NOTE_DEPARTMENTS:
			roles = roles_of_audiences().get(department, [])
			found = [user for role in roles for user in self.by_role.get(role, [])]
		else:
			found = [user for role in self.roles_of(rule) for user in self.by_role.get(role, [])]
		nobodys = (*NOBODYS, request["asked_by"]) if request else NOBODYS
		return [user for user in dict.fromkeys(found) if user and user not in nobodys]


def read_managers(users: set[str]) -> dict[str, str]:
	"""By user, the user of the Employee to whom theirs reports."""
	employee, manager = DocType("Employee"), DocType("Employee").as_("manager")
	rows = (
		frappe.qb.from_(employee)
		.join(manager)
		.on(manager.name == employee.reports_to)
		.select(employee.user_id, manager.user_id)
		.where(employee.user_id.isin(list(users) or [""]) & manager.user_id.isnotnull())
		.where((employee.status == "Active") & (manager.status == "Active"))
		.run()
	)
	return {user: above for user, above in rows if above and above != user}


def read_makers(orders: list[str]) -> dict[str, str]:
	"""By order, who made it, though somebody else may have submitted it."""
	order = DocType("Sales Order")
	rows = frappe.qb.from_(order).select(order.name, order.owner).where(order.name.isin(orders or [""])).run()
	return dict(rows)


def read_users_with(roles: set[str]) -> dict[str, list[str]]:
	"""By role, the enabled people of the desk who have it."""
	user, has_role = DocType("User"), DocType("Has Role")
	rows = (
		frappe.qb.from_(has_role)
		.join(user)
		.on((user.name == has_role.parent) & (has_role.parenttype == "User"))
		.select(has_role.role, user.name)
		.where(has_role.role.isin(list(roles)) & (user.enabled == 1) & (user.user_type == "System User"))
		.orderby(user.name)
		.run()
	)
	found = defaultdict(list)
	for role, name in rows:
		found[role].append(name)
	return found


def read_sales_teams(orders: list[str]) -> dict[str, list[str]]:
	"""By order, the users behind its sales persons."""
	team, person, employee = DocType("Sales Team"), DocType("Sales Person"), DocType("Employee")
	rows = (
		frappe.qb.from_(team)
		.join(person)
		.on(person.name == team.sales_person)
		.join(employee)
		.on(employee.name == person.employee)
		.select(team.parent, employee.user_id)
		.where((team.parenttype == "Sales Order") & team.parent.isin(orders or [""]))
		.orderby(team.parent, team.idx)
		.run()
	)
	found = defaultdict(list)
	for order, user in rows:
		found[order].append(user)
	return found


def read_contacts(orders: list[str]) -> dict[str, str]:
	"""By order, the address of the contact whom it names, as the contact has it now; else as the order has it."""
	order, contact = DocType("Sales Order"), DocType("Contact")
	rows = (
		frappe.qb.from_(order)
		.left_join(contact)
		.on(contact.name == order.contact_person)
		.select(order.name, contact.email_id, order.contact_email)
		.where(order.name.isin(orders or [""]))
		.run()
	)
	return {name: now or then for name, now, then in rows if now or then}


# --- whether a person can be told ---------------------------------------------------------------------


def read_person(user: str) -> _dict | None:
	fields = ["name", "email", "enabled", "language", "time_zone"]
	return frappe.db.get_value("User", user, fields, as_dict=True)


def why_not(person: _dict | None) -> str | None:
	"""Why this person cannot be told anything; None where nothing stands in the way."""
	if person is None:
		return _("There is no such user any more.")
	if not person.enabled:
		return _("The user is disabled.")
	return None


def read_time_zones(users: list[str]) -> dict[str, str]:
	user = DocType("User")
	rows = (
		frappe.qb.from_(user)
		.select(user.name, Coalesce(user.time_zone, ""))
		.where(user.name.isin(users or [""]))
		.run()
	)
	return dict(rows)
