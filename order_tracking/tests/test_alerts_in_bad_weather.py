"""Many alerts, and a way out for mail that fails in five ways: each is accounted for, none goes twice."""

import random
from collections import Counter
from unittest.mock import patch

import frappe
from frappe.utils import now_datetime

from order_tracking.alerts import ledger as alert_ledger
from order_tracking.alerts import rules as alert_rules
from order_tracking.alerts import run as alerts
from order_tracking.alerts import standing as alert_standing
from order_tracking.constants import ALERT
from order_tracking.tests.alerting import AlertTestCase
from order_tracking.tests.factories import make_order

RULE = "Customer: order confirmed"
ALERTS = 200


class TestBadWeather(AlertTestCase):
	def setUp(self):
		super().setUp()
		order = make_order([{}])
		self.settle()
		self.switch_on(RULE)
		self.tracker = order.name
		self.leave_alerts()

	def leave_alerts(self) -> None:
		"""As many contacts as alerts, all of one order."""
		rule = next(rule for rule in alert_rules.rules_on() if rule.name == RULE)
		header = alert_standing.read_headers([self.tracker])[self.tracker]
		alert_ledger.add(
			[alert_ledger.row_of(rule, header, "once", f"c{count}@example.com") for count in range(ALERTS)]
		)
		frappe.db.commit()

	def bad_sink(self):
		"""Three of ten mails meet one of five failures; a deadlock and a timeout pass when tried again."""
		send, chance = frappe.sendmail, random.Random(42)
		failures = (
			frappe.OutgoingEmailError("no account"),
			frappe.InvalidEmailAddressError("refused"),
			ConnectionResetError("reset"),
			frappe.QueryDeadlockError("deadlock"),
			None,
		)

		def sendmail(**values):
			if chance.random() < 0.3:
				failure = chance.choice(failures)
				if failure is None:
					return None
				raise failure
			return send(**values)

		return patch("frappe.sendmail", sendmail)

	def test_every_alert_is_accounted_for_and_none_goes_twice(self):
		before = frappe.db.get_value("Order Tracker", self.tracker, "modified")
		with self.bad_sink(), patch("time.sleep"):
			for _run in range(3):
				alerts.run(now_datetime())
		states = Counter(frappe.get_all(ALERT, {"order_tracker": self.tracker}, pluck="status"))
		self.assertEqual(set(states), {"Sent", "Not Sent"})
		self.assertEqual(sum(states.values()), ALERTS)
		self.assertFalse(frappe.db.exists(ALERT, {"status": "Not Sent", "reason": ("is", "not set")}))
		mailed = Counter(frappe.get_all("Email Queue Recipient", pluck="recipient"))
		self.assertEqual(set(mailed.values()), {1})
		sent = frappe.get_all(ALERT, {"status": "Sent"}, ["recipient", "email_queue"])
		self.assertEqual({row.recipient for row in sent}, set(mailed))
		self.assertEqual(len({row.email_queue for row in sent}), len(sent))
		self.assertEqual(frappe.db.get_value("Order Tracker", self.tracker, "modified"), before)

	def test_the_same_alert_written_twice_is_there_once(self):
		self.leave_alerts()
		self.assertEqual(frappe.db.count(ALERT, {"order_tracker": self.tracker}), ALERTS)
