"""Other people's servers log in to ours behind TLS and hand over: from_peer_guarded_test.py SERVER.

Also what they say only to a server that offers it: BDAT, DSN's parameters, SMTPUTF8, XFORWARD.
"""

import relays
from judged import RECIPIENTS, SENDER, JudgedTest, main, message
from peers import until
from program import Talk, content_of


class Guarded:
    """What holds for every such client; `relay` is a function of relays.py."""

    relay = None
    mechanisms = ()

    def test_it_logs_in_behind_starttls(self):
        ours = self.guarded_server()
        for count, mechanism in enumerate(self.mechanisms, 1):
            with self.subTest(mechanism):
                self.hands_over(ours, count, ours.address, mechanism)

    def test_it_logs_in_behind_tls_from_the_first_octet(self):
        ours = self.guarded_server()
        self.hands_over(ours, 1, f"127.0.0.1:{ours.tls_port}", self.mechanisms[0], at_once=True)

    def hands_over(self, ours, count, address, mechanism, **words):
        theirs = type(self).relay(self, address, mechanism, **words)
        theirs.send(message("\n"), SENDER, RECIPIENTS)
        for user in RECIPIENTS:
            until(lambda user=user: len(ours.mails(user)) == count,
                  lambda: f"{theirs.log()} {ours.talk}")
            for mail in ours.mails(user).values():
                self.assertIn(b" with ESMTPSA id ", mail)
                self.assertTrue(content_of(mail).endswith(message("\r\n")), mail[:1000])
        self.assert_logins(ours, count)


class PostfixGuarded(Guarded, JudgedTest):
    relay = staticmethod(relays.postfix)
    mechanisms = ("SCRAM-SHA-256", "PLAIN", "LOGIN")

    def test_what_its_user_wants_to_be_told_of_is_taken(self):
        ours = self.server("--trace")
        theirs = relays.postfix(self, ours.address)
        theirs.run("/usr/sbin/sendmail", "-N", "success,failure", "-R", "hdrs", "-V", "QQ314159",
                   "-i", "-f", SENDER, RECIPIENTS[0], octets=message("\n"))
        until(lambda: ours.mails(RECIPIENTS[0]), theirs.log)
        said = "\n".join(ours.output)
        self.assertRegex(said, r"Client: MAIL FROM:<ann@example\.org> .*ENVID=QQ314159 RET=HDRS")
        self.assertRegex(said, r"Client: RCPT TO:<bob@example\.com> ORCPT=rfc822;bob@example\.com "
                               r"NOTIFY=SUCCESS,FAILURE")

    def test_an_address_beyond_ascii_is_handed_over(self):
        ours = self.server("--trace")
        theirs = relays.postfix(self, ours.address)
        user = "j\u00f6rg@example.com"
        theirs.send(message("\n"), SENDER, (user,))
        mail, = until(lambda: ours.mails(user), theirs.log).values()
        self.assertIn(b" with UTF8SMTP id ", mail)

    def test_it_tells_of_its_own_client_by_xforward(self):
        ours = self.server("--trace", "--xclient-from", "127.0.0.1")
        theirs = relays.postfix(self, ours.address, smtp_send_xforward_command="yes",
                                smtpd_relay_restrictions="permit_mynetworks,reject")
        with Talk(theirs.address) as talk:
            self.assertTrue(talk.deliver(b"Subject: x\r\n\r\nx\r\n").startswith("250"))
        until(lambda: ours.mails(RECIPIENTS[0]), theirs.log)
        self.assertRegex("\n".join(ours.output),
                         r"Client: XFORWARD (.* )?HELO=client\.example\.org")


class EximGuarded(Guarded, JudgedTest):
    relay = staticmethod(relays.exim)
    mechanisms = ("PLAIN", "LOGIN")

    def test_it_hands_over_in_chunks(self):
        ours = self.server("--trace")
        theirs = relays.exim(self, ours.address)
        theirs.send(message("\n"), SENDER, RECIPIENTS)
        until(lambda: ours.mails(RECIPIENTS[1]), theirs.log)
        said = "\n".join(ours.output)
        self.assertRegex(said, r"Client: BDAT \d+ LAST")
        self.assertNotIn("Client: DATA", said)


if __name__ == "__main__":
    main({"postfix": PostfixGuarded, "exim": EximGuarded})
