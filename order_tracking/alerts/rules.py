"""Alert rules as the site has them: those that are switched on, what a saved one must keep to, and those that we ship."""

from dataclasses import asdict, dataclass

import frappe
from frappe import _, _dict
from frappe.model.document import Document
from frappe.utils import flt

from order_tracking.constants import (
	ALERT_RULE,
	APPROVAL_WAITING,
	APPROVERS,
	AT_ONCE,
	AT_RISK,
	BELL,
	CONFIRMED,
	CUSTOMER_CONTACT,
	DAILY_LETTER,
	DELIVERED,
	DEPARTMENT,
	DUE,
	HOLD_OVERRUN,
	MAIL,
	MANAGER_OF_RESPONSIBLE,
	NOTE_DEPARTMENTS,
	NOTE_IN_CONFLICT,
	NOTE_UNREAD,
	OVERDUE,
	PARTLY_DELIVERED,
	PAYMENT_DUE,
	PROMISE_MOVED,
	RESPONSIBLE,
	ROLE,
	SALES_TEAM,
)
from order_tracking.rules.alert_wording import PLACEHOLDERS, unknown_placeholders
from order_tracking.rules.alerts import days_of_steps

CACHE_KEY = "order_alert_rules"
# What customers are told; everything else is ours alone.
CUSTOMER_EVENTS = (CONFIRMED, PROMISE_MOVED, PARTLY_DELIVERED, DELIVERED)
# Whom only one event concerns.
EVENTS_OF_AUDIENCE = {NOTE_DEPARTMENTS: NOTE_UNREAD, APPROVERS: APPROVAL_WAITING}


@dataclass(frozen=True)
class Rule:
	"""An alert rule that is switched on; field names are those of Order Alert Rule, `days` are its steps."""

	name: str
	event: str
	days: tuple[int, ...]
	audience: str
	role: str | None
	department: str | None
	timing: str
	channel: str
	company: str | None
	minimum_amount: float
	subject: str | None
	message: str | None

	def is_for(self, order: _dict) -> bool:
		"""Whether this order is one of those that the rule looks at. Amounts are in company currency."""
		return self.company in (None, "", order.company) and (
			flt(order.base_grand_total) >= self.minimum_amount
		)


def rules_on() -> list[Rule]:
	"""One look into the cache, however often it is asked."""
	return [
		Rule(**{**row, "days": tuple(row["days"])})
		for row in frappe.cache.get_value(CACHE_KEY, read_rules_on)
	]


def read_rules_on() -> list[dict]:
	rules = []
	for row in frappe.get_all(ALERT_RULE, {"enabled": 1}, ["*"], order_by="name asc"):
		try:
			days = days_of_steps(row.steps)
		except ValueError:
			# Written past the check: the other rules go on.
			frappe.log_error(
				title=f"Order Tracking: the rule {row.name} has no working days that can be read"
			)
			continue
		fields = {field: row.get(field) for field in Rule.__annotations__ if field != "days"}
		rules.append(asdict(Rule(**{**fields, "days": days, "minimum_amount": flt(row.minimum_amount)})))
	return rules


def forget_rules() -> None:
	"""Somebody switched a rule on or off, or changed it."""
	frappe.cache.delete_value(CACHE_KEY)


# --- what a saved rule must keep to -------------------------------------------------------------------


def check(rule: Document) -> None:
	"""Throws with what to change. Changes nothing but the way in which the steps are written."""
	check_steps(rule)
	check_audience(rule)
	for field in ("subject", "message"):
		if unknown := unknown_placeholders(rule.get(field)):
			frappe.throw(
				_(
					"{0}: {1} is no placeholder. Use only {2}, each in braces, or leave the field empty for the usual words."
				).format(
					_(rule.meta.get_label(field)),
					", ".join(map(frappe.bold, unknown)),
					", ".join(PLACEHOLDERS),
				),
				title=_("Unknown Placeholder"),
			)


def check_steps(rule: Document) -> None:
	try:
		days = days_of_steps(rule.steps)
	except ValueError:
		frappe.throw(
			_("On Working Days: write numbers from 0 to 99 with commas, for example 1, 3, 7."),
			title=_("Not a Number of Days"),
		)
	rule.steps = ", ".join(str(number) for number in days)
	if rule.event == OVERDUE and 0 in days:
		frappe.throw(
			_("On the day of the promise nothing is overdue yet. Write 1 for the first working day after it.")
		)


def check_audience(rule: Document) -> None:
	if rule.audience == ROLE and not rule.role:
		frappe.throw(_("Choose the role that is to be told."))
	if rule.audience == DEPARTMENT and not rule.department:
		frappe.throw(_("Choose the department that is to be told."))
	if (only := EVENTS_OF_AUDIENCE.get(rule.audience)) and rule.event != only:
		frappe.throw(
			_("{0} are told of the event {1} alone. Choose that event, or another audience.").format(
				_(rule.audience), _(only)
			)
		)
	if rule.audience != CUSTOMER_CONTACT:
		return
	if rule.event not in CUSTOMER_EVENTS:
		frappe.throw(
			_(
				"Customers are told when an order is {0}. Choose one of these events, or another audience."
			).format(", ".join(_(event) for event in CUSTOMER_EVENTS))
		)
	if (rule.timing, rule.channel) != (AT_ONCE, MAIL):
		frappe.throw(
			_(
				"Customers get a mail at once: they have no bell and no daily letter. Choose {0} and {1}."
			).format(_(AT_ONCE), _(MAIL))
		)


# --- what we ship -------------------------------------------------------------------------------------


def N_(title: str) -> str:
	"""Marks the title for the catalogue; it is translated where it is shown."""
	return title


# title, is on, event, working days, audience, when, channel
SHIPPED = (
	(N_("Overdue: who is responsible"), 1, OVERDUE, "1, 3, 7", RESPONSIBLE, DAILY_LETTER, MAIL),
	(N_("Overdue: the manager as well"), 1, OVERDUE, "3, 7", MANAGER_OF_RESPONSIBLE, DAILY_LETTER, MAIL),
	(N_("Due: who is responsible"), 1, DUE, "0, 3", RESPONSIBLE, DAILY_LETTER, MAIL),
	(N_("At risk: who is responsible"), 1, AT_RISK, "0", RESPONSIBLE, DAILY_LETTER, MAIL),
	(N_("Note unread: its departments"), 1, NOTE_UNREAD, "1, 3", NOTE_DEPARTMENTS, DAILY_LETTER, MAIL),
	(N_("Note unread: who is responsible"), 1, NOTE_UNREAD, "3", RESPONSIBLE, DAILY_LETTER, MAIL),
	(N_("Note in conflict: who is responsible"), 1, NOTE_IN_CONFLICT, "0", RESPONSIBLE, DAILY_LETTER, MAIL),
	(N_("Hold overrun: who is responsible"), 1, HOLD_OVERRUN, "0, 3", RESPONSIBLE, DAILY_LETTER, MAIL),
	(N_("Approval waiting: the approver"), 1, APPROVAL_WAITING, "1, 3", APPROVERS, DAILY_LETTER, MAIL),
	(N_("Approval asked: the approver at once"), 1, APPROVAL_WAITING, "0", APPROVERS, AT_ONCE, BELL),
	(N_("Payment due: who is responsible"), 0, PAYMENT_DUE, "1, 7", RESPONSIBLE, DAILY_LETTER, MAIL),
	(N_("Promise moved: the sales team"), 0, PROMISE_MOVED, "0", SALES_TEAM, DAILY_LETTER, MAIL),
	(N_("Delivered: who is responsible"), 0, DELIVERED, "0", RESPONSIBLE, DAILY_LETTER, MAIL),
	(N_("Customer: order confirmed"), 0, CONFIRMED, "0", CUSTOMER_CONTACT, AT_ONCE, MAIL),
	(N_("Customer: promise moved"), 0, PROMISE_MOVED, "0", CUSTOMER_CONTACT, AT_ONCE, MAIL),
	(N_("Customer: partly delivered"), 0, PARTLY_DELIVERED, "0", CUSTOMER_CONTACT, AT_ONCE, MAIL),
	(N_("Customer: delivered"), 0, DELIVERED, "0", CUSTOMER_CONTACT, AT_ONCE, MAIL),
)


def shipped_rules() -> dict[str, dict]:
	"""By title. Everything that would go to customers is off until somebody switches it on."""
	fields = ("title", "enabled", "event", "steps", "audience", "timing", "channel")
	return {row[0]: dict(zip(fields, row, strict=True)) for row in SHIPPED}
