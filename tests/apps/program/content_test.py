"""Whatever is sent is stored octet for octet, under the trace fields."""

import random
import re
import unittest

from program import ProgramTest, Talk, content_of

STAMP = re.compile(
    rb"Return-Path: <ann@example\.org>\r\n"
    rb"Received: from client\.example\.org \(\[(127\.0\.0\.1|IPv6:::1)\]\)\r\n"
    rb" by mx\.example\.com with ESMTP id [0-9A-Z]+"
    rb"(\r\n for <bob@example\.com>)?;\r\n"
    rb" \w{3}, \d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [-+]\d{4}\r\n")


def stuffed(content):
    return re.sub(rb"(?m)^\.", b"..", content)


def random_lines(seed, octets):
    """Lines of every kind: long, empty, dots, blanks at the end, all octets but NUL, CR and LF."""
    chance = random.Random(seed)
    alphabet = bytes(n for n in range(1, 256) if n not in b"\r\n")
    lines = []
    while octets > 0:
        size = chance.choice((0, 1, 2, 3, 76, 998, 5000, chance.randrange(200)))
        line = bytes(chance.choices(alphabet, k=size))
        if chance.random() < 0.2:
            line = b"." * chance.randrange(1, 4) + line[:chance.randrange(3)]
        lines.append(line)
        octets -= len(line) + 2
    return b"\r\n".join(lines) + b"\r\n"


class Content(ProgramTest):
    CASES = {
        "empty": b"",
        "one dot": b".\r\n",
        "dots": b".\r\n..\r\n...\r\n.a\r\n",
        "blanks": b" \r\n\t\r\n  x  \r\n\r\n\r\n",
        "eight bit": bytes(range(128, 256)) + b"\r\n",
        "no UTF-8": b"\xc3\x28 \xff\xfe\r\n",
        "trace fields of others": b"Received: ???\r\nReturn-Path: junk\r\n\r\nx\r\n",
        "5000 octets a line": (b"x" * 5000 + b"\r\n") * 3,
        "one line of a million": b"y" * 1_000_000 + b"\r\n",
        "looks like the end": b"x\r\n..\r\n.\t\r\n. \r\nQUIT\r\n",
    }

    def setUp(self):
        super().setUp()
        self.there = self.server("--hostname", "mx.example.com")

    def stored(self, content, chunk=65536):
        before = set(self.there.mails("bob@example.com"))
        with Talk(self.there.address) as talk:
            talk.envelope()
            wire = stuffed(content) + b".\r\n"
            for at in range(0, len(wire), chunk):
                talk.send(wire[at:at + chunk])
            reply = talk.reply()
            self.assertTrue(reply.startswith("250 2.0.0"), reply)
        mails = self.there.mails("bob@example.com")
        new = set(mails) - before
        self.assertEqual(len(new), 1, new)
        return mails[new.pop()]

    def test_each_kind_is_kept(self):
        for kind, content in self.CASES.items():
            with self.subTest(kind):
                self.assertEqual(content_of(self.stored(content)), content)

    def test_however_it_is_split(self):
        content = random_lines(1, 3000)
        for chunk in 1, 2, 3, 7, 511, 512:
            with self.subTest(chunk):
                self.assertEqual(content_of(self.stored(content, chunk)), content)

    def test_twenty_megabytes(self):
        content = random_lines(2, 20_000_000)
        self.assertTrue(content_of(self.stored(content)) == content)

    def test_the_stamp_is_that_of_the_standard(self):
        self.assertRegex(self.stored(b"x\r\n"), STAMP)

    def test_the_stamp_over_ipv6_and_unix(self):
        for listen, stamp in (("[::1]:0", STAMP),
                              ("unix:s", re.compile(STAMP.pattern.replace(
                                  rb" \(\[(127\.0\.0\.1|IPv6:::1)\]\)", b"")))):
            with self.subTest(listen):
                server = self.server("--hostname", "mx.example.com", listen=listen)
                address = server.address.replace("unix:", f"unix:{server.folder}/")
                with Talk(address) as talk:
                    talk.deliver(b"x\r\n")
                mail, = server.mails("bob@example.com").values()
                self.assertRegex(mail, stamp)

    def test_a_hundred_recipients_get_it_each(self):
        users = [f"user{n}@example.com" for n in range(100)]
        content = random_lines(3, 50_000)
        with Talk(self.there.address) as talk:
            reply = talk.deliver(stuffed(content), recipients=users)
        self.assertTrue(reply.startswith("250"), reply)
        for user in users:
            mail, = self.there.mails(user).values()
            self.assertEqual(content_of(mail), content)

    def test_what_is_over_the_limit_is_refused_and_leaves_nothing(self):
        small = self.server("--max-size", "1000")
        with Talk(small.address) as talk:
            self.assertTrue(talk.deliver(b"x" * 2000 + b"\r\n").startswith("552"))
            self.assertTrue(talk.deliver(b"x" * 900 + b"\r\n").startswith("250"))
        self.assertEqual(len(small.files()), 1, small.files())

    def test_bare_line_ends_are_refused_or_made_whole(self):
        with Talk(self.there.address) as talk:
            self.assertTrue(talk.deliver(b"a\nb\r\n").startswith("550"))
        self.assertEqual(self.there.files(), [])
        kind = self.server("--line-endings", "normalise", "--hostname", "mx.example.com")
        with Talk(kind.address) as talk:
            self.assertTrue(talk.deliver(b"a\nb\rc\r\n").startswith("250"))
        mail, = kind.mails("bob@example.com").values()
        self.assertEqual(content_of(mail), b"a\r\nb\r\nc\r\n")


class Reading(ProgramTest):
    def test_a_mail_is_read_as_it_is_stored(self):
        server = self.server("--dialect", "simple")
        content = random_lines(4, 200_000)
        with Talk(server.address) as talk:
            talk.expect("250", "HELO client")
            talk.expect("250", "MAIL FROM: ann@example.org")
            talk.expect("250", "RCPT TO: bob@example.com")
            talk.expect("354", "DATA")
            talk.send(b"FILENAME: it\r\n" + stuffed(content) + b".\r\n")
            self.assertEqual(talk.reply(), "250 Message accepted")
            reply = talk.say("READ EMAIL: bob@example.com: it")
        lines = [line[4:] for line in reply.split("\n")]
        stored = "From: ann@example.org\r\nTo: bob@example.com\r\n" + \
            content.decode("utf-8", "surrogateescape")
        self.assertEqual(lines, ["Email content:", *stored.split("\r\n")[:-1]])


if __name__ == "__main__":
    unittest.main()
