"""The Sales Orders themselves and their lines."""

import frappe
from frappe.query_builder import DocType, Order
from frappe.query_builder.functions import Coalesce

from order_tracking.facts.one_of import OneOf

# A tracker bears these as its order has them.
COPIED_FROM_ORDER = (
	"company",
	"customer",
	"customer_name",
	"contact_person",
	"contact_display",
	"contact_mobile",
	"po_no",
	"project",
	"transaction_date",
	"order_type",
	"territory",
	"customer_group",
	"currency",
	"conversion_rate",
	"total_qty",
	"net_total",
	"total_taxes_and_charges",
	"base_net_total",
	"base_total_taxes_and_charges",
)
ORDER_FIELDS = (
	*COPIED_FROM_ORDER,
	"name",
	"owner",
	"docstatus",
	"status",
	"grand_total",
	"rounded_total",
	"base_grand_total",
	"base_rounded_total",
	"advance_paid",
	"party_account_currency",
	"additional_discount_percentage",
	"delivery_date",
	"skip_delivery_note",
	"amended_from",
	"creation",
	"modified_by",
	"modified",
)

LINE_FIELDS = (
	"name",
	"parent",
	"idx",
	"item_code",
	"item_name",
	"qty",
	"uom",
	"conversion_factor",
	"rate",
	"amount",
	"net_amount",
	"base_net_amount",
	"delivery_date",
	"delivered_by_supplier",
	"delivered_qty",
	"ordered_qty",
	"picked_qty",
)


def read_orders(names: list[str]) -> dict[str, frappe._dict]:
	"""The orders by name, cancelled ones too; drafts are nobody's business here."""
	order = DocType("Sales Order")
	rows = (
		frappe.qb.from_(order)
		.select(*ORDER_FIELDS)
		.where(order.name.isin(OneOf(names)) & (order.docstatus > 0))
		.run(as_dict=True)
	)
	return {row.name: row for row in rows}


def read_lines(names: list[str]) -> dict[str, list[frappe._dict]]:
	"""The lines of each order in their order, with what kind of thing each item is. What was a bundle when the order was made
	has packed items, and stays one whatever became of the Product Bundle."""
	line, item, bundle = DocType("Sales Order Item"), DocType("Item"), DocType("Product Bundle")
	packed = DocType("Packed Item")
	was_packed = frappe.qb.from_(packed).select(packed.name).limit(1)
	was_packed = was_packed.where((packed.parenttype == "Sales Order") & (packed.parent == line.parent))
	was_packed = was_packed.where(packed.parent_detail_docname == line.name)
	rows = (
		frappe.qb.from_(line)
		.left_join(item)
		.on(item.name == line.item_code)
		.left_join(bundle)
		.on((bundle.new_item_code == line.item_code) & (bundle.disabled == 0))
		.select(
			*[line[field] for field in LINE_FIELDS],
			Coalesce(item.is_stock_item, 0).as_("is_stock_item"),
			Coalesce(item.is_fixed_asset, 0).as_("is_fixed_asset"),
			Coalesce(bundle.name, was_packed).as_("bundle"),
		)
		.where((line.parenttype == "Sales Order") & line.parent.isin(OneOf(names)))
		.orderby(line.parent, line.idx)
		.run(as_dict=True)
	)
	return group(rows, "parent")


def read_sales_teams(names: list[str]) -> dict[str, list[str]]:
	"""The sales persons of each order, the one with the largest share first."""
	member = DocType("Sales Team")
	rows = (
		frappe.qb.from_(member)
		.select(member.parent, member.sales_person)
		.where((member.parenttype == "Sales Order") & member.parent.isin(OneOf(names)))
		.orderby(member.parent)
		.orderby(member.allocated_percentage, order=Order.desc)
		.orderby(member.idx)
		.run()
	)
	teams: dict[str, list[str]] = {}
	for order, person in rows:
		teams.setdefault(order, []).append(person)
	return teams


def group(rows: list[frappe._dict], field: str) -> dict[str, list[frappe._dict]]:
	"""The rows under each value of `field`, in the order in which they came."""
	grouped: dict[str, list[frappe._dict]] = {}
	for row in rows:
		grouped.setdefault(row[field], []).append(row)
	return grouped


def amendment_drafts(cancelled: list[str]) -> set[str]:
	"""Which of these cancelled orders have an amendment that is still a draft."""
	if not cancelled:
		return set()
	order = DocType("Sales Order")
	rows = (
		frappe.qb.from_(order)
		.select(order.amended_from)
		.where(order.amended_from.isin(cancelled) & (order.docstatus == 0))
		.run()
	)
	return {row[0] for row in rows}


def amended_orders(names: list[str]) -> dict[str, str]:
	"""For each submitted amendment among these, the order that it continues."""
	if not names:
		return {}
	order = DocType("Sales Order")
	rows = (
		frappe.qb.from_(order)
		.select(order.name, order.amended_from)
		.where(order.name.isin(OneOf(names)) & (order.amended_from != ""))
		.run()
	)
	return dict(rows)


def promises_now(name: str) -> list[tuple]:
	"""Name, date and quantity of each line of one order, as a mark carries them."""
	order, line = DocType("Sales Order"), DocType("Sales Order Item")
	return list(
		frappe.qb.from_(line)
		.join(order)
		.on(order.name == line.parent)
		.select(line.name, Coalesce(line.delivery_date, order.delivery_date), line.qty)
		.where((line.parenttype == "Sales Order") & (line.parent == name))
		.orderby(line.idx)
		.run()
	)
