from order_tracking.append_only import AppendOnly
from order_tracking.constants import TRACKER_LINE
from order_tracking.indexes import add_indexes


class OrderTrackerItem(AppendOnly):
	pass


def on_doctype_update() -> None:
	add_indexes(TRACKER_LINE)
