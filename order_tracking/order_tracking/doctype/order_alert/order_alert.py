from order_tracking.append_only import AppendOnly


class OrderAlert(AppendOnly):
	"""Who was told what of an order, when and with which result. Unique per order, rule, step and recipient."""
