"""A throw-away machine for `./dev`: a home, and a PATH with the usual tools and stubs for everything that it asks about."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from unittest import TestCase

REPOSITORY = Path(__file__).resolve().parents[2]
LIMIT = 30  # seconds, far more than any of them takes
TOOLS = """awk basename bash cat chmod comm cut date dirname env flock grep head ln ls mkdir mktemp mv ps readlink realpath
rm sed sh sleep sort tail tee touch tr""".split()


class ShellTestCase(TestCase):
	"""Neither the network nor what this machine has installed decides anything."""

	def setUp(self):
		folder = tempfile.TemporaryDirectory(prefix="order-tracking-shell-")
		self.addCleanup(folder.cleanup)
		self.folder = Path(folder.name).resolve()
		self.bin, self.home = self.folder / "bin", self.folder / "home"
		self.bin.mkdir()
		for tool in TOOLS:
			if place := shutil.which(tool):
				(self.bin / tool).symlink_to(place)
		self.be("sam", 1000)
		self.stub("python3", "echo Python 3.11.2")
		self.stub("dpkg-query", "")
		self.offer("10.11.6")

	def stub(self, name: str, script: str, folder: Path | None = None) -> None:
		"""A command of this name that does this and nothing else."""
		path = (folder or self.bin) / name
		path.parent.mkdir(parents=True, exist_ok=True)
		path.write_text(f"#!/bin/sh\n{script}\n")
		path.chmod(0o755)

	def be(self, name: str, number: int) -> None:
		"""Who calls, whoever runs the test."""
		self.stub("id", f'case "$1" in -u) echo {number} ;; *) echo {name} ;; esac')

	def offer(self, version: str) -> None:
		"""The distribution has everything in this version, MariaDB installed."""
		self.stub("apt-cache", f'echo "  Candidate: 1:{version}-1"')
		self.stub("mariadbd", f'echo "mariadbd  Ver {version}-MariaDB for debian-linux-gnu"')

	def have_sudo(self) -> Path:
		"""Tries nothing but apt-get, and writes down what it was asked for, in the file that it returns."""
		calls = self.folder / "sudo"
		calls.touch()
		self.stub(
			"sudo",
			f'shift; echo "$*" >>{calls}; case "$1" in env | apt-get) exec "$@" ;; tee) cat >/dev/null ;; esac',
		)
		return calls

	def dev(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
		"""`./dev` with these arguments; what it said, errors included, is in `stdout`."""
		settled = {
			"PATH": str(self.bin),
			"HOME": str(self.folder),
			"DEV_HOME": str(self.home),
			"LC_ALL": "C.UTF-8",
		}
		return subprocess.run(
			[str(self.bin / "bash"), str(REPOSITORY / "dev"), *arguments],
			env={**settled, **environment},
			stdin=subprocess.DEVNULL,
			stdout=subprocess.PIPE,
			stderr=subprocess.STDOUT,
			text=True,
			timeout=LIMIT,
			cwd=self.folder,
			start_new_session=True,
		)

	def assert_refused(self, outcome: subprocess.CompletedProcess, *sentences: str) -> None:
		self.assertEqual(outcome.returncode, 2, outcome.stdout)
		for sentence in sentences:
			self.assertIn(sentence, outcome.stdout)

	def finish(self, version: str, *steps: str) -> None:
		"""These steps of this version's bench are done already."""
		done = self.home / version / "done"
		done.mkdir(parents=True, exist_ok=True)
		for step in steps:
			(done / step).touch()
		(self.home / version / "python").write_text(f"{os.sep}usr{os.sep}bin{os.sep}python3\n")
