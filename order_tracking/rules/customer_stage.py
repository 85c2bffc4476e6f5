"""How far is the order in the customer's eyes? Approval, invoices and payment are our own affair, so they make no step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from order_tracking.constants import (
	CANCELLED,
	CLOSED,
	COMPLETED,
	CONFIRMED,
	DELIVERED,
	IN_PROGRESS,
	ON_HOLD,
	PARTLY_DELIVERED,
	PENDING_APPROVAL,
	READY,
	REJECTED,
)

RECEIVED: Final = "Received"
PAUSED: Final = "Paused"
BEING_CHANGED: Final = "Being Changed"

STEPS: Final = (RECEIVED, CONFIRMED, IN_PROGRESS, READY, DELIVERED)
# What the last step is called while only a part has arrived.
PARTLY: Final = PARTLY_DELIVERED

DONE: Final = "done"
NOW: Final = "now"
AHEAD: Final = "ahead"
STOPPED: Final = "stopped"

# Stages in which the customer waits for nothing any more.
PAST_STAGES: Final = (DELIVERED, COMPLETED, CLOSED, CANCELLED)
# There is no promise as long as we have not agreed to the order, and none any more once it is cancelled.
UNPROMISED_STAGES: Final = (PENDING_APPROVAL, REJECTED, CANCELLED)

WORDS: Final = {
	PENDING_APPROVAL: RECEIVED,
	REJECTED: RECEIVED,
	COMPLETED: DELIVERED,
	ON_HOLD: PAUSED,
}
STOPS: Final = (PAUSED, BEING_CHANGED, CLOSED, CANCELLED)


@dataclass(frozen=True)
class Step:
	word: str
	state: str


def customer_word(stage: str, awaits_amendment: bool = False) -> str:
	"""One word for where the order is. An order that is rejected inside is still looked at; one that is cancelled to be
	amended is being changed."""
	if stage == CANCELLED and awaits_amendment:
		return BEING_CHANGED
	return WORDS.get(stage, stage)


def customer_steps(word: str, reached: str) -> tuple[Step, ...]:
	"""`reached`: the stage that the order had come to when it was stopped; its own stage if it was not."""
	last = WORDS.get(reached, reached)
	number = STEPS.index(DELIVERED if last == PARTLY else last)
	return tuple(
		Step(PARTLY if at == number and last == PARTLY else step, state_of(at, number, word))
		for at, step in enumerate(STEPS)
	)


def state_of(at: int, reached: int, word: str) -> str:
	if at != reached:
		return DONE if at < reached else AHEAD
	if word in STOPS:
		return STOPPED
	return DONE if word == DELIVERED else NOW


def names_of(items: Sequence[str], shown: int = 2) -> tuple[tuple[str, ...], int]:
	"""The first few different names, and how many there are besides."""
	different = tuple(dict.fromkeys(items))
	return different[:shown], max(len(different) - shown, 0)
