"""Tells people what concerns them, once: finds which steps are due, who hears of them, and sends.

Everything is found out from the database: a job that was killed at any moment goes on where it stopped, and what is in
the ledger already is never told again.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime

import frappe
from frappe import _, _dict
from frappe.utils import getdate, now_datetime

from order_tracking.alerts import ledger as alert_ledger
from order_tracking.alerts import sending as alert_sending
from order_tracking.alerts import standing as alert_standing
from order_tracking.alerts.audience import Audiences
from order_tracking.alerts.rules import Rule, rules_on
from order_tracking.constants import ALERT, DUE, SETTINGS, STANDING_EVENTS
from order_tracking.rules.alerts import since_of, steps_reached
from order_tracking.rules.facts import Calendar
from order_tracking.transactions import transact

PAGE = 500


def run(now: datetime | None = None) -> None:
	"""Collect once a day, address, send what may go now, follow the mails. `now` is the site's time. Commits.

	Costs a handful of short look-ups when nothing is due.
	"""
	now = now or now_datetime()
	if (rules := rules_on()) and is_to_collect(now.date()):
		collect(rules, now)
	address_all(now)
	alert_sending.send_letters(now)
	alert_sending.send_at_once(now)
	while transact(lambda: alert_ledger.follow_mails(now)) == alert_ledger.PAGE:
		pass  # there may be more


def send_at_once() -> None:
	"""Called right after something happened that somebody hears of at once. Commits."""
	now = now_datetime()
	address_all(now)
	alert_sending.send_at_once(now)


# --- which steps are due ------------------------------------------------------------------------------


def is_to_collect(day: date) -> bool:
	"""Once a day, and not before the calendar of that day has turned: yesterday's judgement is no news."""
	stored = frappe.db.get_singles_dict(SETTINGS)
	collected, turned = stored.get("alerts_collected_on"), stored.get("last_daily_run")
	return bool(turned and getdate(turned) >= day and not (collected and getdate(collected) >= day))


@dataclass(frozen=True)
class Today:
	"""What is the same for all orders of one collection."""

	rules: list[Rule]
	now: datetime
	calendars: dict[str, Calendar]
	demo_company: str | None

	@property
	def day(self) -> date:
		return self.now.date()

	def is_worked_on(self, order: _dict) -> bool:
		"""Nobody is told anything on a day off of the company, nor of demo data."""
		return order.company != self.demo_company and self.day not in self.calendar_of(order).holidays

	def calendar_of(self, order: _dict) -> Calendar:
		return self.calendars.get(order.company, Calendar())


def collect(rules: list[Rule], now: datetime) -> int:
	"""Put into the ledger whom which step of which order concerns; returns the number of orders looked at. Commits.

	In pages; a second run adds nothing.
	"""
	standing = [rule for rule in rules if rule.event in STANDING_EVENTS]
	ahead = alert_standing.furthest(standing, DUE)
	today = Today(
		standing, now, alert_standing.read_calendars(now.date(), ahead), alert_standing.demo_company()
	)
	names = alert_standing.candidates(standing, today.day) if standing else []
	for start in range(0, len(names), PAGE):
		page = names[start : start + PAGE]
		transact(lambda page=page: alert_ledger.add(due_rows(page, today), now))
	frappe.db.set_single_value(SETTINGS, "alerts_collected_on", today.day, update_modified=False)
	frappe.db.commit()  # end of a job's step
	return len(names)


def due_rows(names: list[str], today: Today) -> list[dict]:
	"""What is not in the ledger yet of these trackers; a constant number of queries, and two documents of each order of which
	a near request waits."""
	reached = list(steps_due(names, today))
	if not reached:
		return []
	orders = {order.name: order for _rule, order, _step in reached}
	rules = list({rule.name: rule for rule, _order, _step in reached}.values())
	told, seen = set(), set()
	for row in alert_ledger.told(list(orders), [rule.name for rule in rules]):
		told.add((row.order_tracker, row.rule, row.step, row.recipient))
		if row.seen_on:
			seen.add((row.order_tracker, row.event, since_of(row.step), row.recipient))
	audiences = Audiences.read(rules, list(orders.values()))
	return [
		alert_ledger.row_of(rule, order, step.key, recipient, details=step.details)
		for rule, order, step in reached
		for recipient in audiences.of(rule, order, step.department, step.request and asdict(step.request))
		if (order.name, rule.name, step.key, recipient) not in told
		and (order.name, rule.event, since_of(step.key), recipient) not in seen
	]


def steps_due(names: list[str], today: Today):
	headers = {
		name: order for name, order in alert_standing.read_headers(names).items() if today.is_worked_on(order)
	}
	events = {rule.event for rule in today.rules}
	for name, standing in alert_standing.standings(headers, events, today.day).items():
		order = headers[name]
		for rule in today.rules:
			if not rule.is_for(order):
				continue
			calendar = today.calendar_of(order)
			for step in steps_reached(rule.event, rule.days, standing, today.day, calendar):
				yield rule, order, step


# --- who hears of what happened -----------------------------------------------------------------------


def address_all(now: datetime) -> None:
	while alert_ledger.has_to_address():
		if not transact(lambda: address(now)):
			break


def address(now: datetime) -> int:
	"""Give the rows that a refresh left behind their recipients; returns how many there were. Does not commit."""
	rows = alert_ledger.rows_to_address()
	rules = {rule.name: rule for rule in rules_on()}
	orders = alert_standing.read_headers(list({row.order_tracker for row in rows}))
	asked = [rules[name] for name in {row.rule for row in rows} if name in rules]
	audiences = Audiences.read(asked, list(orders.values()))
	addressed, settled, unheard = [], [], []
	for row in rows:
		rule, order = rules.get(row.rule), orders.get(row.order_tracker)
		details = alert_ledger.parsed(row)
		people = audiences.of(rule, order, request=details.get("request")) if rule and order else []
		if rule and order and not people:
			unheard.append(row)
			continue
		settled.append(row.name)
		for person in people:
			addressed.append(alert_ledger.row_of(rule, order, row.step, person, details=details))
	alert_ledger.add(addressed, now)
	alert_ledger.remove(settled)
	alert_ledger.mark_not_sent(unheard, _("Nobody belongs to the audience of the rule."), now)
	return len(rows)


# --- seen ---------------------------------------------------------------------------------------------


@frappe.whitelist(methods=["POST"])
def mark_seen(alert: str) -> None:
	"""Say that I know: no further step of this lateness comes to me. It goes on to others until there is a new date.

	Only whoever got the alert can say so.
	"""
	row = frappe.get_doc(ALERT, alert)
	row.check_permission("read")
	if row.recipient != frappe.session.user:
		frappe.throw(_("Only {0} can say that this was seen.").format(row.recipient), frappe.PermissionError)
	alert_ledger.mark_seen(row, since_of(row.step))
