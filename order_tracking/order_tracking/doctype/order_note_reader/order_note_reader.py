from frappe.model.document import Document


class OrderNoteReader(Document):
	pass
