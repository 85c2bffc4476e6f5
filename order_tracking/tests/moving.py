"""A site on which one person may move a promise by a week, and an order of two lines that are promised for the same day."""

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.constants import PROMISE_CHANGE, SETTINGS, SUPPLIER
from order_tracking.decisions import promises
from order_tracking.tests.alerting import (
	WorkingWeekTestCase,
	at,
)
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import make_order

ASKED, WAITING = "Approval asked: the approver at once", "Approval waiting: the approver"
MOST_DAYS = 7
PROMISE, NEAR, FAR, FARTHEST = (getdate(add_days(today(), days)) for days in (30, 37, 38, 60))


class MovingTestCase(SiteTestCase):
	def setUp(self):
		super().setUp()
		self.let_move(MOST_DAYS)
		order = make_order([{"delivery_date": PROMISE}, {"item_code": "Mouse", "delivery_date": PROMISE}])
		self.tracker = self.tracker_of(order)

	def tearDown(self):
		frappe.db.rollback()
		frappe.set_user("Administrator")
		self.let_move(0)
		super().tearDown()

	def let_move(self, days: int) -> None:
		"""So many days without somebody else; 0: as many as one likes."""
		frappe.db.set_single_value(SETTINGS, "move_approval_days", days)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		frappe.db.commit()

	def move(self, user: str, **days) -> dict:
		"""The user moves lines of the tracker, named by their items in small letters."""
		lines = {line.item_code.lower(): line.sales_order_item for line in self.tracker.lines}
		rows = [{"line": lines[item], "date": day} for item, day in days.items()]
		with self.set_user(user):
			return promises.move(self.tracker.name, rows, SUPPLIER, "Parts are late")

	def waiting(self) -> list[str]:
		return frappe.get_all(
			PROMISE_CHANGE, {"order_tracker": self.tracker.name, "status": "Waiting"}, pluck="name"
		)


class TellingMovesTestCase(MovingTestCase, WorkingWeekTestCase):
	"""Who hears of requests, at once and in the letters of the days after a Monday."""

	def setUp(self):
		super().setUp()
		self.switch_on(ASKED, WAITING)

	def rung(self) -> list[str]:
		told = {"document_name": self.tracker.name, "for_user": ("in", self.people)}
		return sorted(frappe.get_all("Notification Log", told, pluck="for_user"))

	def letters_on(self, day) -> list[str]:
		"""Who hears of it in the letter of this day."""
		# It is as if it had been asked for on the Monday on which the clock of the test begins.
		frappe.db.set_value(
			PROMISE_CHANGE,
			{"order_tracker": self.tracker.name, "status": "Waiting"},
			"happened_at",
			at(self.monday),
		)
		self.turn_to(day)
		told = self.ledger(order_tracker=self.tracker.name, rule=WAITING, status="Sent", letter_day=day)
		return sorted(row.recipient for row in told)
