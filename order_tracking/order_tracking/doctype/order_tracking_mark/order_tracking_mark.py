from frappe.model.document import Document


class OrderTrackingMark(Document):
	pass
