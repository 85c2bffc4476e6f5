from frappe.model.document import Document


class OrderTrackingFailure(Document):
	pass
