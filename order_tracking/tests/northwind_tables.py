"""The Northwind tables as they lie in a folder, and what they say by themselves: no frappe, no ERPNext."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

# The part of the tables that comes with this repository; order_tracking/ and fixtures/ stand side by side.
THE_HUNDRED = Path(__file__).parents[2] / "fixtures" / "northwind"


@dataclass(frozen=True)
class Line:
	product: str
	qty: int
	unit_price: Decimal
	discount: Decimal  # 0.15 is 15 percent


@dataclass(frozen=True)
class Order:
	number: str
	customer: str
	ordered_on: date
	required_on: date
	shipped_on: date | None
	freight: Decimal
	lines: tuple[Line, ...]


@dataclass(frozen=True)
class Tables:
	"""Customers and categories: name by key. Products: (name, category, price) by key. Orders by number."""

	customers: dict[str, str]
	categories: dict[str, str]
	products: dict[str, tuple[str, str, Decimal]]
	orders: tuple[Order, ...]


def read_tables(folder: str | Path, only: int | None = None) -> Tables:
	"""The first `only` orders, or all of them. A folder without the tables raises FileNotFoundError."""
	folder = Path(folder)
	lines: dict[str, list[Line]] = {}
	for row in _rows(folder, "order_details"):
		line = Line(
			row["product_id"], int(row["quantity"]), Decimal(row["unit_price"]), Decimal(row["discount"])
		)
		lines.setdefault(row["order_id"], []).append(line)
	orders = [
		Order(
			number=row["order_id"],
			customer=row["customer_id"],
			ordered_on=date.fromisoformat(row["order_date"]),
			required_on=date.fromisoformat(row["required_date"]),
			shipped_on=date.fromisoformat(row["shipped_date"]) if row["shipped_date"] else None,
			freight=Decimal(row["freight"]),
			lines=tuple(lines[row["order_id"]]),
		)
		for row in _rows(folder, "orders")
	]
	return Tables(
		customers={row["customer_id"]: row["company_name"] for row in _rows(folder, "customers")},
		categories={row["category_id"]: row["category_name"] for row in _rows(folder, "categories")},
		products={
			row["product_id"]: (row["product_name"], row["category_id"], Decimal(row["unit_price"]))
			for row in _rows(folder, "products")
		},
		orders=tuple(sorted(orders, key=lambda order: int(order.number))[:only]),
	)


def _rows(folder: Path, table: str) -> Iterable[dict[str, str]]:
	with (folder / f"{table}.csv").open(newline="", encoding="utf-8") as file:
		yield from csv.DictReader(file)


def counts_from_tables(orders: Iterable[Order], as_of: date, decimals: int = 2) -> dict:
	"""What trackers of these orders must add up to on that day. The net total in the way of ERPNext: each rate is rounded,
	to the `decimals` of the site's money, before it is multiplied."""
	orders = list(orders)
	shipped = [order for order in orders if order.shipped_on]
	waiting = [order for order in orders if not order.shipped_on]
	return {
		"trackers": len(orders),
		"lines": sum(len(order.lines) for order in orders),
		"delivered": len(shipped),
		"open": len(waiting),
		"delivered_late": sum(order.shipped_on > order.required_on for order in shipped),
		"overdue": sum(order.required_on < as_of for order in waiting),
		"net_total": round(
			float(sum(line_net(line, decimals) for order in orders for line in order.lines)), 2
		),
	}


def line_net(line: Line, decimals: int) -> Decimal:
	rate = line.unit_price * (1 - line.discount)
	return rate.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN) * line.qty
