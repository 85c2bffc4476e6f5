"""The words in which a customer is told how an order stands. Whole sentences, for translation."""

from datetime import date

from frappe import _, _dict
from frappe.utils import format_date

from order_tracking.constants import (
	CANCELLED,
	CLOSED,
	COMMUNICATION,
	CONFIRMED,
	DELIVERED,
	DELIVERED_ON_TIME,
	DELIVERY_TIME,
	IN_PROGRESS,
	PAYMENT,
	READY,
	REQUIREMENT,
	SPECIAL_REQUEST,
)
from order_tracking.rules.customer_stage import BEING_CHANGED, PARTLY, PAUSED, RECEIVED
from order_tracking.sentences import days_text, due_text


def words() -> dict[str, str]:
	"""What the page calls each word of the rule."""
	return {
		RECEIVED: _("Order Received"),
		CONFIRMED: _("Confirmed"),
		IN_PROGRESS: _("In Preparation"),
		READY: _("Ready"),
		PARTLY: _("Partly Delivered"),
		DELIVERED: _("Delivered"),
		PAUSED: _("Paused"),
		BEING_CHANGED: _("Being Changed"),
		CLOSED: _("Closed"),
		CANCELLED: _("Cancelled"),
	}


def kind_words() -> dict[str, str]:
	"""What a customer calls the kinds of notes; an internal one has no word, for it is never published."""
	return {
		REQUIREMENT: _("Your Requirement"),
		SPECIAL_REQUEST: _("Special Request"),
		DELIVERY_TIME: _("Delivery Time"),
		PAYMENT: _("Payment"),
		COMMUNICATION: _("Message"),
	}


def date_text(day: date) -> str:
	"""As the site writes dates, but never broken in two at the end of a line."""
	return format_date(day).replace("-", "\N{NON-BREAKING HYPHEN}")


def sentence(word: str, header: _dict, late_days: int, day: date) -> str:
	"""What the customer wants to know first; `header` as read of the tracker, `late_days` 0 when nothing is late."""
	if word == DELIVERED:
		return delivered(header, late_days)
	if stopped := stops().get(word):
		return stopped
	if late_days:
		return late(header, late_days)
	if not header.next_promise:
		return _("No date is promised yet.")
	due = date_text(header.next_promise), due_text(header.next_promise, day)
	if header.next_promise == header.current_promise:
		return _("Promised for {0}, {1}.").format(*due)
	return _("The next delivery is promised for {0}, {1}.").format(*due)


def late(header: _dict, late_days: int) -> str:
	due = date_text(header.overdue_since), days_text(late_days)
	if header.overdue_since == header.current_promise:
		return _("This was promised for {0}. We are {1} late.").format(*due)
	return _("A part of this was promised for {0}. We are {1} late with it.").format(*due)


def stops() -> dict[str, str]:
	return {
		RECEIVED: _(
			"We are looking at your order. The promised date is shown as soon as we have confirmed it."
		),
		PAUSED: _("This order is paused. Please talk to us if you have a question about it."),
		BEING_CHANGED: _("This order is being changed. The new dates are shown as soon as that is done."),
		CLOSED: _("This order is closed. Nothing more is delivered for it."),
		CANCELLED: _("This order was cancelled."),
	}


def delivered(header: _dict, late_days: int) -> str:
	if not header.actual_date:
		return _("Everything is delivered.")
	on = date_text(header.actual_date)
	if late_days:
		return _("Everything was delivered by {0}, {1} later than promised.").format(on, days_text(late_days))
	if header.health == DELIVERED_ON_TIME and header.first_promise:
		return _("Everything was delivered by {0}, as promised.").format(on)
	return _("Everything was delivered by {0}.").format(on)
