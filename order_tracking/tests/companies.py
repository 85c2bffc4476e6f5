"""A company of its own for a little world of documents, with the years in which they are dated."""

from collections.abc import Iterable

import frappe


def make_company(
	name: str, abbr: str, currency: str = "USD", country: str = "United States", years: Iterable[int] = ()
) -> str:
	"""Made once, with its chart of accounts and warehouses, and fiscal years of its own where some are named.

	Stock is not posted to the ledger: the trackers look at quantities and dates.
	"""
	if not frappe.db.exists("Company", name):
		frappe.get_doc(
			{
				"doctype": "Company",
				"company_name": name,
				"abbr": abbr,
				"default_currency": currency,
				"country": country,
				"create_chart_of_accounts_based_on": "Standard Template",
				"chart_of_accounts": "Standard",
				"enable_perpetual_inventory": 0,
			}
		).insert(ignore_permissions=True)
	for year in years:
		make_fiscal_year(name, year)
	return name


def make_fiscal_year(company: str, year: int) -> None:
	"""A calendar year for this company only, so that nobody else's years overlap with it."""
	name = f"{company} {year}"
	if not frappe.db.exists("Fiscal Year", name):
		frappe.get_doc(
			{
				"doctype": "Fiscal Year",
				"year": name,
				"year_start_date": f"{year}-01-01",
				"year_end_date": f"{year}-12-31",
				"companies": [{"company": company}],
			}
		).insert()


def make_warehouse(company: str, name: str) -> str:
	found = frappe.db.get_value("Warehouse", {"company": company, "warehouse_name": name})
	return (
		found
		or frappe.get_doc(
			{
				"doctype": "Warehouse",
				"warehouse_name": name,
				"company": company,
				"parent_warehouse": frappe.db.get_value(
					"Warehouse", {"company": company, "is_group": 1, "parent_warehouse": ("is", "not set")}
				),
			}
		)
		.insert()
		.name
	)
