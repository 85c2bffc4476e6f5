"""Nobody reads a note who is not meant to, through whatever door.

The matrix is made of one table of rules: PEOPLE says who may read the note, DOORS say how one asks for it and what that door
tells those who may, or how it answers where nobody may be told. Every person goes through every door.
"""

from collections.abc import Callable, Iterable

import frappe

from order_tracking.constants import NOTE, NOTE_ACKNOWLEDGEMENT, NOTE_VERSION, STANDING_NOTE
from order_tracking.tests.base import SiteTestCase
from order_tracking.tests.companies import make_company
from order_tracking.tests.door import HIDDEN, Door
from order_tracking.tests.note_doors import DOORS
from order_tracking.tests.note_hints import HINTS
from order_tracking.tests.note_leak_scene import PEOPLE, make_scene
from order_tracking.tests.note_scene import switch_gates
from order_tracking.tests.web_client import ask, knock


class TestNobodyElseReadsANote(SiteTestCase):
	@classmethod
	def setUpClass(cls):
		super().setUpClass()
		make_company("Leak Testing", "LT")
		cls.scene = make_scene()
		switch_gates(Delivery_Note=1)
		cls.users = {one.who: one.user() for one in PEOPLE}

	@classmethod
	def tearDownClass(cls):
		switch_gates()
		super().tearDownClass()

	def go_through(self, doors: Iterable[Door], hidden: Callable[[Door], str]) -> None:
		"""Whoever a door is open to is told what it tells; nobody else is told what is hidden."""
		for door in filter(Door.is_here, doors):
			verb, path, query = door.asks(self.scene)
			for one in PEOPLE:
				with self.subTest(f"{one.who}: {door.name}"):
					told = ask(self.users[one.who], verb, path, **query)
					if one.who in door.to:
						self.assertRegex(told, self.told_by(door))
					if not one.may_read:
						self.assertNotRegex(told, hidden(door))

	def told_by(self, door: Door) -> str:
		return door.tells.format(**self.scene)

	def test_every_person_at_every_door(self):
		self.go_through(DOORS, lambda _door: HIDDEN)

	def test_nobody_else_learns_that_there_is_a_note(self):
		self.go_through(HINTS, lambda door: f"{HIDDEN}|{self.told_by(door)}")

	def test_every_door_tells_somebody(self):
		"""A door that nobody finds open would prove nothing."""
		people = {one.who for one in PEOPLE}
		for door in (*DOORS, *HINTS):
			with self.subTest(door.name):
				self.assertTrue(door.to)
				self.assertLessEqual({*door.to}, people)
				self.assertTrue(door.tells)

	def test_nobody_else_joins_the_room_of_a_note(self):
		for one in PEOPLE:
			if one.who == "guest":
				continue
			told = [
				ask(
					self.users[one.who],
					"GET",
					f"/api/method/{path}",
					doctype=NOTE,
					docname=self.scene.note,
					name=self.scene.note,
				)
				for path in ("frappe.realtime.can_subscribe_doc", "frappe.realtime.has_permission")
			]
			with self.subTest(one.who):
				# Each version has one of the two.
				self.assertEqual(one.may_read, any('"message":true' in answer for answer in told))

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
			with self.subTest(path):
				told = knock(self.users["manager"], "POST", f"/api/method/{path}", **query)
				self.assertNotIn("200 OK", told)
				self.assertFalse(frappe.db.exists("DocShare", {"share_doctype": NOTE}))

	def test_no_tool_carries_notes_to_whoever_it_likes(self):
		report = frappe.get_doc(
			{"doctype": "Report", "report_name": "Leak", "ref_doctype": NOTE, "report_type": "Report Builder"}
		)
		if not frappe.db.exists("Report", "Leak"):
			report.insert()
		mailed = {"email_to": "stranger@example.com", "format": "CSV", "user": "Administrator"}
		chart = {"chart_name": "Leak", "chart_type": "Group By", "group_by_based_on": "text", "type": "Bar"}
		for doctype, values in (
			("Auto Email Report", {"report": "Leak", **mailed}),
			("Auto Email Report", {"report": "Order Notes Waiting", **mailed}),
			("Notification", {"subject": "x", "document_type": NOTE, "event": "New"}),
			("Webhook", {"webhook_doctype": NOTE, "request_url": "https://example.com"}),
			("Assignment Rule", {"document_type": NOTE}),
			("Web Form", {"title": "Leak", "doc_type": NOTE}),
			("Dashboard Chart", {"document_type": NOTE, **chart}),
			("Dashboard Chart", {"document_type": NOTE_VERSION, **chart}),
		):
			carrier = frappe.get_doc({"doctype": doctype, "name": "Leak", **values})
			carrier.flags.ignore_mandatory = True
			with self.subTest(doctype), self.assertRaisesRegex(frappe.PermissionError, "by its departments"):
				carrier.insert()

	def test_who_does_not_read_a_note_changes_nothing_of_it(self):
		before = frappe.get_doc(NOTE, self.scene.note).as_dict(no_nulls=True)
		values = {"text": "Overwritten", "is_pinned": 1}
		widened = {**values, "readers": [{"audience": "Finance"}]}
		elsewhere = {"attached_to_doctype": "Sales Order", "attached_to_name": self.scene.order}
		on_note = {"reference_doctype": NOTE, "reference_name": self.scene.note}
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
			("PUT", f"/api/resource/File/{self.scene.file_name}", elsewhere),
			("PUT", f"/api/resource/Comment/{self.scene.comment}", {"reference_doctype": ""}),
			("DELETE", f"/api/resource/Comment/{self.scene.comment}", {}),
			(
				"POST",
				"/api/method/frappe.desk.form.utils.add_comment",
				{**on_note, "content": "x", "comment_email": "x@example.com", "comment_by": "x"},
			),
			(
				"POST",
				"/api/method/frappe.desk.doctype.tag.tag.add_tag",
				{"dt": NOTE, "dn": self.scene.note, "tag": "x"},
			),
			(
				"POST",
				"/api/method/frappe.desk.form.assign_to.add",
				{"doctype": NOTE, "name": self.scene.note, "assign_to": [self.users["manager"]]},
			),
		)
		for one in PEOPLE:
			if one.may_read:
				continue
			for verb, path, query in asks:
				with self.subTest(f"{one.who}: {verb} {path}"):
					told = knock(self.users[one.who], verb, path, **query)
					self.assertNotIn("200 OK", told)
					self.assertNotIn("202 ACCEPTED", told)
					self.assertEqual(frappe.get_doc(NOTE, self.scene.note).as_dict(no_nulls=True), before)

	def test_only_what_its_readers_read_links_to_a_note(self):
		"""Frappe fetches fields through a link without asking who may read the document behind it."""
		links = frappe.get_all(
			"DocField", {"fieldtype": "Link", "options": ("in", (NOTE, STANDING_NOTE))}, pluck="parent"
		)
		self.assertEqual(set(links), {NOTE_ACKNOWLEDGEMENT, NOTE_VERSION})

	def test_what_hangs_elsewhere_is_as_private_as_without_us(self):
		"""Version-15 asks only the last app that answers: a careless yes of ours would open everything."""
		on_order = {"attached_to_doctype": "Sales Order", "attached_to_name": self.scene.order}
		content = frappe.generate_hash()
		told = (
			{"doctype": "File", "file_name": "a.txt", "content": content, "is_private": 1, **on_order},
			{"doctype": "ToDo", "description": "x", "allocated_to": "Administrator"},
			{"doctype": "Communication", "communication_medium": "Email", "subject": "x", "content": "x"},
		)
		for values in told:
			doc = frappe.get_doc(values).insert()
			for who in ("customer of the order", "another customer", "right department without a desk role"):
				with self.subTest(f"{who}: {doc.doctype}"):
					self.assertFalse(
						frappe.has_permission(doc.doctype, "read", doc=doc, user=self.users[who])
					)

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
