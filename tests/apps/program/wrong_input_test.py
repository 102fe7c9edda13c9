"""Every wrong input is one line that says what to do, and one exit code of sysexits.h."""

import os
import pty
import socket
import subprocess
import unittest

from program import BINARY, SECONDS_MAX, ProgramTest, run

USAGE, NO_INPUT, TEMPORARY, NO_PERMISSION, CONFIGURATION = 64, 66, 75, 77, 78

# What is typed, the exit code, and what the line must say.
TABLE = (
    ("", USAGE, "a command is missing"),
    ("sned", USAGE, "did you mean send?"),
    ("frobnicate", USAGE, "there is no command frobnicate"),
    ("--frob", USAGE, "there is no option --frob"),
    ("send ann@example.org", USAGE, "TO is required"),
    ("send ann bob@example.com text name", USAGE, "ann is no mail address; write it as user@"),
    ("send ann@example.org bob text name", USAGE, "bob is no mail address"),
    ("send ann@example.org bob@example.com, text name", USAGE, "between two commas"),
    ("send ann@example.org bob@example.com two words name", USAGE, "needs quotes"),
    ("send ann@example.org bob@example.com @no-such-file name", NO_INPUT, "cannot open no-such"),
    ("send ann@example.org bob@example.com text name --sevrer x", USAGE, "did you mean --server?"),
    ("send ann@example.org bob@example.com text name --hello a..b", USAGE, "--hello a..b"),
    ("list", USAGE, "USER is required"),
    ("list bob", USAGE, "bob is no mail address"),
    ("list bob@example.com --server nowhere", USAGE, "a port is missing"),
    ("list bob@example.com --server 127.0.0.1:99999", USAGE, "port"),
    ("list bob@example.com --server mail.example.com:25", USAGE, "mail.example.com"),
    ("list bob@example.com --server unix:no-such-socket", TEMPORARY, "is the server running?"),
    ("read bob@example.com", USAGE, "NAME is required"),
    ("replay", USAGE, "FILE is required"),
    ("replay no-such-file", NO_INPUT, "no-such-file"),
    ("serve --listen nowhere", USAGE, "nowhere"),
    ("serve --listen 0.0.0.0:0", CONFIGURATION, "add --domain"),
    ("serve --listen [::]:0", CONFIGURATION, "add --domain"),
    ("serve --stdio --listen 127.0.0.1:0", USAGE, "excludes"),
    ("serve --store nowhere", USAGE, "directory:PATH"),
    ("serve --store directory:", USAGE, "directory:PATH"),
    ("serve --dialect klingon", USAGE, "standard, simple, reference"),
    ("serve --domain a..b", USAGE, "--domain a..b"),
    ("serve --hostname a_b", USAGE, "--hostname a_b"),
    ("serve --line-endings keep", USAGE, "refuse, normalise"),
    ("serve --max-size -1", USAGE, "write it like"),
    ("serve --max-size 10Q", USAGE, "write it like"),
    ("serve --max-recipients 99", USAGE, "100"),
    ("serve --grace soon", USAGE, "soon is no number"),
    ("serve --loops 99999", USAGE, "99999"),
    ("serve --listen 127.0.0.1:0 extra", USAGE, "one argument too many: extra"),
)


class WrongInput(ProgramTest):
    def test_each_line_of_the_table(self):
        for typed, code, says in TABLE:
            with self.subTest(typed):
                done = run(*typed.split(), cwd=self.folder)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertEqual(done.stdout, "")
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                self.assertTrue(done.stderr.startswith("heloport: "), done.stderr)
                self.assertIn(says, done.stderr)

    def test_a_name_of_two_lines(self):
        done = run("send", "ann@example.org", "bob@example.com", "text", "a\nRCPT TO:<eve@x>")
        self.assertEqual(done.returncode, USAGE)
        self.assertIn("one line of text", done.stderr)

    def test_lmtp_on_the_port_of_smtp(self):
        done = run("serve", "--lmtp", "--listen", "127.0.0.1:25", cwd=self.folder)
        self.assertEqual(done.returncode, CONFIGURATION, done.stderr)
        self.assertIn("LMTP must not be spoken on port 25", done.stderr)

    def test_a_port_that_is_taken(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            done = run("serve", "--listen", "127.0.0.1:%d" % taken.getsockname()[1],
                       cwd=self.folder)
        self.assertEqual(done.returncode, 71, done.stderr)
        self.assertIn("in use", done.stderr)

    def test_nobody_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        done = run("list", "bob@example.com", "--server", f"127.0.0.1:{port}")
        self.assertEqual(done.returncode, TEMPORARY)
        self.assertIn("Connection refused", done.stderr)

    def test_help_opens_with_examples_on_stdout(self):
        for words in ([], ["serve"], ["send"], ["list"], ["read"], ["replay"]):
            done = run(*words, "--help")
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertTrue(done.stdout.startswith("Example"), done.stdout)

    def on_a_terminal(self, **environment):
        screen, terminal = pty.openpty()
        around = {name: value for name, value in os.environ.items() if name != "NO_COLOR"}
        subprocess.run([BINARY, "sned"], stderr=terminal, timeout=SECONDS_MAX, check=False,
                       env={**around, **environment})
        os.close(terminal)
        shown = os.read(screen, 4096).decode()
        os.close(screen)
        return shown

    def test_colour_is_for_terminals_and_not_with_no_color(self):
        self.assertNotIn("\x1b", run("sned").stderr)
        self.assertIn("\x1b[31mheloport:\x1b[0m ", self.on_a_terminal())
        self.assertNotIn("\x1b", self.on_a_terminal(NO_COLOR="1"))

    def test_nothing_is_left_by_a_server_that_did_not_start(self):
        run("serve", "--listen", "nowhere", cwd=self.folder)
        self.assertEqual(os.listdir(self.folder), [])


class Warnings(ProgramTest):
    def test_serve_says_where_what_and_the_promise(self):
        server = self.server("--domain", "example.com")
        self.assertEqual(server.stop(), 0)
        self.assertEqual(server.output, [])
        self.assertEqual(len(server.talk), 3, server.talk)
        self.assertIn("mail for example.com and for postmaster goes to directory:mailbox",
                      server.talk[1])
        self.assertIn("250 means", server.talk[2])

    def test_without_a_domain_it_says_so(self):
        server = self.server()
        self.assertEqual(server.stop(), 0)
        self.assertIn("any recipient", server.talk[1])
        self.assertIn("nothing is ever sent on", server.talk[1])


if __name__ == "__main__":
    unittest.main()
