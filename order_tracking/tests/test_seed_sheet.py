"""Can the sheet that people keep today be read off the trackers, column by column?"""

import csv
from datetime import date

import frappe
from frappe.utils import fmt_money

from order_tracking.batch import Batch
from order_tracking.constants import (
	CONFIRMED,
	DELIVERED,
	DELIVERED_LATE,
	DELIVERED_ON_TIME,
	DUE_SOON,
	ON_TRACK,
	OVERDUE,
	TRACKER,
)
from order_tracking.decisions.buttons import accept_service
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.seed_orders import FIXTURES, load_seed_orders
from order_tracking.trackers import refresh

NOT_DELIVERED = "未交付"
# What the sheet calls the stages of its two rows.
STATUS = {DELIVERED: "已交付", CONFIRMED: "处理中"}


def sheet_row(tracker) -> dict[str, str]:
	"""A row of the sheet from nothing but one tracker."""
	(line,) = tracker.lines
	return {
		"订单号": tracker.sales_order.rpartition("-")[2],
		"客户姓名": tracker.customer_name,
		"联系方式": tracker.contact_mobile,
		"产品/服务": line.item_name,
		"数量": f"{line.qty:g}",
		"单价": in_yuan(line.rate, tracker),
		"总价": in_yuan(tracker.grand_total, tracker),
		"付款方式": tracker.mode_of_payment,
		"预计交付日期": str(tracker.current_promise),
		"实际交付日期": str(tracker.actual_date or NOT_DELIVERED),
		"订单状态": STATUS[tracker.stage],
	}


def in_yuan(amount: float, tracker) -> str:
	return fmt_money(amount, precision=2, currency=tracker.currency).replace(" ", "")


def make_copy() -> list[str]:
	"""The two orders once more, under numbers of their own: what earlier tests did to theirs is no matter."""
	return load_seed_orders(prefix=f"{frappe.generate_hash(length=6)}-")


class TestSeedSheet(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		cls.laptop, cls.consulting = make_copy()

	def tracker_as_of(self, order: str, day: date):
		"""The tracker as the site would show it on that day."""
		self.settle()
		refresh(Batch({order: []}, today=day, is_silent=True))
		tracker = frappe.get_doc(TRACKER, {"sales_order": order})
		frappe.db.rollback()  # to the site it is still today
		return tracker

	def test_every_column_of_the_sheet_is_on_the_tracker(self):
		with (FIXTURES / "order_sheet.csv").open(newline="", encoding="utf-8") as sheet:
			rows = list(csv.DictReader(sheet))
		for order, row in zip((self.laptop, self.consulting), rows, strict=True):
			with self.subTest(order=row["订单号"]):
				self.assertEqual(sheet_row(self.tracker_as_of(order, date(2023, 10, 16))), row)

	def test_contact_is_a_link_that_can_be_opened(self):
		tracker = self.tracker_as_of(self.laptop, date(2023, 10, 16))
		contact = frappe.get_doc("Contact", tracker.contact_person)
		self.assertEqual(contact.get_link_for("Customer"), tracker.customer)

	def test_mode_of_payment_that_people_changed_stays(self):
		laptop, _consulting = make_copy()
		tracker = self.tracker_of(laptop)
		tracker.mode_of_payment = "银行转账"
		tracker.save()
		self.assertEqual(self.tracker_as_of(laptop, date(2023, 10, 16)).mode_of_payment, "银行转账")

	def test_laptop_was_delivered_five_days_late(self):
		tracker = self.tracker_as_of(self.laptop, date(2023, 10, 16))
		self.assertEqual((tracker.health, tracker.days_late), (DELIVERED_LATE, 5))
		self.assertEqual(
			(tracker.first_promise, tracker.actual_date), (date(2023, 10, 10), date(2023, 10, 15))
		)
		self.assertEqual((tracker.grand_total, tracker.currency), (7999.0, "CNY"))

	def test_consulting_is_a_service(self):
		tracker = self.tracker_as_of(self.consulting, date(2023, 10, 10))
		self.assertEqual(tracker.lines[0].line_kind, "Service")

	def test_consulting_is_due_soon_then_overdue_from_the_day_after_its_promise(self):
		for day, health, since in (
			(date(2023, 10, 6), ON_TRACK, None),
			(date(2023, 10, 10), DUE_SOON, None),
			(date(2023, 10, 12), DUE_SOON, None),
			(date(2023, 10, 13), OVERDUE, date(2023, 10, 12)),
			(date(2023, 10, 20), OVERDUE, date(2023, 10, 12)),
		):
			with self.subTest(day=day):
				tracker = self.tracker_as_of(self.consulting, day)
				self.assertEqual((tracker.health, tracker.overdue_since), (health, since))

	def test_consulting_is_complete_when_accepted(self):
		_laptop, consulting = make_copy()
		tracker = self.tracker_of(consulting)
		accept_service(tracker.name, tracker.lines[0].name, accepted_on="2023-10-12")
		tracker = self.tracker_of(consulting)
		self.assertEqual((tracker.stage, tracker.health), (DELIVERED, DELIVERED_ON_TIME))
		self.assertEqual((tracker.actual_date, tracker.overdue_since), (date(2023, 10, 12), None))
		self.assertEqual(tracker.lines[0].line_stage, DELIVERED)
