"""Purchase Orders, bills of materials and Work Orders for a Sales Order, made through ERPNext's own code."""

import frappe
from erpnext.buying.doctype.purchase_order.purchase_order import make_purchase_receipt
from erpnext.selling.doctype.sales_order.sales_order import make_purchase_order
from frappe.utils import today

from order_tracking.tests.factories import COMPANY, ensure_stock, make_item, warehouse


def make_supplier(name: str = "Li Si Supplies") -> str:
	if not frappe.db.exists("Supplier", name):
		frappe.get_doc({"doctype": "Supplier", "supplier_name": name, "supplier_group": "Local"}).insert()
	return name


def buy_for(order, on=None, items: list[str] | None = None, submit: bool = True):
	"""A Purchase Order for all lines of a Sales Order, or for these items."""
	items = items or [line.item_code for line in order.items]
	made = make_purchase_order(order.name, [{"item_code": item} for item in items])
	purchase = made[0] if isinstance(made, list) else made  # version-16 makes one a supplier
	purchase.supplier = make_supplier()
	if on:
		purchase.schedule_date = on
		for row in purchase.items:
			row.schedule_date = on
	for row in purchase.items:
		row.rate = 1
	purchase.save()
	if submit:
		purchase.submit()
	return purchase


def receive(purchase):
	"""A Purchase Receipt for all of a Purchase Order."""
	receipt = make_purchase_receipt(purchase.name)
	receipt.insert()
	receipt.submit()
	return receipt


def make_bom(item: str, material: str, **values) -> str:
	"""A submitted bill of materials: one `material` makes one `item`. Material is in stock."""
	make_item(material)
	make_item(item)
	ensure_stock(material, 100)
	if bom := frappe.db.get_value("BOM", {"item": item, "docstatus": 1}):
		return bom
	bom = frappe.get_doc(
		{
			"doctype": "BOM",
			"item": item,
			"company": COMPANY,
			"quantity": 1,
			"items": [{"item_code": material, "qty": 1, "rate": 1}],
			**values,
		}
	)
	bom.insert()
	bom.submit()
	return bom.name


def make_bom_with_operation(item: str, material: str) -> str:
	"""As `make_bom`, made at a bench: its Work Orders get a Job Card."""
	for doctype, values in (
		("Workstation", {"workstation_name": "Bench"}),
		("Operation", {"name": "Assembly"}),
	):
		if not frappe.db.exists(doctype, next(iter(values.values()))):
			frappe.get_doc({"doctype": doctype, **values}).insert()
	operation = {"operation": "Assembly", "workstation": "Bench", "time_in_mins": 10}
	return make_bom(item, material, with_operations=1, operations=[operation])


def make_work_order(order, bom: str, submit: bool = True, **values):
	"""A Work Order for the first line of a Sales Order; material is taken where it lies."""
	line = order.items[0]
	work = frappe.get_doc(
		{
			"doctype": "Work Order",
			"company": COMPANY,
			"production_item": line.item_code,
			"bom_no": bom,
			"qty": line.qty,
			"sales_order": order.name,
			"sales_order_item": line.name,
			"source_warehouse": warehouse(),
			"wip_warehouse": warehouse(),
			"fg_warehouse": warehouse(),
			"skip_transfer": 1,
			"planned_start_date": today(),
			**values,
		}
	)
	work.set_work_order_operations()
	work.insert()
	if submit:
		work.submit()
	return work
