"""What must not be said in clear is not: by a client that demands TLS, in what a server shows."""

import base64
import os
import socket
import threading
import unittest

from program import ProgramTest, Talk, run

ANN, BOB = "ann@example.org", "bob@example.com"
PASSWORD = "correct horse battery staple"


class Listener:
    """A server that answers each verb as it is told, and keeps what it hears."""

    def __init__(self, answers):
        self._answers = answers
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(60)
        self.address = "127.0.0.1:%d" % self._socket.getsockname()[1]
        self.heard = b""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        connection, _ = self._socket.accept()
        with connection, connection.makefile("rb") as lines:
            connection.settimeout(60)
            connection.sendall(b"220 mx.example.com ESMTP\r\n")
            for line in lines:
                self.heard += line
                answer = self._answers.get(line[:4].upper(), b"250 Ok\r\n")
                if answer is None:
                    return
                connection.sendall(answer)

    def close(self):
        self._thread.join(60)
        self._socket.close()


class Downgrade(ProgramTest):
    """CVE-2016-0772, CVE-2021-32066, CVE-2021-22946 and striptls: TLS is demanded or nothing is
    sent."""

    def demanded(self, ehlo, starttls=b"454 4.7.0 Not now\r\n"):
        there = Listener({b"EHLO": ehlo, b"STAR": starttls, b"QUIT": None})
        done = run("send", ANN, BOB, "a secret text", "note", "--tls", "starttls",
                   "--server", there.address)
        there.close()
        self.assertNotEqual(done.returncode, 0)
        self.assertTrue(done.stderr.startswith("heloport: "), done.stderr)
        for word in b"MAIL", b"RCPT", b"DATA", b"AUTH", b"secret":
            self.assertNotIn(word, there.heard)
        return there.heard

    OFFER = b"250-mx.example.com\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"

    def test_starttls_that_was_taken_out_of_the_offer(self):
        for ehlo in (b"250 mx.example.com\r\n", b"250-mx.example.com\r\n250 XXXXXXXX\r\n",
                     b"250-mx.example.com\r\n250 AUTH PLAIN LOGIN\r\n"):
            with self.subTest(ehlo):
                self.assertNotIn(b"STARTTLS", self.demanded(ehlo))

    def test_starttls_that_is_refused(self):
        for refusal in b"454 4.7.0 Not now\r\n", b"500 What?\r\n", b"554 5.7.0 Never\r\n":
            with self.subTest(refusal):
                self.assertIn(b"STARTTLS\r\n", self.demanded(self.OFFER, refusal))

    def test_an_answer_to_starttls_that_is_none(self):
        for answer in b"250 Ok\r\n", b"354 Go on\r\n", b"22\r\n", b"hello\r\n":
            with self.subTest(answer):
                self.demanded(self.OFFER, answer)

    def test_replies_that_stand_in_clear_behind_the_220(self):
        for more in (b"250 mx.example.com\r\n", b"250-mx.example.com\r\n250 AUTH PLAIN\r\n",
                     b"235 2.7.0 Welcome\r\n", b"2"):
            with self.subTest(more):
                self.demanded(self.OFFER, b"220 Go ahead\r\n" + more)


class Trace(ProgramTest):
    """No credential is shown, whatever became of it."""

    def test_auth_is_hidden_in_the_trace_and_in_the_log(self):
        users = os.path.join(self.folder, "users")
        added = run("user", "add", BOB, "--users", users, stdin=PASSWORD + "\n")
        self.assertEqual(added.returncode, 0, added.stderr)
        server = self.server("--trace", "--users", users)
        plain = base64.b64encode(f"\0{BOB}\0{PASSWORD}".encode()).decode()
        scram = base64.b64encode(f"n,,n={BOB},r=abcdefghijklmnop".encode()).decode()
        with Talk(server.address) as talk:
            talk.expect("250", "EHLO client.example.org")
            talk.expect("5", f"AUTH PLAIN {plain}")
            talk.expect("334", f"AUTH SCRAM-SHA-256 {scram}")
            talk.expect("5", plain)
            talk.expect("334", "auth scram-sha-256")
            talk.expect("334", scram)
            talk.expect("501", "*")
            talk.expect("221", "QUIT")
        server.stop()
        shown = "\n".join(server.output + server.talk)
        self.assertIn("EHLO client.example.org", shown)
        for secret in plain, scram, PASSWORD:
            self.assertNotIn(secret, shown)


if __name__ == "__main__":
    unittest.main()
