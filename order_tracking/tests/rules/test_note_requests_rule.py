"""Requirements, special requests and change requests."""

from datetime import date
from unittest import TestCase

from order_tracking.constants import (
	COMMUNICATION,
	CONFLICT,
	INTERNAL,
	OPEN,
	PASS,
	REQUIREMENT,
	SPECIAL_REQUEST,
)
from order_tracking.rules.note_facts import NoteFacts, Ordered
from order_tracking.rules.notes import note_finding

TODAY = date(2024, 3, 5)


def found(kind: str, order: dict | None = None, **values) -> tuple[str, str]:
	finding = note_finding(NoteFacts(kind, **values), Ordered(**(order or {})), TODAY)
	return finding.result, finding.reason


class TestRequirement(TestCase):
	def test_quantity_against_the_line(self):
		for value, ordered, result in (
			("12", 12, PASS),
			("12.000", 12, PASS),
			("1,200", 1200, PASS),
			("12", 11.999, CONFLICT),
			("a dozen", 12, CONFLICT),
			("12", None, PASS),
		):
			with self.subTest(value=value, ordered=ordered):
				self.assertEqual(
					found(REQUIREMENT, {"qty": ordered}, attributes=(("Quantity", value),))[0], result
				)

	def test_drawing_must_be_attached(self):
		drawing = (("Colour", "RAL 5010"), ("Drawing", "A-17"))
		self.assertEqual(found(REQUIREMENT, attributes=drawing), (OPEN, "drawing_missing"))
		self.assertEqual(found(REQUIREMENT, attributes=drawing, files=1), (PASS, "requirement_complete"))

	def test_something_must_be_asked(self):
		self.assertEqual(found(REQUIREMENT), (OPEN, "nothing_asked"))
		self.assertEqual(found(REQUIREMENT, files=1)[0], PASS)
		self.assertEqual(found(REQUIREMENT, attributes=(("Colour", "red"),))[0], PASS)


class TestSpecialRequest(TestCase):
	def test_custom_process_needs_a_standard_or_a_file(self):
		for values, result in (
			({}, (OPEN, "no_process")),
			({"process_name": "Print the logo"}, (PASS, "request_complete")),
			({"process_name": "Coating", "is_custom_process": True}, (OPEN, "no_standard")),
			({"process_name": "Coating", "is_custom_process": True, "files": 1}, (PASS, "request_complete")),
			(
				{"process_name": "Coating", "is_custom_process": True, "standard": "ISO 12944"},
				(PASS, "request_complete"),
			),
		):
			with self.subTest(values=values):
				self.assertEqual(found(SPECIAL_REQUEST, **values), result)


class TestCommunication(TestCase):
	def test_without_a_change_there_is_nothing_to_follow(self):
		self.assertEqual(found(COMMUNICATION)[0], PASS)

	def test_change_waits_until_the_order_agrees(self):
		for change, new, order, result in (
			("Quantity", "12", {"qty": 10}, OPEN),
			("Quantity", "12", {"qty": 12}, PASS),
			("Quantity", "12", {}, OPEN),
			("Date", "2024-03-20", {"current_promise": date(2024, 3, 19)}, OPEN),
			("Date", "2024-03-20", {"current_promise": date(2024, 3, 20)}, PASS),
			("Date", "soon", {"current_promise": date(2024, 3, 20)}, OPEN),
			("Specification", "Laptop 16", {"items": ("LAP-14", "Laptop 14")}, OPEN),
			("Specification", "laptop 16 ", {"items": ("LAP-16", "Laptop 16")}, PASS),
		):
			with self.subTest(change=change, new=new, order=order):
				self.assertEqual(found(COMMUNICATION, order, change_kind=change, new_value=new)[0], result)

	def test_people_can_settle_it(self):
		asked = {"change_kind": "Specification", "new_value": "16 inch"}
		self.assertEqual(found(COMMUNICATION, **asked, settlement="Agreed"), (PASS, "change_agreed"))
		self.assertEqual(found(COMMUNICATION, **asked, settlement="Refused"), (PASS, "change_refused"))


class TestAnyNote(TestCase):
	def test_internal_note_is_only_read(self):
		self.assertEqual(found(INTERNAL)[0], PASS)

	def test_line_that_left_the_order_asks_for_nothing(self):
		self.assertEqual(found(REQUIREMENT, {"is_gone": True}), (PASS, "line_gone"))
