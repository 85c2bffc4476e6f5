"""From the answer to the submit of a Delivery Note, sent by a browser, until its tracker is right: no worker runs, so
what the web process does after its answer is all there is."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles

import frappe
import requests
from figures import Figure

from order_tracking.constants import DELIVERED, TRACKER
from order_tracking.tests.factories import deliver, make_order

NOTES = 100
AIM = 1000  # ms
PATIENCE = 30  # seconds


def run(scale: float) -> Iterator[Figure]:
	notes = [make_note() for _number in range(max(int(NOTES * scale), 20))]
	with web_server() as address:
		session = log_in(address)
		waits = sorted(milliseconds_until_right(session, address, *note) for note in notes)
	yield Figure(
		"freshness-p95", quantiles(waits, n=20)[-1], AIM, "ms after the answer", len(waits), "at most 1"
	)


def make_note() -> tuple[str, str]:
	"""A draft Delivery Note and the order that it completes."""
	order = make_order([{"item_code": f"SYN-Item-{number}", "qty": 2} for number in range(1, 4)])
	note = deliver(order, submit=False)
	frappe.db.commit()
	return note.name, order.name


@contextmanager
def web_server() -> Iterator[str]:
	with socket.socket() as free:
		free.bind(("127.0.0.1", 0))
		port = free.getsockname()[1]
	command = [sys.executable, "-m", "frappe.utils.bench_helper", "frappe", "--site", frappe.local.site]
	server = subprocess.Popen(
		[*command, "serve", "--port", str(port), "--noreload"],
		stdout=subprocess.DEVNULL,
		stderr=subprocess.DEVNULL,
		env={key: value for key, value in os.environ.items() if key != "DEV_SERVER"},
	)
	address = f"http://127.0.0.1:{port}"
	try:
		wait_for(lambda: answers(address))
		yield address
	finally:
		server.terminate()
		server.wait()


def answers(address: str) -> bool:
	try:
		return requests.get(f"{address}/api/method/ping", timeout=PATIENCE).ok
	except requests.ConnectionError:
		return False


def log_in(address: str) -> requests.Session:
	"""With the password that every site of ./dev has."""
	session = requests.Session()
	session.post(f"{address}/api/method/login", {"usr": "Administrator", "pwd": "admin"}).raise_for_status()
	return session


def milliseconds_until_right(session: requests.Session, address: str, note: str, order: str) -> float:
	answer = session.put(f"{address}/api/resource/Delivery Note/{note}", json={"docstatus": 1})
	answered = time.perf_counter()
	answer.raise_for_status()
	wait_for(lambda: stage_of(order) == DELIVERED)
	return (time.perf_counter() - answered) * 1000


def stage_of(order: str) -> str:
	frappe.db.commit()  # see what the server has committed since
	return frappe.db.get_value(TRACKER, {"sales_order": order}, "stage")


def wait_for(is_reached) -> None:
	deadline = time.monotonic() + PATIENCE
	while not is_reached():
		if time.monotonic() > deadline:
			raise TimeoutError("The web server did not do it in time")
		time.sleep(0.005)
