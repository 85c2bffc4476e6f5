"""Who may read a note of production, and a site on which the note has left traces wherever one can."""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe.desk.doctype.tag.tag import add_tag
from frappe.utils import add_days, getdate, today

from order_tracking.constants import (
	NOTE,
	NOTE_ACKNOWLEDGEMENT,
	NOTE_ATTRIBUTE,
	NOTE_VERSION,
	PUBLISHED_NOTE,
	STANDING_NOTE,
	USER_ROLE,
)
from order_tracking.customers import publishing
from order_tracking.notes import actions as notes
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.customers import OTHERS, OURS, make_portal_user
from order_tracking.tests.note_scene import note_on, person, pick_list
from order_tracking.tests.people import make_approver, make_user
from order_tracking.tests.supply import make_bom_with_operation, make_work_order
from order_tracking.tests.test_shipment_and_team import ship
from order_tracking.tests.web_client import GUEST

SECRET = "Zinnober42"
FILE = f"zinnober-{frappe.generate_hash(length=6)}"  # another one a run: readers of a note leave copies of it behind
GOODS = "Leak Cabinet"


@dataclass(frozen=True)
class Person:
	who: str
	user: Callable[[], str]
	may_read: bool


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
	Person("Administrator", lambda: "Administrator", True),
)
READERS = tuple(one.who for one in PEOPLE if one.may_read)


def make_scene() -> frappe._dict:
	"""An order with a note for production, everything that hangs on it, and papers that print whatever they can."""
	frappe.set_user("Administrator")
	bom = make_bom_with_operation(GOODS, "Board")
	order = factories.make_order([{"item_code": GOODS, "qty": 3}], customer=OURS)
	documents = make_documents(order, bom)
	frappe.db.commit()
	tracker = SiteTestCase().tracker_of(order)
	notes_of = write_notes(tracker)
	drawing = make_file(notes_of["note"])
	for doctype, name in FORMATS.items():
		make_format(doctype, name)
	scene = frappe._dict(
		order=order.name,
		tracker=tracker.name,
		**documents,
		**notes_of,
		file=drawing.file_url.rsplit("/", 1)[-1],
		file_name=drawing.name,
		file_names=frappe.as_json([drawing.name]),
		file_url=drawing.file_url,
		note_names=frappe.as_json([notes_of["note"]]),
	)
	scene.update(traces_of(scene))
	frappe.db.commit()
	return scene


def make_documents(order, bom: str) -> dict[str, str]:
	"""Whatever ERPNext makes of an order, by the word of the doors."""
	shipped = factories.deliver(order, qty={GOODS: 1})
	work = make_work_order(order, bom, qty=1)
	documents = {
		"shipment": ship(shipped),
		"delivery": factories.deliver(order, qty={GOODS: 1}, submit=False),
		"picking": pick_list(order),
		"invoice": factories.bill(order, submit=False),
		"work": work,
	}
	card = frappe.db.get_value("Job Card", {"work_order": work.name})
	return {"card": card, **{place: document.name for place, document in documents.items()}}


def write_notes(tracker) -> dict[str, str]:
	"""Notes of all kinds that hide the secret, and what follows from them."""
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
	requirement = note_on(
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
	published = publishing.publish(public["name"], 1)
	notes.edit(public["name"], 1, {"text": f"{SECRET} after it was published"})
	finishing = note_on(tracker, readers=("Production",), text=f"{SECRET} to be finished")
	elsewhere = note_on(tracker, readers=("Finance",), text="To be paid in cash")
	deadline = {"time_kind": "Deadline", "deliver_on": str(add_days(getdate(today()), 1))}
	note_on(tracker, "Delivery Time", ("Production",), text=f"{SECRET} day", **deadline)
	standing = frappe.get_doc(
		{
			"doctype": STANDING_NOTE,
			"customer": OURS,
			"kind": "Internal",
			"text": SECRET,
			"readers": [{"audience": "Production"}],
		}
	).insert()
	return {
		"note": note["name"],
		"note_to_finish": finishing["name"],
		"note_of_finance": elsewhere["name"],
		"row": frappe.db.get_value(NOTE_ATTRIBUTE, {"parent": requirement["name"]}),
		"version": frappe.db.get_value(NOTE_VERSION, {"order_note": note["name"]}),
		"acknowledgement": frappe.db.get_value(NOTE_ACKNOWLEDGEMENT, {"order_note": note["name"]}),
		"published": frappe.db.get_value(PUBLISHED_NOTE, published),
		"standing": standing.name,
	}


def make_file(note: str):
	return frappe.get_doc(
		{
			"doctype": "File",
			"file_name": f"{FILE}.txt",
			"content": f"{SECRET} {frappe.generate_hash()}",  # Frappe keeps one file for the same content
			"is_private": 1,
			"attached_to_doctype": NOTE,
			"attached_to_name": note,
		}
	).insert()


def traces_of(scene: frappe._dict) -> dict[str, str]:
	"""What people leave behind when they talk about a note, and what somebody sends who wants to get at it."""
	on_note = {"reference_doctype": NOTE, "reference_name": scene.note}
	comment = frappe.get_doc(
		{"doctype": "Comment", "comment_type": "Comment", "content": f"<p>{SECRET}</p>", **on_note}
	).insert()
	frappe.get_doc({**comment.as_dict(), "name": None}).insert().delete()
	add_tag("Leak", NOTE, scene.note)
	mail = frappe.get_doc({"doctype": "Communication", "subject": SECRET, "content": SECRET, **on_note})
	mail.insert(ignore_permissions=True)
	version = {"doctype": "Version", "ref_doctype": NOTE, "docname": scene.note}
	frappe.get_doc({**version, "data": frappe.as_json({"changed": [["text", "", SECRET]]})}).insert(
		ignore_permissions=True
	)
	attached = {"reference_name": scene.note, "comment_type": "Attachment"}
	return {
		"comment": comment.name,
		"file_comment": frappe.db.get_value("Comment", attached),
		"mail": mail.name,
		"attachments": scene.file_names,
		"same_file": frappe.as_json({"doctype": "File", "file_url": scene.file_url, "is_private": 1}),
		"chart": frappe.as_json(
			{
				"name": "Leak",
				"chart_name": "Leak",
				"chart_type": "Group By",
				"document_type": NOTE,
				"group_by_type": "Count",
				"group_by_based_on": "subject",
				"number_of_groups": 50,
				"filters_json": "[]",
			}
		),
		"card_of_numbers": frappe.as_json(
			{"name": "Leak", "document_type": NOTE, "function": "Count", "filters_json": "[]"}
		),
	}


# By DocType: a format that prints all it is given.
FORMATS = {
	"Sales Order": "Note Leak Test",
	"Delivery Note": "Note Leak Test Delivery",
	"Sales Invoice": "Note Leak Test Invoice",
	"Work Order": "Note Leak Test Work",
	"Pick List": "Note Leak Test Pick",
	NOTE: "Note Leak Test Raw",
}


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
			"raw_printing": doctype == NOTE,
			"raw_commands": "{{ doc.text }}",
		}
	).insert()
