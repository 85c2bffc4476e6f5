"""Nobody reads a note who is not meant to, through whatever door.

The matrix is made of one table of rules: PEOPLE says who may read the note, DOORS say how one asks for it and whether
that door shows notes to those who may. Every person goes through every door.
"""

import frappe

from order_tracking.constants import NOTE, NOTE_ACKNOWLEDGEMENT, NOTE_VERSION, STANDING_NOTE
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.companies import make_company
from order_tracking.tests.note_doors import COUNTS, DOORS
from order_tracking.tests.note_leak_scene import FILE, PEOPLE, SECRET, make_scene
from order_tracking.tests.web_client import ask


class TestNobodyElseReadsANote(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		make_company("Leak Testing", "LT")
		cls.scene = make_scene()
		cls.users = {one.who: one.user() for one in PEOPLE}

	def test_every_person_at_every_door(self):
		for one in PEOPLE:
			for door in DOORS:
				verb, path, query = door.asks(self.scene)
				told = ask(self.users[one.who], verb, path, **query)
				with self.subTest(f"{one.who}: {door.name}"):
					if one.may_read and door.shows:
						self.assertIn(SECRET, told)
					if not one.may_read:
						self.assertNotIn(SECRET, told)
						self.assertNotIn(FILE, told)

	def test_nobody_learns_a_note_by_counting(self):
		for one in PEOPLE:
			for name, path, query in COUNTS:
				told = ask(self.users[one.who], "GET", f"/api/method/{path}", **query)
				with self.subTest(f"{one.who}: {name}"):
					counted = told.rsplit("\n", 1)[-1]
					if one.may_read:
						self.assertNotIn('"message":0', counted)
					else:
						self.assertNotRegex(counted, r'"message":\s*[1-9]')

	def test_nobody_else_joins_the_room_of_a_note(self):
		for one in PEOPLE:
			if one.who == "guest":
				continue
			for path in ("frappe.realtime.can_subscribe_doc", "frappe.realtime.has_permission"):
				told = ask(
					self.users[one.who],
					"GET",
					f"/api/method/{path}",
					doctype=NOTE,
					docname=self.scene.note,
					name=self.scene.note,
				)
				with self.subTest(f"{one.who}: {path}"):
					if not one.may_read:
						self.assertNotIn('"message":true', told)

	def test_a_note_is_not_shared_or_assigned_out_of_its_departments(self):
		for path, query in (
			(
				"frappe.share.add",
				{"doctype": NOTE, "name": self.scene.note, "user": self.users["System Manager"]},
			),
			(
				"frappe.desk.form.assign_to.add",
				{"doctype": NOTE, "name": self.scene.note, "assign_to": [self.users["System Manager"]]},
			),
		):
			told = ask(self.users["manager"], "POST", f"/api/method/{path}", **query)
			with self.subTest(path):
				self.assertNotIn("200 OK", told)
				self.assertFalse(frappe.db.exists("DocShare", {"share_doctype": NOTE}))

	def test_who_does_not_read_a_note_changes_nothing_of_it(self):
		before = frappe.get_doc(NOTE, self.scene.note).as_dict(no_nulls=True)
		values = {"text": "Overwritten", "is_pinned": 1}
		widened = {**values, "readers": [{"audience": "Finance"}]}
		asks = (
			("PUT", f"/api/resource/Order Note/{self.scene.note}", values),
			("PUT", f"/api/v2/document/Order Note/{self.scene.note}/", values),
			("DELETE", f"/api/resource/Order Note/{self.scene.note}", {}),
			(
				"POST",
				"/api/method/order_tracking.notes.actions.acknowledge",
				{"note": self.scene.note, "version": 2},
			),
			(
				"POST",
				"/api/method/order_tracking.notes.actions.edit",
				{"note": self.scene.note, "version": 2, "values": widened},
			),
			("POST", "/api/method/order_tracking.notes.actions.finish", {"note": self.scene.note}),
			(
				"POST",
				"/api/method/order_tracking.notes.actions.answer",
				{"note": self.scene.note, "text": "Why?"},
			),
			("PUT", f"/api/resource/Order Note Reader/{before.readers[0].name}", {"acknowledged_version": 9}),
			(
				"POST",
				"/api/method/frappe.client.set_value",
				{"doctype": NOTE, "name": self.scene.note, "fieldname": "text", "value": "Overwritten"},
			),
		)
		for one in PEOPLE:
			if one.may_read:
				continue
			for verb, path, query in asks:
				told = ask(self.users[one.who], verb, path, **query)
				with self.subTest(f"{one.who}: {verb} {path}"):
					self.assertNotIn("200 OK", told)
					self.assertNotIn("202 ACCEPTED", told)
					self.assertEqual(frappe.get_doc(NOTE, self.scene.note).as_dict(no_nulls=True), before)

	def test_only_what_its_readers_read_links_to_a_note(self):
		"""Frappe fetches fields through a link without asking who may read the document behind it."""
		links = frappe.get_all(
			"DocField", {"fieldtype": "Link", "options": ("in", (NOTE, STANDING_NOTE))}, pluck="parent"
		)
		self.assertEqual(set(links), {NOTE_ACKNOWLEDGEMENT, NOTE_VERSION})

	def test_list_and_form_agree_about_every_note(self):
		names = frappe.get_all(NOTE, pluck="name", limit=40, order_by="creation desc")
		for one in PEOPLE:
			if one.who == "guest":
				continue
			frappe.set_user(self.users[one.who])
			listed = set()
			if frappe.has_permission(NOTE, "read"):
				listed = set(frappe.get_list(NOTE, {"name": ("in", names)}, pluck="name", limit=0))
			opened = {name for name in names if frappe.get_doc(NOTE, name).has_permission("read")}
			frappe.set_user("Administrator")
			with self.subTest(one.who):
				self.assertEqual(listed, opened)
