from order_tracking.append_only import AppendOnly


class OrderTrackingMark(AppendOnly):
	pass
