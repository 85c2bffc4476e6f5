from order_tracking.append_only import AppendOnly


class OrderTrackingFailure(AppendOnly):
	pass
