"""The documented transcripts over TCP, a Unix socket and stdio, whole and in pieces."""

import os
import shlex
import unittest

from program import BINARY, ProgramTest, run

CONFORMANCE = os.path.join(os.environ["HELOPORT_SOURCE"], "conformance")
DOCUMENTED = os.path.join(CONFORMANCE, "documented")
CHUNKS = (0, 1, 2, 3, 7, 64)

# What each transcript expects of the server that it is played against.
SERVERS = {
    "1-reference-exchange.smtp": ("--dialect", "reference", "--hostname", "smtp.example.com"),
    "2-sending.smtp": ("--dialect", "simple"),
    "3-listing.smtp": ("--dialect", "simple"),
    "4-reading.smtp": ("--dialect", "simple"),
}
MAILS = ("project_info", "test_mail_1", "test_mail_2", "test_mail_3")


class Documented(ProgramTest):
    def fill(self, options, *where):
        """The mailbox that listing and reading are about."""
        if "simple" not in options:
            return
        for name in MAILS:
            done = run("send", "alice@example.com", "bob@example.com", "Project for CSCI-351",
                       name, *where)
            self.assertEqual(done.returncode, 0, done.stderr)

    def check(self, name, *where):
        for chunk in CHUNKS:
            with self.subTest(name, chunk=chunk):
                done = run("replay", os.path.join(DOCUMENTED, name), "--chunk", str(chunk), *where)
                self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
                self.assertIn("holds", done.stdout)

    def over_a_socket(self, listen):
        for name, options in SERVERS.items():
            server = self.server(*options, listen=listen)
            where = ("--server", server.address.replace("unix:", f"unix:{server.folder}/"))
            if name[0] in "34":
                self.fill(options, *where)
            self.check(name, *where)

    def test_all_of_them_are_played(self):
        self.assertEqual(sorted(SERVERS), sorted(os.listdir(DOCUMENTED)))

    def test_over_tcp(self):
        self.over_a_socket("127.0.0.1:0")

    def test_over_a_unix_socket(self):
        self.over_a_socket("unix:s")

    def test_over_stdio(self):
        for name, options in SERVERS.items():
            store = os.path.join(self.folder, name)
            command = shlex.join([BINARY, "serve", "--stdio", "--store", f"directory:{store}",
                                  *options])
            if name[0] in "34":
                self.fill(options, "--exec", command)
            self.check(name, "--exec", command)


class Replay(ProgramTest):
    def play(self, text, *options):
        path = os.path.join(self.folder, "session.smtp")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return run("replay", path, *options)

    def served(self):
        return "--server", self.server("--hostname", "mx.example.org").address

    def test_in_memory(self):
        held = self.play("# It greets.\nS: 220 mx.example.org ESMTP Heloport\n")
        self.assertEqual((held.returncode, held.stderr),
                         (0, "1 of 1 transcripts hold, 0 broken, 0 skipped\n"), held.stdout)
        broken = self.play("# It greets.\nS: 220 somebody else\n")
        self.assertEqual(broken.returncode, 76)
        self.assertIn("session.smtp:2: the reply differs", broken.stdout)

    def test_a_reply_that_differs_is_shown(self):
        done = self.play("# No.\nS: 220 ...\nC: NOOP\nS: 250 2.0.0 Never\n", *self.served())
        self.assertEqual(done.returncode, 76)
        self.assertIn("session.smtp:4: the reply differs", done.stdout)
        self.assertIn("250 2.0.0 Ok", done.stdout)

    def test_what_must_stay_unsaid(self):
        where = self.served()
        done = self.play("# Quiet.\nS: 220 ...\nC: NOOP\n\nC: NOOP\nS: 250 ...\nS: 250 ...\n",
                         *where)
        self.assertEqual(done.returncode, 76, done.stdout)
        self.assertIn("must stay unsaid", done.stdout)
        done = self.play("# The end.\nS: 220 ...\nC: QUIT\n", *where)
        self.assertEqual(done.returncode, 76, done.stdout)

    def test_a_server_that_closes_early(self):
        done = self.play("# Gone.\nS: 220 ...\nC: QUIT\nS: 221 ...\n\nC: NOOP\nS: 250 ...\n",
                         *self.served())
        self.assertEqual(done.returncode, 76, done.stdout)
        self.assertIn("closed the connection", done.stdout)

    def test_what_needs_another_world_is_skipped_by_name(self):
        done = self.play("# Time.\nS: 220 ...\n! clock +301s\nS: 421 ...\n", *self.served())
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("session.smtp: skipped, it moves the clock", done.stdout)
        self.assertIn("1 skipped", done.stderr)

    def test_a_file_that_is_none(self):
        done = self.play("# Bad.\nX: what\n")
        self.assertEqual(done.returncode, 76)
        self.assertIn("session.smtp:2", done.stdout)


if __name__ == "__main__":
    unittest.main()
