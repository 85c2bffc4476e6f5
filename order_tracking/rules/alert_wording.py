"""The words of an alert that an administrator may change: fixed placeholders, and nothing that a template could do."""

import re
from collections.abc import Mapping
from typing import Final

PLACEHOLDERS: Final = ("order", "customer", "company", "promise", "old_promise", "days", "stage", "reason")

# Braces with anything in between, so that what looks like a placeholder and is none does not pass for text.
BRACES = re.compile(r"\{([^{}]*)\}")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")


def unknown_placeholders(text: str | None) -> list[str]:
	"""What stands in braces and is no placeholder, as it is written; also a brace that is not closed."""
	found = [match for match in BRACES.findall(text or "") if match not in PLACEHOLDERS]
	rest = BRACES.sub("", text or "")
	return found + [brace for brace in "{}" if brace in rest]


def filled(text: str, values: Mapping[str, str]) -> str:
	"""The text with the values in it. A value is text: braces in it mean nothing."""
	return BRACES.sub(lambda match: values.get(match.group(1)) or "", text)


def one_line(text: str, longest: int = 200) -> str:
	"""For the subject of a mail: no line break gets through, so nobody adds a header with the name of a customer."""
	line = " ".join(CONTROL.sub(" ", text).split())
	return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
