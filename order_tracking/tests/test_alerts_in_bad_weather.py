"""Many alerts, and a way out for mail that fails in five ways: each is accounted for, none goes twice."""

import os
import random
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from unittest.mock import patch

import frappe
from frappe.email import queue as mail_queue
from frappe.utils import now_datetime

from order_tracking.alerts import ledger as alert_ledger
from order_tracking.alerts import rules as alert_rules
from order_tracking.alerts import run as alerts
from order_tracking.alerts import standing as alert_standing
from order_tracking.constants import ALERT, TRACKER
from order_tracking.tests.alerting import AlertTestCase
from order_tracking.tests.factories import make_order
from order_tracking.tests.mail_sink import FAILURES, mail_sink

RULE = "Customer: order confirmed"
ALERTS = int(os.environ.get("OT_ALERTS", "100"))
SHARE = 0.3  # of all tries fail


class TestBadWeather(AlertTestCase):
	def setUp(self):
		super().setUp()
		order = make_order([{}])
		self.settle()
		self.switch_on(RULE)
		self.tracker = order.name
		self.leave_alerts()
		self.before = self.orders()

	def orders(self) -> list:
		"""The order and its tracker; no mail may have touched them."""
		return [
			frappe.get_doc(doctype, self.tracker).as_dict(no_nulls=True)
			for doctype in (TRACKER, "Sales Order")
		]

	def leave_alerts(self) -> None:
		"""As many contacts as alerts, all of one order."""
		alert_ledger.add([self.row_to(f"c{count}@example.com") for count in range(ALERTS)])
		frappe.db.commit()

	def row_to(self, recipient: str) -> dict:
		rule = next(rule for rule in alert_rules.rules_on() if rule.name == RULE)
		header = alert_standing.read_headers([self.tracker])[self.tracker]
		return alert_ledger.row_of(rule, header, "once", recipient)

	def states(self) -> Counter:
		return Counter(frappe.get_all(ALERT, {"order_tracker": self.tracker}, pluck="status"))

	# --- the way into the queue

	def bad_queue(self):
		"""Three of ten mails meet one of five failures; a deadlock passes when tried again."""
		send, chance = frappe.sendmail, random.Random(42)
		failures = (
			frappe.OutgoingEmailError("no account"),
			frappe.InvalidEmailAddressError("refused"),
			ConnectionResetError("reset"),
			frappe.QueryDeadlockError("deadlock"),
			None,
		)

		def sendmail(**values):
			if chance.random() < SHARE:
				failure = chance.choice(failures)
				if failure is None:
					return None
				raise failure
			return send(**values)

		return patch("frappe.sendmail", sendmail)

	def test_what_the_queue_did_not_take_is_listed_and_tried_again_and_none_goes_twice(self):
		start = now_datetime()
		with self.bad_queue(), patch("time.sleep"):
			alerts.run(start)
			first = self.states()
			self.assertEqual(set(first), {"Sent", "Not Sent"})
			self.assertEqual(sum(first.values()), ALERTS)
			self.assertFalse(frappe.db.exists(ALERT, {"status": "Not Sent", "reason": ("is", "not set")}))
			alerts.run(start + timedelta(minutes=5))
			self.assertEqual(self.states(), first, "after five minutes it is too early")
			self.run_through_a_day(start)
		self.assertEqual(self.states(), {"Sent": ALERTS})
		mailed = Counter(frappe.get_all("Email Queue Recipient", pluck="recipient"))
		self.assertEqual(mailed, {f"c{count}@example.com": 1 for count in range(ALERTS)})
		sent = frappe.get_all(ALERT, {"status": "Sent"}, ["recipient", "email_queue", "reason"])
		self.assertEqual(len({row.email_queue for row in sent}), ALERTS)
		self.assertEqual({row.reason for row in sent}, {None})
		self.assertEqual(self.orders(), self.before)

	def run_through_a_day(self, start: datetime) -> None:
		for minutes in range(10, 24 * 60, 10):
			alerts.run(start + timedelta(minutes=minutes, seconds=1))
			if set(self.states()) == {"Sent"}:
				return

	def test_what_never_can_be_sent_is_left_after_a_week(self):
		frappe.db.delete(ALERT, {"recipient": ("!=", "c0@example.com")})
		start = now_datetime()
		with patch("frappe.sendmail", side_effect=ConnectionResetError("reset")) as sendmail:
			for hours in range(0, 24 * 9, 3):
				alerts.run(start + timedelta(hours=hours))
		self.assertEqual(self.states(), {"Not Sent": 1})
		# Each time after as long a wait again: at once, after 3 hours, 9, 21 …
		self.assertIn(sendmail.call_count, range(5, 9))

	def test_the_same_alert_written_twice_is_there_once(self):
		self.leave_alerts()
		self.assertEqual(frappe.db.count(ALERT, {"order_tracker": self.tracker}), ALERTS)

	def test_what_waits_for_its_recipients_is_there_once_as_well(self):
		row = self.row_to("")
		for _time in range(2):
			alert_ledger.add([row])
		self.assertEqual(frappe.db.count(ALERT, {"order_tracker": self.tracker}), ALERTS + 1)
		frappe.db.commit()

	# --- the way out of the queue

	def test_a_mail_server_that_fails_in_five_ways_gets_each_mail_once(self):
		now = now_datetime()
		with mail_sink(SHARE) as sink:
			alerts.run(now)
			self.assertEqual(self.states(), {"Sent": ALERTS})
			while frappe.db.exists("Email Queue", {"status": "Not Sent"}):
				# Frappe leaves the rest for the next time when a third has failed.
				with suppress(frappe.ValidationError):
					mail_queue.flush()
			alerts.run(now)
		self.assertEqual(set(sink.failed), set(FAILURES))
		self.assertEqual(set(sink.taken.values()), {1}, "nobody gets a mail twice")
		rows = frappe.get_all(
			ALERT, {"order_tracker": self.tracker}, ["recipient", "status", "mail_result", "reason"]
		)
		self.assertEqual(len(rows), ALERTS)
		self.assertEqual({row.recipient for row in rows if row.mail_result == "Sent"}, set(sink.taken))
		given_up = [row for row in rows if row.mail_result != "Sent"]
		self.assertEqual({row.mail_result for row in given_up} | {"Error"}, {"Error"})
		self.assertTrue(all(row.reason for row in given_up))
		self.assertEqual(self.orders(), self.before)
