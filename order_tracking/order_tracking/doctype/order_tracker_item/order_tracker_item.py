from order_tracking.append_only import AppendOnly


class OrderTrackerItem(AppendOnly):
	pass
