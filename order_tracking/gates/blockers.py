"""What stands in the way of a document, and who says so: the one shape of every source of gates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from frappe.model.document import Document


@dataclass(frozen=True)
class Blocker:
	"""One thing in the way of an order: what the user of the session may know of it, and what anybody may know. Where it
	`is_final` no manager overrides it."""

	order: str
	sentence: str
	neutral: str
	is_final: bool = False


@dataclass(frozen=True)
class Source:
	"""A reason to wait. `switches`: by DocType the setting that turns it on. `find`: in one query, what stands in the way
	of a document that works on these orders."""

	switches: Mapping[str, str]
	find: Callable[[Document, list[str]], list[Blocker]]
