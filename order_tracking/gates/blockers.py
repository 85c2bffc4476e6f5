"""What stands in the way of a document, as every source of gates tells it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Blocker:
	"""One thing in the way of an order: what the user of the session may know of it, and what anybody may know."""

	order: str
	sentence: str
	neutral: str
