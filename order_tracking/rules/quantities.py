"""Comparing quantities and money that went through floats: what counts as nothing, as enough, as left over?

ERPNext rounds at the site's float precision (9 digits at most, 3 by default), so anything below TOLERANCE is noise and
anything above it is real: 250,000 ordered and 249,998 delivered leaves 2.
"""

from typing import Final

TOLERANCE: Final = 1e-6


def is_zero(amount: float) -> bool:
	return -TOLERANCE <= amount <= TOLERANCE


def is_positive(amount: float) -> bool:
	return amount > TOLERANCE


def at_least(amount: float, wanted: float) -> bool:
	return amount >= wanted - TOLERANCE


def left_of(wanted: float, had: float) -> float:
	"""What is missing: never negative, and exactly 0.0 where only noise is missing."""
	missing = wanted - had
	return missing if missing > TOLERANCE else 0.0


def share_of(part: float, whole: float) -> float:
	"""Between 0 and 1, both included; 0 of nothing."""
	if whole <= TOLERANCE or part <= TOLERANCE:
		return 0.0
	return 1.0 if part >= whole - TOLERANCE else part / whole
