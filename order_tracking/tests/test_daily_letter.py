"""One letter a person and day: thirty days by a frozen clock, days off, downtime, time zones, kills, words."""

import random
from datetime import timedelta
from unittest.mock import patch

import frappe

from order_tracking import jobs
from order_tracking.alerts import rules as alert_rules
from order_tracking.alerts import run as alerts
from order_tracking.constants import ALERT, ALERT_RULE, SETTINGS, TRACKER
from order_tracking.tests.alerting import (
	AlertTestCase,
	at,
	make_weekends,
	monday_after_next,
	parsed_mail,
)
from order_tracking.tests.faults import counted_queries

OWNER, DUE_RULE = "Overdue: who is responsible", "Due: who is responsible"


class Killed(BaseException):
	"""The worker is gone: nobody answers, nothing is cleaned up."""


class TestDailyLetter(AlertTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.monday = monday_after_next()
		# Friday of the second week is a day off on top.
		cls.day_off = cls.monday + timedelta(days=11)
		make_weekends(cls.day_off)
		cls.orders: list[str] = []

	def setUp(self):
		super().setUp()
		self.switch_on(OWNER, DUE_RULE)

	def day(self, count: int):
		return self.monday + timedelta(days=count)

	def make_forty(self) -> None:
		"""40 orders of three people, all promised for the Wednesday of the first week; made once."""
		wednesday = self.day(2)
		if not self.orders:
			names = [self.make_order_for(self.people[count % 3], wednesday) for count in range(40)]
			type(self).orders = names
		for count, name in enumerate(self.orders):
			frappe.db.set_value(TRACKER, name, "responsible_user", self.people[count % 3])
		frappe.db.commit()
		self.rejudge(self.day(-8))

	def rejudge(self, day) -> None:
		jobs.rebuild(self.orders, day)

	def letters_of(self, days: range, down: tuple = ()) -> dict[int, dict[str, int]]:
		"""By day, how many letters each person got; the scheduler comes at seven, nine and in the evening."""
		told = {}
		for count in days:
			if count in down:
				continue
			before = len(self.mails())
			jobs.run_calendar(self.day(count))
			for hour in (7, 9, 20):
				alerts.run(at(self.day(count), hour))
				if hour == 7:
					self.assertEqual(len(self.mails()), before, "nobody is told before eight")
			if new := self.mails()[before:]:
				told[count] = {person: [to for to, _ in new].count(person) for person in self.people}
		return told

	def test_forty_overdue_orders_of_three_people_through_thirty_days(self):
		self.make_forty()
		three = dict.fromkeys(self.people, 1)
		# Days from a Monday; the promise is the Wednesday, and Friday the 11th is off.
		expected = {
			-3: three,  # Friday: three working days before
			2: three,  # Wednesday: today
			3: three,  # Thursday: one day overdue
			7: three,  # Monday: three working days
			14: three,  # Monday: the seventh working day, for Friday was off
		}
		self.assertEqual(self.letters_of(range(-5, 25)), expected)
		self.assertEqual(len(self.ledger(status="Sent")), 40 * 5)

	def test_what_a_dead_scheduler_missed_folds_into_one_letter(self):
		self.make_forty()
		three = dict.fromkeys(self.people, 1)
		told = self.letters_of(range(-5, 25), down=(-3, -2, -1, 3, 4, 5, 6, 7, 8))
		# Back on Monday before the promise, and on the Wednesday after it.
		self.assertEqual(told, {0: three, 2: three, 9: three, 14: three})

	def test_a_new_date_of_one_order_stops_its_ladder_and_no_other(self):
		self.make_forty()
		self.letters_of(range(2, 4))
		mine = [name for count, name in enumerate(self.orders) if self.people[count % 3] == self.other]
		for name in mine:
			frappe.db.set_value("Sales Order Item", {"parent": name}, "delivery_date", self.day(60))
		frappe.db.commit()
		self.rejudge(self.day(4))
		told = self.letters_of(range(4, 15))
		self.assertEqual({count: letters[self.other] for count, letters in told.items()}, {7: 0, 14: 0})
		for name in mine:
			frappe.db.set_value("Sales Order Item", {"parent": name}, "delivery_date", self.day(2))
		frappe.db.commit()

	def test_ten_kills_at_random_moments_leave_the_same_ledger(self):
		self.make_forty()
		days = (-3, 2, 3, 7, 14)
		self.letters_of(days)
		undisturbed, mails = self.facts(), sorted(self.mails())
		self.forget_everything()
		self.make_forty()
		chance = random.Random(4711)
		kills = 0
		for count in days:
			jobs.run_calendar(self.day(count))
			for _kill in range(2):
				now = at(self.day(count), 9)
				# A run that had less to do than that is over: the next one dies as it begins.
				kills += self.run_and_kill(now, chance.randint(1, 120)) or self.run_and_kill(now, 1)
			alerts.run(at(self.day(count), 9))
		self.assertEqual(kills, 10)
		self.assertEqual(self.facts(), undisturbed)
		self.assertEqual(sorted(self.mails()), mails)

	def facts(self) -> list[tuple]:
		rows = frappe.get_all(
			ALERT, fields=["order_tracker", "rule", "step", "recipient", "status", "letter_day"]
		)
		return sorted(tuple(map(str, row.values())) for row in rows if row.recipient in self.people)

	def run_and_kill(self, now, statements: int) -> int:
		"""The worker dies when it sends its so-many-th statement; what was not committed is gone."""
		left, send = statements, frappe.db.sql

		def sql(*args, **kwargs):
			nonlocal left
			left -= 1
			if left == 0:
				raise Killed
			return send(*args, **kwargs)

		try:
			with patch.object(frappe.local.db, "sql", sql):
				alerts.run(now)
		except Killed:
			frappe.db.rollback()
			return 1
		return 0

	def test_each_hears_at_eight_by_the_clock_of_their_own(self):
		zones = {self.seller: "Asia/Shanghai", self.other: "America/Los_Angeles", self.boss: "nowhere"}
		for user, zone in zones.items():
			frappe.db.set_value("User", user, "time_zone", zone)
			self.make_order_for(user, self.day(1))
		with patch("order_tracking.alerts.sending.get_system_timezone", return_value="UTC"):
			told = {}
			jobs.run_calendar(self.day(2))
			for hour in range(0, 24):
				before = len(self.mails())
				alerts.run(at(self.day(2), hour, 10))
				told |= {to: hour for to, _subject in self.mails()[before:]}
		# It is eight in Shanghai and still the afternoon before in Los Angeles; an unknown zone counts as the site's.
		self.assertEqual(told, {self.seller: 0, self.other: 0, self.boss: 8})

	def test_the_letter_groups_by_what_to_do_and_says_why(self):
		self.make_order_for(self.seller, self.day(2), po_no=f"<b>{frappe.generate_hash(length=8)}")
		self.make_order_for(self.seller, self.day(4))
		self.turn_to(self.day(3))
		message = parsed_mail(frappe.get_last_doc("Email Queue").message)
		self.assertEqual(message["Subject"], "Your orders: 1 overdue, 1 due")
		text = message.get_body(("plain",)).get_content()
		html = message.get_body(("html",)).get_content()
		for part in (text, html):
			self.assertIn("Deliver", part)
			self.assertIn("overdue for 1 day", part)
			self.assertIn("due tomorrow", part)
		self.assertLess(text.index("overdue for"), text.index("due tomorrow"))
		self.assertIn("&lt;b&gt;", html)
		self.assertNotIn("<b>", html)

	def test_the_letter_speaks_the_language_of_its_reader(self):
		frappe.db.set_value("User", self.seller, "language", "zh")
		words = {"doctype": "Translation", "language": "zh", "source_text": "Your orders: {0}"}
		translation = frappe.get_doc({**words, "translated_text": "您的订单：{0}"}).insert()
		self.make_order_for(self.seller, self.day(2))
		self.turn_to(self.day(3))
		translation.delete()
		frappe.db.commit()
		self.assertIn("您的订单：", self.mails()[0][1])
		self.assertEqual(frappe.local.lang, "en")

	def test_own_words_with_placeholders(self):
		frappe.db.set_value(ALERT_RULE, OWNER, "message", "Call {customer} about {order}: {days}!")
		alert_rules.forget_rules()
		tracker = self.make_order_for(self.seller, self.day(2))
		self.turn_to(self.day(3))
		text = parsed_mail(frappe.get_last_doc("Email Queue").message).get_body(("plain",)).get_content()
		self.assertIn(f"Call Zhang San about {tracker}: 1 day!", text)

	def test_a_placeholder_that_does_not_exist_is_refused(self):
		rule = frappe.get_doc(ALERT_RULE, OWNER)
		for field, text in (
			("message", "{{ doc.name }}"),
			("subject", "{order.owner}"),
			("message", "{oder}"),
		):
			with self.subTest(text), self.assertRaises(frappe.ValidationError):
				rule.reload()
				rule.set(field, text)
				rule.save()

	def test_a_long_letter_shows_the_worst_and_counts_the_rest(self):
		self.make_forty()
		frappe.db.set_value(TRACKER, {"name": ("in", self.orders)}, "responsible_user", self.seller)
		frappe.db.commit()
		self.turn_to(self.day(3))
		text = parsed_mail(frappe.get_last_doc("Email Queue").message).get_body(("plain",)).get_content()
		self.assertEqual(text.count("\n* "), 8)
		self.assertIn("32 more orders", text)
		self.assertEqual(len(self.ledger(status="Sent")), 40)

	def test_a_letter_of_many_orders_costs_what_a_letter_of_one_costs(self):
		self.make_forty()
		costs = []
		for size in (2, 2, 40):
			frappe.db.delete(ALERT)
			frappe.db.set_single_value(SETTINGS, "alerts_collected_on", None)
			frappe.db.set_value(TRACKER, {"name": ("in", self.orders)}, "responsible_user", "Administrator")
			some = {"name": ("in", self.orders[:size])}
			frappe.db.set_value(TRACKER, some, "responsible_user", self.seller)
			frappe.db.commit()
			jobs.run_calendar(self.day(3))
			with counted_queries() as queries:
				alerts.run(at(self.day(3), 9))
			costs.append(len(queries))
		self.assertLessEqual(costs[2] - costs[1], 2, costs)
