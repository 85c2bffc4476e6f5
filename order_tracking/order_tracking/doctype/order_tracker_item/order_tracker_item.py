from frappe.model.document import Document


class OrderTrackerItem(Document):
	pass
