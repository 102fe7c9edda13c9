"""STARTTLS, probed octet for octet: what is said in clear is worth nothing behind TLS."""

import os
import shutil
import signal
import ssl

from judged import SENDER, JudgedTest, certificate, run_tests
from program import Talk, content_of
from tls_talk import TlsTalk, trusting

MAIL = f"MAIL FROM:<{SENDER}>"


class StartTls(JudgedTest):
    def setUp(self):
        super().setUp()
        self.ours = self.guarded_server(required=None)

    def talk(self):
        talk = TlsTalk(self.ours.address)
        self.addCleanup(talk.close)
        return talk

    def test_what_waits_in_clear_is_discarded(self):
        injected = (b"NOOP\r\n", b"EHLO evil.example.net\r\n", b"MAIL FROM:<eve@example.net>\r\n",
                    b"AUTH PLAIN AGEAYg==\r\n", b"QUIT\r\n", b"NOOP\r\n" * 1000, b"NO")
        for octets in injected:
            with self.subTest(octets[:40]):
                talk = self.talk()
                talk.expect("250", "EHLO client.example.org")
                talk.send(b"STARTTLS\r\n" + octets)
                self.assertTrue(talk.reply().startswith("220 2.0.0"))
                try:
                    talk.wrap()
                except (ssl.SSLError, ConnectionError):
                    continue  # octets that came late are a bad handshake: as good an end
                # Whatever was injected, the first reply is to the first command behind TLS.
                self.assertTrue(talk.say(MAIL).startswith("503 5.5.1 Say EHLO"))
                self.assertTrue(talk.expect("250", "EHLO client.example.org").count("\n") > 3)
                talk.expect("221", "QUIT")

    def test_what_was_said_before_is_forgotten(self):
        talk = self.talk()
        talk.expect("250", "EHLO client.example.org")
        talk.expect("250", MAIL)
        talk.expect("503", "STARTTLS")
        talk.expect("250", "RSET")
        talk.expect("220", "STARTTLS")
        talk.wrap()
        talk.expect("503", "RCPT TO:<bob@example.com>")
        talk.expect("503", MAIL)
        talk.expect("250", "EHLO client.example.org")
        talk.expect("503", "RCPT TO:<bob@example.com>")
        talk.expect("250", MAIL)

    def test_it_is_offered_once_and_takes_no_argument(self):
        talk = self.talk()
        self.assertIn("250-STARTTLS", talk.expect("250", "EHLO client.example.org"))
        talk.expect("501", "STARTTLS now")
        behind = talk.secure()
        self.assertNotIn("STARTTLS", behind)
        talk.expect("503", "STARTTLS")

    def test_logins_are_offered_behind_it_only(self):
        talk = self.talk()
        self.assertNotIn("PLAIN", talk.expect("250", "EHLO client.example.org"))
        self.assertRegex(talk.say("AUTH PLAIN AGEAYg=="), r"^5[0-9]{2} ")
        self.assertRegex(talk.secure(), r"250[- ]AUTH .*PLAIN")

    def test_no_handshake_no_session(self):
        for octets in (f"EHLO c.example.org\r\n{MAIL}\r\n".encode(), b"\x16\x03\x01\x02\x00\x01",
                       b"\x16\x03\x01\xff\xff" + b"\x00" * 70_000, b"\x80\x2e\x01\x00\x02"):
            with self.subTest(octets[:20]):
                talk = self.talk()
                talk.expect("250", "EHLO client.example.org")
                talk.expect("220", "STARTTLS")
                talk.send(octets)
                talk.socket.shutdown(1)
                try:
                    heard = talk.socket.recv(4096)
                except ConnectionResetError:
                    continue
                self.assertNotRegex(heard, rb"^[0-9]{3}[ -]")  # nothing, or an alert
        with Talk(self.ours.address) as after:
            after.expect("250", "NOOP")

    def test_tls_before_1_2_is_refused(self):
        context = trusting()
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
        talk = self.talk()
        talk.expect("250", "EHLO client.example.org")
        talk.expect("220", "STARTTLS")
        with self.assertRaises(ssl.SSLError) as refused:
            talk.wrap(context)
        self.assertIn("PROTOCOL_VERSION", refused.exception.reason)

    def test_a_big_mail_arrives_whole(self):
        content = b"".join(b"line %d of many that fill records of TLS\r\n" % n
                           for n in range(100_000))
        talk = self.talk()
        talk.secure()
        self.assertTrue(talk.deliver(content).startswith("250"))
        mail, = self.ours.mails("bob@example.com").values()
        self.assertEqual(content_of(mail), content)

    def test_an_end_without_close_notify_is_no_end_of_data(self):
        talk = self.talk()
        talk.secure()
        talk.envelope()
        talk.send(b"half a message\r\n" * 1000)
        talk.reset()
        self.assertEqual(self.ours.stop(), 0)
        self.assertEqual(self.ours.files(), [])


class Certificates(JudgedTest):
    def test_a_new_one_holds_after_a_hangup_signal(self):
        pair = [os.path.join(self.folder, name) for name in ("server.pem", "server.key")]
        for name, path in zip(("server.pem", "server.key"), pair):
            shutil.copy(certificate(name), path)
        ours = self.server("--tls-cert", pair[0], "--tls-key", pair[1])

        def shown():
            with TlsTalk(ours.address) as talk:
                talk.secure()
                return talk.socket.getpeercert()["serialNumber"]

        before = shown()
        with TlsTalk(ours.address) as lasting:
            lasting.secure()
            for name, path in zip(("second.pem", "second.key"), pair):
                shutil.copy(certificate(name), path)
            self.assertEqual(shown(), before)
            ours.signal(signal.SIGHUP)
            ours.wait_for(ours.talk, "SIGHUP")
            lasting.expect("250", "NOOP")
        self.assertNotEqual(shown(), before)


if __name__ == "__main__":
    run_tests()
