"""How a server stops, and what clients that leave or linger leave behind."""

import os
import pty
import signal
import socket
import subprocess
import threading
import unittest

from program import BINARY, SECONDS_MAX, ProgramTest, Talk, content_of


class Stop(ProgramTest):
    def test_an_idle_session_is_told_and_a_running_one_finishes(self):
        server = self.server("--hostname", "mx.example.com")
        with Talk(server.address) as idle, Talk(server.address) as busy:
            idle.expect("250", "EHLO client.example.org")
            busy.envelope()
            busy.send(b"first half\r\n")
            server.signal(signal.SIGTERM)
            self.assertTrue(idle.reply().startswith("421 4.3.2 mx.example.com"))
            self.assertEqual(idle.reply(), "")
            busy.send(b"second half\r\n.\r\n")
            self.assertTrue(busy.reply().startswith("250 2.0.0"))
            self.assertTrue(busy.reply().startswith("421 4.3.2"))
            self.assertEqual(busy.reply(), "")
        self.assertEqual(server.ended(), 0)
        mail, = server.mails("bob@example.com").values()
        self.assertEqual(content_of(mail), b"first half\r\nsecond half\r\n")

    def test_nobody_new_is_let_in(self):
        server = self.server()
        with Talk(server.address) as busy:
            busy.envelope()
            server.signal(signal.SIGTERM)
            # Once a second session has been told, the stop is under way.
            busy.send(b"x\r\n.\r\n")
            busy.reply()
            self.assertTrue(busy.reply().startswith("421"))
            self.assertEqual(server.ended(), 0)
            with self.assertRaises(OSError):
                socket.create_connection(("127.0.0.1", server.port), 5).close()

    def test_grace_ends(self):
        server = self.server("--grace", "1")
        with Talk(server.address) as slow:
            slow.envelope()
            server.signal(signal.SIGTERM)
            self.assertTrue(slow.reply().startswith("421"))
        self.assertEqual(server.ended(), 0)
        self.assertEqual(server.files(), [])

    def test_the_socket_file_goes_with_the_server(self):
        for _ in range(2):
            server = self.server(listen=f"unix:{self.folder}/smtp.sock")
            with Talk(server.address) as talk:
                talk.deliver(b"x\r\n")
            self.assertEqual(server.stop(), 0)


class Vanish(ProgramTest):
    def test_a_client_that_vanishes_in_the_data_leaves_nothing(self):
        server = self.server()
        for leave in Talk.close, Talk.reset:
            talk = Talk(server.address)
            talk.envelope()
            talk.send(b"half a message\r\n" * 10_000)
            leave(talk)
        self.assertEqual(server.stop(), 0)
        self.assertEqual(server.files(), [])

    def test_a_client_that_vanishes_anywhere_does_not_disturb_others(self):
        server = self.server()
        words = (b"EHLO c.example.org\r\n", b"MAIL FROM:<a@example.org>\r\n",
                 b"RCPT TO:<bob@example.com>\r\n", b"DATA\r\n", b"x\r\n", b".\r\n")
        for count in range(len(words)):
            talk = Talk(server.address)
            talk.send(b"".join(words[:count]))
            talk.reset()
        with Talk(server.address) as talk:
            self.assertTrue(talk.deliver(b"x\r\n").startswith("250"))
        self.assertEqual(server.stop(), 0)

    def test_a_silent_client_is_told_to_go(self):
        server = self.server("--timeout", "1", "--data-timeout", "1")
        with Talk(server.address) as talk, Talk(server.address) as sender:
            sender.envelope()
            self.assertTrue(talk.reply().startswith("421 4.4.2"))
            self.assertTrue(sender.reply().startswith("421 4.4.2"))
        self.assertEqual(server.stop(), 0)
        self.assertEqual(server.files(), [])


class Limits(ProgramTest):
    def test_connections_beyond_the_most_are_told(self):
        server = self.server("--connections-max", "2", "--hostname", "mx.example.com")
        with Talk(server.address), Talk(server.address), Talk(server.address) as third:
            self.assertTrue(third.greeting.startswith("421 4.3.2 mx.example.com Too many"))
            self.assertEqual(third.reply(), "")


class Stdio(ProgramTest):
    def serve(self, octets, *options):
        return subprocess.run([BINARY, "serve", "--stdio", *options], input=octets,
                              cwd=self.folder, capture_output=True, timeout=SECONDS_MAX)

    def test_nothing_but_smtp_on_stdout(self):
        done = self.serve(b"EHLO c.example.org\r\nMAIL FROM:<a@example.org>\r\n"
                          b"RCPT TO:<bob@example.com>\r\nDATA\r\nhello\r\n.\r\nQUIT\r\n",
                          "--trace")
        self.assertEqual(done.returncode, 0, done.stderr)
        for line in done.stdout.splitlines():
            self.assertRegex(line, rb"^[235]\d\d[- ]")
        self.assertTrue(done.stdout.endswith(b" Bye\r\n"), done.stdout)
        self.assertIn(b"Client: hello\n", done.stderr)
        self.assertIn(b"Email saved to mailbox/bob@example.com/", done.stderr)

    def test_a_session_can_be_typed(self):
        keyboard, terminal = pty.openpty()
        with subprocess.Popen([BINARY, "serve", "--stdio"], cwd=self.folder, stdin=terminal,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as server:
            os.close(terminal)
            patience = threading.Timer(SECONDS_MAX, server.kill)
            patience.start()
            self.addCleanup(patience.cancel)
            self.assertTrue(server.stdout.readline().startswith(b"220 "))
            for typed, code in ((b"HELO me", b"250"), (b"MAIL FROM:<a@example.org>", b"250"),
                                (b"RCPT TO:<bob@example.com>", b"250"), (b"DATA", b"354"),
                                (b"typed\n.", b"250"), (b"QUIT", b"221")):
                os.write(keyboard, typed + b"\n")
                self.assertTrue(server.stdout.readline().startswith(code), typed)
            server.communicate(timeout=SECONDS_MAX)
            self.assertEqual(server.returncode, 0)
        os.close(keyboard)
        mails = os.listdir(os.path.join(self.folder, "mailbox", "bob@example.com"))
        self.assertEqual(len(mails), 1)

    def test_an_end_in_the_middle_leaves_nothing(self):
        done = self.serve(b"EHLO c.example.org\r\nMAIL FROM:<a@example.org>\r\n"
                          b"RCPT TO:<bob@example.com>\r\nDATA\r\nhello\r\n")
        self.assertEqual(done.returncode, 0, done.stderr)
        listed = self.serve(b"EHLO c.example.org\r\nXLIST <bob@example.com>\r\n")
        self.assertTrue(listed.stdout.endswith(b"250 List of emails for bob@example.com:\r\n"))


if __name__ == "__main__":
    unittest.main()
