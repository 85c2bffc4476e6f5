"""What `./dev` says where something is missing or wrong: one sentence on what to do, and a code that is not 0."""

from tests.shell.machine import ShellTestCase

MIRROR = 'git config --global url."https://mirror.example/frappe/".insteadOf https://github.com/frappe/'
UNREACHABLE = (
	"fatal: unable to access 'https://github.com/frappe/frappe/': Could not resolve host: github.com",
	"ssh: connect to host github.com port 22: Network is unreachable; fatal: Could not read from remote repository.",
	"remote: Repository https://mirror.example/frappe/frappe not found",
)


class TestWhatIsAsked(ShellTestCase):
	def test_help_shows_every_command(self):
		for arguments in ((), ("help",), ("--help",)):
			with self.subTest(arguments):
				outcome = self.dev(*arguments)
				self.assertEqual(outcome.returncode, 0, outcome.stdout)
				for command in ("up", "down", "test", "bench", "site", "measure", "northwind"):
					self.assertIn(f"./dev {command} ", outcome.stdout)

	def test_an_unknown_command_is_named_beside_those_that_there_are(self):
		self.assert_refused(self.dev("tset"), "Unknown command 'tset'.", "./dev test ")

	def test_an_unknown_version_is_named_beside_those_that_there_are(self):
		for given, named in ((["version-14"], "version-14"), ([], "none")):
			with self.subTest(named):
				sentence = f"Unknown version '{named}': use version-15, version-16 or all."
				self.assert_refused(self.dev("up", "--frappe", *given), sentence)

	def test_an_unknown_suite_is_named_beside_those_that_there_are(self):
		for given, named in ((["brwoser"], "brwoser"), (["rulesx"], "rulesx"), ([], "none")):
			with self.subTest(named):
				sentence = f"Unknown suite '{named}': use rules, site, browser, upstream or all."
				self.assert_refused(self.dev("test", "--suite", *given), sentence)

	def test_what_is_refused_leaves_nothing_behind(self):
		for arguments in (("tset",), ("up", "--frappe", "15"), ("test", "--suite", "x"), ("help",)):
			self.dev(*arguments)
		self.assertFalse(self.home.exists())

	def test_a_site_without_a_name_is_told_how_to_give_one(self):
		outcome = self.dev("site", DEV_VERSIONS="version-15")
		self.assertNotEqual(outcome.returncode, 0)
		self.assertIn("./dev site NAME", outcome.stdout)


class TestTheMachine(ShellTestCase):
	def test_who_is_not_root_and_has_no_sudo_is_told_so(self):
		self.assert_refused(self.dev("up"), "Run this as root, or install sudo.")

	def test_a_home_that_cannot_be_is_named(self):
		file = self.folder / "file"
		file.touch()
		for home in ("relative/home", str(file), str(file / "under")):
			with self.subTest(home):
				sentence = f"DEV_HOME is '{home}': make it the full path of a folder that sam may write."
				self.assert_refused(self.dev("up", DEV_HOME=home), sentence)
		self.assertFalse((self.folder / "relative").exists())

	def test_a_version_that_the_distribution_cannot_carry_names_one_that_can(self):
		self.have_sudo()
		self.stub("apt-get", "")
		self.assert_refused(
			self.dev("up", "--frappe", "version-16"),
			"Left out: version-16 needs MariaDB 11.8 or newer and this distribution has 10.11.",
			"Use Debian testing, or a bare root of it: .ci/root testing ./dev …",
		)

	def test_packages_that_cannot_be_installed_are_named_and_services_may_start_again(self):
		calls = self.have_sudo()
		self.stub("apt-get", 'case "$*" in *install*) exit 100 ;; esac')
		self.assert_refused(
			self.dev("up"),
			"apt-get could not install",
			"mariadb-server",
			"Run 'apt-get update', mend what it reports, then run this again.",
		)
		asked = calls.read_text().splitlines()
		policy = "/usr/sbin/policy-rc.d"
		self.assertEqual(asked.count(f"tee {policy}"), asked.count(f"rm -f {policy}"))


class TestSteps(ShellTestCase):
	def ensure(self, version: str, *done: str):
		self.finish(version, *done)
		return self.dev("ensure", "--frappe", version, DEV_VERSIONS=version)

	def set_up_bench(self, script: str) -> None:
		self.stub("bench", script, self.home / "tools" / "bin")

	def test_without_the_code_host_the_setting_of_git_is_named(self):
		for error in UNREACHABLE:
			with self.subTest(error):
				self.set_up_bench(f'echo "{error}"; exit 128')
				outcome = self.ensure("version-15", "tools", "python", "node")
				self.assert_refused(
					outcome,
					error,
					"The code host could not be reached. If you have a mirror, tell git, for example:",
					MIRROR,
					"'bench' failed; the lines above are the end of its log.",
					"run the same command again: it goes on from here.",
				)

	def test_what_failed_for_another_reason_does_not_speak_of_the_code_host(self):
		self.set_up_bench('echo "No space left on device"; exit 1')
		outcome = self.ensure("version-15", "tools", "python", "node")
		self.assert_refused(outcome, "No space left on device", "'bench' failed")
		self.assertNotIn("insteadOf", outcome.stdout)

	def test_the_same_command_goes_on_from_the_step_that_failed(self):
		self.set_up_bench('echo "No space left on device"; exit 1')
		self.assert_refused(self.ensure("version-15", "tools", "python", "node"), "'bench' failed")
		self.set_up_bench('case "$1" in init) ;; *) exit 1 ;; esac; mkdir -p bench/apps')
		outcome = self.ensure("version-15")
		self.assert_refused(outcome, "'erpnext' failed")
		self.assertNotIn("version-15: tools", outcome.stdout)

	def test_where_no_python_fits_version_16_it_says_which_one_is_needed(self):
		self.set_up_bench("")
		self.stub("uv", 'echo "error: No download found"; exit 2', self.home / "tools" / "bin")
		self.assert_refused(
			self.ensure("version-16", "tools"),
			"version-16 needs Python 3.14: neither this distribution nor the package registry has it.",
			"'python' failed",
		)

	def test_where_no_node_fits_version_16_it_says_which_one_is_needed(self):
		self.set_up_bench("")
		self.stub(
			"python3",
			'mkdir -p "$3/bin"; printf "#!/bin/sh\\nexit 1\\n" >"$3/bin/pip"; chmod +x "$3/bin/pip"',
		)
		self.assert_refused(
			self.ensure("version-16", "tools", "python"),
			"version-16 needs Node 24.0: neither this distribution nor the package registry has it.",
			"'node' failed",
		)
