"""What stands in the way of a document, and who says so: the one shape of every source of gates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from frappe import qb
from frappe.model.document import Document
from frappe.query_builder import DocType
from frappe.query_builder.functions import Count
from pypika.terms import Term

from order_tracking.constants import GATE_OVERRIDE


@dataclass(frozen=True)
class Blocker:
	"""One thing in the way of an order: what the user of the session may know of it, and what anybody may know. A manager
	can override it, or `is_overridden` it already, unless it `is_final`."""

	order: str
	sentence: str
	neutral: str
	is_final: bool = False
	is_overridden: bool = False


@dataclass(frozen=True)
class Source:
	"""A reason to wait. `switches`: by DocType the setting that turns it on. `find`: in one query, what stands in the way
	of a document that works on these orders."""

	switches: Mapping[str, str]
	find: Callable[[Document, list[str]], list[Blocker]]


def overrides_of(doc: Document) -> Term:
	"""How many overrides this document has, to be selected together with what they override.

	An override holds for one document. Its day of making tells it from a later one that got the same name.
	"""
	override = DocType(GATE_OVERRIDE)
	return (
		qb.from_(override)
		.select(Count(override.name))
		.where(override.reference_doctype == doc.doctype)
		.where(override.reference_name == doc.name)
		.where(override.reference_made_at == doc.creation)
	)
