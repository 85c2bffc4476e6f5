"""The benchmarks, each a ratio of two medians: `./dev measure [NAME…] [--json]` calls this on a site made for it."""

import argparse
import os
import sys

import alerts
import backfill
import daily
import frappe
import freshness
import load
import notes
import refresh
import reports
import rows
import submit
import views

BENCHMARKS = {
	"submit": submit.run,
	"refresh": refresh.run,
	"freshness": freshness.run,
	"daily": daily.run,
	"backfill": backfill.run,
	"reports": reports.run,
	"rows": rows.run,
	"notes": notes.run,
	"views": views.run,
	"alerts": alerts.run,
}


def main() -> int:
	asked = parse()
	frappe.init(os.environ["FRAPPE_SITE"])
	frappe.connect()
	frappe.set_user("Administrator")
	try:
		for name in asked.names or BENCHMARKS:
			print(f"{name} …", file=sys.stderr, flush=True)
			load.empty()
			for figure in BENCHMARKS[name](asked.scale):
				print(figure.as_json() if asked.json else figure.as_text(), flush=True)
	finally:
		frappe.destroy()
	return 0


def parse() -> argparse.Namespace:
	parser = argparse.ArgumentParser(prog="./dev measure", description=__doc__)
	parser.add_argument(
		"names", nargs="*", metavar="NAME", choices=[*BENCHMARKS, []], help=", ".join(BENCHMARKS)
	)
	parser.add_argument("--json", action="store_true", help="one object a line")
	parser.add_argument(
		"--scale", type=float, default=1.0, help="a share of the sizes, for a quick look: --scale 0.1"
	)
	return parser.parse_args()


if __name__ == "__main__":
	sys.exit(main())
