from frappe.model.document import Document


class StandingOrderNote(Document):
	pass
