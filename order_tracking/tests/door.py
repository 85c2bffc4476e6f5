"""A way to ask for something over HTTP, as a row of a table."""

from collections.abc import Callable
from dataclasses import dataclass

import frappe

VERSION = int(frappe.__version__.split(".")[0])


@dataclass(frozen=True)
class Door:
	"""`asks` is given the scene and returns method, path and what goes along. `shows`: it tells those who may read.

	`version`: the one version of Frappe that has it. `found_by`: who certainly gets an answer other than "not found".
	"""

	name: str
	asks: Callable[[frappe._dict], tuple[str, str, dict]]
	shows: bool = False
	version: int | None = None
	found_by: str = "manager"

	def is_here(self) -> bool:
		return self.version in (None, VERSION)


def method(path: str, **query) -> Callable:
	return lambda scene: ("GET", f"/api/method/{path}", filled(query, scene))


def page(path: str, **query) -> Callable:
	return lambda scene: ("GET", path.format(**scene), filled(query, scene))


def post(path: str, **query) -> Callable:
	return lambda scene: ("POST", f"/api/method/{path}", filled(query, scene))


def listed(doctype: str, *fields: str, **more):
	return method(
		"frappe.client.get_list",
		doctype=doctype,
		fields=[*fields],
		limit_page_length=0,
		order_by="creation desc",
		**more,
	)


def reported(doctype: str, *fields: str, call: str = "get", **more):
	asked = {"filters": [], "start": "0", "page_length": "500", **more}
	return method(f"frappe.desk.reportview.{call}", doctype=doctype, fields=[*fields], **asked)


def filled(query: dict, scene: frappe._dict) -> dict:
	"""`@note` in a value stands for the note of the scene."""
	return {name: scene[value[1:]] if is_place(value) else value for name, value in query.items()}


def is_place(value) -> bool:
	return isinstance(value, str) and value.startswith("@")
