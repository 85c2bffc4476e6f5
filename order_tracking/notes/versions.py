"""What a note says, and what it said before: a text that somebody acknowledged or that a customer saw is never silently changed."""

import json

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, flt, get_datetime, now_datetime

from order_tracking.constants import DELIVERY_TIME, NOTE_VERSION, PAYMENT, REQUIREMENT, SPECIAL_REQUEST

SUBJECT_LENGTH = 80
# A new version of the note begins where one of these changes; those who acknowledged it must read it again.
CONTENT = (
	"kind",
	"sales_order_item",
	"text",
	"area",
	"process_name",
	"is_custom_process",
	"standard",
	"time_kind",
	"deliver_on",
	"time_from",
	"time_to",
	"payment_kind",
	"prepaid_percent",
	"amount",
	"channel",
	"direction",
	"contact",
	"contact_name",
	"happened_at",
	"change_kind",
	"old_value",
	"new_value",
)
CONTENT_ROWS = {"attributes": ("attribute", "value", "remark"), "instalments": ("due_on", "amount")}


def has_changed(note: Document, before: Document) -> bool:
	return content_of(note) != content_of(before)


def content_of(note: Document) -> dict:
	"""What the note says, comparable: as the database would give it back."""
	content = {name: comparable(note, name) for name in CONTENT if note.meta.has_field(name)}
	for table, names in CONTENT_ROWS.items():
		if note.meta.has_field(table):
			content[table] = [{name: comparable(row, name) for name in names} for row in note.get(table)]
	return content


def comparable(doc: Document, name: str) -> str | None:
	value, field = doc.get(name), doc.meta.get_field(name)
	if value in (None, "", 0, "0"):
		return None
	if field.fieldtype in ("Float", "Currency", "Percent", "Int", "Check"):
		return f"{flt(value, 9):g}"
	if field.fieldtype == "Datetime":
		return cstr(get_datetime(value).replace(microsecond=0))
	return cstr(value)


def begin_version(note: Document, before: Document) -> None:
	note.version = before.version + 1
	note.changed_by, note.changed_at = frappe.session.user, now_datetime()
	kept = frappe.get_doc(
		{
			"doctype": NOTE_VERSION,
			"order_note": note.name,
			"order_tracker": before.order_tracker,
			"customer": before.customer,
			"company": before.company,
			"version": before.version,
			"author": before.changed_by or before.author,
			"written_at": before.changed_at or before.written_at,
			"audiences": "\n".join(sorted(row.audience for row in before.readers)),
			"text": before.text,
			"content": json.dumps(content_of(before)),
		}
	)
	kept.flags.by_order_tracking = True
	# Whoever may change the note makes its history; nobody may write history.
	kept.insert(ignore_permissions=True)


# --- subject ------------------------------------------------------------------------------------------


def subject_of(note: Document) -> str:
	"""What a list shows of the note: its first line, else what its typed fields say."""
	text = cstr(note.text).strip().split("\n")[0] or typed_subject(note)
	return text if len(text) <= SUBJECT_LENGTH else f"{text[: SUBJECT_LENGTH - 1].rstrip()}…"


def typed_subject(note: Document) -> str:
	if note.kind == REQUIREMENT:
		return ", ".join(f"{_(row.attribute)}: {row.value}" for row in note.attributes)
	if note.kind == SPECIAL_REQUEST:
		return cstr(note.process_name)
	if note.kind == DELIVERY_TIME:
		hours = "–".join(filter(None, [note.time_from, note.time_to]))
		return " ".join(filter(None, [cstr(note.get("deliver_on")), hours]))
	if note.kind == PAYMENT:
		return _(cstr(note.payment_kind))
	return f"{_(note.get('change_kind') or note.kind)}: {cstr(note.get('new_value'))}".rstrip(": ")
