"""Has the order followed what the customer asked to change?"""

from datetime import date

from order_tracking.rules.note_facts import Finding, NoteFacts, Ordered, passed, still_open
from order_tracking.rules.note_requirement import number_of
from order_tracking.rules.quantities import TOLERANCE

QUANTITY, SPECIFICATION, DATE = "Quantity", "Specification", "Date"
AGREED, REFUSED = "Agreed", "Refused"


def communication_finding(note: NoteFacts, order: Ordered) -> Finding:
	"""A change request stays open until the order agrees, or somebody says that it was agreed or refused."""
	if not note.change_kind:
		return passed()
	if note.settlement == REFUSED:
		return passed("change_refused")
	if note.settlement == AGREED:
		return passed("change_agreed")
	if agrees(note, order):
		return passed("order_agrees")
	return still_open("change_waits", change=note.change_kind, new=note.new_value, now=value_now(note, order))


def agrees(note: NoteFacts, order: Ordered) -> bool:
	if note.change_kind == QUANTITY:
		asked = number_of(note.new_value)
		return asked is not None and order.qty is not None and abs(asked - order.qty) <= TOLERANCE
	if note.change_kind == DATE:
		return order.current_promise is not None and order.current_promise == day_of(note.new_value)
	wanted = note.new_value.strip().casefold()
	return bool(wanted) and wanted in [item.strip().casefold() for item in order.items]


def value_now(note: NoteFacts, order: Ordered) -> object:
	if note.change_kind == QUANTITY:
		return order.qty
	if note.change_kind == DATE:
		return order.current_promise
	return order.items[0] if len(order.items) else None


def day_of(text: str) -> date | None:
	"""A day as it is stored: 2026-12-31."""
	try:
		return date.fromisoformat(text.strip())
	except ValueError:
		return None
