"""The documented sessions 2 to 4, in both printed views, to the letter, port aside."""

import os
import shlex
import unittest

from program import BINARY, ProgramTest, run

SEND = ("send", "alice@example.com", "bob@example.com", "Project for CSCI-351", "project_info")
LIST = ("list", "bob@example.com")
READ = ("read", "bob@example.com", "project_info")

SEND_SHOWN = """\
Server: 220 SimpleSMTP Server Ready
Server: 250 Hello
Server: 250 OK
Server: 250 OK
Server: 354 End with '.' on a new line
Server: 250 Message accepted
Server: 221 Bye
"""
SEND_SERVED = """\
Client: HELO client
Client: MAIL FROM: alice@example.com
Client: RCPT TO: bob@example.com
Client: DATA
Client: FILENAME: project_info
Client: Project for CSCI-351
Client: .
Email saved to mailbox/bob@example.com/project_info.txt
Client: QUIT
"""
LIST_SHOWN = """\
Server: 220 SimpleSMTP Server Ready
Server: 250 List of emails for bob@example.com:
project_info.txt
test_mail_1.txt
test_mail_2.txt
test_mail_3.txt
"""
LIST_SERVED = "Client: LIST EMAILS: bob@example.com\n"
READ_SHOWN = """\
Server: 220 SimpleSMTP Server Ready
Server: 250 Email content:
From: alice@example.com
To: bob@example.com
Project for CSCI-351
"""
READ_SERVED = "Client: READ EMAIL: bob@example.com: project_info\n"


class Documented(ProgramTest):
    def check(self, wish, shown):
        done = run(*wish)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, shown, ""))

    def over_a_socket(self, listen):
        server = self.server("--dialect", "simple", "--trace", listen=listen)
        to = ("--server", server.address.replace("unix:", f"unix:{server.folder}/"))
        self.check((*SEND, *to), SEND_SHOWN)
        for number in 1, 2, 3:
            name = f"test_mail_{number}"
            done = run("send", "alice@example.com", "bob@example.com", "test", name, *to)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.check((*LIST, *to), LIST_SHOWN)
        self.check((*READ, *to), READ_SHOWN)
        self.assertEqual(server.stop(), 0)
        served = "".join(f"{line}\n" for line in server.output)
        expected = f"SMTP Server running on {server.address}\n{SEND_SERVED}"
        self.assertEqual(served[:len(expected)], expected)
        self.assertTrue(served.endswith(LIST_SERVED + READ_SERVED), served)

    def test_over_tcp(self):
        self.over_a_socket("127.0.0.1:0")

    def test_over_ipv6(self):
        self.over_a_socket("[::1]:0")

    def test_over_a_unix_socket(self):
        self.over_a_socket("unix:smtp.sock")

    def test_over_stdio(self):
        # Here the server is started by the client, and its view goes to stderr beside its talk.
        store = shlex.quote(os.path.join(self.folder, "mailbox"))
        command = f"cd {shlex.quote(self.folder)} && exec {shlex.quote(BINARY)} serve --stdio " \
                  "--dialect simple --trace --store directory:mailbox"
        sent = run(*SEND, "--exec", command)
        self.assertEqual((sent.returncode, sent.stdout), (0, SEND_SHOWN), sent.stderr)
        self.assertEqual(self.view_in(sent.stderr), SEND_SERVED)
        self.assertTrue(os.path.isdir(store))
        for number in 1, 2, 3:
            run("send", "alice@example.com", "bob@example.com", "test", f"test_mail_{number}",
                "--exec", command)
        listed = run(*LIST, "--exec", command)
        self.assertEqual((listed.returncode, listed.stdout), (0, LIST_SHOWN), listed.stderr)
        self.assertEqual(self.view_in(listed.stderr), LIST_SERVED)
        read = run(*READ, "--exec", command)
        self.assertEqual((read.returncode, read.stdout), (0, READ_SHOWN), read.stderr)
        self.assertEqual(self.view_in(read.stderr), READ_SERVED)

    @staticmethod
    def view_in(talk):
        return "".join(line for line in talk.splitlines(True)
                       if line.startswith(("Client: ", "Email saved to ")))


if __name__ == "__main__":
    unittest.main()
