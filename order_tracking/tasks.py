"""What the scheduler calls. Names are unique across apps because version-15 knows a job by its last two words."""

import frappe
from frappe.utils import getdate, today

from order_tracking import backfill, jobs
from order_tracking.alerts import run as alerts
from order_tracking.constants import SETTINGS
from order_tracking.drain import drain


def sweep_order_marks() -> None:
	"""The net under the drain, every few minutes: marks left over, failures, a missed midnight, a killed backfill."""
	drain(again_failed=True)
	last_run = frappe.db.get_single_value(SETTINGS, "last_daily_run")
	if not last_run or getdate(last_run) < getdate(today()):
		jobs.run_calendar()
	backfill.go_on_if_killed()


def turn_order_calendar() -> None:
	"""Right after the site's midnight."""
	jobs.run_calendar()


def check_order_trackers() -> None:
	"""At night: is every judgement still what a rebuild would say?"""
	jobs.check()


def send_order_alerts() -> None:
	"""Every ten minutes: whose hour of the daily letter has come, and what goes at once and has not gone yet?"""
	alerts.run()
