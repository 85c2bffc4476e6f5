"""Who may read a note of production, and a site on which the note has left traces wherever one can."""

from collections.abc import Callable
from dataclasses import dataclass

import frappe
from frappe.utils import add_days, getdate, today

from order_tracking.constants import NOTE, STANDING_NOTE, USER_ROLE
from order_tracking.customers import publishing
from order_tracking.notes import actions as notes
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.customers import OTHERS, OURS, make_portal_user
from order_tracking.tests.note_scene import note_on, person
from order_tracking.tests.people import make_approver, make_user
from order_tracking.tests.web_client import GUEST

SECRET = "Zinnober42"
FILE = "zinnober-drawing.txt"


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
)


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
