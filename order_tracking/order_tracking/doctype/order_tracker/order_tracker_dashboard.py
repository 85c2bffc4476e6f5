from frappe import _dict

from order_tracking.connections import groups


def get_data() -> _dict:
	transactions = groups()
	kinds = [kind for group in transactions for kind in group["items"]]
	return _dict(
		fieldname="sales_order",
		method="order_tracking.connections.count_documents",
		transactions=transactions,
		# The method names every document itself; told so, the form offers no button that makes a new one.
		internal_links={kind: "sales_order" for kind in kinds},
	)
