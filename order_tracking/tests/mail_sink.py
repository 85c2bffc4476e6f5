"""A mail server of the tests' own: takes mails over a real socket, and fails in five ways as often as a test wants it to."""

import random
import smtplib
import socket
import socketserver
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import frappe

from order_tracking.tests.faults import forget_mail_accounts

REFUSE, RESET, TEMPORARY, PERMANENT, SILENT = "refuse", "reset", "4xx", "5xx", "timeout"
FAILURES = (REFUSE, RESET, TEMPORARY, PERMANENT, SILENT)
# Seconds that our side waits for an answer, and that it waits where there will be none: a busy machine is no failure.
PATIENCE, LOST_PATIENCE = 60, 0.05
ACCOUNT = "Mail Sink of the Tests"
NO_LINGER = struct.pack("ii", 1, 0)  # a close that sends RST


class Sink(socketserver.ThreadingTCPServer):
	"""What becomes of a mail is drawn when its delivery begins. `taken` counts the mails by recipient, `failed` by way."""

	daemon_threads = True

	def __init__(self, share: float):
		super().__init__(("127.0.0.1", 0), Conversation)
		self.share, self.chance = share, random.Random(42)
		self.fate: str | None = None
		self.taken, self.failed = Counter(), Counter()
		with socket.socket() as unused:
			unused.bind(("127.0.0.1", 0))
			self.dead_port = unused.getsockname()[1]

	@property
	def port(self) -> int:
		return self.server_address[1]

	def draw(self) -> None:
		self.fate = self.chance.choice(FAILURES) if self.chance.random() < self.share else None

	def meets(self, fate: str) -> bool:
		"""Whether this is what becomes of the mail; then it is over."""
		if self.fate != fate:
			return False
		self.failed[fate] += 1
		self.fate = None
		return True


class Conversation(socketserver.StreamRequestHandler):
	def say(self, line: str) -> None:
		self.wfile.write(f"{line}\r\n".encode())

	def handle(self) -> None:
		self.say("220 sink")
		while line := self.rfile.readline().decode(errors="replace").strip():
			command = line.split(" ")[0].upper()
			if command == "NOOP":
				self.server.draw()
				if self.server.fate == REFUSE:
					return
			if command == "MAIL" and self.fails():
				return
			if command == "RCPT":
				self.recipient = line.split("<")[1].split(">")[0]
			self.say(self.answer(command))
			if command == "QUIT":
				return
			if command == "DATA":
				self.read_message()

	def fails(self) -> bool:
		if self.server.meets(RESET):
			self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
			return True
		if self.server.meets(SILENT):
			self.rfile.readline()  # until the other side has had enough
			return True
		return False

	def answer(self, command: str) -> str:
		if command == "RCPT" and self.server.meets(TEMPORARY):
			return "451 try again later"
		if command == "RCPT" and self.server.meets(PERMANENT):
			return "550 no such mailbox"
		return {"DATA": "354 go on", "QUIT": "221 bye"}.get(command, "250 ok")

	def read_message(self) -> None:
		while self.rfile.readline() not in (b".\r\n", b""):
			pass
		self.server.taken[self.recipient] += 1
		self.say("250 taken")


@contextmanager
def mail_sink(share: float) -> Iterator[Sink]:
	"""Frappe's outgoing mail goes to a sink that fails for this share of all mails; afterwards it goes nowhere again."""
	sink = Sink(share)

	class Impatient(smtplib.SMTP):
		def __init__(self, _server: str, _port: int, timeout: float):
			if sink.fate != REFUSE:
				sink.draw()
			port = sink.dead_port if sink.meets(REFUSE) else sink.port
			super().__init__("127.0.0.1", port, timeout=PATIENCE)

		def sendmail(self, *args, **kwargs):
			self.sock.settimeout(LOST_PATIENCE if sink.fate == SILENT else PATIENCE)
			return super().sendmail(*args, **kwargs)

	threading.Thread(target=sink.serve_forever, daemon=True).start()
	before = frappe.flags.mute_emails, frappe.flags.testing_email
	account = make_account(sink.port)
	frappe.flags.mute_emails, frappe.flags.testing_email = False, True
	try:
		with patch("smtplib.SMTP", Impatient):
			yield sink
	finally:
		frappe.flags.mute_emails, frappe.flags.testing_email = before
		frappe.delete_doc("Email Account", account, force=True)
		frappe.db.commit()
		forget_mail_accounts()
		sink.shutdown()
		sink.server_close()


def make_account(port: int) -> str:
	account = frappe.get_doc(
		{
			"doctype": "Email Account",
			"email_account_name": ACCOUNT,
			"email_id": "sink@example.com",
			"enable_outgoing": 1,
			"default_outgoing": 1,
			"smtp_server": "127.0.0.1",
			"smtp_port": port,
			"no_smtp_authentication": 1,
		}
	).insert(ignore_permissions=True)
	frappe.db.commit()
	forget_mail_accounts()
	return account.name
