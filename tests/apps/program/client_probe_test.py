"""Our client against servers that cheat, octet for octet: it says nothing that they could use."""

import base64
import os
import re
import socket
import ssl
import threading

from judged import JudgedTest, certificate, run_tests
from peers import PASSWORD, SECONDS_MAX, USER
from program import run
from tls_talk import base64_of

NO_PERMISSION, PROTOCOL, UNAVAILABLE, USAGE = 77, 76, 69, 64  # of sysexits.h
OFFER = b"250-mx.example.org\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN SCRAM-SHA-256\r\n"


class Cheat:
    """One connection of a server that does as `play` says; `heard` is what came, line by line."""

    def __init__(self, play):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(SECONDS_MAX)
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self.heard = []
        self._play = play
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self):
        with self._listener:
            self._socket, _ = self._listener.accept()
        self._socket.settimeout(SECONDS_MAX)
        self._file = self._socket.makefile("rb")
        try:
            self.say(b"220 mx.example.org ESMTP\r\n")
            self._play(self)
            while self.hear() not in ("", "QUIT"):  # whatever else the client may say
                pass
            self.say(b"221 mx.example.org\r\n")
        except OSError:
            pass
        finally:
            self._file.close()
            self._socket.close()

    def say(self, octets):
        self._socket.sendall(octets)

    def hear(self):
        line = self._file.readline().decode().rstrip("\r\n")
        if line:
            self.heard.append(line)
        return line

    def answer(self, octets):
        """Hears one line and says this."""
        line = self.hear()
        self.say(octets)
        return line

    def wrap(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate("server.pem"), certificate("server.key"))
        self._file.close()
        self._socket = context.wrap_socket(self._socket, server_side=True)
        self._file = self._socket.makefile("rb")

    def ended(self):
        self._thread.join(SECONDS_MAX)
        assert not self._thread.is_alive(), self.heard
        return self.heard


class Client(JudgedTest):
    def sent_to(self, play, *options):
        """What the client was heard to say, its exit code and what it told."""
        if "starttls" in options:
            options += ("--tls-ca", certificate("ca.pem"))
        cheat = Cheat(play)
        path = os.path.join(self.folder, "secret")
        with open(path, "w", encoding="utf-8") as file:
            file.write(PASSWORD + "\n")
        done = run("send", "ann@example.org", "bob@example.com", "Hello", "note", "--server",
                   cheat.address, "--user", USER, "--password-file", path, *options)
        heard = cheat.ended()
        self.assertEqual([line for line in heard if line.startswith("MAIL")], [])
        return heard, done.returncode, done.stderr

    def test_starttls_that_is_stripped_ends_it(self):
        for offer in b"250 mx.example.org\r\n", b"250-mx.example.org\r\n250 AUTH PLAIN LOGIN\r\n":
            heard, code, _ = self.sent_to(lambda it, offer=offer: it.answer(offer),
                                          "--tls", "starttls")
            self.assertNotEqual(code, 0)
            self.assertFalse([line for line in heard if line.startswith("AUTH")], heard)

    def test_starttls_that_is_refused_ends_it(self):
        def play(it):
            it.answer(OFFER)
            it.answer(b"454 4.7.0 not now\r\n")

        heard, code, _ = self.sent_to(play, "--tls", "starttls")
        self.assertNotEqual(code, 0)
        self.assertFalse([line for line in heard if line.startswith("AUTH")], heard)

    def test_no_password_is_said_in_clear(self):
        heard, code, _ = self.sent_to(
            lambda it: it.answer(b"250-mx.example.org\r\n250 AUTH PLAIN LOGIN\r\n"),
            "--tls", "none")
        self.assertEqual(code, NO_PERMISSION)
        self.assertFalse([line for line in heard if line.startswith("AUTH")], heard)

    def test_no_password_is_given_to_whoever_answers(self):
        done = run("send", "ann@example.org", "bob@example.com", "Hello", "note", "--tls", "try",
                   "--user", USER, "--password-env", "PATH")
        self.assertEqual(done.returncode, USAGE, done.stderr)

    def test_replies_that_came_in_clear_are_worth_nothing_behind_tls(self):
        # The reply to EHLO that is injected has no AUTH; the true one has.
        def play(it):
            it.answer(OFFER)
            it.answer(b"220 go\r\n250-evil.example.net\r\n250 SIZE 1\r\n")
            it.wrap()
            it.answer(b"250-mx.example.org\r\n250 AUTH PLAIN\r\n")
            it.answer(b"535 5.7.8 no\r\n")

        heard, code, _ = self.sent_to(play, "--tls", "starttls")
        self.assertNotEqual(code, 0)
        # Either all is given up at once, or the true offer is the one that counts.
        self.assertIn(heard[2:3], ([], ["QUIT"], [heard[0]]), heard)

    def test_a_server_that_cannot_prove_itself_gets_no_mail(self):
        def scram(it, iterations, last):
            it.answer(OFFER)
            it.answer(b"220 go\r\n")
            it.wrap()
            it.answer(b"250-mx.example.org\r\n250 AUTH SCRAM-SHA-256\r\n")
            first = base64.b64decode(it.hear().split(" ")[2]).decode()
            nonce = re.search(r"r=(.*)", first).group(1)
            challenge = f"r={nonce}evil,s={base64_of('salt of no one')},i={iterations}"
            it.say(f"334 {base64_of(challenge)}\r\n".encode())
            it.hear()
            it.say(last)
            it.answer(b"235 2.7.0 believe me\r\n")
            it.answer(b"250 2.1.0 fine\r\n")

        proof = b"334 " + base64_of("v=" + base64_of(b"x" * 32)).encode() + b"\r\n"
        for name, iterations, last in (("no proof", 4096, b"235 2.7.0 believe me\r\n"),
                                       ("a wrong proof", 4096, proof),
                                       ("a hash that is cheap to guess", 1, proof),
                                       ("a hash that takes for ever", 2_000_000_000, proof)):
            with self.subTest(name):
                _, code, told = self.sent_to(
                    lambda it, i=iterations, l=last: scram(it, i, l), "--tls", "starttls")
                self.assertNotEqual(code, 0, told)

    def test_a_reply_without_an_end_is_not_read_for_ever(self):
        def play(it):
            it.hear()
            try:
                for _ in range(200_000):
                    it.say(b"250-STARTTLS" + b" x" * 200 + b"\r\n")
            except OSError:
                pass

        _, code, _ = self.sent_to(play, "--tls", "starttls")
        self.assertIn(code, (PROTOCOL, UNAVAILABLE))


if __name__ == "__main__":
    run_tests()
