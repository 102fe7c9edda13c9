"""AUTH, probed octet for octet: what is malformed, too long, given up, wrong or unknown."""

import base64
import re
import ssl
import time

import scram
from judged import SENDER, JudgedTest, certificate, run_tests
from peers import PASSWORD, USER
from tls_talk import TlsTalk, base64_of, plain, trusting

LINE_OCTETS_MAX = 12_288  # RFC 4954, 4, CRLF included


class Auth(JudgedTest):
    def setUp(self):
        super().setUp()
        self.ours = self.guarded_server("--trace")

    def talk(self):
        talk = TlsTalk(self.ours.address)
        self.addCleanup(talk.close)
        talk.secure()
        return talk

    def test_what_is_malformed_is_said_and_the_session_lives(self):
        talk = self.talk()
        for line, reply in (("AUTH", "501 5.5.4"), ("AUTH PLAIN !!!", "501 5.5.2"),
                            ("AUTH PLAIN AAA", "501 5.5.2"), ("AUTH PLAIN AA=A", "501 5.5.2"),
                            ("AUTH PLAIN " + plain()[:-1] + "*", "501 5.5.2"),
                            ("AUTH PLAIN A A", "501 5.5.2"), ("AUTH CRAM-MD5", "504 5.5.4"),
                            ("AUTH ANONYMOUS", "504 5.5.4"), ("AUTH EXTERNAL =", "504 5.5.4")):
            with self.subTest(line):
                talk.expect(reply, line)
        talk.expect("530 5.7.0", f"MAIL FROM:<{SENDER}>")
        talk.expect("235 2.7.0", f"AUTH PLAIN {plain()}")
        talk.expect("250", f"MAIL FROM:<{SENDER}>")

    def test_a_challenge_may_be_given_up(self):
        talk = self.talk()
        for mechanism in "PLAIN", "LOGIN", "SCRAM-SHA-256":
            self.assertRegex(talk.say(f"AUTH {mechanism}"), r"^334 ")
            talk.expect("501 5.7.0", "*")
        talk.expect("334", "AUTH LOGIN")
        talk.expect("334", base64_of(USER))
        talk.expect("501 5.7.0", "*")
        talk.expect("235", f"AUTH PLAIN {plain()}")

    def test_an_initial_response_of_no_octets_is_one(self):
        talk = self.talk()
        self.assertRegex(talk.say("AUTH PLAIN ="), r"^(501 5\.5\.2|535 5\.7\.8) ")
        talk.expect("235", f"AUTH PLAIN {plain()}")

    def test_the_longest_line_is_read_and_a_longer_one_refused(self):
        filler = base64_of(b"\0" + USER.encode() + b"\0" + b"x" * 12_000)
        for verb, start in (("AUTH PLAIN ", ""), ("", "AUTH PLAIN")):
            room = (LINE_OCTETS_MAX - len(verb) - len("\r\n")) // 4 * 4
            with self.subTest(verb or "response"):
                talk = self.talk()
                if start:
                    talk.expect("334", start)
                self.assertRegex(talk.say(verb + filler[:room]), r"^(501 5\.5\.2|535 5\.7\.8) ")
                if start:
                    talk.expect("334", start)
                talk.expect("500 5.5.6", verb + "A" * (LINE_OCTETS_MAX - len(verb) - 1))
                talk.expect("235", f"AUTH PLAIN {plain()}")

    def test_nobody_and_a_wrong_password_are_one_answer(self):
        waiting = []  # the answer is slow: all of them at the same time
        for user in USER, "nobody@example.org", "not an address":
            talk = self.talk()
            talk.send(f"AUTH PLAIN {plain(user, 'wrong')}\r\n".encode())
            waiting.append(talk)
            talk = self.talk()
            talk.expect("334", "AUTH LOGIN")
            talk.expect("334", base64_of(user))
            talk.send(base64_of("wrong").encode() + b"\r\n")
            waiting.append(talk)
        self.assertEqual({talk.reply() for talk in waiting}, {"535 5.7.8 Authentication failed"})

    def test_scram_challenges_nobody_as_if_there_were_one(self):
        def challenge(user):
            with self.talk() as talk:
                first = base64_of(f"n,,n={user},r=fyko+d2lbbFgONRv9qkxdawL")
                return talk.expect("334", f"AUTH SCRAM-SHA-256 {first}")

        fields = {}
        for user in USER, "nobody@example.org", "nobody@example.org", "else@example.org":
            text = base64.b64decode(challenge(user)[4:]).decode()
            found = re.fullmatch(r"r=fyko\+d2lbbFgONRv9qkxdawL[^,]{16,},s=([^,]+),i=(\d+)", text)
            self.assertTrue(found, text)
            fields.setdefault(user, set()).add((found.group(1), found.group(2), len(found.group(1))))
        self.assertTrue(all(len(each) == 1 for each in fields.values()), fields)
        salts = {next(iter(each))[0] for each in fields.values()}
        self.assertEqual(len(salts), 3)  # a salt of its own for each
        self.assertEqual(len({next(iter(each))[1:] for each in fields.values()}), 1)


    def test_a_wrong_password_is_slow_and_each_one_slower(self):
        talk = self.talk()
        begin = time.monotonic()
        talk.expect("535", f"AUTH PLAIN {plain(password='wrong')}")
        first = time.monotonic() - begin
        talk.expect("535", f"AUTH PLAIN {plain(password='wrong')}")
        self.assertGreaterEqual(first, 0.9)
        self.assertGreaterEqual(time.monotonic() - begin - first, 1.9)

    def test_there_is_one_login_a_session_and_none_in_a_transaction(self):
        talk = self.talk()
        talk.expect("235", f"AUTH PLAIN {plain()}")
        talk.expect("503 5.5.1", f"AUTH PLAIN {plain()}")
        talk.expect("250", f"MAIL FROM:<{SENDER}>")
        talk.expect("503 5.5.1", f"AUTH PLAIN {plain()}")

    def test_no_credential_is_shown_or_logged(self):
        secrets = (PASSWORD, plain(), base64_of(PASSWORD), "wr0ng-secret", base64_of("wr0ng-secret"),
                   plain(password="wr0ng-secret"))
        talk = self.talk()
        talk.expect("334", "AUTH LOGIN")
        talk.expect("334", base64_of(USER))
        talk.expect("535", base64_of("wr0ng-secret"))
        talk.expect("235", f"AUTH PLAIN {plain()}")
        talk.expect("221", "QUIT")
        self.assertEqual(self.ours.stop(), 0)
        told = "\n".join(self.ours.output + self.ours.talk)
        self.assertIn("Client: AUTH", told)
        for secret in secrets:
            self.assertNotIn(secret, told)


class Scram(JudgedTest):
    """By a client of our own that shares nothing with the server's library."""

    def talk(self, name=None, version=None):
        context = trusting(name)
        if version:
            context.maximum_version = version
        talk = TlsTalk(self.ours.address)
        self.addCleanup(talk.close)
        talk.offered = talk.secure(context)
        return talk

    def setUp(self):
        super().setUp()
        self.ours = self.guarded_server()

    def test_the_server_proves_that_it_knows_the_user(self):
        self.assertTrue(scram.login(self.talk()).startswith("235"))
        self.assertTrue(scram.login(self.talk(), password="wrong").startswith("535"))

    def test_a_login_is_bound_to_its_tls_connection(self):
        plus = {"header": "p=tls-unique,,", "mechanism": "SCRAM-SHA-256-PLUS"}
        talk = self.talk(version=ssl.TLSVersion.TLSv1_2)
        self.assertIn("SCRAM-SHA-256-PLUS", talk.offered)
        unique = talk.socket.get_channel_binding("tls-unique")
        other = self.talk(version=ssl.TLSVersion.TLSv1_2)
        self.assertTrue(scram.login(other, binding=unique, **plus).startswith("535"))
        self.assertTrue(scram.login(talk, binding=unique, **plus).startswith("235"))

    def test_a_client_that_heard_of_no_binding_is_not_let_in(self):
        # "y" says that it could have bound: somebody between took the word out of the offer.
        first = f"y,,n={USER},r=fyko+d2lbbFgONRv9qkxdawL"
        self.talk().expect("535", f"AUTH SCRAM-SHA-256 {base64_of(first)}")


class External(JudgedTest):
    """EXTERNAL: the client's certificate is its password (RFC 4422, Appendix A)."""

    def setUp(self):
        super().setUp()
        self.ours = self.guarded_server("--client-ca", certificate("ca.pem"))

    def secured(self, name=None):
        talk = TlsTalk(self.ours.address)
        self.addCleanup(talk.close)
        return talk, talk.secure(trusting(name))

    def test_a_trusted_certificate_logs_in(self):
        for response in "=", base64_of(USER):
            talk, offered = self.secured("client")
            self.assertRegex(offered, r"AUTH .*EXTERNAL")
            talk.expect("235", f"AUTH EXTERNAL {response}")
            talk.expect("250", f"MAIL FROM:<{SENDER}>")

    def test_it_speaks_for_its_owner_only(self):
        talk, _ = self.secured("client")
        talk.expect("535", f"AUTH EXTERNAL {base64_of('bob@example.com')}")

    def test_it_is_not_offered_without_one(self):
        talk, offered = self.secured()
        self.assertNotIn("EXTERNAL", offered)
        talk.expect("504", "AUTH EXTERNAL =")

    def test_one_of_a_stranger_ends_the_handshake_or_counts_for_nothing(self):
        try:
            talk, offered = self.secured("client-untrusted")
        except (ssl.SSLError, OSError, AssertionError):
            return
        self.assertNotIn("EXTERNAL", offered)
        talk.expect("504", "AUTH EXTERNAL =")


if __name__ == "__main__":
    run_tests()
