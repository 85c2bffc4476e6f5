from frappe.model.document import Document


class OrderPromiseChange(Document):
	pass
