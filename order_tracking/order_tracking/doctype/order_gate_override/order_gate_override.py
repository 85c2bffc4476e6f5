from order_tracking.append_only import AppendOnly


class OrderGateOverride(AppendOnly):
	pass
