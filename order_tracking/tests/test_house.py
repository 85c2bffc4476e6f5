"""The shape of the house: every name of the card is a real path, rooms import one way, hooks mirror the tree."""

import ast
from pathlib import Path

import frappe

from order_tracking import constants, hooks
from order_tracking.tests.base import SiteTestCase

PACKAGE = Path(constants.__file__).resolve().parent
REPOSITORY = PACKAGE.parent
LONGEST_FILE = 300

# A room may import from rooms of lower rank only; a module that is not named here is a service.
RANKS = {"constants": 0, "rules": 1, "facts": 2}
ENTRANCES = ("doc_events", "tasks", "hooks")


def modules() -> list[Path]:
	return [path for path in PACKAGE.rglob("*.py") if "tests" not in path.relative_to(PACKAGE).parts]


def room_of(path: Path) -> str:
	return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def own_imports(path: Path) -> list[tuple[str, bool]]:
	"""(imported module, whether it stands inside a function) for imports of our own code."""
	tree = ast.parse(path.read_text())
	inside = {
		node
		for function in ast.walk(tree)
		if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
		for node in ast.walk(function)
	}
	return [
		(node.module, node in inside)
		for node in ast.walk(tree)
		if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "order_tracking"
	]


class TestHouse(SiteTestCase):
	def test_every_path_of_the_card_exists(self):
		for path in (
			"order_tracking/hooks.py",
			"order_tracking/tests",
			"order_tracking/order_tracking/doctype",
			"fixtures",
			"tests",
			"setup.py",
			"README.md",
		):
			with self.subTest(path):
				self.assertTrue((REPOSITORY / path).exists())
		self.assertEqual(
			Path(frappe.get_module_path("Order Tracking", "doctype")).resolve(),
			PACKAGE / "order_tracking" / "doctype",
		)

	def test_no_file_is_longer_than_a_person_reads(self):
		for path in [*modules(), *PACKAGE.rglob("*.js"), REPOSITORY / "dev"]:
			with self.subTest(path.name):
				self.assertLessEqual(len(path.read_text().splitlines()), LONGEST_FILE)

	def test_there_are_no_symbolic_links(self):
		self.assertEqual([path for path in PACKAGE.rglob("*") if path.is_symlink()], [])

	def test_rules_know_no_frappe(self):
		for path in (PACKAGE / "rules").glob("*.py"):
			with self.subTest(path.name):
				self.assertNotRegex(path.read_text(), r"(?m)^\s*(import|from) frappe")

	def test_rooms_import_one_way_and_never_inside_a_function(self):
		for path in modules():
			own_rank = RANKS.get(room_of(path), 3)
			for module, is_inside in own_imports(path):
				with self.subTest(f"{path.relative_to(PACKAGE)} imports {module}"):
					target = module.split(".")[1] if "." in module else ""
					self.assertFalse(is_inside, "imports inside functions are the sign of a circle")
					self.assertNotIn(target, ENTRANCES)
					self.assertLessEqual(RANKS.get(target, 3), own_rank)

	def test_no_two_rooms_lean_on_each_other(self):
		rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
		leans_on = {
			(room_of(path), module.split(".")[1])
			for path in modules()
			for module, _ in own_imports(path)
			if "." in module and {room_of(path), module.split(".")[1]} <= rooms
		}
		circles = {frozenset(pair) for pair in leans_on if pair[0] != pair[1] and pair[::-1] in leans_on}
		self.assertEqual(circles, set())

	def test_handler_paths_follow_from_doctype_and_event(self):
		for doctypes, events in hooks.doc_events.items():
			module = frappe.scrub(doctypes) if isinstance(doctypes, str) else "acting_documents"
			for event, path in events.items():
				with self.subTest(path):
					self.assertEqual(path, f"order_tracking.doc_events.{module}.{event}")
					self.assertTrue(callable(frappe.get_attr(path)))

	def test_scheduled_methods_exist_and_have_names_of_their_own(self):
		names = [path for jobs in hooks.scheduler_events["cron"].values() for path in jobs]
		for path in names:
			self.assertTrue(callable(frappe.get_attr(path)), path)
		self.assertEqual(len({path.split(".")[-1] for path in names}), len(names))

	def test_options_in_the_forms_are_the_names_in_the_code(self):
		for doctype, field, names in (
			(constants.TRACKER, "stage", constants.STAGES),
			(constants.TRACKER, "health", constants.HEALTHS),
			(constants.TRACKER_LINE, "line_stage", constants.LINE_STAGES),
			(constants.PROMISE_CHANGE, "kind", constants.PROMISE_KINDS),
			(constants.TRACKER, "hold_cause", ("", *constants.CAUSES)),
		):
			with self.subTest(f"{doctype}.{field}"):
				options = frappe.get_meta(doctype).get_field(field).options
				self.assertEqual(tuple(options.split("\n")), names)

	def test_a_number_that_nobody_wrote_is_zero(self):
		"""The writer leaves out columns that are nothing in every row."""
		for doctype in (constants.TRACKER, constants.TRACKER_LINE, constants.EVENT):
			for field in frappe.get_meta(doctype).get(
				"fields", {"fieldtype": ("in", frappe.model.numeric_fieldtypes)}
			):
				with self.subTest(doctype=doctype, field=field.fieldname):
					self.assertIn(field.default, (None, "", "0"))

	def test_every_default_filter_has_an_index(self):
		for doctype, fields in (
			(
				constants.TRACKER,
				("sales_order", "stage", "health", "next_promise", "overdue_since", "wakes_on"),
			),
			(constants.TRACKER, ("customer", "company", "responsible_user", "workflow_state")),
			(constants.PROMISE_CHANGE, ("order_tracker", "sales_order", "status")),
			(constants.EVENT, ("order_tracker", "sales_order", "happened_at")),
		):
			for field in fields:
				with self.subTest(f"{doctype}.{field}"):
					self.assertTrue(has_index(doctype, field))


def has_index(doctype: str, field: str) -> bool:
	rows = frappe.db.sql(f"show index from `tab{doctype}`", as_dict=True)
	return any(row.Column_name == field and row.Seq_in_index == 1 for row in rows)
