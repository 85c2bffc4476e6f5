"""Is it said what the customer wants, is the drawing there, and does the quantity fit the order?"""

from order_tracking.rules.note_facts import Finding, NoteFacts, Ordered, in_conflict, passed, still_open
from order_tracking.rules.quantities import TOLERANCE

QUANTITY, DRAWING = "Quantity", "Drawing"


def requirement_finding(note: NoteFacts, order: Ordered) -> Finding:
	"""Quantities are compared where the note points at one line; a drawing that is named must be attached."""
	for attribute, value in note.attributes:
		if attribute == QUANTITY and order.qty is not None:
			asked = number_of(value)
			if asked is None or abs(asked - order.qty) > TOLERANCE:
				return in_conflict("quantity_differs", asked=value, ordered=order.qty)
	if not note.files:
		for attribute, value in note.attributes:
			if attribute == DRAWING:
				return still_open("drawing_missing", drawing=value)
		if not note.attributes:
			return still_open("nothing_asked")
	return passed("requirement_complete")


def number_of(text: str) -> float | None:
	"""The number that a person wrote, with or without thousands separators; None where it is none."""
	try:
		number = float(text.replace(",", "").replace("\N{FULLWIDTH COMMA}", "").strip())
	except ValueError:
		return None
	return number if abs(number) < 1e15 else None
