#!/usr/bin/env python3
"""Does the app leave a site as it found it?  tests/install_cycle.py SITE --sites DIR [--bench "COMMAND…"]

SITE has ERPNext and a company, and not this app. The cycle:

1. install, let the site tests make orders, decisions and users, uninstall: `information_schema` is what it was, and no
   row of any table names the app, its module, its doctypes or its roles;
2. install again (the orders get their trackers), uninstall again: every row of every table is what it was.

Ends with "the site is as it was", or with what differs and an exit code of 1. Needs `mariadb` and `mariadb-dump`.
"""

import argparse
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

APP = "order_tracking"
LIFE = ("test_decisions", "test_approvals", "test_promises", "test_prepared_copies")
OURS = re.compile(
	r"order_tracking|Order Tracking|Order Tracker|Order Promise Change|Order Approval|Order Notes?|Order Alert|Order Gate|Order Letter"
)
# Logs of what was done, and what any install or login of any app writes.
LOGS = {
	"tabDeleted Document",
	"tabError Log",
	"tabScheduled Job Log",
	"tabActivity Log",
	"tabAccess Log",
	"tabSessions",
	"tabInstalled Application",
	"tabRQ Job",
	"tabPermission Log",
	"tabPrepared Report",
	"tabRoute History",
	"__UserSettings",
}
STAMPS = re.compile(r"'\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?'")


class Site:
	def __init__(self, name: str, sites: Path, bench: list[str]):
		self.name, self.command = name, bench
		config = json.loads((sites / "common_site_config.json").read_text())
		config |= json.loads((sites / name / "site_config.json").read_text())
		self.database = config["db_name"]
		self.login = [
			f"--user={config.get('db_user') or self.database}",
			f"--password={config['db_password']}",
		]
		if config.get("db_socket"):
			self.login.append(f"--socket={config['db_socket']}")
		else:
			self.login += [
				f"--host={config.get('db_host', '127.0.0.1')}",
				f"--port={config.get('db_port', 3306)}",
			]

	def bench(self, *arguments: str) -> None:
		print("==> bench", *arguments, flush=True)
		done = subprocess.run(
			[*self.command, "--site", self.name, *arguments], capture_output=True, text=True
		)
		if done.returncode:
			sys.exit(done.stdout[-4000:] + done.stderr[-4000:])

	def install(self) -> None:
		self.bench("install-app", APP)

	def uninstall(self) -> None:
		self.bench("uninstall-app", APP, "--yes", "--no-backup")

	def query(self, statement: str) -> list[str]:
		command = ["mariadb", "--no-defaults", *self.login, "-BN", self.database, "-e", statement]
		return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()

	def schema(self) -> set[str]:
		here = f"table_schema = '{self.database}'"
		columns = "table_name, column_name, column_type, is_nullable, column_default"
		indexes = "table_name, index_name, seq_in_index, column_name, non_unique"
		return {
			*self.query(f"select {columns} from information_schema.columns where {here}"),
			*self.query(f"select 'index', {indexes} from information_schema.statistics where {here}"),
		}

	def rows(self) -> set[tuple[str, str]]:
		"""(table, row) of everything; times are left out, for every install touches its own records anew."""
		command = [
			"mariadb-dump",
			"--no-defaults",
			*self.login,
			"--skip-extended-insert",
			"--no-create-info",
			self.database,
		]
		dump = subprocess.run(command, capture_output=True, text=True, check=True, errors="replace").stdout
		found = set()
		for line in dump.splitlines():
			if match := re.match(r"INSERT INTO `([^`]+)` VALUES (.*)", line):
				found.add((match[1], STAMPS.sub("time", match[2])))
		# Frappe notes the list of apps under a new name each time.
		return {row for row in found if row[0] not in LOGS and "'installed_apps'" not in row[1]}


def differences(title: str, before: set, after: set) -> int:
	for sign, rows in (("-", before - after), ("+", after - before)):
		for row in sorted(rows, key=str)[:40]:
			print(title, sign, str(row)[:400])
	return len(before ^ after)


def main() -> None:
	parser = argparse.ArgumentParser(
		description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
	)
	parser.add_argument("site")
	parser.add_argument("--sites", type=Path, required=True, help="the bench's sites folder")
	parser.add_argument("--bench", default="bench", help="the command that runs bench")
	arguments = parser.parse_args()
	site = Site(arguments.site, arguments.sites, shlex.split(arguments.bench))

	schema = site.schema()
	site.install()
	for module in LIFE:
		site.bench("run-tests", "--app", APP, "--module", f"{APP}.tests.{module}")
	site.uninstall()
	found = differences("schema", schema, site.schema())
	rows = site.rows()
	named = {row for row in rows if OURS.search(row[1])}
	found += differences("names us", set(), named)

	site.install()
	site.bench("execute", f"{APP}.backfill.track_all_orders")
	trackers, orders = (
		site.query(f"select count(*) from `tab{name}`{where}")[0]
		for name, where in (("Order Tracker", ""), ("Sales Order", " where docstatus > 0"))
	)
	print(f"{trackers} trackers of {orders} orders")
	site.uninstall()
	found += differences("schema", schema, site.schema())
	found += differences("row", rows, site.rows())
	print("the site is as it was" if not found else f"{found} differences")
	sys.exit(bool(found))


if __name__ == "__main__":
	main()
