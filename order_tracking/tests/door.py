"""A way to ask for a note over HTTP, as a row of a table."""

from collections.abc import Callable
from dataclasses import dataclass

import frappe

from order_tracking.tests.note_leak_scene import FILE, READERS, SECRET

VERSION = int(frappe.__version__.split(".")[0])

# To whom a door tells: readers of the note who get that far, by what else they may read.
EVERYTHING = ("manager", "Administrator")
MANAGER, ADMINISTRATOR = ("manager",), ("Administrator",)
BUYER = ("customer of the order",)

# What it tells: the secret, or where nobody may be told that, what shows that it was there and answered.
HIDDEN = f"{SECRET}|{FILE}"
PUBLISHED = "For everybody"
WORKS, REFUSES, DENIES = "^200 ", "^403 ", "^417 "
IMPOSSIBLE = "Unknown column"  # Frappe joins what is no child table as if it were one


@dataclass(frozen=True)
class Door:
	"""`asks` is given the scene and returns method, path and what goes along.

	Each of `to` must be told what `tells` says: a pattern in which {note} stands for the name of the note. So a door that is
	closed to everybody, or broken, proves nothing by silence. `version`: the one version of Frappe that has it.
	"""

	name: str
	asks: Callable[[frappe._dict], tuple[str, str, dict]]
	to: tuple[str, ...] = READERS
	tells: str = HIDDEN
	version: int | None = None

	def is_here(self) -> bool:
		return self.version in (None, VERSION)


def method(path: str, **query) -> Callable:
	return lambda scene: ("GET", f"/api/method/{path}", filled(query, scene))


def page(path: str, **query) -> Callable:
	return lambda scene: ("GET", path.format(**scene), filled(query, scene))


def post(path: str, **query) -> Callable:
	return lambda scene: ("POST", f"/api/method/{path}", filled(query, scene))


def post_json(path: str, **body) -> Callable:
	return lambda scene: ("JSON", f"/api/method/{path}", filled(body, scene))


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


def filled(value, scene: frappe._dict):
	"""`@note` in a value, however deep, stands for the note of the scene."""
	if isinstance(value, dict):
		return {name: filled(part, scene) for name, part in value.items()}
	if isinstance(value, list):
		return [filled(part, scene) for part in value]
	return scene[value[1:]] if is_place(value) else value


def is_place(value) -> bool:
	return isinstance(value, str) and value.startswith("@")
