from order_tracking.append_only import AppendOnly


class OrderTrackingEvent(AppendOnly):
	pass
