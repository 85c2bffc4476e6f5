"""Believable ERPNext documents, made through ERPNext's own code. Say only what the test is about.

Masters and stock are the scene, not the act: they are there whoever is logged in.
"""

import frappe
from erpnext.accounts.doctype.payment_entry.payment_entry import get_payment_entry
from erpnext.accounts.doctype.sales_invoice.sales_invoice import make_sales_return as make_credit_note
from erpnext.controllers.accounts_controller import update_child_qty_rate
from erpnext.selling.doctype.sales_order.sales_order import (
	make_delivery_note,
	make_sales_invoice,
	update_status,
)
from erpnext.stock.doctype.delivery_note.delivery_note import make_sales_return
from frappe.utils import add_days, flt, getdate, today

COMPANY = "Harbour Trading"
SPARE_STOCK = 10_000


def enable_currency(currency: str) -> None:
	"""A currency that people may use, with an account to pay into."""
	frappe.db.set_value("Currency", currency, "enabled", 1)


def make_customer(name: str = "Zhang San", **values) -> str:
	if not frappe.db.exists("Customer", name):
		frappe.get_doc(
			{
				"doctype": "Customer",
				"customer_name": name,
				"customer_group": "Commercial",
				"territory": "Rest Of The World",
				**values,
			}
		).insert(ignore_permissions=True)
	return name


def make_item(code: str = "Laptop", is_stock_item: int = 1, **values) -> str:
	if not frappe.db.exists("Item", code):
		frappe.get_doc(
			{
				"doctype": "Item",
				"item_code": code,
				"item_name": code,
				"item_group": "Products" if is_stock_item else "Services",
				"stock_uom": "Nos",
				"is_stock_item": is_stock_item,
				"valuation_rate": 1,
				**values,
			}
		).insert(ignore_permissions=True)
	return code


def warehouse(company: str = COMPANY) -> str:
	return frappe.db.get_value("Warehouse", {"company": company, "is_group": 0, "warehouse_name": "Stores"})


def tax_account(company: str = COMPANY) -> str:
	return frappe.db.get_value("Account", {"company": company, "account_type": "Tax", "is_group": 0})


def make_stock(item: str, qty: float = SPARE_STOCK, on=None, rate: float = 1, company: str = COMPANY) -> None:
	"""Put goods into the store, early enough for every delivery of the test."""
	entry = frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Receipt",
			"company": company,
			"set_posting_time": 1,
			"posting_date": on or add_days(today(), -60),
			"items": [{"item_code": item, "qty": qty, "t_warehouse": warehouse(company), "basic_rate": rate}],
		}
	)
	entry.flags.ignore_permissions = True
	entry.insert()
	entry.submit()


def make_order(lines: list[dict] | None = None, on=None, submit: bool = True, **values):
	"""A Sales Order; `lines` say item_code, qty, rate, delivery_date. Goods are in stock before it is made."""
	on = on or add_days(today(), -30)
	company = values.setdefault("company", COMPANY)
	lines = lines or [{}]
	for line in lines:
		line.setdefault("item_code", "Laptop")
		line.setdefault("qty", 1)
		line.setdefault("rate", 100)
		line.setdefault("delivery_date", add_days(today(), 30))
		make_item(line["item_code"], is_stock_item=line.pop("is_stock_item", 1))
		if frappe.db.get_value("Item", line["item_code"], "is_stock_item"):
			ensure_stock(line["item_code"], line["qty"], company)
		line.setdefault("warehouse", warehouse(company))
	order = frappe.get_doc(
		{
			"doctype": "Sales Order",
			"customer": make_customer(values.pop("customer", "Zhang San")),
			"transaction_date": on,
			"delivery_date": max(
				(line["delivery_date"] for line in lines if line["delivery_date"]), default=None
			),
			"items": lines,
			**values,
		}
	)
	order.insert()
	if submit:
		order.submit()
	return order


def ensure_stock(item: str, qty: float, company: str = COMPANY) -> None:
	held = (
		frappe.db.get_value("Bin", {"item_code": item, "warehouse": warehouse(company)}, "projected_qty") or 0
	)
	if flt(held) < flt(qty) + 100:
		make_stock(item, flt(qty) + SPARE_STOCK, company=company)


def deliver(order, on=None, qty: dict[str, float] | None = None, submit: bool = True):
	"""A Delivery Note; `qty` by item code delivers part of the lines, items that it leaves out stay behind."""
	note = make_delivery_note(order.name)
	note.set_posting_time = 1
	note.posting_date = on or today()
	if qty is not None:
		note.items = [row for row in note.items if row.item_code in qty]
		for row in note.items:
			row.qty = qty[row.item_code]
	note.insert()
	if submit:
		note.submit()
	return note


def bring_back(note, qty: dict[str, float], on=None):
	"""A return of a Delivery Note."""
	back = make_sales_return(note.name)
	back.set_posting_time = 1
	back.posting_date = on or today()
	back.items = [row for row in back.items if row.item_code in qty]
	for row in back.items:
		row.qty = -abs(qty[row.item_code])
	back.insert()
	back.submit()
	return back


def bill(order, on=None, submit: bool = True, **values):
	invoice = make_sales_invoice(order.name)
	invoice.set_posting_time = 1
	invoice.posting_date = on or today()
	invoice.due_date = getdate(invoice.posting_date)
	invoice.payment_schedule = []
	invoice.update(values)
	invoice.insert()
	if submit:
		invoice.submit()
	return invoice


def bill_together(first, second, **row_values):
	"""One invoice over two orders of the same goods, a line each; `row_values` say how the second one's differs."""
	invoice = bill(first, submit=False)
	row = frappe.copy_doc(invoice.items[0])
	row.update({"sales_order": second.name, "so_detail": second.items[0].name, **row_values})
	invoice.append("items", row)
	invoice.save()
	invoice.submit()
	return invoice


def pay(document, amount: float | None = None, mode: str = "Cash", submit: bool = True):
	"""A Payment Entry against an order (an advance) or an invoice."""
	entry = get_payment_entry(document.doctype, document.name)
	entry.mode_of_payment = mode
	entry.reference_no, entry.reference_date = "test", today()
	if amount is not None:
		entry.paid_amount = entry.received_amount = amount
		entry.references[0].allocated_amount = amount
	entry.insert()
	if submit:
		entry.submit()
	return entry


def move_date(order, day, item: str | None = None) -> None:
	"""Somebody edits the delivery date of a submitted order in the form."""
	fresh = frappe.get_doc("Sales Order", order.name)
	for line in fresh.items:
		if item in (None, line.item_code):
			line.delivery_date = getdate(day) if day else None
	fresh.delivery_date = max(getdate(line.delivery_date) for line in fresh.items)
	fresh.save()


def update_items(order, change) -> None:
	"""ERPNext's "Update Items" dialog; `change` edits the list of rows that the dialog sends."""
	fresh = frappe.get_doc("Sales Order", order.name)
	rows = [
		{
			"docname": line.name,
			"item_code": line.item_code,
			"qty": line.qty,
			"rate": line.rate,
			"uom": line.uom,
			"conversion_factor": line.conversion_factor,
			"delivery_date": str(line.delivery_date),
		}
		for line in fresh.items
	]
	change(rows)
	update_child_qty_rate("Sales Order", frappe.as_json(rows), order.name)


def set_status(order, status: str) -> None:
	"""Hold ("On Hold"), close ("Closed"), resume or reopen ("Draft") an order as ERPNext's buttons do."""
	update_status(status, order.name)


def cancel(document) -> None:
	frappe.get_doc(document.doctype, document.name).cancel()


def amend(document, submit: bool = True, **lines):
	"""The amendment of a cancelled document, as the Amend button makes it; `lines` are values for every line."""
	amendment = frappe.copy_doc(frappe.get_doc(document.doctype, document.name))
	amendment.update({"amended_from": document.name, "docstatus": 0, "status": "Draft"})
	for line in amendment.items:
		line.update({"docstatus": 0, **lines})
	amendment.insert()
	if submit:
		amendment.submit()
	return amendment


def credit(invoice, qty: dict[str, float] | None = None, on=None, **values):
	"""A credit note; `qty` by item code credits a part."""
	note = make_credit_note(invoice.name)
	note.set_posting_time = 1
	note.posting_date = on or today()
	note.update_stock = 0
	note.update(values)
	if qty is not None:
		note.items = [row for row in note.items if row.item_code in qty]
		for row in note.items:
			row.qty = -abs(qty[row.item_code])
	note.insert()
	note.submit()
	return note
