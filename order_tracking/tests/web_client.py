"""The site as somebody asks it over HTTP: another thread, a request of its own, the login of a user."""

import json
import re
import threading
from unittest.mock import patch
from urllib.parse import quote

import frappe
from frappe.utils import get_test_client
from pypdf import PdfWriter

GUEST = "Guest"
PDF = "frappe.utils.pdf.get_pdf"
# What is answered where there is no such door: nothing is refused there, and no secret told.
NOT_THERE = r"^404|Failed to get method"


def key_of(user: str) -> str:
	"""The API key and secret of a user; made once."""
	doc = frappe.get_doc("User", user)
	if not doc.api_key:
		doc.api_key = frappe.generate_hash(length=15)
		doc.api_secret = frappe.generate_hash(length=15)
		doc.flags.ignore_permissions = True
		doc.save()
		frappe.db.commit()
	return f"{doc.api_key}:{doc.get_password('api_secret')}"


def ask(user: str, method: str, path: str, /, **query) -> str:
	"""All that comes back, headers included, as one text. Values that are no text go as JSON; `JSON` posts all as one body."""
	frappe.db.commit()  # the other thread sees what is committed
	headers = {} if user == GUEST else {"Authorization": f"token {key_of(user)}"}
	site, answer = frappe.local.site, []
	values = {name: value if isinstance(value, str) else json.dumps(value) for name, value in query.items()}
	sent = {"GET": {"query_string": values}, "JSON": {"json": query}}.get(method, {"data": values})
	verb = "POST" if method == "JSON" else method

	def run() -> None:
		with patch("frappe.app.get_site_name", return_value=site), patch(PDF, page_of_pdf):
			try:
				response = get_test_client().open(quote(path), method=verb, headers=headers, **sent)
				content = response.get_data().decode(errors="replace")
				answer.append(f"{response.status} {response.headers}\n{content}")
			except Exception as error:  # what a server answers with 500 and nothing else
				answer.append(f"500 {type(error).__name__}")

	thread = threading.Thread(target=run)
	thread.start()
	thread.join()
	frappe.db.rollback()  # a new snapshot: the request may have written
	return answer[0]


def knock(user: str, method: str, path: str, /, **sent) -> str:
	"""As `ask`, of a door that must be there. Those that take many at once answer 200 and list what was refused."""
	answer = ask(user, method, path, **sent)
	if re.search(NOT_THERE, answer):
		raise AssertionError(f"{method} {path} is not there and proves nothing: {answer[:200]}")
	return answer


def page_of_pdf(html: str, output: PdfWriter | None = None, **_options) -> bytes | PdfWriter:
	"""The page that is made into a PDF; of several PDFs an attachment of the one that holds them all. The maker of PDFs asks
	a running server for the style, and there is none."""
	if output is None:
		return html.encode()
	output.add_blank_page(width=1, height=1)
	output.add_attachment("page.html", html.encode())
	return output
