"""Audit: who changed what of an order, when, from what, to what, and why? From the history and the ledger of promises."""

import frappe
from frappe import _, _dict
from frappe.query_builder import Criterion, DocType
from frappe.query_builder.functions import Count
from frappe.utils import format_date

from order_tracking.constants import EVENT, PROMISE_CHANGE, TRACKER, TRACKER_LINE
from order_tracking.facts.deliveries import DROP_SHIPPED
from order_tracking.reporting import layout
from order_tracking.reporting import permitted as reporting
from order_tracking.reporting.permitted import Asked, Tables

# Two sources tell of dates: the ledger says which line and why, so the history's row of the whole order is left to it.
PROMISE = "promise"
KINDS_IN_CHART = 6  # more names than these do not fit below their bars


def execute(filters: dict | None = None) -> layout.Answer:
	asked = reporting.asked_for(filters)
	columns = columns_of()
	if refusal := reporting.reversed_period(asked):
		return layout.nothing(columns, refusal)
	for doctype in (EVENT, PROMISE_CHANGE):
		frappe.has_permission(doctype, "read", throw=True)
	counts, people = counts_of(asked)
	if not counts:
		return layout.nothing(columns, layout.no_rows(_("Nothing was changed in this period.")))
	rows = changes_of(asked)
	total = sum(counts.values())
	return layout.answer(
		columns, rows, layout.cut(len(rows), total), chart_of(counts), cards_of(counts, people)
	)


def columns_of() -> list[dict]:
	return [
		layout.column(_("When"), "happened_at", "Datetime", 190),
		layout.person(_("Who"), "actor"),
		layout.tracker_column(),
		layout.customer_column(),
		layout.column(_("What"), "what", width=170),
		layout.column(_("Item"), "item_code", width=140),
		layout.column(_("From"), "from_value", width=150),
		layout.column(_("To"), "to_value", width=150),
		layout.column(_("Why"), "why", width=240),
		layout.column(_("Document"), "source_name", width=180, linked_by="source_doctype"),
		*layout.hidden("customer_name", "source_doctype", "actor_title"),
	]


def history(asked: Asked):
	event = DocType(EVENT)
	conditions = asked.during(event.happened_at) + reporting.of_orders(asked, event.order_tracker)
	if asked.own.actor:
		conditions.append(event.actor == asked.own.actor)
	if asked.own.what:
		conditions.append(event["field"] == asked.own.what)
	return filtered(frappe.qb.from_(event), conditions)


def ledger(asked: Asked):
	change = DocType(PROMISE_CHANGE)
	conditions = asked.during(change.happened_at) + reporting.of_orders(asked, change.order_tracker)
	if asked.own.actor:
		conditions.append(change.author == asked.own.actor)
	return filtered(frappe.qb.from_(change), conditions)


def filtered(query, conditions: list[Criterion]):
	return query.where(Criterion.all(conditions)) if conditions else query


def shows_history(asked: Asked) -> bool:
	return asked.own.what != PROMISE


def shows_ledger(asked: Asked) -> bool:
	return asked.own.what in (None, "", PROMISE)


def counts_of(asked: Asked) -> tuple[dict[str, int], set[str]]:
	"""What was changed how often, the most frequent first, and by whom."""
	event, change = DocType(EVENT), DocType(PROMISE_CHANGE)
	counts: dict[str, int] = {}
	people: set[str] = set()
	found: list[tuple[str, str, int]] = []
	if shows_history(asked):
		kinds = (event["field"], event.actor)
		rows = history(asked).select(*kinds, Count("*")).groupby(*kinds).run()
		found += [(label_of(name), actor, count) for name, actor, count in rows]
	if shows_ledger(asked):
		rows = (
			ledger(asked)
			.select(change.kind, change.author, Count("*"))
			.groupby(change.kind, change.author)
			.run()
		)
		found += [(kind_label(kind), author, count) for kind, author, count in rows]
	for name, person, count in found:
		counts[name] = counts.get(name, 0) + count
		people.add(person)
	return dict(sorted(counts.items(), key=lambda row: (-row[1], row[0]))), people


def changes_of(asked: Asked) -> list[_dict]:
	"""Both sources, the latest first."""
	rows = history_rows(asked) if shows_history(asked) else []
	rows += ledger_rows(asked) if shows_ledger(asked) else []
	rows.sort(key=lambda row: row.happened_at, reverse=True)
	return layout.with_names(rows[: asked.limit] if asked.limit else rows, "actor")


def history_rows(asked: Asked) -> list[_dict]:
	event = DocType(EVENT)
	query = history(asked).select(
		event.happened_at,
		event.actor,
		event.order_tracker.as_("tracker"),
		event["field"].as_("what"),
		event.from_value,
		event.to_value,
		event.remark.as_("why"),
		event.source_doctype,
		event.source_name,
	)
	rows = newest(query, event, asked.limit)
	for row in rows:
		row.from_value, row.to_value = text_of(row.what, row.from_value), text_of(row.what, row.to_value)
		row.what = label_of(row.what)
	return rows


def ledger_rows(asked: Asked) -> list[_dict]:
	change = DocType(PROMISE_CHANGE)
	query = ledger(asked).select(
		change.happened_at,
		change.author.as_("actor"),
		change.order_tracker.as_("tracker"),
		change.kind,
		change.item_code,
		change.old_date,
		change.new_date,
		change.cause,
		change.reason,
		change.name.as_("source_name"),
	)
	rows = newest(query, change, asked.limit)
	for row in rows:
		row.what = kind_label(row.pop("kind"))
		row.source_doctype = PROMISE_CHANGE
		row.from_value, row.to_value = day_text(row.pop("old_date")), day_text(row.pop("new_date"))
		cause, reason = row.pop("cause"), row.pop("reason")
		row.why = ": ".join(filter(None, [_(cause) if cause else None, reason]))
	return rows


def newest(query, table: DocType, limit: int) -> list[_dict]:
	"""The newest rows first, and only then the customers of their orders. Names, which an index by day holds as well, keep
	rows of one moment in the same order for everybody."""
	query = query.select(table.name.as_("entry"))
	query = query.orderby(table.happened_at, table.name, order=frappe.qb.desc)
	changes = (query.limit(limit) if limit else query).as_("changes")
	tracker = Tables.get().tracker
	return (
		frappe.qb.from_(changes)
		.join(tracker)
		.on(tracker.name == changes.tracker)
		.select(changes.star, tracker.customer, tracker.customer_name)
		.orderby(changes.happened_at, changes.entry, order=frappe.qb.desc)
		.run(as_dict=True)
	)


def text_of(field: str, value: str | None) -> str:
	"""History keeps everything as text: dates as databases write them; stages, states and causes in English."""
	if not value:
		return ""
	stored = field_of(field)
	return format_date(value) if stored and stored.fieldtype == "Date" else _(value)


def day_text(day) -> str:
	return format_date(day) if day else ""


def label_of(field: str) -> str:
	"""The name that the form gives the field."""
	if field == DROP_SHIPPED:
		return _("Delivered by Supplier")
	stored = field_of(field)
	return _(stored.label) if stored else field


def field_of(name: str):
	"""The field of the tracker or else of its lines; None for what only the history knows."""
	return frappe.get_meta(TRACKER).get_field(name) or frappe.get_meta(TRACKER_LINE).get_field(name)


def kind_label(kind: str) -> str:
	return _("Promise: {0}").format(_(kind))


def chart_of(counts: dict[str, int]) -> dict | None:
	names = list(counts)[:KINDS_IN_CHART]
	return layout.chart(
		_("What Was Changed, How Often"), "bar", names, [(_("Changes"), [counts[name] for name in names])]
	)


def cards_of(counts: dict[str, int], people: set[str]) -> list[dict]:
	return [
		layout.card(_("Changes"), sum(counts.values())),
		layout.card(_("People"), len(people - {None, ""})),
	]
