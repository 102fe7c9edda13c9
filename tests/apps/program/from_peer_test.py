"""Other people's servers hand over to ours what their users sent: from_peer_test.py SERVER.

These clients are strict in their own way: they fold, bounce and defer by what we reply.
"""

import os

import relays
from judged import RECIPIENTS, SENDER, JudgedTest, main, message
from peers import until
from program import content_of


class HandsOver:
    """What holds for every such client; `relay` is a function of relays.py."""

    relay = None
    BOUNCED = DEFERRED = OVER_SIZE = ""  # what its log says
    AGAIN = ()  # the command that tries its queue again

    def test_a_mail_arrives_octet_for_octet(self):
        ours = self.server()
        type(self).relay(self, ours.address).send(message("\n"), SENDER, RECIPIENTS)
        for user in RECIPIENTS:
            mail, = until(lambda user=user: ours.mails(user), lambda: ours.talk).values()
            content = content_of(mail)
            self.assertTrue(content.startswith(b"Received: "), content[:200])
            # Above it are only the fields of the client itself.
            self.assertTrue(content.endswith(message("\r\n")), content[:1000])

    def test_a_refused_recipient_bounces_and_the_other_is_served(self):
        ours = self.server("--domain", "example.com")
        theirs = type(self).relay(self, ours.address)
        theirs.send(message("\n"), "<>", ("bob@example.com", "eve@example.net"))
        until(lambda: self.BOUNCED in theirs.log(), theirs.log)
        until(lambda: ours.mails("bob@example.com"), theirs.log)

    def test_a_mail_that_cannot_be_stored_now_waits_there(self):
        ours = self.server("--store", f"directory:{self.folder}/no/such/folder")
        theirs = type(self).relay(self, ours.address)
        theirs.send(message("\n"), SENDER, RECIPIENTS[:1])
        until(lambda: self.DEFERRED in theirs.log(), theirs.log)
        os.makedirs(f"{self.folder}/no/such")
        folder = f"{self.folder}/no/such/folder/{RECIPIENTS[0]}"

        def arrives_when_tried_again():
            # Who deferred the mail may still hold it; then this run of the queue passes it by.
            theirs.run(*self.AGAIN)
            return os.path.isdir(folder) and os.listdir(folder)
        until(arrives_when_tried_again, theirs.log)

    def test_a_mail_over_our_size_is_never_sent(self):
        ours = self.server("--max-size", "20000")
        theirs = type(self).relay(self, ours.address)
        theirs.send(message("\n"), "<>", RECIPIENTS[:1])
        until(lambda: self.OVER_SIZE in theirs.log(), theirs.log)
        self.assertEqual(ours.files(), [])


class FromPostfix(HandsOver, JudgedTest):
    relay = staticmethod(relays.postfix)
    BOUNCED = "host 127.0.0.1[127.0.0.1] said: 550 5.7.1"
    DEFERRED = "host 127.0.0.1[127.0.0.1] said: 451 4.3.0"
    OVER_SIZE = "exceeds size limit 20000 of server 127.0.0.1"
    AGAIN = ("/usr/sbin/sendmail", "-q")


class FromExim(HandsOver, JudgedTest):
    relay = staticmethod(relays.exim)
    BOUNCED = "SMTP error from remote mail server after RCPT TO:<eve@example.net>: 550 5.7.1"
    DEFERRED = "451 4.3.0"
    OVER_SIZE = "552 5.3.4 Message too big"
    AGAIN = ("/usr/sbin/exim4", "-qff")


if __name__ == "__main__":
    main({"postfix": FromPostfix, "exim": FromExim})
