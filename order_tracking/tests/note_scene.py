"""People of the departments that read notes, and notes as they write them. Say only what the test is about."""

import frappe
from erpnext.selling.doctype.sales_order.sales_order import create_pick_list
from frappe.utils import add_days, getdate, today

from order_tracking.constants import NOTE, SETTINGS, USER_ROLE
from order_tracking.notes import actions as notes
from order_tracking.tests.factories import COMPANY
from order_tracking.tests.people import make_user

DEPARTMENTS = {
	"Sales": ("Sasha Seller", ("Sales User", USER_ROLE)),
	"Production": ("Petra Production", ("Manufacturing User",)),
	"Warehouse": ("Walter Warehouse", ("Stock User",)),
	"Logistics": ("Lola Logistics", ("Stock User", "Delivery User")),
	"Finance": ("Fiona Finance", ("Accounts User",)),
}
TOMORROW = add_days(getdate(today()), 1)


def person(department: str) -> str:
	"""Somebody who works for this department, with the roles that its people have in ERPNext."""
	name, roles = DEPARTMENTS[department]
	return make_user(name, *roles)


def note_on(tracker, kind: str = "Internal", readers: tuple[str, ...] = ("Sales",), **values) -> dict:
	"""A note as its service writes it, by whoever is logged in."""
	if kind == "Internal":
		values.setdefault("text", "Ask for Mr Li at the gate")
	rows = [{"audience": audience} for audience in readers]
	return notes.write(getattr(tracker, "name", tracker), kind, {"readers": rows, **values})


def stored(note: dict | str):
	return frappe.get_doc(NOTE, note if isinstance(note, str) else note["name"])


def switch_gates(**gates: int) -> None:
	"""By DocType: `Delivery_Note=1`; those that are not named are switched off."""
	settings = frappe.get_doc(SETTINGS)
	for doctype in ("Pick List", "Work Order", "Delivery Note", "Sales Invoice"):
		settings.set(f"gate_{frappe.scrub(doctype)}", gates.get(doctype.replace(" ", "_"), 0))
	settings.save(ignore_permissions=True)
	frappe.db.commit()


def make_trip(delivery_note, arrives_at) -> object:
	"""A Delivery Trip that brings this Delivery Note to its customer; stays a draft."""
	trip = frappe.get_doc(
		{
			"doctype": "Delivery Trip",
			"company": COMPANY,
			"driver": make_driver(),
			"vehicle": make_vehicle(),
			"departure_time": add_days(arrives_at, -1),
			"delivery_stops": [
				{
					"customer": delivery_note.customer,
					"address": make_address(delivery_note.customer),
					"delivery_note": delivery_note.name,
					"estimated_arrival": arrives_at,
				}
			],
		}
	)
	return trip.insert(ignore_permissions=True)


def make_driver() -> str:
	found = frappe.db.get_value("Driver", {"full_name": "Dan Driver"})
	return (
		found
		or frappe.get_doc({"doctype": "Driver", "full_name": "Dan Driver", "status": "Active"})
		.insert(ignore_permissions=True)
		.name
	)


def make_vehicle() -> str:
	plate = "OT-1"
	if not frappe.db.exists("Vehicle", plate):
		frappe.get_doc(
			{
				"doctype": "Vehicle",
				"license_plate": plate,
				"make": "Van",
				"model": "1",
				"last_odometer": 1,
				"fuel_type": "Diesel",
				"uom": "Litre",
			}
		).insert(ignore_permissions=True)
	return plate


def make_address(customer: str) -> str:
	title = f"{customer} Gate"
	found = frappe.db.get_value("Address", {"address_title": title})
	return (
		found
		or frappe.get_doc(
			{
				"doctype": "Address",
				"address_title": title,
				"address_type": "Shipping",
				"address_line1": "Quay 1",
				"city": "Harbour",
				"country": "United States",
				"links": [{"link_doctype": "Customer", "link_name": customer}],
			}
		)
		.insert(ignore_permissions=True)
		.name
	)


def pick_list(order):
	"""A draft Pick List for all of an order."""
	picking = create_pick_list(order.name)
	picking.insert()
	return picking
