"""The five examples of notes that the guide to order notes describes, written as a seller would write them."""

import frappe
from frappe.utils import getdate, today

from order_tracking.constants import NOTE
from order_tracking.tests import factories
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.note_scene import note_on, person, pick_list
from order_tracking.tests.supply import make_bom_with_operation, make_work_order
from order_tracking.tests.test_shipment_and_team import ship

CABINET = "Showroom Cabinet"
CUSTOMER = "Northern Showrooms"


def first_of_december():
	"""The next one, today included."""
	day = getdate(today())
	return getdate(f"{day.year + (day.month == 12 and day.day > 1)}-12-01")


def make_order() -> frappe._dict:
	"""An order for two cabinets with its five notes, and the documents of those who do the work; by their words."""
	frappe.set_user("Administrator")
	bom = make_bom_with_operation(CABINET, "Board")
	day = first_of_december()
	order = factories.make_order(
		[{"item_code": CABINET, "qty": 2, "rate": 4500, "delivery_date": day}], customer=CUSTOMER
	)
	tracker = SiteTestCase().tracker_of(order)
	frappe.set_user(person("Sales"))
	notes = write_notes(tracker, day)
	frappe.set_user("Administrator")
	attach_drawing(notes["requirement"])
	begun = make_work_order(order, bom, qty=1)
	delivery = factories.deliver(order, qty={CABINET: 1})
	documents = frappe._dict(
		card=frappe.get_doc("Job Card", {"work_order": begun.name}),
		delivery=delivery,
		shipment=ship(delivery),
		work=make_work_order(order, bom, qty=1, submit=False),
		picking=pick_list(order),
		invoice=factories.bill(order, submit=False),
	)
	frappe.db.commit()
	return frappe._dict(order=order, tracker=tracker, notes=notes, **documents)


def write_notes(tracker, day) -> dict[str, str]:
	written = {
		"requirement": note_on(
			tracker,
			"Requirement",
			("Production",),
			text="按展厅图纸定制",
			attributes=[
				{"attribute": "Colour", "value": "RAL 5010"},
				{"attribute": "Size", "value": "180 × 60 cm"},
				{"attribute": "Quantity", "value": "2"},
				{"attribute": "Material", "value": "橡木"},
				{"attribute": "Drawing", "value": "A-17"},
			],
			must_acknowledge=1,
			is_pinned=1,
		),
		"request": note_on(
			tracker,
			"Special Request",
			("Production",),
			text="柜门加印 LOGO",
			area="Processing",
			process_name="丝网印刷",
			is_custom_process=1,
			standard="居中，误差 1 mm",
			must_acknowledge=1,
		),
		"time": note_on(
			tracker,
			"Delivery Time",
			("Warehouse", "Logistics"),
			text="请在12月1日交付，上午9点至11点送达",
			time_kind="Slot",
			deliver_on=str(day),
			time_from="9",
			time_to="11",
			is_pinned=1,
			must_acknowledge=1,
		),
		"payment": note_on(
			tracker,
			"Payment",
			("Finance",),
			text="货到付款，收货时支付全款",
			payment_kind="Cash on Delivery",
			must_acknowledge=1,
		),
		"communication": note_on(
			tracker,
			"Communication",
			("Sales", "Production"),
			text="客户来电，询问能否多做一件",
			channel="Phone",
			direction="Received",
			contact_name="李先生",
			change_kind="Quantity",
			new_value="3",
		),
	}
	return {word: note["name"] for word, note in written.items()}


def attach_drawing(note: str) -> None:
	frappe.get_doc(
		{
			"doctype": "File",
			"file_name": "A-17.txt",
			"content": f"180 × 60 cm {frappe.generate_hash()}",
			"is_private": 1,
			"attached_to_doctype": NOTE,
			"attached_to_name": note,
		}
	).insert()
