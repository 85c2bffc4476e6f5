"""Must somebody approve this order before it counts, and what exactly was approved?"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

AMOUNT: Final = "Amount"
DISCOUNT: Final = "Discount"
FIRST_ORDER: Final = "First Order"


@dataclass(frozen=True)
class ApprovalRule:
	"""What the settings say. Amount in company currency, discount in percent; 0 means that it does not matter."""

	amount: float = 0.0
	discount: float = 0.0
	is_first_order_checked: bool = False


@dataclass(frozen=True)
class Terms:
	"""What the rule looks at: grand total in company currency, the highest discount in percent."""

	base_grand_total: float
	discount: float = 0.0
	is_first_order: bool = False


def reasons_for_approval(terms: Terms, rule: ApprovalRule) -> list[str]:
	"""Why the order waits for approval; none: it starts approved."""
	reasons = []
	if rule.amount > 0 and terms.base_grand_total >= rule.amount:
		reasons.append(AMOUNT)
	if rule.discount > 0 and terms.discount > rule.discount:
		reasons.append(DISCOUNT)
	if rule.is_first_order_checked and terms.is_first_order:
		reasons.append(FIRST_ORDER)
	return reasons


def lowest_amount(amount: float, tiers: Iterable[tuple[float, str]]) -> float:
	"""From which amount on any approval is needed: a tier asks for one too. 0: the amount does not matter."""
	return min((value for value in (amount, *[value for value, _role in tiers]) if value > 0), default=0.0)


def roles_to_approve(usual: str, base_grand_total: float, tiers: Iterable[tuple[float, str]]) -> list[str]:
	"""Whose approval an order of this amount needs: the usual role's, and that of every tier that it reaches."""
	reached = [role for amount, role in sorted(tiers) if base_grand_total >= amount]
	return list(dict.fromkeys([usual, *reached]))


def may_decide(
	user: str,
	roles: Collection[str],
	asked_roles: Collection[str],
	selves: Collection[str],
	approvers: Collection[str],
) -> bool:
	"""Whether a user with these roles can give one of the approvals for which an order waits.

	`selves` made, submitted or asked for it, `approvers` have given theirs: each approval is somebody else's.
	"""
	return user not in selves and user not in approvers and not set(asked_roles).isdisjoint(roles)


def version_of(
	currency: str, grand_total: float, lines: Iterable[tuple[str, float, float, date | None]]
) -> str:
	"""The fingerprint of what is approved: currency, total, and item, quantity, rate and promise of each line."""
	parts = [f"{currency} {grand_total:.4f}"]
	parts += [f"{item} {qty:.6f} {rate:.6f} {promise}" for item, qty, rate, promise in lines]
	return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
