"""Every text of the app that a person can read, as Frappe's own extractors find it, and the catalogues of its languages."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import frappe
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from frappe.gettext.translate import get_method_map

APP = "order_tracking"
NOT_SHIPPED = ("tests", "dist", "node_modules")


def template() -> Catalog:
	"""What stands in the source now."""
	catalog = Catalog(domain="messages", project="Order Tracking", fuzzy=False)
	package = frappe.get_app_path(APP)
	# The extractor for hooks looks for navbar items, of which we have none, and wants the app inside the bench.
	methods = [(pattern, method) for pattern, method in get_method_map("frappe") if "hooks.py" not in pattern]
	methods = [
		("**/form_tour/*/*.json", steps_of_tour),
		("**/workspace_sidebar/*.json", labels_of_sidebar),
		*methods,
	]
	keywords = {**DEFAULT_KEYWORDS, "_lt": None}
	found = extract_from_dir(package, methods, directory_filter=is_shipped, keywords=keywords)
	for filename, line, message, comments, context in found:
		if message:
			place = (os.path.join(APP, filename), line)
			catalog.add(message, locations=[place], auto_comments=comments, context=context)
	return catalog


def steps_of_tour(file, keywords, comment_tags, options) -> Iterator[tuple]:
	"""Frappe translates the steps of a tour when it shows them, and its extractors do not know them."""
	for step in json.load(file)["steps"]:
		yield 1, "_", step["title"], ["Title of a step of a Form Tour"]
		yield 1, "_", step["description"], ["Description of a step of a Form Tour"]


def labels_of_sidebar(file, keywords, comment_tags, options) -> Iterator[tuple]:
	for item in json.load(file)["items"]:
		yield 1, "_", item["label"], ["Label in a Workspace Sidebar"]


def is_shipped(directory: str) -> bool:
	name = os.path.basename(directory)
	return not name.startswith((".", "_")) and name not in NOT_SHIPPED


def stored(name: str) -> Catalog:
	"""A catalogue of the app: main.pot, zh.po."""
	with open(Path(frappe.get_app_path(APP)) / "locale" / name, "rb") as file:
		return read_po(file)
