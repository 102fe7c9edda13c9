"""Sending, listing and reading in the standard dialect, and what the client says of it."""

import os
import socket
import threading
import unittest

from program import ProgramTest, Talk, content_of, run

ANN, BOB = "ann@example.org", "bob@example.com"


def header_and_body(message):
    header, _, body = message.partition(b"\r\n\r\n")
    return header.decode("utf-8", "surrogateescape"), body


class Script:
    """A server that says what it is told, whatever it hears: for what ours never does."""

    def __init__(self, *steps):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(60)
        self.address = "127.0.0.1:%d" % self._listener.getsockname()[1]
        self._steps = steps
        self._thread = threading.Thread(target=self._play, daemon=True)
        self._thread.start()

    def _play(self):
        connection, _ = self._listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.settimeout(60)
            for heard, said in self._steps:
                while heard is not None:
                    line = lines.readline()
                    if not line:
                        return
                    if line.strip().upper().startswith(heard):
                        break
                connection.sendall(said)
        self._listener.close()

    def close(self):
        self._thread.join(60)


class Send(ProgramTest):
    def setUp(self):
        super().setUp()
        self.there = self.server()

    def send(self, content, name="note", to=BOB, stdin=None, options=()):
        return run("send", ANN, to, content, name, "--server", self.there.address, *options,
                   stdin=stdin)

    def only_mail(self, user=BOB):
        mails = list(self.there.mails(user).values())
        self.assertEqual(len(mails), 1, self.there.files())
        return mails[0]

    def test_a_mail_is_a_proper_message(self):
        done = self.send("Hello Bob.\nBye.")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        header, body = header_and_body(content_of(self.only_mail()))
        self.assertRegex(header, r"(?m)\AFrom: ann@example\.org\r\nTo: bob@example\.com\r\n"
                                 r"Date: \w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [-+]\d{4}\r\n"
                                 r"Message-ID: <[^@ ]+@[^@ ]+>\r\nSubject: note\Z")
        self.assertEqual(body, b"Hello Bob.\r\nBye.\r\n")

    def test_the_subject_names_the_file(self):
        self.send("x", name="note")
        self.send("y", name="note")
        self.send("z", name="Gr\u00fc\u00dfe")
        self.assertEqual(sorted(self.there.mails(BOB)),
                         sorted(["note.txt", "note-2.txt", "Gr\u00fc\u00dfe.txt"]))

    def test_eight_bit_text_is_labelled(self):
        self.send("Gr\u00fc\u00dfe")
        header, body = header_and_body(content_of(self.only_mail()))
        self.assertIn("Content-Type: text/plain; charset=utf-8", header)
        self.assertIn("Content-Transfer-Encoding: 8bit", header)
        self.assertEqual(body, "Gr\u00fc\u00dfe\r\n".encode())

    def test_content_from_stdin_and_from_a_file(self):
        self.assertEqual(self.send("-", stdin="from stdin\n").returncode, 0)
        path = os.path.join(self.folder, "text")
        with open(path, "wb") as file:
            file.write(b".\n..\nfrom a file\n")
        self.assertEqual(self.send("@" + path, name="second").returncode, 0)
        mails = self.there.mails(BOB)
        self.assertTrue(mails["note.txt"].endswith(b"\r\n\r\nfrom stdin\r\n"))
        self.assertTrue(mails["second.txt"].endswith(b"\r\n\r\n.\r\n..\r\nfrom a file\r\n"))

    def test_several_recipients_get_one_mail_each(self):
        done = self.send("x", to="bob@example.com,carol@example.com,bob@example.com")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(self.there.mails(BOB)), 1)
        self.assertEqual(len(self.there.mails("carol@example.com")), 1)

    def test_list_and_read(self):
        self.send("one", name="first")
        self.send("two", name="second")
        to = ("--server", self.there.address)
        listed = run("list", BOB, *to)
        self.assertEqual(listed.returncode, 0, listed.stderr)
        lines = listed.stdout.splitlines()
        self.assertEqual(lines[1:], ["Server: 250 List of emails for bob@example.com:",
                                     "first.txt", "second.txt"])
        for name in "first", "first.txt":
            done = run("read", BOB, name, *to)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertTrue(done.stdout.endswith("Subject: first\n\none\n"), done.stdout)

    def test_what_is_not_there_is_said(self):
        to = ("--server", self.there.address)
        done = run("list", "nobody@example.com", *to)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.endswith("List of emails for nobody@example.com:\n"))
        done = run("read", BOB, "nothing", *to)
        self.assertEqual(done.returncode, 66)
        self.assertIn("not found: 550", done.stderr)

    def test_addresses_and_names_beyond_ascii(self):
        user, name = "j\u00f6rg@example.com", "hallo w\u00f6rld"
        to = ("--server", self.there.address)
        self.assertEqual(self.send("Gr\u00fc\u00dfe", name=name, to=user).returncode, 0)
        self.assertIn(b" with UTF8SMTP id ", self.only_mail(user))
        listed = run("list", user, *to)
        self.assertEqual((listed.returncode, listed.stdout.splitlines()[-1]), (0, name + ".txt"))
        read = run("read", user, name, *to)
        self.assertEqual(read.returncode, 0, read.stderr)
        self.assertTrue(read.stdout.endswith("\n\nGr\u00fc\u00dfe\n"), read.stdout)

    def test_verbose_is_a_transcript_that_replays(self):
        done = self.send("Hello", options=("-v",))
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        self.assertTrue(done.stderr.startswith("# "), done.stderr)
        path = os.path.join(self.folder, "session.smtp")
        with open(path, "w", encoding="utf-8") as file:
            file.write(done.stderr)
        replayed = run("replay", "--codes", path, "--server", self.there.address)
        self.assertEqual(replayed.returncode, 0, replayed.stdout + replayed.stderr)
        self.assertEqual(len(self.there.mails(BOB)), 2)


class Outcomes(ProgramTest):
    """Sent, refused, unknown: promise R6."""

    ENVELOPE = ((None, b"220 x ESMTP\r\n"), (b"EHLO", b"250 x\r\n"), (b"MAIL", b"250 ok\r\n"),
                (b"RCPT", b"250 ok\r\n"), (b"DATA", b"354 go\r\n"))

    def outcome(self, *steps, to=BOB):
        script = Script(*steps)
        done = run("send", ANN, to, "Hello", "note", "--server", script.address)
        script.close()
        self.assertEqual(len(done.stderr.splitlines()), done.stderr.count("heloport: "))
        return done.returncode, done.stderr

    def test_refused_recipients_are_named_and_the_others_served(self):
        server = self.server("--domain", "example.com")
        done = run("send", ANN, "bob@example.com,eve@example.net", "x", "n",
                   "--server", server.address)
        self.assertEqual(done.returncode, 67)
        self.assertIn("eve@example.net refused: 550 5.7.1", done.stderr)
        self.assertIn("sent to 1 of 2 recipients", done.stderr)
        self.assertEqual(len(server.mails(BOB)), 1)

    def test_every_recipient_refused(self):
        server = self.server("--domain", "example.com")
        done = run("send", ANN, "eve@example.net", "x", "n", "--server", server.address)
        self.assertEqual(done.returncode, 67)
        self.assertIn("nothing was sent", done.stderr)

    def test_a_connection_lost_before_the_end_is_not_sent(self):
        code, talk = self.outcome(*self.ENVELOPE[:4])
        self.assertEqual(code, 75)
        self.assertIn("it was not sent", talk)

    def test_a_connection_lost_after_the_end_is_unknown(self):
        code, talk = self.outcome(*self.ENVELOPE, (b".", b""))
        self.assertEqual(code, 75)
        self.assertIn("UNKNOWN", talk)
        self.assertIn("may have been delivered", talk)

    def test_a_refused_message_says_whether_to_try_again(self):
        code, talk = self.outcome(*self.ENVELOPE, (b".", b"452 full\r\n"), (b"QUIT", b"221 b\r\n"))
        self.assertEqual((code, "452 full" in talk), (75, True), talk)
        code, talk = self.outcome(*self.ENVELOPE, (b".", b"554 no\r\n"), (b"QUIT", b"221 b\r\n"))
        self.assertEqual((code, "554 no" in talk), (69, True), talk)

    def test_data_taken_for_nobody_sends_nothing(self):
        script = (self.ENVELOPE[0], (b"EHLO", b"250-x\r\n250 PIPELINING\r\n"),
                  (b"DATA", b"250 ok\r\n550 no\r\n354 go\r\n"), (b".", b"250 ok\r\n"),
                  (b"QUIT", b"221 bye\r\n"))
        code, talk = self.outcome(*script)
        self.assertEqual(code, 67, talk)
        self.assertIn("nothing was sent", talk)

    def test_a_server_that_does_not_speak_smtp(self):
        code, talk = self.outcome((None, b"HTTP/1.1 400 Bad Request\r\n\r\n"))
        self.assertEqual(code, 76, talk)

    def test_eight_bit_is_encoded_where_it_is_not_offered(self):
        heard = []
        listener = socket.create_server(("127.0.0.1", 0))
        thread = threading.Thread(target=self.seven_bit_server, args=(listener, heard))
        thread.start()
        done = run("send", ANN, BOB, "Gr\u00fc\u00dfe", "note", "--server",
                   "127.0.0.1:%d" % listener.getsockname()[1])
        thread.join(60)
        listener.close()
        self.assertEqual(done.returncode, 0, done.stderr)
        message = b"".join(heard)
        self.assertTrue(message.isascii())
        self.assertRegex(message, rb"Content-Transfer-Encoding: (quoted-printable|base64)")

    @staticmethod
    def seven_bit_server(listener, heard):
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 x ESMTP\r\n")
            for line in lines:
                heard.append(line)
                if line.startswith(b"DATA"):
                    connection.sendall(b"354 go\r\n")
                    while not heard[-1] == b".\r\n":
                        heard.append(lines.readline())
                connection.sendall(b"250 ok\r\n")
                if line.startswith(b"QUIT"):
                    return


class Addresses(ProgramTest):
    def test_one_server_on_several_addresses(self):
        server = self.server("--listen", "unix:s.sock", "--listen", "[::1]:0")
        for line in server.talk[:3]:
            address = line.rsplit(" ", 1)[1].replace("unix:", f"unix:{server.folder}/")
            done = run("send", ANN, BOB, "x", "n", "--server", address)
            self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(len(server.mails(BOB)), 3)

    def test_names_are_lower_cased_and_unquoted(self):
        server = self.server()
        with Talk(server.address) as talk:
            talk.deliver(b"x\r\n", recipients=('"b\\ob"@Example.COM',))
        self.assertEqual(len(server.mails(BOB)), 1, server.files())

    def test_postmaster_has_a_mailbox_whatever_the_domains(self):
        server = self.server("--domain", "example.com")
        with Talk(server.address) as talk:
            self.assertTrue(talk.deliver(b"x\r\n", recipients=("PostMaster",)).startswith("250"))
            self.assertTrue(talk.say("MAIL FROM:<>").startswith("250"))
            self.assertTrue(talk.say("RCPT TO:<bob@example.net>").startswith("550 5.7.1"))
        self.assertEqual(len(server.files()), 1)
        self.assertIn("postmaster", server.files()[0])


if __name__ == "__main__":
    unittest.main()
