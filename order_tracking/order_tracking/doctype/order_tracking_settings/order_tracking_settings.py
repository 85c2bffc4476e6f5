from frappe.model.document import Document


class OrderTrackingSettings(Document):
	pass
