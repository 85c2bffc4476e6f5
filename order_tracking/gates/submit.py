"""What must be settled before a document of an order is submitted: notes that nobody has read, notes in conflict, an approval.

Every gate is off until the site switches it on, stands at submit only, and says in one sentence what to do. With gates
off a submit costs no query, with gates on one for each source. A further reason to wait is one more row in `SOURCES`.
"""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_datetime, now_datetime

from order_tracking.constants import GATE_OVERRIDE, MANAGER_ROLE, SETTINGS
from order_tracking.gates.approvals import APPROVALS
from order_tracking.gates.blockers import Blocker
from order_tracking.gates.notes import NOTES
from order_tracking.notes.text import plain
from order_tracking.order_documents import orders_of
from order_tracking.permissions import is_manager

SOURCES = (NOTES, APPROVALS)
GATED = frozenset(doctype for source in SOURCES for doctype in source.switches)

# What one message tells of; nobody reads more at once. Nor are more counted: a source may stop looking.
NAMED, COUNTED = 10, 50


class GateError(frappe.ValidationError):
	pass


def check(doc: Document) -> None:
	"""Before submit. Throws GateError while something stands in the way and no manager has overridden it."""
	blockers = [blocker for blocker in blockers_of(doc) if not blocker.is_overridden]
	if not blockers:
		return
	title = _("The Order Has to Wait")
	if final := [blocker for blocker in blockers if blocker.is_final]:
		frappe.throw(
			_("{0} {1} cannot be submitted yet. {2}").format(
				_(doc.doctype), doc.name or "", in_one_sentence(final)
			),
			GateError,
			title=title,
		)
	frappe.throw(
		_("{0} {1} cannot be submitted yet. {2} Or ask somebody with the role {3} to override this.").format(
			_(doc.doctype), doc.name or "", in_one_sentence(blockers), _(MANAGER_ROLE)
		),
		GateError,
		title=title,
	)


def blockers_of(doc: Document) -> list[Blocker]:
	"""What stands in the way of submitting this document; nothing while its gates are off."""
	settings = frappe.get_cached_doc(SETTINGS)
	switched_on = [source for source in SOURCES if settings.get(source.switches.get(doc.doctype, ""))]
	if not switched_on or passes(doc):
		return []
	orders = orders_of(doc)
	return [blocker for source in switched_on for blocker in source.find(doc, orders)] if orders else []


def passes(doc: Document) -> bool:
	"""What takes goods or money back, opens the books, or sums up what a till has sold long ago."""
	return bool(doc.get("is_return") or doc.get("is_opening") == "Yes" or doc.get("is_consolidated"))


def in_one_sentence(blockers: list[Blocker]) -> str:
	by_order: dict[str, list[str]] = {}
	for blocker in blockers[:NAMED]:
		by_order.setdefault(blocker.order, []).append(blocker.sentence)
	told = "; ".join(f"{order}: {', '.join(sentences)}" for order, sentences in by_order.items())
	if len(blockers) > COUNTED:
		told = _("{0}; and many more").format(told)
	elif len(blockers) > NAMED:
		told = _("{0}; and {1} more").format(told, len(blockers) - NAMED)
	return f"{told}."


@frappe.whitelist(methods=["POST"])
def override(doctype: str, name: str, reason: str) -> str:
	"""Let one draft pass its gate; returns the name of the record that says who did it, when and why."""
	doc = gated_document(doctype, name)
	if not is_manager():
		frappe.throw(
			_("Only somebody with the role {0} can override what holds up a document.").format(
				_(MANAGER_ROLE)
			),
			frappe.PermissionError,
		)
	if doc.docstatus:
		frappe.throw(_("{0} is submitted already; there is nothing to override.").format(doc.name), GateError)
	said = plain(reason or "", _("Reason"))
	if not said:
		frappe.throw(_("Say why the document may go on, so that others can understand it later."), GateError)
	blockers = blockers_of(doc)
	if not blockers:
		frappe.throw(_("Nothing holds up {0}. It can be submitted.").format(doc.name), GateError)
	if any(blocker.is_final for blocker in blockers):
		frappe.throw(_("An approval cannot be overridden. Let somebody approve the order."), GateError)
	record = frappe.get_doc(
		{
			"doctype": GATE_OVERRIDE,
			"reference_doctype": doc.doctype,
			"reference_name": doc.name,
			"reference_made_at": get_datetime(doc.creation),
			"company": doc.get("company"),
			"customer": doc.get("customer"),
			"sales_orders": "\n".join(orders_of(doc)),
			"overridden_by": frappe.session.user,
			"overridden_at": now_datetime(),
			"reason": said,
			"blockers": "\n".join(f"{blocker.order}: {blocker.neutral}" for blocker in blockers),
		}
	)
	record.flags.by_order_tracking = True
	# Nobody writes these by hand; whether the user is a manager was asked above.
	return record.insert(ignore_permissions=True).name


@frappe.whitelist()
def what_holds_up(doctype: str, name: str) -> dict:
	"""For the banner on the form: what stands in the way of this draft, and whether the user may override it."""
	doc = gated_document(doctype, name)
	blockers = blockers_of(doc) if not doc.docstatus else []
	return {
		"sentences": [f"{blocker.order}: {blocker.sentence}" for blocker in blockers[:NAMED]],
		"is_overridden": any(blocker.is_overridden for blocker in blockers),
		"may_override": bool(blockers) and not any(blocker.is_final for blocker in blockers) and is_manager(),
	}


def gated_document(doctype: str, name: str) -> Document:
	if doctype not in GATED:
		frappe.throw(_("{0} has no gate.").format(_(doctype)), GateError)
	doc = frappe.get_doc(doctype, name)
	doc.check_permission("read")
	return doc
