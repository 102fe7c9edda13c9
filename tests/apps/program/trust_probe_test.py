"""Whose word about somebody else is taken: PROXY before the greeting, XCLIENT behind it."""

import shutil
import socket
import struct
import subprocess

from judged import SENDER, JudgedTest, run_tests
from peers import SECONDS_MAX, Absent
from program import Talk

V1 = b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\r\n"
SIGNATURE = b"\r\n\r\n\0\r\nQUIT\n"


def v2(command, family, addresses):
    return SIGNATURE + bytes([0x20 | command, family]) + struct.pack(">H", len(addresses)) + addresses


V2_TCP4 = v2(1, 0x11, socket.inet_aton("192.0.2.7") + socket.inet_aton("198.51.100.1")
             + struct.pack(">HH", 56324, 25))
V2_TCP6 = v2(1, 0x21, socket.inet_pton(socket.AF_INET6, "2001:db8::7")
             + socket.inet_pton(socket.AF_INET6, "2001:db8::1") + struct.pack(">HH", 56324, 25))


class Trusting(JudgedTest):
    def trusting(self, *options):
        return self.server("--domain", "example.com", *options)

    def swaks(self, ours, *options):
        if not shutil.which("swaks"):
            raise Absent("no swaks here")
        done = subprocess.run(["swaks", "--server", "127.0.0.1", "--port", str(ours.port), "--from",
                               SENDER, "--to", "bob@example.com", *options], text=True,
                              capture_output=True, timeout=SECONDS_MAX, check=False)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def came_from(self, ours, count, client):
        mails = ours.mails("bob@example.com").values()
        self.assertEqual(len(mails), count)
        for mail in mails:
            self.assertIn(client, mail.partition(b"\r\n by ")[0])


class Proxy(Trusting):
    def arrives(self, ours, header, pieces=1):
        """A connection that begins with a header; the session behind it."""
        talk = Talk(ours.address, greeted=False)
        self.addCleanup(talk.close)
        size = -(-len(header) // pieces)
        for begin in range(0, len(header), size):
            talk.send(header[begin:begin + size])
        return talk

    def test_a_trusted_proxy_says_who_its_client_is(self):
        ours = self.trusting("--proxy-from", "127.0.0.1")
        cases = ((V1, b"192.0.2.7"), (V2_TCP4, b"192.0.2.7"), (V2_TCP6, b"IPv6:2001:db8::7"),
                 (v2(0, 0, b""), b"127.0.0.1"), (b"PROXY UNKNOWN\r\n", b"127.0.0.1"))
        for number, (header, address) in enumerate(cases):
            for pieces in 1, 5:
                with self.subTest(header, pieces=pieces):
                    user = f"user{number}-{pieces}@example.com"
                    talk = self.arrives(ours, header, pieces)
                    self.assertTrue(talk.reply().startswith("220"))
                    self.assertTrue(talk.deliver(b"x\r\n", recipients=(user,)).startswith("250"))
                    mail, = ours.mails(user).values()
                    self.assertIn(b"from client.example.org ([" + address + b"])\r\n", mail)

    def test_a_header_and_commands_may_come_in_one_write(self):
        ours = self.trusting("--proxy-from", "127.0.0.1")
        talk = self.arrives(ours, V1 + b"EHLO client.example.org\r\n")
        self.assertTrue(talk.reply().startswith("220"))
        self.assertTrue(talk.reply().startswith("250"))

    def test_what_is_no_header_ends_without_a_word(self):
        ours = self.trusting("--proxy-from", "127.0.0.1")
        for octets in (b"EHLO client.example.org\r\n", b"PROXY TCP4 192.0.2.7\r\n",
                       b"PROXY TCP4 192.0.2.7 198.51.100.1 99999 25\r\n",
                       b"PROXY TCP4 192.0.2.7 198.51.100.1 56324 25\n", b"PROXY " + b"x" * 200,
                       b"PROXY TCP6 192.0.2.7 198.51.100.1 56324 25\r\n",
                       v2(2, 0x11, V2_TCP4[16:]), v2(1, 0x11, b"\1\2\3"),
                       SIGNATURE + b"\x31\x11\x00\x0c" + V2_TCP4[16:],
                       SIGNATURE + b"\x21\x11\xff\xff" + b"\0" * 4096):
            with self.subTest(octets[:48]):
                talk = self.arrives(ours, octets)
                try:
                    self.assertEqual(talk.reply(), "")
                except ConnectionResetError:
                    pass
        with Talk(ours.address, greeted=False) as late:
            late.send(V1)
            self.assertTrue(late.reply().startswith("220"))

    def test_a_stranger_is_not_believed(self):
        ours = self.trusting("--proxy-from", "192.0.2.0/24")
        talk = self.arrives(ours, V1)
        self.assertTrue(talk.reply().startswith("220"))
        self.assertRegex(talk.reply(), r"^50[0-9] ")
        self.assertTrue(talk.deliver(b"x\r\n").startswith("250"))
        mail, = ours.mails("bob@example.com").values()
        self.assertIn(b"from client.example.org ([127.0.0.1])\r\n", mail)

    def test_who_came_by_a_proxy_reads_nobodys_mail(self):
        ours = self.trusting("--proxy-from", "127.0.0.1")
        for header in V1, b"PROXY UNKNOWN\r\n":
            talk = self.arrives(ours, header)
            self.assertTrue(talk.reply().startswith("220"))
            talk.expect("250", "EHLO client.example.org")
            self.assertRegex(talk.say("XLIST <bob@example.com>"), r"^5")

    def test_swaks_speaks_both_versions(self):
        ours = self.trusting("--proxy-from", "127.0.0.1")
        for version in "1", "2":
            self.swaks(ours, "--proxy-version", version, "--proxy-family",
                       "TCP4" if version == "1" else "AF_INET", "--proxy-source", "192.0.2.7",
                       "--proxy-source-port", "56324", "--proxy-dest", "198.51.100.1",
                       "--proxy-dest-port", "25",
                       *(("--proxy-command", "PROXY", "--proxy-protocol", "STREAM")
                         if version == "2" else ()))
        self.came_from(ours, 2, b"([192.0.2.7])")


class Xclient(Trusting):
    """XCLIENT, as Postfix documents it."""

    def test_a_trusted_peer_speaks_for_its_client(self):
        ours = self.trusting("--xclient-from", "127.0.0.1")
        with Talk(ours.address) as talk:
            self.assertRegex(talk.expect("250", "EHLO filter.example.org"), r"250[- ]XCLIENT .*ADDR")
            talk.expect("220", "XCLIENT NAME=spike.example.net ADDR=192.0.2.7")
            self.assertTrue(talk.deliver(b"x\r\n").startswith("250"))
            self.assertRegex(talk.say("XLIST <bob@example.com>"), r"^5")
        self.came_from(ours, 1, b"192.0.2.7")

    def test_swaks_says_it_too(self):
        ours = self.trusting("--xclient-from", "127.0.0.1")
        self.swaks(ours, "--xclient-addr", "192.0.2.7", "--xclient-name", "spike.example.net")
        self.came_from(ours, 1, b"192.0.2.7")

    def test_a_stranger_may_not(self):
        ours = self.trusting("--xclient-from", "192.0.2.0/24")
        with Talk(ours.address) as talk:
            self.assertNotIn("XCLIENT", talk.expect("250", "EHLO filter.example.org"))
            self.assertRegex(talk.say("XCLIENT ADDR=192.0.2.7"), r"^5")
            self.assertRegex(talk.say("XFORWARD ADDR=192.0.2.7"), r"^5")


if __name__ == "__main__":
    run_tests()
