from order_tracking.append_only import AppendOnly


class OrderApproval(AppendOnly):
	pass
