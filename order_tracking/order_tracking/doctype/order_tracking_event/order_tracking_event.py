from frappe.model.document import Document


class OrderTrackingEvent(Document):
	pass
