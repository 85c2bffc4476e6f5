from frappe.model.document import Document


class OrderTracker(Document):
	pass
