"""Does the order do what a note asks for?"""

from datetime import date

from order_tracking.constants import (
	COMMUNICATION,
	DELIVERY_TIME,
	PAYMENT,
	REQUIREMENT,
	SPECIAL_REQUEST,
)
from order_tracking.rules.note_communication import communication_finding
from order_tracking.rules.note_delivery_time import delivery_time_finding
from order_tracking.rules.note_facts import Finding, NoteFacts, Ordered, passed
from order_tracking.rules.note_payment import payment_finding
from order_tracking.rules.note_requirement import requirement_finding
from order_tracking.rules.note_special_request import special_request_finding

RULES = {
	REQUIREMENT: requirement_finding,
	SPECIAL_REQUEST: special_request_finding,
	DELIVERY_TIME: delivery_time_finding,
	COMMUNICATION: communication_finding,
}


def note_finding(note: NoteFacts, order: Ordered, today: date) -> Finding:
	"""A note on a line that left the order asks for nothing any more; an internal note can only be read."""
	if order.is_gone:
		return passed("line_gone")
	if note.kind == PAYMENT:
		return payment_finding(note, order, today)
	rule = RULES.get(note.kind)
	return rule(note, order) if rule else passed()
