from frappe.model.document import Document


class OrderNoteInstalment(Document):
	pass
