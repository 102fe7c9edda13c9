"""Mail for ours by LMTP: one reply for each recipient, as others expect: lmtp_peer_test.py PEER."""

import os
import shutil
import subprocess

import relays
from judged import RECIPIENTS, SENDER, JudgedTest, main, message
from peers import SECONDS_MAX, Absent, until
from program import Talk, content_of


class Lmtp(JudgedTest):
    def deaf_to(self, ours, user):
        """Nothing can be stored for a user whose mailbox is a file."""
        os.makedirs(os.path.join(ours.folder, "mailbox"), exist_ok=True)
        with open(ours.mailbox(user), "wb"):
            pass


class FromPostfix(Lmtp):
    def handed_over(self, address, **server):
        ours = self.server("--lmtp", **server)
        theirs = relays.postfix(self, ours.address, relayhost="", default_transport=address(ours))
        theirs.send(message("\n"), SENDER, RECIPIENTS)
        return ours, theirs

    def test_it_hands_over_by_tcp(self):
        ours, theirs = self.handed_over(lambda ours: f"lmtp:inet:{ours.address}")
        for user in RECIPIENTS:
            mail, = until(lambda user=user: ours.mails(user), theirs.log).values()
            self.assertIn(b" with LMTP id ", mail)
            self.assertTrue(content_of(mail).endswith(message("\r\n")), mail[:1000])

    def test_it_hands_over_by_a_unix_socket(self):
        # The socket is in Postfix's root, and Postfix's own user may connect.
        theirs = relays.postfix(self, "127.0.0.1:0", relayhost="",
                                default_transport="lmtp:unix:/lmtp.sock")
        ours = self.server("--lmtp", listen="unix:lmtp.sock", folder=theirs.folder)
        os.chmod(theirs.path("lmtp.sock"), 0o666)
        theirs.send(message("\n"), SENDER, RECIPIENTS)
        for user in RECIPIENTS:
            mail, = until(lambda user=user: ours.mails(user), theirs.log).values()
            self.assertTrue(content_of(mail).endswith(message("\r\n")), mail[:1000])
        self.assertEqual(ours.stop(), 0)

    def test_a_mail_that_cannot_be_stored_for_all_waits_for_all(self):
        ours = self.server("--lmtp")
        self.deaf_to(ours, RECIPIENTS[1])
        theirs = relays.postfix(self, ours.address, relayhost="",
                                default_transport=f"lmtp:inet:{ours.address}")
        theirs.send(message("\n"), SENDER, RECIPIENTS)
        until(lambda: theirs.log().count("status=deferred") == len(RECIPIENTS), theirs.log)
        self.assertEqual(theirs.log().count("said: 451 4.3.0"), len(RECIPIENTS))
        self.assertEqual(ours.mails(RECIPIENTS[0]), {})
        os.unlink(ours.mailbox(RECIPIENTS[1]))
        theirs.run("/usr/sbin/sendmail", "-q")
        for user in RECIPIENTS:
            until(lambda user=user: len(ours.mails(user)) == 1, theirs.log)


class FromSwaks(Lmtp):
    def test_it_delivers_to_each_recipient(self):
        if not shutil.which("swaks"):
            raise Absent("no swaks here")
        ours = self.server("--lmtp", listen=f"unix:{self.folder}/lmtp.sock")
        done = subprocess.run(["swaks", "--protocol", "LMTP", "--socket",
                               f"{self.folder}/lmtp.sock", "--from", SENDER, "--to",
                               ",".join(RECIPIENTS)], text=True, capture_output=True,
                              timeout=SECONDS_MAX, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        for user in RECIPIENTS:
            self.assertEqual(len(ours.mails(user)), 1)
        self.assertEqual(done.stdout.count("250 2.0.0"), len(RECIPIENTS), done.stdout)


class Probed(Lmtp):
    def test_there_is_a_reply_for_each_accepted_recipient(self):
        # One commit serves all recipients, so they share its outcome.
        ours = self.server("--lmtp", "--domain", "example.com")
        for chunked in False, True:
            with self.subTest(chunked=chunked), Talk(ours.address) as talk:
                self.assertRegex(talk.say("EHLO client.example.org"), r"^50[0-9] ")
                self.assertIn("250", talk.expect("250", "LHLO client.example.org"))
                talk.expect("250", f"MAIL FROM:<{SENDER}>")
                talk.expect("250", "RCPT TO:<bob@example.com>")
                talk.expect("550", "RCPT TO:<eve@example.net>")
                talk.expect("250", "RCPT TO:<carol@example.com>")
                if chunked:
                    talk.send(b"BDAT 3\r\nx\r\nBDAT 3 LAST\r\ny\r\n")
                    self.assertTrue(talk.reply().startswith("250"))
                else:
                    talk.expect("354", "DATA")
                    talk.send(b"x\r\ny\r\n.\r\n")
                self.assertEqual([talk.reply()[:3] for _ in RECIPIENTS], ["250", "250"])
                talk.expect("250", "NOOP")
        self.assertEqual([len(ours.mails(user)) for user in RECIPIENTS], [2, 2])

    def test_data_without_a_recipient_is_refused_at_once(self):
        ours = self.server("--lmtp")
        with Talk(ours.address) as talk:
            talk.expect("250", "LHLO client.example.org")
            talk.expect("250", f"MAIL FROM:<{SENDER}>")
            talk.expect("503", "DATA")
            talk.expect("250", "NOOP")


if __name__ == "__main__":
    main({"postfix": FromPostfix, "swaks": FromSwaks, "probe": Probed})
