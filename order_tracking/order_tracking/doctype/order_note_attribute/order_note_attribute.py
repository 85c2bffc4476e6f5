from frappe.model.document import Document


class OrderNoteAttribute(Document):
	pass
