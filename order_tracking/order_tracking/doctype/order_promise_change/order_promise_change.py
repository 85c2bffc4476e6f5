from order_tracking.append_only import AppendOnly


class OrderPromiseChange(AppendOnly):
	pass
