"""The two orders of the sheet that people keep today, as ERPNext documents; the demo and the tests load them."""

import json
from pathlib import Path

import frappe
from erpnext.selling.doctype.sales_order.sales_order import make_delivery_note

from order_tracking.tests.companies import make_company, make_warehouse

FIXTURES = Path(__file__).parents[2] / "fixtures"


def read_seed() -> dict:
	return json.loads((FIXTURES / "seed_orders.json").read_text(encoding="utf-8"))


def load_seed_orders(prefix: str = "") -> list[str]:
	"""The Sales Orders under the sheet's own numbers, after `prefix`; those that are there already stay as they are.

	Does not commit.
	"""
	seed = read_seed()
	make_company(
		seed["company"],
		seed["abbr"],
		seed["currency"],
		seed["country"],
		range(seed["year"], seed["year"] + 1),
	)
	frappe.get_doc("Currency", seed["currency"]).update(
		{"symbol": seed["currency_symbol"], "enabled": 1}
	).save()
	for mode, kind in seed["modes_of_payment"].items():
		make_mode_of_payment(mode, kind)
	prices = make_price_list(f"{seed['company']} {seed['currency']}", seed["currency"])
	store = make_warehouse(seed["company"], "Seed Store")
	names = []
	for order in seed["orders"]:
		names.append(prefix + order["number"])
		if not frappe.db.exists("Sales Order", names[-1]):
			make_order(names[-1], order, seed, prices, store)
	return names


def make_mode_of_payment(name: str, kind: str) -> None:
	if not frappe.db.exists("Mode of Payment", name):
		frappe.get_doc(
			{"doctype": "Mode of Payment", "mode_of_payment": name, "type": kind, "enabled": 1}
		).insert()


def make_price_list(name: str, currency: str) -> str:
	"""Prices in the company's own currency, so that nobody asks for an exchange rate."""
	if not frappe.db.exists("Price List", name):
		frappe.get_doc(
			{
				"doctype": "Price List",
				"price_list_name": name,
				"currency": currency,
				"selling": 1,
				"enabled": 1,
			}
		).insert()
	return name


def make_customer(name: str, mobile_no: str) -> str:
	"""A person, with the contact that ERPNext makes of the number."""
	found = frappe.db.get_value("Customer", {"customer_name": name, "mobile_no": mobile_no})
	return (
		found
		or frappe.get_doc(
			{
				"doctype": "Customer",
				"customer_name": name,
				"customer_type": "Individual",
				"customer_group": "Individual",
				"territory": "Rest Of The World",
				"mobile_no": mobile_no,
			}
		)
		.insert()
		.name
	)


def make_item(name: str, is_stock_item: int) -> str:
	if not frappe.db.exists("Item", name):
		frappe.get_doc(
			{
				"doctype": "Item",
				"item_code": name,
				"item_name": name,
				"item_group": "Products" if is_stock_item else "Services",
				"stock_uom": "Nos",
				"is_stock_item": is_stock_item,
			}
		).insert()
	return name


def make_order(name: str, row: dict, seed: dict, price_list: str, store: str) -> None:
	item = make_item(row["item"], row["is_stock_item"])
	if row["is_stock_item"]:
		make_stock(item, row["qty"], store, seed["company"], row["ordered_on"], row["rate"])
	order = frappe.get_doc(
		{
			"doctype": "Sales Order",
			"company": seed["company"],
			"currency": seed["currency"],
			"customer": make_customer(row["customer"], row["mobile_no"]),
			"transaction_date": row["ordered_on"],
			"delivery_date": row["promised_on"],
			"selling_price_list": price_list,
			"ignore_pricing_rule": 1,
			"items": [
				{
					"item_code": item,
					"qty": row["qty"],
					"rate": row["rate"],
					"delivery_date": row["promised_on"],
					"warehouse": store,
				}
			],
			"payment_schedule": [
				{
					"due_date": row["promised_on"],
					"invoice_portion": 100,
					"mode_of_payment": row["mode_of_payment"],
				}
			],
		}
	)
	order.insert(set_name=name)
	order.submit()
	if row["delivered_on"]:
		note = make_delivery_note(order.name)
		note.set_posting_time = 1
		note.posting_date = row["delivered_on"]
		note.submit()


def make_stock(item: str, qty: float, store: str, company: str, on: str, rate: float) -> None:
	frappe.get_doc(
		{
			"doctype": "Stock Entry",
			"stock_entry_type": "Material Receipt",
			"company": company,
			"set_posting_time": 1,
			"posting_date": on,
			"items": [{"item_code": item, "qty": qty, "t_warehouse": store, "basic_rate": rate}],
		}
	).submit()
