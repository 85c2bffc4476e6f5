"""(c) The daily run: 2,000 of 100,000 open trackers become overdue, against bare SQL that makes the same writes; then
the same 2,000 among 1,000,000; then once more, when nothing is left to do."""

from collections.abc import Iterator
from datetime import date
from statistics import median

import frappe
import load
from figures import Figure, seconds
from frappe.utils import add_days, getdate, today

from order_tracking import jobs
from order_tracking.constants import EVENT, PROMISE_CHANGE, SETTINGS, TRACKER, TRACKER_LINE

TRACKERS, MANY = 100_000, 1_000_000
# Every 50th of the first 100,000 orders is due on the same day: 2,000 a group. Each run takes a group of its own.
GROUPS = 50
RUNS = 5
# The tables that the run searches and writes are ten times as long; what it reads by key is there for those that flip.
GROWING = {doctype: link for doctype, link in load.TRACKERS.items() if doctype != PROMISE_CHANGE}
FAR = 900  # days until the promise of those that do not flip
FIRST_DUE, DAYS_BETWEEN = 30, 7


def run(scale: float) -> Iterator[Figure]:
	size, many = int(TRACKERS * scale), int(MANY * scale)
	flips = size // GROUPS
	frappe.db.set_single_value(SETTINGS, "due_soon_days", 3)
	template = load.make_template(1, getdate(add_days(today(), FAR)))
	load.copy(load.TRACKED_ORDERS, template, 1, size, dates_by_group())

	groups = iter(range(GROUPS))
	ours, theirs = [], []
	run_ours(next(groups), flips)
	run_bare(next(groups), flips)
	for _number in range(RUNS):
		one, other = next(groups), next(groups)
		ours.append(run_ours(one, flips))
		theirs.append(run_bare(other, flips))
		check_same_writes(one, other)
	again = jobs.run_calendar(day_after(other))
	yield Figure("daily", median(ours), median(theirs), "s", size, "at most 10")
	yield Figure("daily-again", again, flips, "rows", size, "0")

	load.copy(GROWING, template, size + 1, many, dates(far()))
	run_ours(next(groups), flips)
	among_many = [run_ours(next(groups), flips) for _number in range(RUNS)]
	bare = [run_bare(next(groups), flips) for _number in range(RUNS)]
	yield Figure("daily-many", median(among_many), median(ours), "s", many, "at most 1.2")
	yield Figure("daily-many-bare", median(among_many), median(bare), "s", many, "at most 10")
	load.empty()


def due(group: int) -> date:
	return getdate(add_days(today(), FIRST_DUE + DAYS_BETWEEN * group))


def day_after(group: int) -> date:
	return getdate(add_days(due(group), 1))


def far() -> str:
	return f"'{add_days(today(), FAR)}'"


def dates_by_group() -> dict[str, dict[str, str]]:
	"""Orders of all groups: each due on its group's day, and stored as it stands on that day."""
	is_grouped = f"seq %% {GROUPS} < {GROUPS // 2}"
	day = f"if({is_grouped}, date_add('{due(0)}', interval {DAYS_BETWEEN} * (seq %% {GROUPS}) day), {far()})"
	values = dates(day)
	values[TRACKER] |= {
		"health": f"if({is_grouped}, 'Due Soon', 'On Track')",
		"wakes_on": f"if({is_grouped}, date_add({day}, interval 1 day), date_sub({day}, interval 3 day))",
	}
	return values


def dates(day: str) -> dict[str, dict[str, str]]:
	"""By DocType, the fields that hold the promise, as the SQL expression `day`."""
	promises = {"requested_date": day, "first_promise": day, "current_promise": day, "next_promise": day}
	return {
		"Sales Order": {"delivery_date": day},
		"Sales Order Item": {"delivery_date": day},
		TRACKER: {**promises, "wakes_on": f"date_sub({day}, interval 3 day)"},
		TRACKER_LINE: dict(promises),
		PROMISE_CHANGE: {"new_date": day},
	}


def run_ours(group: int, flips: int) -> float:
	changed = []
	took = seconds(lambda: changed.append(jobs.run_calendar(day_after(group))))
	if changed != [flips]:
		raise AssertionError(f"{changed} trackers changed on day {group}, {flips} should have")
	return took


def run_bare(group: int, flips: int) -> float:
	return seconds(write_bare, day_after(group))


def write_bare(day: date) -> None:
	"""What somebody would write who knows that this day makes exactly these orders overdue: three statements."""
	frappe.db.sql(
		f"""update `tab{TRACKER_LINE}` line join `tab{TRACKER}` tracker on tracker.name = line.parent
		set line.overdue_since = line.next_promise, line.overdue_qty = line.remaining_qty,
			line.overdue_amount = line.net_amount, line.base_overdue_amount = line.base_net_amount
		where tracker.wakes_on <= %s""",
		day,
	)
	frappe.db.sql(
		f"""insert into `tab{EVENT}` (name, owner, modified_by, creation, modified, order_tracker, company, sales_order,
			field, from_value, to_value, happened_at, actor)
		select left(sha1(concat(name, %s)), 20), 'Administrator', 'Administrator', now(6), now(6), name, company,
			sales_order, 'health', health, 'Overdue', now(6), 'Administrator'
		from `tab{TRACKER}` where wakes_on <= %s""",
		(day, day),
	)
	frappe.db.sql(
		f"""update `tab{TRACKER}` set health = 'Overdue', overdue_since = next_promise, overdue_lines = 1,
			overdue_amount = net_total, base_overdue_amount = base_net_total, wakes_on = null
		where wakes_on <= %s""",
		day,
	)
	frappe.db.commit()


def check_same_writes(one: int, other: int) -> None:
	"""Apart from names, times and dates (which differ by as many days as the groups), both left the same behind."""
	for doctype, link in ((TRACKER, "name"), (TRACKER_LINE, "parent"), (EVENT, "order_tracker")):
		left = [
			frappe.get_all(
				doctype, {link: load.name_of(GROUPS + group)}, ["*"], order_by="creation desc", limit=1
			)[0]
			for group in (one, other)
		]
		for field, value in left[0].items():
			if isinstance(value, int | float) or field in ("health", "field", "from_value", "to_value"):
				if value != left[1][field]:
					raise AssertionError(f"{doctype}: {field} is {value} and {left[1][field]}")
			elif bool(value) != bool(left[1][field]):
				raise AssertionError(f"{doctype}: {field} is {value} and {left[1][field]}")
