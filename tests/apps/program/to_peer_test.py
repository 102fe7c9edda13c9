"""Our client delivers to other people's servers: to_peer_test.py SERVER."""

import shutil
import subprocess

from judged import RECIPIENTS, SENDER, JudgedTest, main
from peers import SECONDS_MAX, Absent, Aiosmtpd, Dovecot, Exim, OpenSmtpd, Postfix
from program import run

TEXT = ".\n..\n.a\n\n" + "x" * 900 + "\nFrom here\n  blanks before\n"


class Plain:
    """What holds for every server; `server` is its class."""

    server = None

    def test_a_mail_arrives_once_for_each_recipient(self):
        there = self.peer(self.server)
        done = run("send", SENDER, ",".join(RECIPIENTS), TEXT, "note", "--server", there.address)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for user in "bob", "carol":
            mail, = there.delivered(user=user)
            self.assertIn(b"Subject: note", mail)
            text = mail.replace(b"\r\n", b"\n")  # servers store with either end of line
            self.assertTrue(text.endswith(b"\n\n" + TEXT.encode()), text)


class ToPostfix(Plain, JudgedTest):
    server = Postfix


class ToExim(Plain, JudgedTest):
    server = Exim


class ToOpenSmtpd(Plain, JudgedTest):
    server = OpenSmtpd


class ToAiosmtpd(Plain, JudgedTest):
    server = Aiosmtpd


class ToDovecot(JudgedTest):
    def test_it_stores_what_swaks_hands_over(self):
        if not shutil.which("swaks"):
            raise Absent("no swaks here")
        there = self.peer(Dovecot)
        for server in (there.address, there.unix):
            where = ["--socket", server] if "/" in server else ["--server", server]
            done = subprocess.run(["swaks", "--protocol", "LMTP", *where, "--from", SENDER, "--to",
                                   RECIPIENTS[0]], capture_output=True, timeout=SECONDS_MAX,
                                  check=False)
            self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(len(there.delivered(2)), 2)


if __name__ == "__main__":
    main({"postfix": ToPostfix, "exim": ToExim, "opensmtpd": ToOpenSmtpd,
          "aiosmtpd": ToAiosmtpd, "dovecot": ToDovecot})
