"""What people write into a note is plain text: no markup, no control characters, no card numbers, and not a whole book."""

import re
import unicodedata
from html import unescape

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cstr, strip_html

LONGEST_TEXT = 10_000  # characters
TEXT_TYPES = ("Data", "Small Text", "Long Text")

# A browser takes this for the beginning of markup; with a space in between it is a sign like any other.
TAG_BEGINNING = re.compile(r"<(?=[a-zA-Z/!?])")
# Groups of digits as cards show them, apart by one sign at most.
DIGIT_GROUPS = re.compile(r"\d{3,}(?:[ \u00a0.\-]?\d{3,})*")
CARD_LENGTHS = range(13, 20)


class NoteTextError(frappe.ValidationError):
	pass


class CardNumberError(NoteTextError):
	pass


def clean_texts(doc: Document) -> None:
	"""Every text of a note and of its rows becomes plain text. Throws for what is too long or must not be written down."""
	for part in (doc, *doc.get_all_children()):
		for field in part.meta.get("fields", {"fieldtype": ("in", TEXT_TYPES)}):
			written = part.get(field.fieldname)
			if written and not field.read_only:
				part.set(field.fieldname, plain(cstr(written), field.label))


def plain(written: str, label: str) -> str:
	"""The text without what cannot be seen, and without markup; nothing that a reader would see gets lost."""
	if len(written) > LONGEST_TEXT:
		frappe.throw(
			_(
				"{0} has {1} characters and a note holds {2}. Put the text into a file and attach it to the note."
			).format(_(label), f"{len(written):,}", f"{LONGEST_TEXT:,}"),
			NoteTextError,
		)
	text = written.replace("\r\n", "\n").replace("\r", "\n")
	text = "".join(sign for sign in text if sign in "\n\t" or not is_invisible(sign))
	text = TAG_BEGINNING.sub("< ", text).strip()
	refuse_card_numbers(text)
	return text


def text_of_html(html: str | None) -> str:
	"""What a reader of a mail sees, without markup."""
	return unescape(strip_html(html or "")).replace("\N{NO-BREAK SPACE}", " ").strip()


def is_invisible(sign: str) -> bool:
	"""Control characters, halves of characters, and signs that turn the direction of what follows."""
	return unicodedata.category(sign) in ("Cc", "Cs") or unicodedata.bidirectional(sign) in (
		"LRE",
		"RLE",
		"LRO",
		"RLO",
		"PDF",
		"LRI",
		"RLI",
		"FSI",
		"PDI",
	)


def refuse_card_numbers(text: str) -> None:
	if has_card_number(text):
		frappe.throw(
			_(
				"The note contains what looks like the number of a payment card. Card numbers must not be kept in notes: leave it out, or write only the last four digits."
			),
			CardNumberError,
		)


def has_card_number(text: str) -> bool:
	for found in DIGIT_GROUPS.finditer(text):
		groups = re.split(r"\D", found.group())
		for first in range(len(groups)):
			digits = ""
			for group in groups[first:]:
				digits += group
				if len(digits) >= CARD_LENGTHS.stop:
					break
				if is_card_number(digits):
					return True
	return False


def is_card_number(digits: str) -> bool:
	"""Length and first digit of a payment card, and the check digit that Luhn's formula asks for."""
	numbers = [int(digit) for digit in digits]
	if len(numbers) not in CARD_LENGTHS or numbers[0] not in range(2, 7) or len(set(numbers)) == 1:
		return False
	doubled = [number * 2 - 9 * (number > 4) for number in numbers[-2::-2]]
	return (sum(doubled) + sum(numbers[::-2])) % 10 == 0
