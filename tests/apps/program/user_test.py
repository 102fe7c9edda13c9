"""heloport user: who may log in, as the command line says it."""

import base64
import hashlib
import hmac
import os
import pty
import select
import signal
import stat
import subprocess
import termios
import unittest

from program import BINARY, SECONDS_MAX, ProgramTest, run

USAGE, DATA, NO_INPUT, NO_USER, CONFIGURATION = 64, 65, 66, 67, 78
BOB = "bob@example.com"

# What is typed, with "pencil" on stdin, the exit code, and what the line must say.
TABLE = (
    ("", USAGE, "ACTION is required"),
    ("frob", USAGE, "frob is none of add, passwd, list, del"),
    ("add", USAGE, "add whom? Write heloport user add user@domain"),
    ("del", USAGE, "del whom?"),
    ("add bob", USAGE, "bob is no name for a user; write it as user@domain"),
    ("add postmaster", USAGE, "write it as user@domain"),
    ("add #bob@example.com", USAGE, "write it as user@domain"),
    ("add bob@example.com carol@example.com", USAGE, "one argument too many"),
    ("add bob@example.com --password pencil", USAGE, "there is no option --password"),
    ("add bob@example.com --pasword-file x", USAGE, "did you mean --password-file?"),
    ("add bob@example.com --password-file no-such", NO_INPUT, "cannot read a password from no-s"),
    ("add bob@example.com --password-file .", NO_INPUT, "cannot read a password from .: Is a dir"),
    ("add bob@example.com --password-env NO_SUCH", USAGE, "no variable NO_SUCH; export it"),
    ("add bob@example.com --password-env A --password-file B", USAGE, "excludes"),
    ("add bob@example.com --iterations 4095", USAGE, "no number from 4096"),
    ("add bob@example.com --iterations many", USAGE, "many is no number"),
    ("add bob@example.com --users no/such/folder", NO_INPUT, "cannot open no/such/folder"),
    ("add bob@example.com --users .", 71, "cannot"),
    ("passwd bob@example.com", NO_INPUT, "cannot open users: No such file"),
    ("del bob@example.com", NO_INPUT, "cannot open users"),
    ("list", NO_INPUT, "cannot open users"),
    ("list bob@example.com", USAGE, "list shows every user and takes no name"),
)


class WrongInput(ProgramTest):
    def test_each_line_of_the_table(self):
        for typed, code, says in TABLE:
            with self.subTest(typed):
                done = run("user", *typed.split(), cwd=self.folder, stdin="pencil\n")
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertEqual(done.stdout, "")
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                self.assertTrue(done.stderr.startswith("heloport: "), done.stderr)
                self.assertIn(says, done.stderr)
                self.assertNotIn("pencil", done.stderr.replace(typed, ""))
                self.assertEqual(os.listdir(self.folder), [])

    def test_help_opens_with_examples(self):
        done = run("user", "--help")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertTrue(done.stdout.startswith("Examples:\n  heloport user add"), done.stdout)


class UserTest(ProgramTest):
    def user(self, *words, stdin="pencil\n", **environment):
        return subprocess.run([BINARY, "user", *words], input=stdin.encode(), cwd=self.folder,
                              timeout=SECONDS_MAX, capture_output=True, check=False,
                              env={**os.environ, **environment})

    def does(self, *words, **keywords):
        done = self.user(*words, **keywords)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        return done.stdout.decode()

    def fails(self, code, *words, **keywords):
        done = self.user(*words, **keywords)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stderr.decode()

    def path(self, name):
        return os.path.join(self.folder, name)

    def lines(self, name="users"):
        with open(self.path(name), encoding="utf-8") as file:
            return file.read().splitlines()

    def accepts(self, name, password, file="users"):
        """What RFC 5802, 3 makes of the password is what the line of the user says."""
        line = next(line for line in self.lines(file) if line.startswith(name + ":"))
        scheme, _, fields = line[len(name) + 1:].partition("}")
        self.assertEqual(scheme, "{SCRAM-SHA-256")
        count, *rest = fields.split(",")
        salt, stored_key, server_key = (base64.b64decode(field) for field in rest)
        salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, int(count))
        client_key = hmac.digest(salted, b"Client Key", "sha256")
        return (hashlib.sha256(client_key).digest() == stored_key
                and hmac.digest(salted, b"Server Key", "sha256") == server_key)


class Users(UserTest):
    def test_are_added_listed_changed_and_deleted(self):
        self.assertEqual(self.does("add", BOB), "")
        self.does("add", "ann@EXAMPLE.com", stdin="another")
        self.assertEqual(self.does("list"), "bob@example.com\nann@example.com\n")
        self.assertTrue(self.accepts(BOB, "pencil"))
        self.assertTrue(self.accepts("ann@example.com", "another"))
        self.does("passwd", "bob@Example.com", stdin="pen\r\nnot this line\n")
        self.assertTrue(self.accepts(BOB, "pen"))
        self.assertFalse(self.accepts(BOB, "pencil"))
        self.does("del", BOB)
        self.assertEqual(self.does("list"), "ann@example.com\n")
        self.assertEqual(os.listdir(self.folder), ["users"])

    def test_are_in_a_file_that_only_its_owner_reads(self):
        self.does("add", BOB, "--users", "who")
        self.assertEqual(stat.S_IMODE(os.stat(self.path("who")).st_mode), 0o600)
        os.chmod(self.path("who"), 0o644)
        done = self.user("list", "--users", "who")
        self.assertEqual(done.returncode, 0)
        self.assertIn(b"run chmod 600 who", done.stderr)
        self.does("passwd", BOB, "--users", "who")
        self.assertEqual(stat.S_IMODE(os.stat(self.path("who")).st_mode), 0o600)

    def test_are_not_added_twice_nor_changed_when_missing(self):
        self.does("add", BOB)
        before = self.lines()
        self.assertIn("heloport user passwd", self.fails(USAGE, "add", "bob@EXAMPLE.COM"))
        for action in ("passwd", "del"):
            self.assertIn("there is no user eve@example.com in users",
                          self.fails(NO_USER, action, "eve@example.com"))
        self.assertEqual(self.lines(), before)

    def test_keep_what_the_operator_wrote(self):
        self.does("add", BOB)
        with open(self.path("users"), "a", encoding="utf-8") as file:
            file.write("# keep this\n")
        self.does("add", "ann@example.com")
        self.assertIn("# keep this", self.lines())

    def test_a_broken_line_is_named_and_nothing_changes(self):
        self.does("add", BOB)
        with open(self.path("users"), "a", encoding="utf-8") as file:
            file.write("ann@example.com:pencil\n")
        before = self.lines()
        for action in (("list",), ("add", "eve@example.com"), ("passwd", BOB), ("del", BOB)):
            talk = self.fails(CONFIGURATION, *action)
            self.assertIn("users:%d: " % len(before), talk)
            self.assertNotIn("pencil", talk)
        self.assertEqual(self.lines(), before)

    def test_iterations_are_those_asked_for(self):
        self.does("add", BOB, "--iterations", "5000")
        self.assertTrue(any(line.startswith(BOB + ":{SCRAM-SHA-256}5000,")
                            for line in self.lines()))
        self.assertTrue(self.accepts(BOB, "pencil"))


class Passwords(UserTest):
    def test_come_from_the_first_line_of_a_file(self):
        with open(self.path("secret"), "wb") as file:
            file.write(b"from a file \r\nnot this\n")
        self.does("add", BOB, "--password-file", "secret", stdin="not this")
        self.assertTrue(self.accepts(BOB, "from a file "))

    def test_come_from_the_environment(self):
        self.does("add", BOB, "--password-env", "SECRET", SECRET="from there", stdin="")
        self.assertTrue(self.accepts(BOB, "from there"))

    def test_that_cannot_be_are_refused_without_being_shown(self):
        for octets, says in (("", "is empty"), ("\n", "is empty"), ("bell\x07\n", "choose another"),
                             ("\u00ad\n", "choose another"), ("x" * 1025 + "\n", "too long"),
                             ("\U0001f600\n", "choose another")):
            with self.subTest(octets[:10]):
                talk = self.fails(DATA, "add", BOB, stdin=octets)
                self.assertIn(says, talk)
                self.assertNotIn("bell", talk)
        self.assertEqual(os.listdir(self.folder), [])

    def test_are_prepared(self):
        self.does("add", BOB, stdin="p\u00ade\u00aa\n")
        self.assertTrue(self.accepts(BOB, "pea"))


class Terminal(UserTest):
    """The program with a terminal of its own, at which we type."""

    def setUp(self):
        super().setUp()
        self.screen, self.terminal = pty.openpty()
        self.process = subprocess.Popen([BINARY, "user", "add", BOB], cwd=self.folder,
                                        stdin=self.terminal, stdout=self.terminal,
                                        stderr=self.terminal, start_new_session=True)
        self.shown = b""
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)
        self.addCleanup(os.close, self.terminal)
        self.addCleanup(os.close, self.screen)

    def read_until(self, text):
        while text not in self.shown:
            ready, _, _ = select.select([self.screen], [], [], SECONDS_MAX)
            self.assertTrue(ready, self.shown)
            self.shown += os.read(self.screen, 4096)

    def type(self, line):
        os.write(self.screen, line.encode())

    def shows_what_is_typed(self):
        return bool(termios.tcgetattr(self.terminal)[3] & termios.ECHO)

    def test_asks_twice_and_shows_nothing(self):
        self.read_until(b"Password for bob@example.com: ")
        self.type("secret word\n")
        self.read_until(b"The same again: ")
        self.type("secret word\n")
        self.assertEqual(self.process.wait(SECONDS_MAX), 0)
        self.assertTrue(self.accepts(BOB, "secret word"))
        self.assertNotIn(b"secret", self.shown)
        self.assertTrue(self.shows_what_is_typed())

    def test_two_that_differ_are_none(self):
        self.read_until(b"Password for bob@example.com: ")
        self.type("secret word\n")
        self.read_until(b"The same again: ")
        self.type("secret sword\n")
        self.read_until(b"the two passwords differ")
        self.assertEqual(self.process.wait(SECONDS_MAX), DATA)
        self.assertEqual(os.listdir(self.folder), [])
        self.assertNotIn(b"secret", self.shown)

    def test_a_signal_ends_it_and_the_terminal_shows_again(self):
        self.read_until(b"Password for bob@example.com: ")
        self.assertFalse(self.shows_what_is_typed())
        self.process.send_signal(signal.SIGINT)
        self.assertEqual(self.process.wait(SECONDS_MAX), -signal.SIGINT)
        self.assertTrue(self.shows_what_is_typed())
        self.assertEqual(os.listdir(self.folder), [])


if __name__ == "__main__":
    unittest.main()
