"""What the number cards of the workspace show that Frappe's own counting cannot: money, what waits for me, the app itself.

Each answers the user who asks: nothing is kept, and whoever may not read trackers gets a PermissionError.
"""

import frappe
from frappe import _
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count, Sum
from frappe.utils import fmt_money

from order_tracking.constants import NOTE, OVERDUE, PENDING_APPROVAL, SETTINGS, TRACKER
from order_tracking.decisions.approval_tiers import may_approve, read_rounds
from order_tracking.notes.permissions import audiences_of
from order_tracking.notes.waiting import open_notes, unread_by
from order_tracking.permissions import has_role
from order_tracking.reporting.permitted import Tables, asked_for, from_trackers
from order_tracking.views import state_of_tracking

# Frappe's card reads numbers in this format and turns them into the one of the site.
NUMBER_FORMAT = "#,###.##"
# A report begins with the reader's own company, and a card counts what they may see of all.
ALL_COMPANIES = {"company": ""}


@frappe.whitelist()
@frappe.read_only()
def overdue_amount(filters: str | list | dict | None = None) -> dict:
	"""Money in lines that are past their promise, also of held orders, a sum for each currency in which a company keeps its
	books. The same sum as the report shows."""
	tracker = Tables.get().tracker
	by_company = (
		from_trackers(asked_for(None))
		.select(tracker.company, Sum(tracker.base_overdue_amount))
		.where(tracker.overdue_since.notnull())
		.groupby(tracker.company)
		.run()
	)
	sums: dict[str, float] = {}
	for company, amount in by_company:
		currency = frappe.get_cached_value("Company", company, "default_currency")
		sums[currency] = sums.get(currency, 0) + (amount or 0)
	told = [money_text(amount, currency) for currency, amount in sorted(sums.items())]
	return {
		**text_of(" + ".join(told) or "0"),
		"route": ["query-report", "Overdue and At Risk Orders"],
		"route_options": {**ALL_COMPANIES, "show": OVERDUE},
	}


def money_text(amount: float, currency: str) -> str:
	return f"{currency} {fmt_money(amount, precision=0, format=NUMBER_FORMAT)}"


def text_of(text: str) -> dict:
	"""Frappe takes the text out of what it has formatted; of its formats only this one leaves a text alone and safe."""
	return {"value": text, "fieldtype": "Code"}


@frappe.whitelist()
@frappe.read_only()
def waiting_for_my_approval(filters: str | list | dict | None = None) -> dict:
	"""Orders that wait for an approval that the user can give."""
	tracker, order = Tables.get().tracker, DocType("Sales Order")
	query = (
		from_trackers(asked_for(None))
		.join(order)
		.on(order.name == tracker.sales_order)
		.select(
			tracker.name,
			tracker.owner,
			tracker.submitted_by,
			tracker.approval_requested_by,
			order.owner.as_("maker"),
		)
		.where(tracker.workflow_state == PENDING_APPROVAL)
	)
	pending = query.run(as_dict=True) if has_role() else []
	rounds = read_rounds([row.name for row in pending])
	user, roles = frappe.session.user, frappe.get_roles()
	return {
		"value": sum(may_approve(user, roles, row, row.maker, rounds.get(row.name, ())) for row in pending),
		"fieldtype": "Int",
		"route": ["List", TRACKER, "List"],
		"route_options": {"workflow_state": PENDING_APPROVAL, "submitted_by": ["!=", user]},
	}


@frappe.whitelist()
@frappe.read_only()
def notes_waiting_for_me(filters: str | list | dict | None = None) -> dict:
	"""Open notes that somebody of the user's departments has still to acknowledge, or that the user has to carry out."""
	frappe.has_permission(NOTE, "read", throw=True)
	note, user = DocType(NOTE), frappe.session.user
	mine = unread_by(audiences_of(user)) | (note.assigned_to == user)
	return {
		"value": open_notes().select(Count(note.name)).where(mine).run()[0][0],
		"fieldtype": "Int",
		"route": ["query-report", "Order Notes Waiting"],
		"route_options": {**ALL_COMPANIES, "show": "For Me"},
	}


@frappe.whitelist()
@frappe.read_only()
def state_of_order_tracking(filters: str | list | dict | None = None) -> dict:
	"""Whether the app itself is well: a word, or how many things somebody should look at. Needs the right to its settings."""
	frappe.has_permission(SETTINGS, "read", throw=True)
	troubles = state_of_tracking.count_troubles()
	told = _("All is well") if not troubles else _("{0} to look at").format(troubles)
	return {**text_of(told), "route": ["Form", SETTINGS]}
