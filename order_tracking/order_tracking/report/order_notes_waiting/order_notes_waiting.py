"""Notes waiting: which notes has nobody read, which are in conflict or overdue, and which gates were overridden?"""

import frappe
from frappe import _, _dict
from frappe.query_builder import Case, Criterion, DocType
from frappe.query_builder.functions import Count, Sum
from frappe.utils import add_days

from order_tracking.constants import CONFLICT, GATE_OVERRIDE, NOTE, TRACKER
from order_tracking.notes.permissions import audiences_of
from order_tracking.notes.sentences import finding_text, names_text
from order_tracking.notes.waiting import (
	IN_CONFLICT,
	REASONS,
	TO_DO_OVERDUE,
	UNREAD,
	open_notes,
	unread_by,
	unread_departments,
	waits,
)
from order_tracking.reporting import layout
from order_tracking.reporting import permitted as reporting
from order_tracking.reporting.permitted import Asked, Tables
from order_tracking.reporting.rows import leaves_the_page

FOR_ME, OVERRIDES = "For Me", "Overrides"
COLORS = {UNREAD: layout.ORANGE, IN_CONFLICT: layout.RED, TO_DO_OVERDUE: layout.RED}


def execute(filters: dict | None = None) -> layout.Answer:
	asked = reporting.asked_for(filters)
	if asked.own.show == OVERRIDES:
		return overrides(asked)
	columns = columns_of()
	if refusal := reporting.reversed_period(asked):
		return layout.nothing(columns, refusal)
	counts = counts_of(asked)
	if not counts.notes:
		return layout.nothing(columns, layout.no_rows(_("No note waits for anybody.")))
	rows = rows_of(asked)
	return layout.answer(
		columns, rows, layout.cut(len(rows), counts.notes), chart_of(counts), cards_of(asked, counts)
	)


def columns_of() -> list[dict]:
	return [
		layout.tracker_column(),
		layout.link(_("Customer"), "customer", "Customer", 170),
		layout.link(_("Note"), "note", NOTE, 230, shown_as="subject"),
		layout.column(_("Kind"), "kind", width=130, translated=1),
		layout.column(_("Why It Waits"), "waits_because", width=190, warning=1),
		layout.column(_("Unread By"), "unread_by", width=190),
		layout.column(_("Finding"), "finding", width=320),
		layout.person(_("To Do By"), "assigned_to"),
		layout.date(_("To Do Until"), "due_on", 120),
		layout.days(_("Days Overdue"), "days_overdue", of="due_on", width=130),
		layout.column(_("Priority"), "priority", width=90, translated=1),
		layout.person(_("Written By"), "author"),
		layout.column(_("Written At"), "written_at", "Datetime", 190),
		*layout.hidden("subject", "assigned_to_title", "author_title"),
	]


def waiting(asked: Asked):
	"""The notes that were asked for, each once. Orders are asked for their right here, so nobody sees notes of others."""
	note = DocType(NOTE)
	conditions = [*asked.during(note.written_at), note.order_tracker.isin(trackers(asked)), wanted(asked)]
	return open_notes().where(Criterion.all(conditions))


def trackers(asked: Asked):
	return reporting.from_trackers(asked).select(Tables.get().tracker.name)


def wanted(asked: Asked) -> Criterion:
	if asked.own.show == FOR_ME:
		note = DocType(NOTE)
		return unread_by(audiences_of(frappe.session.user)) | (note.assigned_to == frappe.session.user)
	reasons = [asked.own.show] if asked.own.show in REASONS else REASONS
	return Criterion.any(waits(reason, asked.today) for reason in reasons)


def counts_of(asked: Asked) -> _dict:
	note = DocType(NOTE)
	sums = [Sum(Case().when(waits(reason, asked.today), 1).else_(0)).as_(reason) for reason in REASONS]
	return waiting(asked).select(Count(note.name).as_("notes"), *sums).run(as_dict=True)[0]


def rows_of(asked: Asked) -> list[_dict]:
	"""What is due first, then the oldest."""
	note = DocType(NOTE)
	query = (
		waiting(asked)
		.select(
			note.name.as_("note"),
			note.order_tracker.as_("tracker"),
			note.customer,
			note.subject,
			note.kind,
			note.priority,
			note.result,
			note.reason,
			note.reason_values,
			note.currency,
			note.assigned_to,
			note.due_on,
			note.author,
			note.written_at,
		)
		.orderby(note.due_on.isnull())
		.orderby(note.due_on, note.written_at, note.name)
	)
	rows = (query.limit(asked.limit) if asked.limit else query).run(as_dict=True)
	departments = unread_departments([row.note for row in rows])
	for row in rows:
		unread = departments.get(row.note, [])
		row.unread_by = names_text([_(name) for name in unread])
		row.finding = finding_text(row)
		row.days_overdue = (
			(asked.today - row.due_on).days if row.due_on and row.due_on < asked.today else None
		)
		found = {UNREAD: unread, IN_CONFLICT: row.result == CONFLICT, TO_DO_OVERDUE: row.days_overdue}
		row.waits_because = names_text([_(reason) for reason in REASONS if found[reason]])
		if leaves_the_page():
			# A file travels to people whom nobody asks whether they may read the note: it is named there, not quoted.
			row.subject = row.finding = None
		for hidden in ("reason", "reason_values", "result", "currency"):
			row.pop(hidden)
	return layout.with_names(rows, "assigned_to", "author")


def chart_of(counts: _dict) -> dict | None:
	return layout.chart(
		_("Notes by Why They Wait"),
		"bar",
		[_(reason) for reason in REASONS],
		[(_("Notes"), [counts[reason] for reason in REASONS])],
	)


def cards_of(asked: Asked, counts: _dict) -> list[dict]:
	cards = [
		layout.card(
			_(reason), counts[reason] or 0, indicator=COLORS[reason] if counts[reason] else layout.GRAY
		)
		for reason in REASONS
	]
	if frappe.has_permission(GATE_OVERRIDE, "read"):
		cards.append(layout.card(_("Gates Overridden"), len(overridden(asked)), indicator=layout.GRAY))
	return cards


# --- gates that somebody overrode ---------------------------------------------------------------------


def overrides(asked: Asked) -> layout.Answer:
	frappe.has_permission(GATE_OVERRIDE, "read", throw=True)
	columns = [
		layout.column(_("When"), "overridden_at", "Datetime", 190),
		layout.person(_("Who"), "overridden_by"),
		layout.column(_("Document"), "reference_name", width=230, linked_by="reference_doctype"),
		layout.column(_("Sales Orders"), "sales_orders", width=220),
		layout.link(_("Customer"), "customer", "Customer", 180),
		layout.column(_("Why"), "reason", width=360),
		layout.column(TRACKER, "tracker", "Link", options=TRACKER, hidden=1),
		*layout.hidden("reference_doctype", "overridden_by_title"),
	]
	if refusal := reporting.reversed_period(asked):
		return layout.nothing(columns, refusal)
	rows = overridden(asked)
	if not rows:
		return layout.nothing(columns, layout.no_rows(_("No gate was overridden in this period.")))
	cards = [layout.card(_("Gates Overridden"), len(rows))]
	return layout.answer(columns, layout.with_names(rows, "overridden_by"), None, None, cards)


def overridden(asked: Asked) -> list[_dict]:
	"""As Frappe's list gives them to the user, the latest first; only those of the customer and company asked for."""
	filters = {name: getattr(asked, name) for name in ("company", "customer") if getattr(asked, name)}
	period = [
		["overridden_at", ">=", asked.from_date] if asked.from_date else None,
		["overridden_at", "<", add_days(asked.to_date, 1)] if asked.to_date else None,
	]
	return frappe.get_list(
		GATE_OVERRIDE,
		filters=[*([name, "=", value] for name, value in filters.items()), *filter(None, period)],
		fields=[
			"overridden_at",
			"overridden_by",
			"reference_doctype",
			"reference_name",
			"sales_orders",
			"customer",
			"reason",
		],
		order_by="overridden_at desc",
		limit=asked.limit,
	)
