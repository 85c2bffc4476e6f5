"""What all reports share: what was asked, and the one permitted query over stored trackers and their lines.

Rows, charts and sums of a report start from the same query, so none of them can show what its reader may not see.
Frappe itself would only filter rows, and those only by their Link columns.
"""

from dataclasses import dataclass
from datetime import date

import frappe
from frappe import _, _dict
from frappe.query_builder import Criterion, DocType
from frappe.query_builder.functions import Coalesce
from frappe.utils import add_days, escape_html, getdate, today
from pypika.terms import Field, Term

from order_tracking.constants import TRACKER, TRACKER_LINE
from order_tracking.indexes import OPEN_LINE_INDEX
from order_tracking.readable import Permitted, condition_on_trackers, has_role_to_read
from order_tracking.reporting.rows import ROWS, limited


@dataclass(frozen=True)
class Asked:
	"""The filters of a report, cleaned. Dates are days of the site; `today` is the day that lateness is told for."""

	today: date
	company: str | None = None
	customer: str | None = None
	territory: str | None = None
	sales_person: str | None = None
	responsible_user: str | None = None
	sales_order: str | None = None
	item_code: str | None = None
	item_group: str | None = None
	warehouse: str | None = None
	from_date: date | None = None
	to_date: date | None = None
	group_by: str = ""
	limit: int = ROWS
	own: _dict | None = None

	def within(self, day: Field) -> list[Criterion]:
		"""`day` lies in the period that was asked for, both ends included; no period, no condition."""
		conditions = []
		if self.from_date:
			conditions.append(day >= self.from_date)
		if self.to_date:
			conditions.append(day <= self.to_date)
		return conditions

	def during(self, moment: Field) -> list[Criterion]:
		"""The same for a moment: the last day counts until its end."""
		conditions = []
		if self.from_date:
			conditions.append(moment >= self.from_date)
		if self.to_date:
			conditions.append(moment < add_days(self.to_date, 1))
		return conditions


PLAIN = (
	"company",
	"customer",
	"territory",
	"sales_person",
	"responsible_user",
	"sales_order",
	"item_code",
	"item_group",
	"warehouse",
)


def asked_for(filters: dict | None) -> Asked:
	"""The filters as they come from the page, a chart or a card; empty ones mean everything."""
	filters = _dict(filters or {})
	return Asked(
		today=getdate(today()),
		**{name: filters.get(name) or None for name in PLAIN}
		| {"company": narrowing_company(filters.company)},
		from_date=getdate(filters.from_date) if filters.from_date else None,
		to_date=getdate(filters.to_date) if filters.to_date else None,
		group_by=filters.get("group_by") or "",
		limit=limited(filters.get("limit")),
		own=filters,
	)


def narrowing_company(company: str | None) -> str | None:
	"""The only company of a site keeps no order out: without that condition the database need not look at it."""
	return (
		None if company and frappe.get_all("Company", pluck="name", limit=2) == [company] else company or None
	)


def asked_in_one_currency(filters: dict | None) -> tuple[Asked, str | None, str | None]:
	"""For reports that add up money: what was asked, the currency of the sums, and a sentence where there can be none."""
	asked = asked_for(filters)
	currency, mixed = company_currency(asked)
	return asked, currency, reversed_period(asked) or mixed


def reversed_period(asked: Asked) -> str | None:
	"""The sentence for a period that ends before it begins."""
	if asked.from_date and asked.to_date and asked.from_date > asked.to_date:
		return _("The period ends before it begins. Choose a From Date that is not after the To Date.")
	return None


def permitted() -> list[Criterion]:
	"""What the user of the session may read, as a list of criteria; a PermissionError without a role."""
	user = frappe.session.user
	if not has_role_to_read(user):
		frappe.throw(
			_("Reports on orders need a role that may read {0}. Ask your administrator for it.").format(
				_(TRACKER)
			),
			frappe.PermissionError,
		)
	condition = condition_on_trackers(user)
	return [Permitted(condition)] if condition else []


def allowed(doctype: str, field: Field) -> list[Criterion]:
	"""User Permissions of a DocType that trackers do not link to but their lines do: item, item group, warehouse."""
	permissions = frappe.permissions.get_user_permissions(frappe.session.user).get(doctype)
	names = frappe.permissions.get_allowed_docs_for_doctype(permissions or [], TRACKER)
	return [field.isin(names) | field.isnull()] if names else []


@dataclass(frozen=True)
class Tables:
	"""The tables of a query. Unaliased, because Frappe's permission conditions name them so."""

	tracker: DocType
	line: DocType
	item: DocType
	sold: DocType  # the Sales Order line, which knows the warehouse

	@classmethod
	def get(cls) -> "Tables":
		return cls(DocType(TRACKER), DocType(TRACKER_LINE), DocType("Item"), DocType("Sales Order Item"))


LINE, ITEM, SOLD = "line", "item", "sold"


def from_trackers(asked: Asked, needs: tuple[str, ...] = ()):
	"""The permitted trackers that were asked for. `needs` joins their lines and what tells more of them; without it there
	is one row per tracker, and a filter on lines keeps the orders that have such a line."""
	tables = Tables.get()
	query = frappe.qb.from_(tables.tracker)
	if needs:
		# Lines of trackers have no other kind of parent, so an index that begins with the parent is enough.
		query = query.join(tables.line).on(tables.line.parent == tables.tracker.name)
		query = with_lines(query, asked, tables, needs)
	elif asked.item_code or asked.item_group or asked.warehouse:
		query = query.where(tables.tracker.name.isin(from_lines(asked, (LINE,)).select(tables.line.parent)))
	return permitted_only(query, asked, tables)


def from_open_lines(asked: Asked, needs: tuple[str, ...], with_trackers: bool = True):
	"""Lines with quantity left, of permitted trackers that were asked for. The judgement leaves nothing remaining on closed,
	cancelled and struck lines.

	The database is told to begin with their index: it cannot know how few of all lines are open. A query that reads nothing
	of the trackers says so, and looks at none of them where everybody's orders were asked for and may be seen.
	"""
	tables = Tables.get()
	query = frappe.qb.from_(tables.line)
	if frappe.db.has_index(f"tab{TRACKER_LINE}", OPEN_LINE_INDEX):
		query = query.force_index(OPEN_LINE_INDEX)
	query = with_lines(query, asked, tables, needs).where(tables.line.remaining_qty > 0)
	if not (with_trackers or has_limits(asked)):
		return query
	query = query.join(tables.tracker).on(tables.tracker.name == tables.line.parent)
	return permitted_only(query, asked, tables)


def from_lines(asked: Asked, needs: tuple[str, ...]):
	"""The lines alone, for use inside a query over permitted trackers; asks for no permission itself."""
	tables = Tables.get()
	return with_lines(frappe.qb.from_(tables.line), asked, tables, needs)


def of_orders(asked: Asked, order_tracker: Field) -> list[Criterion]:
	"""Keeps rows of history or ledger to the orders that were asked for and may be seen. Where nothing keeps them apart,
	no condition: then the newest rows are found by their index, without a look at any tracker."""
	if not has_limits(asked):
		return []
	return [order_tracker.isin(from_trackers(asked).select(Tables.get().tracker.name))]


def has_limits(asked: Asked) -> bool:
	return bool(permitted()) or any(getattr(asked, name) for name in PLAIN)


def with_lines(query, asked: Asked, tables: Tables, needs: tuple[str, ...]):
	"""Join what tells more of a line, and keep the lines that were asked for and that the user may see."""
	conditions = [tables.line.is_struck == 0, *allowed("Item", tables.line.item_code)]
	if asked.item_code:
		conditions.append(tables.line.item_code == asked.item_code)
	if ITEM in needs or asked.item_group:
		query = query.left_join(tables.item).on(tables.item.name == tables.line.item_code)
		conditions += below("Item Group", asked.item_group, tables.item.item_group)
		conditions += allowed("Item Group", tables.item.item_group)
	if SOLD in needs or asked.warehouse:
		query = query.left_join(tables.sold).on(tables.sold.name == tables.line.sales_order_item)
		conditions += below("Warehouse", asked.warehouse, tables.sold.warehouse)
		conditions += allowed("Warehouse", tables.sold.warehouse)
	return query.where(Criterion.all(conditions))


def permitted_only(query, asked: Asked, tables: Tables):
	tracker = tables.tracker
	conditions = [
		tracker[name] == getattr(asked, name)
		for name in ("customer", "responsible_user", "sales_order")
		if getattr(asked, name)
	]
	# Wrapped, so that no index is used: most orders belong to the company, and the index of what is asked is far shorter.
	conditions += [Coalesce(tracker.company, "") == asked.company] if asked.company else []
	conditions += below("Territory", asked.territory, tracker.territory)
	conditions += below("Sales Person", asked.sales_person, tracker.sales_person)
	conditions += permitted()
	return query.where(Criterion.all(conditions)) if conditions else query


def below(doctype: str, name: str | None, field: Field) -> list[Criterion]:
	"""A node of a tree stands for itself and everything below it."""
	return [field.isin([name, *frappe.db.get_descendants(doctype, name)])] if name else []


# --- groups ----------------------------------------------------------------------------------------------

BY_CUSTOMER, BY_SALES_PERSON, BY_RESPONSIBLE = "Customer", "Sales Person", "Responsible"
BY_ITEM, BY_ITEM_GROUP, BY_WAREHOUSE = "Item", "Item Group", "Warehouse"

GROUP_NEEDS = {BY_ITEM: (LINE,), BY_ITEM_GROUP: (LINE, ITEM), BY_WAREHOUSE: (LINE, SOLD)}
# What the name of a group can be opened as.
GROUP_DOCTYPES = {
	BY_CUSTOMER: "Customer",
	BY_SALES_PERSON: "Sales Person",
	BY_RESPONSIBLE: "User",
	BY_ITEM: "Item",
	BY_ITEM_GROUP: "Item Group",
	BY_WAREHOUSE: "Warehouse",
}


def group_field(group_by: str) -> Term:
	"""What a group is told by; "" where there is none, which Frappe stores in two ways: NULL, and what a cleared field left."""
	tables = Tables.get()
	column = {
		BY_CUSTOMER: tables.tracker.customer,
		BY_SALES_PERSON: tables.tracker.sales_person,
		BY_RESPONSIBLE: tables.tracker.responsible_user,
		BY_ITEM: tables.line.item_code,
		BY_ITEM_GROUP: tables.item.item_group,
		BY_WAREHOUSE: tables.sold.warehouse,
	}[group_by]
	return Coalesce(column, "")


# --- money -----------------------------------------------------------------------------------------------


def company_currency(asked: Asked) -> tuple[str | None, str | None]:
	"""The currency that sums are in, and a sentence instead where there is more than one."""
	if asked.company:
		return frappe.get_cached_value("Company", asked.company, "default_currency"), None
	currencies = dict(frappe.get_all("Company", fields=["name", "default_currency"], as_list=True))
	if len(set(currencies.values())) > 1:
		tracker = DocType(TRACKER)
		companies = from_trackers(Asked(asked.today)).select(tracker.company).distinct().run(pluck=True)
		currencies = {company: currencies.get(company) for company in companies}
	found = sorted(filter(None, set(currencies.values())))
	if len(found) > 1:
		return None, _(
			"These orders belong to companies that keep their books in different currencies ({0}), which cannot be added up. Choose a company."
		).format(escape_html(", ".join(found)))
	return (found[0] if found else None), None
