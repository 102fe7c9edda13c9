"""Our client delivers to other people's servers: to_peer_test.py SERVER."""

import os

from judged import RECIPIENTS, SENDER, JudgedTest, certificate, main, message
from peers import PASSWORD, USER, Aiosmtpd, Dovecot, Exim, OpenSmtpd, Postfix
from program import run

TEXT = ".\n..\n.a\n\n" + "x" * 900 + "\nFrom here\n  blanks before\n"
NO_USER, UNAVAILABLE, PROTOCOL, NO_PERMISSION = 67, 69, 76, 77  # of sysexits.h
REFUSED = {NO_USER, UNAVAILABLE, NO_PERMISSION}


class Plain(JudgedTest):
    """What holds for every server; `server` is its class."""

    server = None
    options = ()

    def send(self, address, *words, to=RECIPIENTS, code=0):
        """Our client's run, which ends with `code`; it says something only when that is not 0."""
        done = run("send", SENDER, ",".join(to), *words, "--server", address, *self.options)
        self.assertEqual(done.returncode, code, done.stderr)
        if code == 0:
            self.assertEqual(done.stderr, "")
        return done

    def ready_message(self):
        """A file with a whole message of long lines and eight bits."""
        path = os.path.join(self.folder, "message")
        with open(path, "wb") as file:
            file.write(message("\r\n"))
        return path

    def arrived(self, there, ending, user="bob"):
        mail, = there.delivered(user=user)
        text = mail.replace(b"\r\n", b"\n")  # servers store with either end of line
        self.assertTrue(text.endswith(ending), text)

    def test_a_mail_arrives_once_for_each_recipient(self):
        there = self.peer(self.server)
        self.send(there.address, TEXT, "note")
        for user in "bob", "carol":
            self.assertIn(b"Subject: note", there.delivered(user=user)[0])
            self.arrived(there, b"\n\n" + TEXT.encode(), user)

    def test_a_ready_message_arrives_octet_for_octet(self):
        there = self.peer(self.server)
        self.send(there.address, "--data", self.ready_message())
        for user in "bob", "carol":
            self.arrived(there, message("\n"), user)


class Guarded:
    """What holds for every server that lets in only who has logged in behind TLS."""

    def login(self, password=PASSWORD, trust=("--tls-ca", certificate("ca.pem"))):
        path = os.path.join(self.folder, f"secret {password}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(password + "\n")
        return (*trust, "--user", USER, "--password-file", path)

    def test_it_logs_in_behind_tls(self):
        there = self.peer(self.server, guarded=True)
        data = ("--data", self.ready_message())
        self.send(there.address, *data, "--tls", "starttls", *self.login())
        self.send(there.tls_address, *data, "--tls", "implicit", *self.login())
        for mail in there.delivered(2):
            self.assertTrue(mail.replace(b"\r\n", b"\n").endswith(message("\n")), mail[:1000])

        refused = {
            "without a login": (("--tls", "starttls", "--tls-ca", certificate("ca.pem")), REFUSED),
            "a password is not said in clear": (("--tls", "none", *self.login(trust=()), "-v"),
                                                {NO_PERMISSION}),
            "whose certificate nobody signed": (("--tls", "starttls"), {PROTOCOL}),
            "who is somebody else": (("--tls", "starttls", *self.login(), "--tls-name",
                                      "elsewhere.example.net"), {PROTOCOL}),
            "a wrong password": (("--tls", "starttls", *self.login(password="wrong")),
                                 {NO_PERMISSION}),
        }
        for name, (words, codes) in refused.items():
            with self.subTest(name):
                done = run("send", SENDER, RECIPIENTS[0], *data, *words, "--server", there.address)
                self.assertIn(done.returncode, codes, done.stderr)
                self.assertNotIn("C: AUTH", done.stderr)
        self.assertEqual(len(there.mails()), 2)


class ToPostfix(Guarded, Plain):
    server = Postfix

    def test_the_strongest_mechanism_is_taken(self):
        there = self.peer(Postfix, guarded=True)
        done = run("send", SENDER, "bob@example.com", TEXT, "note", "--server", there.address,
                   "--tls", "starttls", *self.login(), "-v")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("AUTH SCRAM-SHA-256", done.stderr)
        self.assertIn("sasl_method=SCRAM-SHA-256", there.log())

    def test_it_reports_as_it_was_asked(self):
        there = self.peer(Postfix)
        done = run("send", "carol@example.com", "bob@example.com", TEXT, "note", "--server",
                   there.address, "--notify", "success", "--ret", "hdrs", "--envid", "QQ314159")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        report, = there.delivered(user="carol")
        for line in (b"Original-Envelope-Id: QQ314159\n", b"Action: delivered\n",
                     b"Original-Recipient: rfc822;bob@example.com\n"):
            self.assertIn(line, report)
        self.assertNotIn(b"x" * 900, report)  # RET=HDRS: without the text

    def test_an_address_beyond_ascii_arrives(self):
        there = self.peer(Postfix, virtual_mailbox_maps="static:bob/")
        self.send(there.address, TEXT, "Gr\u00fc\u00dfe", to=("j\u00f6rg@example.com",))
        mail, = there.delivered()
        self.assertIn("Delivered-To: j\u00f6rg@example.com".encode(), mail)

    def test_a_refused_recipient_is_named(self):
        there = self.peer(Postfix, smtpd_relay_restrictions="reject_unauth_destination")
        done = self.send(there.address, TEXT, "note", to=("bob@example.com", "eve@example.net"),
                         code=NO_USER)
        self.assertIn("eve@example.net refused: 554 5.7.1", done.stderr)
        self.assertIn("sent to 1 of 2 recipients", done.stderr)
        there.delivered()


class ToExim(Guarded, Plain):
    server = Exim


class ToOpenSmtpd(Plain):
    server = OpenSmtpd


class ToAiosmtpd(Guarded, Plain):
    server = Aiosmtpd


class ToDovecot(Plain):
    """By LMTP."""

    server = Dovecot
    options = ("--lmtp",)

    def test_it_takes_mail_on_its_unix_socket(self):
        there = self.peer(Dovecot)
        self.send(f"unix:{there.unix}", TEXT, "note")
        self.arrived(there, b"\n\n" + TEXT.encode())

    def test_it_takes_mail_behind_tls(self):
        there = self.peer(Dovecot, guarded=True)
        self.send(there.address, TEXT, "note", "--tls", "starttls", "--tls-ca",
                  certificate("ca.pem"))
        self.arrived(there, b"\n\n" + TEXT.encode())
        self.assertIn(b" with LMTPS\n", there.mails()[0])

    def test_each_recipient_has_an_outcome(self):
        there = self.peer(Dovecot, users=("bob@example.com",))
        done = self.send(there.address, TEXT, "note", code=NO_USER)
        self.assertIn("carol@example.com refused: 550 5.1.1", done.stderr)
        self.assertIn("sent to 1 of 2 recipients", done.stderr)
        self.arrived(there, b"\n\n" + TEXT.encode())


if __name__ == "__main__":
    main({"postfix": ToPostfix, "exim": ToExim, "opensmtpd": ToOpenSmtpd,
          "aiosmtpd": ToAiosmtpd, "dovecot": ToDovecot})
