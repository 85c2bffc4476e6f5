"""The calendar, the nightly check and the backfill: they find what is to do, survive a kill, do nothing twice."""

from unittest.mock import patch

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking import backfill, jobs, tasks
from order_tracking.constants import (
	DUE_SOON,
	FAILURE,
	ON_TRACK,
	OVERDUE,
	PROMISE_CHANGE,
	SETTINGS,
	TRACKER,
)
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import COMPANY, make_order
from order_tracking.tests.faults import everything_is_dead, forget_tracker
from order_tracking.tests.people import make_seller
from order_tracking.trackers import refresh
from order_tracking.views.state_of_tracking import get_state


def day(n: int):
	return getdate(add_days(today(), n))


class TestCalendar(SiteTestCase):
	def health_on(self, order, n: int) -> str:
		jobs.run_calendar(day(n))
		return frappe.db.get_value(TRACKER, {"sales_order": order.name}, "health")

	def test_health_follows_the_calendar_day_by_day(self):
		order = make_order([{"delivery_date": day(30)}])
		self.assertEqual(self.tracker_of(order).health, ON_TRACK)
		for n, expected in ((26, ON_TRACK), (27, DUE_SOON), (30, DUE_SOON), (31, OVERDUE), (60, OVERDUE)):
			with self.subTest(day=n):
				self.assertEqual(self.health_on(order, n), expected)

	def test_days_of_downtime_are_made_up_and_a_second_run_changes_nothing(self):
		order = make_order([{"delivery_date": day(5)}, {"item_code": "Mouse", "delivery_date": day(9)}])
		self.settle()
		self.assertEqual(self.health_on(order, 20), OVERDUE)
		tracker = frappe.get_doc(TRACKER, {"sales_order": order.name})
		self.assertEqual((tracker.overdue_since, tracker.overdue_lines), (day(5), 2))
		self.assertEqual(jobs.run_calendar(day(20)), 0)

	def test_the_sweep_makes_up_a_missed_midnight(self):
		order = make_order([{"delivery_date": day(1)}])
		self.settle()
		frappe.db.set_value(TRACKER, {"sales_order": order.name}, "wakes_on", day(0))
		frappe.db.set_single_value(SETTINGS, "last_daily_run", day(-3))
		tasks.sweep_order_marks()
		self.assertEqual(getdate(frappe.db.get_single_value(SETTINGS, "last_daily_run")), day(0))
		self.assertGreater(frappe.db.get_value(TRACKER, {"sales_order": order.name}, "wakes_on"), day(0))


class TestWhatDueSoonMeans(SiteTestCase):
	def tearDown(self):
		frappe.db.set_single_value(SETTINGS, "due_soon_days", 3)
		frappe.clear_document_cache(SETTINGS, SETTINGS)
		jobs.rejudge_open_orders()
		super().tearDown()

	def test_another_number_of_days_counts_for_the_orders_that_are_there(self):
		order = make_order([{"delivery_date": day(20)}])
		self.assertEqual(self.tracker_of(order).health, ON_TRACK)
		settings = frappe.get_doc(SETTINGS)
		settings.due_soon_days = 30
		with patch("frappe.enqueue") as enqueue:
			settings.save()
		self.assertEqual(enqueue.call_args.args[0], "order_tracking.jobs.rejudge_open_orders")
		frappe.db.commit()
		jobs.rejudge_open_orders()
		self.assertEqual(self.tracker_of(order).health, DUE_SOON)

	def test_new_days_off_count_as_well(self):
		order = make_order([{"delivery_date": day(10)}])
		self.assertEqual(self.tracker_of(order).health, ON_TRACK)
		holidays = frappe.get_doc(
			{
				"doctype": "Holiday List",
				"holiday_list_name": frappe.generate_hash(length=8),
				"from_date": day(0),
				"to_date": day(30),
				"holidays": [{"holiday_date": day(n), "description": "Fair"} for n in range(1, 8)],
			}
		).insert()
		before = frappe.db.get_value("Company", COMPANY, "default_holiday_list")
		try:
			frappe.db.set_value("Company", COMPANY, "default_holiday_list", holidays.name)
			with patch("frappe.enqueue") as enqueue:
				holidays.save()
			self.assertEqual(enqueue.call_args.args[0], "order_tracking.jobs.rejudge_open_orders")
			frappe.db.commit()
			jobs.rejudge_open_orders()
			self.assertEqual(self.tracker_of(order).health, DUE_SOON)
		finally:
			frappe.db.set_value("Company", COMPANY, "default_holiday_list", before)
			frappe.db.commit()


class TestNightlyCheck(SiteTestCase):
	def test_it_counts_and_mends_what_drifted(self):
		order = make_order()
		self.settle()
		jobs.check()
		self.assertEqual(jobs.check()["drift"], 0)
		frappe.db.set_value(TRACKER, {"sales_order": order.name}, "stage", "Completed", update_modified=False)
		self.assertEqual(jobs.check()["drift"], 1)
		self.assertEqual(self.tracker_of(order).stage, "Confirmed")
		self.assertEqual(frappe.db.get_single_value(SETTINGS, "last_check_drift"), 1)

	def test_it_finds_an_order_that_nobody_marked(self):
		order = make_order()
		self.settle()
		forget_tracker(order.name)
		jobs.check()
		self.assertTrue(frappe.db.exists(TRACKER, {"sales_order": order.name}))

	def test_every_tracker_has_its_turn(self):
		for _n in range(3):
			make_order()
		self.settle()
		seen, cursor = set(), ""
		for _night in range(jobs.NIGHTS_FOR_ALL + 1):
			orders, cursor = jobs.rotating_share(cursor)
			seen.update(orders)
			if not cursor:
				break
		self.assertEqual(seen, set(frappe.get_all(TRACKER, pluck="sales_order")))

	def test_an_order_with_a_waiting_mark_is_left_to_the_drain(self):
		order = make_order(submit=False)
		frappe.db.commit()
		with everything_is_dead():
			order.submit()
			frappe.db.commit()
		self.assertEqual(jobs.without_marks([order.name, "another"]), ["another"])
		self.settle()


class TestBackfill(SiteTestCase):
	def test_an_old_order_gets_its_tracker_and_its_first_promise_stays_unknown(self):
		order = make_order([{"delivery_date": day(-2)}])
		self.settle()
		forget_tracker(order.name)
		backfill.track_all_orders()
		tracker = self.tracker_of(order)
		self.assertEqual(tracker.health, OVERDUE)
		self.assertIsNone(tracker.first_promise)
		self.assertFalse(tracker.lines[0].is_first_promise_known)

	def test_a_later_move_of_an_old_order_does_not_pass_for_its_first_promise(self):
		order = make_order([{"delivery_date": day(5)}])
		self.settle()
		forget_tracker(order.name)
		backfill.track_all_orders()
		for n in (9, 12):
			order.reload()
			order.items[0].delivery_date = day(n)
			order.save()
			self.settle()
		line = self.tracker_of(order).lines[0]
		self.assertEqual(
			(line.first_promise, line.is_first_promise_known, line.current_promise), (None, 0, day(12))
		)

	def test_the_version_log_tells_the_first_promise(self):
		order = make_order([{"delivery_date": day(5)}], submit=False)
		order.flags.ignore_version = False
		order.save(ignore_version=False)
		order.docstatus = 1
		order.save(ignore_version=False)
		order.reload()
		order.items[0].delivery_date = day(8)
		order.save(ignore_version=False)
		self.settle()
		forget_tracker(order.name)
		backfill.track_all_orders()
		line = self.tracker_of(order).lines[0]
		self.assertEqual(
			(line.first_promise, line.requested_date, line.current_promise), (day(5), day(5), day(8))
		)
		self.assertEqual(
			frappe.get_all(
				PROMISE_CHANGE, {"sales_order": order.name, "kind": "Moved"}, ["source", "status"]
			),
			[{"source": "Version Log", "status": "Counts"}],
		)

	def test_a_killed_backfill_goes_on_and_one_broken_order_is_listed(self):
		orders = [make_order() for _n in range(4)]
		self.settle()
		for order in orders:
			forget_tracker(order.name)
		broken = orders[3].name

		def break_on(batch):
			if broken in batch.marks:
				raise ValueError("this one is broken")
			return refresh(batch)

		with patch("order_tracking.backfill.BATCH", 2):
			with patch("order_tracking.backfill.publish_progress", side_effect=KeyboardInterrupt):
				self.assertRaises(KeyboardInterrupt, backfill.track_all_orders)
			with patch("order_tracking.transactions.refresh", side_effect=break_on):
				result = backfill.track_all_orders()
		tracked = frappe.get_all(
			TRACKER, {"sales_order": ["in", [order.name for order in orders]]}, pluck="name"
		)
		self.assertEqual(sorted(tracked), sorted(order.name for order in orders if order.name != broken))
		self.assertEqual(result["failed"], 1)
		self.assertIn("this one is broken", frappe.db.get_value(FAILURE, {"sales_order": broken}, "reason"))

		jobs.repair(broken)
		self.assertTrue(frappe.db.exists(TRACKER, {"sales_order": broken}))
		self.assertFalse(frappe.db.exists(FAILURE, {"sales_order": broken}))

	def test_the_settings_page_starts_it_in_the_background(self):
		seller = make_seller()
		with (
			patch("order_tracking.backfill.is_job_enqueued", return_value=False),
			patch("frappe.enqueue") as enqueue,
		):
			with self.set_user(seller), self.assertRaises(frappe.PermissionError):
				backfill.start()
			self.assertEqual(enqueue.call_count, 0)
			backfill.start()
		self.assertEqual(enqueue.call_args.args, ("order_tracking.backfill.track_all_orders",))
		self.assertEqual(frappe.db.get_single_value(SETTINGS, "backfill_status"), backfill.RUNNING)
		backfill.track_all_orders()

	def test_a_killed_one_is_started_again_by_the_sweep_and_one_that_is_done_is_not(self):
		order = make_order()
		self.settle()
		forget_tracker(order.name)
		with patch("order_tracking.backfill.track", side_effect=KeyboardInterrupt):
			self.assertRaises(KeyboardInterrupt, backfill.track_all_orders)
		with (
			patch("order_tracking.backfill.is_job_enqueued", return_value=False),
			patch("frappe.enqueue") as enqueue,
		):
			tasks.sweep_order_marks()
			self.assertEqual(enqueue.call_args.args, ("order_tracking.backfill.track_all_orders",))
			enqueue.reset_mock()
			backfill.track_all_orders()
			tasks.sweep_order_marks()
			self.assertEqual(enqueue.call_count, 0)
		self.assertTrue(frappe.db.exists(TRACKER, order.name))

	def test_the_settings_page_sees_how_far_it_is(self):
		for order in [make_order() for _n in range(3)]:
			self.settle()
			forget_tracker(order.name)
		with (
			patch("order_tracking.backfill.BATCH", 1),
			patch("order_tracking.backfill.publish_progress") as shown,
		):
			backfill.track_all_orders()
		self.assertEqual([round(call.args[0]) for call in shown.call_args_list], [33, 67, 100])
		self.assertEqual({call.kwargs["docname"] for call in shown.call_args_list}, {SETTINGS})
		state = get_state()
		self.assertEqual((int(state["backfill_done"]), int(state["backfill_total"])), (3, 3))
		self.assertEqual(state["untracked"], 0)

	def test_only_who_may_write_the_settings_repairs(self):
		order = make_order()
		self.settle()
		with self.set_user(make_seller()), self.assertRaises(frappe.PermissionError):
			jobs.repair(order.name)
