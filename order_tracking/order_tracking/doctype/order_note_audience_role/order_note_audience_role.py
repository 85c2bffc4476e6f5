from frappe.model.document import Document


class OrderNoteAudienceRole(Document):
	pass
