"""Sends: one letter a person and day, and what goes at once. A mail enters the queue in the transaction that says so."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import frappe
from frappe import _, _dict
from frappe.query_builder import DocType
from frappe.utils import get_system_timezone, get_time, get_url_to_form

from order_tracking.alerts import customer_mails, letters
from order_tracking.alerts import ledger as alert_ledger
from order_tracking.alerts import standing as alert_standing
from order_tracking.alerts import words as alert_words
from order_tracking.alerts.audience import read_person, read_time_zones, why_not
from order_tracking.alerts.rules import Rule, rules_on
from order_tracking.constants import BELL, CUSTOMER_CONTACT, DUE, MAIL, PASSING_EVENTS, SETTINGS, TRACKER
from order_tracking.readable import Permitted, condition_on_trackers
from order_tracking.rules.alert_wording import one_line
from order_tracking.rules.alerts import is_letter_due, is_quiet, since_of, steps_reached
from order_tracking.rules.facts import Calendar
from order_tracking.transactions import transact

TEMPLATE = "order_alert"


class NotSentError(Exception):
	"""Why somebody could not be told; the sentence goes into the ledger."""


# --- clocks -------------------------------------------------------------------------------------------


def in_zone(now: datetime, zone: str | None) -> datetime:
	"""The site's time as the clock of this person shows it; the site's where the zone is not known."""
	try:
		there = ZoneInfo(zone) if zone else None
	except (ZoneInfoNotFoundError, ValueError):
		there = None
	if there is None:
		return now
	return now.replace(tzinfo=ZoneInfo(get_system_timezone())).astimezone(there).replace(tzinfo=None)


def time_of(value) -> time | None:
	return get_time(value) if value not in (None, "") else None


# --- one letter a day ---------------------------------------------------------------------------------


def send_letters(now: datetime) -> int:
	"""One letter to everybody whose hour has come and who has something to hear; returns to how many people. Commits."""
	last_letters = alert_ledger.recipients_of_letters(now)
	if not last_letters:
		return 0
	hour = time_of(frappe.get_cached_doc(SETTINGS).letter_hour) or time(8)
	zones = read_time_zones(list(last_letters))
	clocks = {user: in_zone(now, zones.get(user)) for user in sorted(last_letters)}
	days = {
		user: clock.date() for user, clock in clocks.items() if is_letter_due(clock, hour, last_letters[user])
	}
	calendars = calendars_ahead(now.date()) if days else {}
	return sum(
		guarded(partial(send_letter, user, now, day, calendars), partial(list_letter, user, now, day))
		for user, day in days.items()
	)


def calendars_ahead(day: date) -> dict[str, Calendar]:
	"""As far as a rule looks ahead; the same for all who are told now."""
	return alert_standing.read_calendars(day, alert_standing.furthest(rules_on(), DUE))


def list_letter(user: str, now: datetime, day: date, reason: str) -> None:
	alert_ledger.mark_not_sent(alert_ledger.rows_of_letter(user, now), reason, now, day)


def send_letter(user: str, now: datetime, day: date, calendars: dict[str, Calendar]) -> int:
	"""`day` is the person's own. Returns 1 when a letter went out. Does not commit."""
	rows = alert_ledger.rows_of_letter(user, now)
	rows = [row for row in rows if day not in calendars.get(row.company, Calendar()).holidays]
	orders = alert_standing.read_headers(list({row.order_tracker for row in rows}))
	rules = {rule.name: rule for rule in rules_on()}
	rows = still_true(rows, orders, rules, now.date(), calendars)
	if not rows:
		return 0
	person = read_person(user)
	rows = told_to(person, rows, now, day)
	if not rows:
		return 0
	with alert_words.in_language(person.language):
		by_mail = [row for row in rows if row.channel != BELL]
		by_bell = [row for row in rows if row.channel != MAIL]
		queued = None
		if by_mail:
			subject, arguments = letters.compose(by_mail, orders, rules, user, now.date())
			queued = queue_mail(person.email or user, subject, letters.TEMPLATE, arguments)
		if by_bell:
			subject, _arguments = letters.compose(by_bell, orders, rules, user, now.date())
			ring(user, subject, link=letters.list_url(user))
	alert_ledger.mark_sent(by_mail, now, day, queued)
	alert_ledger.mark_sent([row for row in rows if row.channel == BELL], now, day, None)
	return 1


def told_to(person: _dict | None, rows: list[_dict], now: datetime, day: date | None = None) -> list[_dict]:
	"""The rows of which this person may hear; the others say in the ledger why not."""
	if reason := why_not(person):
		alert_ledger.mark_not_sent(rows, reason, now, day)
		return []
	readable = readable_by(person.name, [row.order_tracker for row in rows])
	if hidden := [row for row in rows if row.order_tracker not in readable]:
		alert_ledger.mark_not_sent(hidden, _("The user may not read this order."), now, day)
	return [row for row in rows if row.order_tracker in readable]


def readable_by(user: str, trackers: list[str]) -> set[str]:
	"""Roles, User Permissions and shares as in a list; a role of the rule alone opens no order."""
	tracker = DocType(TRACKER)
	query = frappe.qb.from_(tracker).select(tracker.name).where(tracker.name.isin(trackers))
	if condition := condition_on_trackers(user):
		query = query.where(Permitted(condition))
	return {row[0] for row in query.run()}


def still_true(
	rows: list[_dict],
	orders: dict[str, _dict],
	rules: dict[str, Rule],
	day: date,
	calendars: dict[str, Calendar],
) -> list[_dict]:
	"""What became untrue between selection and sending is marked so: another promise, delivered, the rule switched off."""
	events = {row.event for row in rows}
	standings = alert_standing.standings(orders, events, day)
	true, untrue = [], []
	for row in rows:
		rule, order = rules.get(row.rule), orders.get(row.order_tracker)
		holds = bool(rule and order)
		if holds and row.event not in PASSING_EVENTS:
			calendar = calendars.get(order.company, Calendar())
			steps = steps_reached(row.event, rule.days, standings[order.name], day, calendar)
			holds = any(since_of(step.key) == since_of(row.step) for step in steps)
		(true if holds else untrue).append(row)
	alert_ledger.mark_untrue(untrue)
	return true


# --- at once ------------------------------------------------------------------------------------------


def send_at_once(now: datetime) -> int:
	"""Tell everybody outside of quiet hours, one mail for each order; returns how many people were told. Commits."""
	groups: dict[tuple, list[str]] = defaultdict(list)
	for row in alert_ledger.waiting_at_once(now):
		groups[row.recipient, row.audience == CUSTOMER_CONTACT, row.order_tracker].append(row.name)
	if not groups:
		return 0
	settings = frappe.get_cached_doc(SETTINGS)
	quiet = time_of(settings.quiet_from), time_of(settings.quiet_to)
	zones = read_time_zones([recipient for recipient, is_customer, _tracker in groups if not is_customer])
	awake = {
		group: names
		for group, names in groups.items()
		if not is_quiet(in_zone(now, None if group[1] else zones.get(group[0])).time(), *quiet)
	}
	calendars = calendars_ahead(now.date()) if awake else {}
	return sum(
		guarded(
			partial(send_alert, recipient, is_customer, names, now, calendars),
			partial(list_alert, names, now),
		)
		for (recipient, is_customer, _tracker), names in awake.items()
	)


def list_alert(names: list[str], now: datetime, reason: str) -> None:
	alert_ledger.mark_not_sent(alert_ledger.lock(names), reason, now)


def send_alert(
	recipient: str, is_customer: bool, names: list[str], now: datetime, calendars: dict[str, Calendar]
) -> int:
	"""All that one person hears of one order now. Does not commit."""
	rows = alert_ledger.lock(names)
	orders = alert_standing.read_headers(list({row.order_tracker for row in rows}))
	rules = {rule.name: rule for rule in rules_on()}
	rows = still_true(rows, orders, rules, now.date(), calendars)
	if rows and is_customer:
		return send_to_customer(recipient, rows, orders, rules, now)
	person = read_person(recipient) if rows else None
	rows = told_to(person, rows, now) if rows else []
	if not rows:
		return 0
	order = orders[rows[0].order_tracker]
	with alert_words.in_language(person.language):
		worst = letters.worst_of_each(rows)[order.name]
		subject = one_line(alert_words.subject_of_alert(worst, order, rules[worst.rule], now.date()))
		told = [alert_words.sentence(row, order, rules[row.rule], now.date()) for row in rows]
		queued = None
		if any(row.channel != BELL for row in rows):
			arguments = {
				"title": subject,
				"sentences": list(dict.fromkeys(told)),
				"details": order.customer_name or order.customer,
				"url": get_url_to_form(TRACKER, order.name),
				"button": _("Open the order"),
			}
			queued = queue_mail(person.email or recipient, subject, TEMPLATE, arguments, order.name)
		if any(row.channel != MAIL for row in rows):
			ring(recipient, f"{subject}: {told[0]}", tracker=order.name)
	alert_ledger.mark_sent(rows, now, None, queued)
	return 1


def send_to_customer(address: str, rows: list[_dict], orders: dict, rules: dict, now: datetime) -> int:
	"""One mail for each thing that happened: each is news of its own."""
	for row in rows:
		order = orders[row.order_tracker]
		mail = customer_mails.compose(row, order, rules[row.rule])
		with alert_words.in_language(mail.language):
			queued = queue_mail(address, mail.subject, customer_mails.TEMPLATE, mail.arguments, order.name)
		alert_ledger.mark_sent([row], now, None, queued)
	return 1


# --- the ways out -------------------------------------------------------------------------------------


def queue_mail(address: str, subject: str, template: str, arguments: dict, tracker: str | None = None) -> str:
	"""Into Frappe's queue, in this transaction; returns its name there. Throws NotSentError with a sentence."""
	if not frappe.utils.validate_email_address(address or ""):
		raise NotSentError(_("There is no valid mail address."))
	try:
		queued = frappe.sendmail(
			recipients=[address],
			subject=subject,
			template=template,
			args=arguments,
			reference_doctype=TRACKER if tracker else None,
			reference_name=tracker,
		)
	except frappe.OutgoingEmailError as error:
		frappe.clear_messages()
		raise NotSentError(
			_(
				"There is no account for outgoing mail. Set up an Email Account that is the default for outgoing."
			)
		) from error
	if not queued:
		raise NotSentError(_("{0} does not want mails of this site.").format(address))
	return queued.name


def ring(user: str, text: str, tracker: str | None = None, link: str | None = None) -> None:
	"""An entry at the bell of the desk."""
	entry = frappe.new_doc("Notification Log")
	entry.update(
		{
			"type": "Alert",
			"for_user": user,
			"from_user": frappe.session.user,
			"subject": frappe.utils.escape_html(one_line(text, 400)),
			"document_type": TRACKER if tracker else None,
			"document_name": tracker,
			"link": link,
		}
	)
	# The entry is the person's own; nobody else is asked whether it may be there.
	entry.insert(ignore_permissions=True)


def guarded(send: Callable[[], int], list_failure: Callable[[str], None]) -> int:
	"""One transaction; when it fails the ledger says why, and the others go on. Commits."""
	try:
		return transact(send)
	except NotSentError as error:
		reason = str(error)
	except Exception as error:
		frappe.log_error(title="Order Tracking: an alert could not be sent")
		reason = f"{type(error).__name__}: {error}"
	transact(partial(list_failure, reason))
	return 0
