from order_tracking.append_only import AppendOnly
from order_tracking.constants import EVENT
from order_tracking.indexes import add_indexes


class OrderTrackingEvent(AppendOnly):
	pass


def on_doctype_update() -> None:
	add_indexes(EVENT)
