"""Nobody reads a note who is not meant to, through whatever door.

The matrix is made of one table of rules: PEOPLE says who may read the note, DOORS say how one asks for it and whether
that door shows notes to those who may. Every person goes through every door.
"""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking import notes, publishing
from order_tracking.constants import (
	NOTE,
	NOTE_ACKNOWLEDGEMENT,
	NOTE_VERSION,
	PUBLISHED_NOTE,
	STANDING_NOTE,
	USER_ROLE,
)
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.customers import OTHERS, OURS, make_portal_user
from order_tracking.tests.note_scene import note_on, person
from order_tracking.tests.people import make_approver, make_user
from order_tracking.tests.web_client import GUEST, ask

SECRET = "Zinnober42"
FILE = "zinnober-drawing.txt"


@dataclass(frozen=True)
class Person:
	who: str
	user: Callable[[], str]
	may_read: bool


@dataclass(frozen=True)
class Door:
	"""`asks` is given the scene and returns method, path and what goes along. `shows`: it tells those who may read."""

	name: str
	asks: Callable[[frappe._dict], tuple[str, str, dict]]
	shows: bool = False


def at(company: str, *roles: str) -> str:
	"""Somebody with these roles who works for one company only."""
	user = make_user("Cora Company", *roles)
	if not frappe.db.exists("User Permission", {"user": user, "for_value": company}):
		frappe.get_doc(
			{"doctype": "User Permission", "user": user, "allow": "Company", "for_value": company}
		).insert()
	return user


PEOPLE = (
	Person("guest", lambda: GUEST, False),
	Person("customer of the order", lambda: make_portal_user("Bao Buyer", OURS), False),
	Person("another customer", lambda: make_portal_user("Sten Stranger", OTHERS), False),
	Person("wrong department", lambda: person("Finance"), False),
	Person(
		"wrong department that writes notes", lambda: make_user("Otto Other", "Sales User", USER_ROLE), False
	),
	Person("System Manager", lambda: make_user("Sybil System", "System Manager"), False),
	Person("right department of another company", lambda: at("Leak Testing", "Manufacturing User"), False),
	Person(
		"right department without a desk role",
		lambda: make_user("Nils Nobody", "Manufacturing Manager"),
		False,
	),
	Person("right department", lambda: person("Production"), True),
	Person("manager", make_approver, True),
)


def method(path: str, **query) -> Callable:
	return lambda scene: ("GET", f"/api/method/{path}", filled(query, scene))


def page(path: str, **query) -> Callable:
	return lambda scene: ("GET", path.format(**scene), filled(query, scene))


def post(path: str, **query) -> Callable:
	return lambda scene: ("POST", f"/api/method/{path}", filled(query, scene))


def filled(query: dict, scene: frappe._dict) -> dict:
	return {name: scene.get(value[1:]) if is_place(value) else value for name, value in query.items()}


def is_place(value) -> bool:
	return isinstance(value, str) and value.startswith("@")


FIELDS = ["name", "subject", "text", "process_name"]
FIND = [["text", "like", f"%{SECRET}%"]]

DOORS = (
	Door("REST v1 list", page("/api/resource/Order Note", fields=FIELDS, limit_page_length="0"), shows=True),
	Door("REST v1 document", page("/api/resource/Order Note/{note}"), shows=True),
	Door("REST v2 list", page("/api/v2/document/Order Note", fields=FIELDS, limit="500"), shows=True),
	Door("REST v2 document", page("/api/v2/document/Order Note/{note}/"), shows=True),
	Door("REST v2 copy", page("/api/v2/document/Order Note/{note}/copy"), shows=True),
	Door("get", method("frappe.client.get", doctype=NOTE, name="@note"), shows=True),
	Door(
		"get_value",
		method(
			"frappe.client.get_value", doctype=NOTE, fieldname=FIELDS, filters={"kind": "Special Request"}
		),
	),
	Door(
		"get_value by name",
		method("frappe.client.get_value", doctype=NOTE, fieldname="text", filters="@note"),
		shows=True,
	),
	Door(
		"get_list",
		method("frappe.client.get_list", doctype=NOTE, fields=FIELDS, limit_page_length=0),
		shows=True,
	),
	Door(
		"search by text",
		method("frappe.client.get_list", doctype=NOTE, fields=FIELDS, filters=FIND),
		shows=True,
	),
	Door(
		"rows of the note",
		method(
			"frappe.client.get_list",
			doctype="Order Note Attribute",
			parent=NOTE,
			fields=["parent", "value"],
			limit_page_length=0,
		),
	),
	Door(
		"through a link",
		method(
			"frappe.client.get_list",
			doctype=NOTE_ACKNOWLEDGEMENT,
			fields=["order_note.text", "order_note.subject"],
			limit_page_length=0,
		),
	),
	Door(
		"through a published copy",
		method(
			"frappe.client.get_list",
			doctype=PUBLISHED_NOTE,
			fields=["order_note.text", "order_note.subject"],
			limit_page_length=0,
		),
	),
	Door(
		"published copies",
		method("frappe.client.get_list", doctype=PUBLISHED_NOTE, fields=["*"], limit_page_length=0),
	),
	Door("versions", method("frappe.client.get_list", doctype=NOTE_VERSION, fields=["text", "content"])),
	Door(
		"standing notes",
		method("frappe.client.get_list", doctype=STANDING_NOTE, fields=["text"], limit_page_length=0),
	),
	Door(
		"validate_link", method("frappe.client.validate_link", doctype=NOTE, docname="@note", fields=FIELDS)
	),
	Door("form", method("frappe.desk.form.load.getdoc", doctype=NOTE, name="@note"), shows=True),
	Door("timeline of the note", method("frappe.desk.form.load.get_docinfo", doctype=NOTE, name="@note")),
	Door(
		"form of the tracker",
		method("frappe.desk.form.load.getdoc", doctype="Order Tracker", name="@tracker"),
	),
	Door("overview of the tracker", method("order_tracking.overview.get_overview", tracker="@tracker")),
	Door("form of the order", method("frappe.desk.form.load.getdoc", doctype="Sales Order", name="@order")),
	Door(
		"form of the Delivery Note",
		method("frappe.desk.form.load.getdoc", doctype="Delivery Note", name="@delivery"),
	),
	Door("REST of the order", page("/api/v2/document/Sales Order/{order}/")),
	Door(
		"report",
		method(
			"frappe.desk.reportview.get",
			doctype=NOTE,
			fields=FIELDS,
			filters=[],
			page_length="500",
			start="0",
		),
		shows=True,
	),
	Door(
		"report, grouped",
		method(
			"frappe.desk.reportview.get",
			doctype=NOTE,
			fields=["text"],
			filters=[],
			group_by="text",
			start="0",
		),
	),
	Door(
		"export",
		post(
			"frappe.desk.reportview.export_query",
			doctype=NOTE,
			fields=["`tabOrder Note`.`name`", "`tabOrder Note`.`text`"],
			filters=[],
			file_format_type="CSV",
			title="Notes",
		),
	),
	Door(
		"statistics",
		method("frappe.desk.reportview.get_sidebar_stats", doctype=NOTE, stats=["text"], filters=[]),
	),
	Door(
		"group by",
		method("frappe.desk.listview.get_group_by_count", doctype=NOTE, current_filters="[]", field="text"),
	),
	Door("link search", method("frappe.desk.search.search_link", doctype=NOTE, txt="", page_length="500")),
	Door(
		"link search without permissions",
		method(
			"frappe.desk.search.search_widget",
			doctype=NOTE,
			txt="",
			page_length="500",
			ignore_user_permissions="1",
			filter_fields=["text"],
			as_dict="1",
		),
	),
	Door(
		"link search in rows",
		method(
			"frappe.desk.search.search_widget",
			doctype="Order Note Attribute",
			txt="",
			reference_doctype=NOTE,
			ignore_user_permissions="1",
			filter_fields=["value"],
		),
	),
	Door("global search", method("frappe.utils.global_search.search", text=SECRET)),
	Door("website search", method("frappe.utils.global_search.web_search", text=SECRET)),
	Door("print", page("/printview", doctype=NOTE, name="@note")),
	Door("print with a format", page("/printview", doctype=NOTE, name="@note", format="Standard")),
	Door(
		"print of the order",
		page("/printview", doctype="Sales Order", name="@order", format="Note Leak Test"),
	),
	Door(
		"print of the Delivery Note",
		page("/printview", doctype="Delivery Note", name="@delivery", format="Note Leak Test Delivery"),
	),
	Door("PDF", method("frappe.utils.print_format.download_pdf", doctype=NOTE, name="@note")),
	Door("file", page("/private/files/{file}")),
	Door("files", method("frappe.client.get_list", doctype="File", fields=["file_name", "file_url"])),
	Door("notifications", method("frappe.client.get_list", doctype="Notification Log", fields=["subject"])),
	Door("deleted documents", method("frappe.client.get_list", doctype="Deleted Document", fields=["data"])),
	Door("portal page", page("/order-tracking/{tracker}")),
	Door("portal list", page("/order-tracking")),
	Door(
		"banner of the gate",
		method("order_tracking.gates.what_holds_up", doctype="Delivery Note", name="@delivery"),
	),
	Door("publishing", method("order_tracking.publishing.preview", note="@note")),
	Door("answering", post("order_tracking.notes.finish", note="@note_to_finish")),
	Door(
		"sharing",
		post("frappe.share.add", doctype=NOTE, name="@note", user="nils.nobody@example.com", read="1"),
	),
)
# Doors that hand out a number or a right where the text itself never shows.
COUNTS = (
	("count", "frappe.client.get_count", {"doctype": NOTE, "filters": {"text": ["like", f"%{SECRET}%"]}}),
	("count of a list", "frappe.desk.reportview.get_count", {"doctype": NOTE, "filters": FIND, "fields": []}),
)


class TestNobodyElseReadsANote(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		factories.make_company("Leak Testing", "LT")
		cls.scene = make_scene()
		cls.users = {one.who: one.user() for one in PEOPLE}

	def test_every_person_at_every_door(self):
		for one in PEOPLE:
			for door in DOORS:
				verb, path, query = door.asks(self.scene)
				told = ask(self.users[one.who], verb, path, **query)
				with self.subTest(f"{one.who}: {door.name}"):
					if one.may_read and door.shows:
						self.assertIn(SECRET, told)
					if not one.may_read:
						self.assertNotIn(SECRET, told)
						self.assertNotIn(FILE, told)

	def test_nobody_learns_a_note_by_counting(self):
		for one in PEOPLE:
			for name, path, query in COUNTS:
				told = ask(self.users[one.who], "GET", f"/api/method/{path}", **query)
				with self.subTest(f"{one.who}: {name}"):
					counted = told.rsplit("\n", 1)[-1]
					if one.may_read:
						self.assertNotIn('"message":0', counted)
					else:
						self.assertNotRegex(counted, r'"message":\s*[1-9]')

	def test_nobody_else_joins_the_room_of_a_note(self):
		for one in PEOPLE:
			if one.who == "guest":
				continue
			for path in ("frappe.realtime.can_subscribe_doc", "frappe.realtime.has_permission"):
				told = ask(
					self.users[one.who],
					"GET",
					f"/api/method/{path}",
					doctype=NOTE,
					docname=self.scene.note,
					name=self.scene.note,
				)
				with self.subTest(f"{one.who}: {path}"):
					if not one.may_read:
						self.assertNotIn('"message":true', told)

	def test_a_note_is_not_shared_or_assigned_out_of_its_departments(self):
		for path, query in (
			(
				"frappe.share.add",
				{"doctype": NOTE, "name": self.scene.note, "user": self.users["System Manager"]},
			),
			(
				"frappe.desk.form.assign_to.add",
				{"doctype": NOTE, "name": self.scene.note, "assign_to": [self.users["System Manager"]]},
			),
		):
			told = ask(self.users["manager"], "POST", f"/api/method/{path}", **query)
			with self.subTest(path):
				self.assertNotIn("200 OK", told)
				self.assertFalse(frappe.db.exists("DocShare", {"share_doctype": NOTE}))

	def test_only_what_its_readers_read_links_to_a_note(self):
		"""Frappe fetches fields through a link without asking who may read the document behind it."""
		links = frappe.get_all(
			"DocField", {"fieldtype": "Link", "options": ("in", (NOTE, STANDING_NOTE))}, pluck="parent"
		)
		self.assertEqual(set(links), {NOTE_ACKNOWLEDGEMENT, NOTE_VERSION})

	def test_list_and_form_agree_about_every_note(self):
		names = frappe.get_all(NOTE, pluck="name", limit=40, order_by="creation desc")
		for one in PEOPLE:
			if one.who == "guest":
				continue
			frappe.set_user(self.users[one.who])
			listed = set()
			if frappe.has_permission(NOTE, "read"):
				listed = set(frappe.get_list(NOTE, {"name": ("in", names)}, pluck="name", limit=0))
			opened = {name for name in names if frappe.get_doc(NOTE, name).has_permission("read")}
			frappe.set_user("Administrator")
			with self.subTest(one.who):
				self.assertEqual(listed, opened)


def make_scene() -> frappe._dict:
	"""An order with a note for production, everything that hangs on it, and papers that print whatever they can."""
	frappe.set_user("Administrator")
	order = factories.make_order([{"qty": 3}], customer=OURS)
	delivery = factories.deliver(order, qty={"Laptop": 1}, submit=False)
	frappe.db.commit()
	tracker = SiteTestCase().tracker_of(order)
	note = note_on(
		tracker,
		"Special Request",
		("Production",),
		area="Processing",
		process_name=f"{SECRET} process",
		text=f"{SECRET} on every side",
		must_acknowledge=1,
	)
	notes.acknowledge(note["name"], 1)
	notes.edit(note["name"], 1, {"text": f"{SECRET} on both sides"})
	note_on(
		tracker,
		"Requirement",
		("Production",),
		attributes=[{"attribute": "Colour", "value": SECRET}],
		text=SECRET,
	)
	public = note_on(
		tracker,
		"Special Request",
		("Production",),
		area="Packaging",
		process_name="In pairs",
		text="For everybody",
	)
	publishing.publish(public["name"], 1)
	notes.edit(public["name"], 1, {"text": f"{SECRET} after it was published"})
	finishing = note_on(tracker, readers=("Production",), text=f"{SECRET} to be finished")
	deadline = {"time_kind": "Deadline", "deliver_on": str(add_days(getdate(today()), 1))}
	note_on(tracker, "Delivery Time", ("Production",), text=f"{SECRET} day", **deadline)
	frappe.get_doc(
		{
			"doctype": STANDING_NOTE,
			"customer": OURS,
			"kind": "Internal",
			"text": SECRET,
			"readers": [{"audience": "Production"}],
		}
	).insert()
	drawing = frappe.get_doc(
		{
			"doctype": "File",
			"file_name": FILE,
			"content": SECRET,
			"is_private": 1,
			"attached_to_doctype": NOTE,
			"attached_to_name": note["name"],
		}
	).insert()
	for doctype, name in (("Sales Order", "Note Leak Test"), ("Delivery Note", "Note Leak Test Delivery")):
		make_format(doctype, name)
	frappe.db.commit()
	return frappe._dict(
		order=order.name,
		tracker=tracker.name,
		delivery=delivery.name,
		note=note["name"],
		note_to_finish=finishing["name"],
		file=drawing.file_url.rsplit("/", 1)[-1],
	)


def make_format(doctype: str, name: str) -> None:
	if frappe.db.exists("Print Format", name):
		return
	frappe.get_doc(
		{
			"doctype": "Print Format",
			"name": name,
			"doc_type": doctype,
			"custom_format": 1,
			"print_format_type": "Jinja",
			"standard": "No",
			"html": "{{ doc.name }}{% for note in order_notes(doc) %}{{ note }}{% endfor %}",
		}
	).insert()
