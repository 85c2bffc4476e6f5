from order_tracking.append_only import AppendOnly
from order_tracking.constants import PROMISE_CHANGE
from order_tracking.indexes import add_indexes


class OrderPromiseChange(AppendOnly):
	pass


def on_doctype_update() -> None:
	add_indexes(PROMISE_CHANGE)
