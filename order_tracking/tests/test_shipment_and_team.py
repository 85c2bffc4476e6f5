"""Parcels, receipt by the customer, and the sales team of an order."""

import frappe
from frappe.utils import getdate, today

from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.factories import COMPANY, deliver, make_order


def make_address(doctype: str, name: str) -> str:
	address = frappe.get_doc(
		{
			"doctype": "Address",
			"address_title": frappe.generate_hash(length=8),
			"address_line1": "1 Quay",
			"city": "Harbour",
			"country": "United States",
			"pincode": "00001",
			"links": [{"link_doctype": doctype, "link_name": name}],
		}
	)
	return address.insert().name


def ship(note, **values):
	contact = frappe.get_doc(
		{
			"doctype": "Contact",
			"first_name": "Li",
			"links": [{"link_doctype": "Customer", "link_name": note.customer}],
		}
	)
	contact.append("email_ids", {"email_id": "li@example.com", "is_primary": 1})
	contact.append("phone_nos", {"phone": "123456", "is_primary_phone": 1})
	contact.insert()
	shipment = frappe.get_doc(
		{
			"doctype": "Shipment",
			"pickup_from_type": "Company",
			"pickup_company": COMPANY,
			"pickup_address_name": make_address("Company", COMPANY),
			"pickup_contact_person": "Administrator",
			"delivery_to_type": "Customer",
			"delivery_customer": note.customer,
			"delivery_address_name": make_address("Customer", note.customer),
			"delivery_contact_name": contact.name,
			"pickup_date": today(),
			"description_of_content": "Goods",
			"value_of_goods": 100,
			"shipment_parcel": [{"length": 5, "width": 5, "height": 5, "weight": 5, "count": 1}],
			"shipment_delivery_note": [{"delivery_note": note.name}],
			**values,
		}
	)
	shipment.insert()
	shipment.submit()
	return shipment


class TestShipment(SiteTestCase):
	def test_a_parcel_is_followed_until_the_customer_has_it(self):
		order = make_order()
		note = deliver(order)
		shipment = ship(note, carrier="DHL", awb_number="4711", tracking_status="In Progress")
		tracker = self.tracker_of(order)
		self.assertEqual(
			(tracker.carrier, tracker.awb_number, tracker.tracking_status), ("DHL", "4711", "In Progress")
		)
		self.assertIsNone(tracker.received_on)

		shipment.tracking_status = "Delivered"
		shipment.save()
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.tracking_status, tracker.received_on), ("Delivered", getdate(today())))

		shipment.cancel()
		self.assertIsNone(self.tracker_of(order).carrier)

	def test_dispatch_and_receipt_are_kept_apart(self):
		order = make_order()
		ship(deliver(order), tracking_status="In Progress")
		tracker = self.tracker_of(order)
		self.assertEqual(tracker.actual_date, getdate(today()))
		self.assertIsNone(tracker.received_on)


class TestSalesTeam(SiteTestCase):
	def test_the_person_with_the_largest_share_comes_first(self):
		people = []
		for name in ("Anna", "Ben"):
			if not frappe.db.exists("Sales Person", name):
				parent = frappe.db.get_value("Sales Person", {"is_group": 1})
				frappe.get_doc(
					{"doctype": "Sales Person", "sales_person_name": name, "parent_sales_person": parent}
				).insert()
			people.append(name)
		order = make_order(
			sales_team=[
				{"sales_person": people[0], "allocated_percentage": 30},
				{"sales_person": people[1], "allocated_percentage": 70},
			]
		)
		tracker = self.tracker_of(order)
		self.assertEqual((tracker.sales_person, tracker.sales_team), ("Ben", "Ben, Anna"))

		deliver(order)
		self.assertEqual(self.tracker_of(order).sales_person, "Ben")

		order.reload()
		order.sales_team[0].allocated_percentage, order.sales_team[1].allocated_percentage = 80, 20
		order.save()
		self.assertEqual(self.tracker_of(order).sales_person, "Anna")
