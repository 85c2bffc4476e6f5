from order_tracking.append_only import AppendOnly
from order_tracking.constants import ALERT
from order_tracking.indexes import add_indexes, add_unique_keys


class OrderAlert(AppendOnly):
	"""Who was told what of an order, when and with which result. Unique per order, rule, step and recipient."""


def on_doctype_update() -> None:
	add_unique_keys(ALERT)
	add_indexes(ALERT)
