from frappe.model.document import Document


class OrderApprovalTier(Document):
	"""From which amount on a further role has to approve an order."""
