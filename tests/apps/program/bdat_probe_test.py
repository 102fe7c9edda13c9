"""BDAT, probed octet for octet: a chunk is as long as it says, whatever is in it and around it."""

from judged import SENDER, JudgedTest, run_tests
from program import Talk, content_of

MAIL, RCPT = f"MAIL FROM:<{SENDER}>", "RCPT TO:<bob@example.com>"
# Every octet there is, and what would end the data or be a command if it were read as such.
CONTENT = (b"Subject: chunks\r\n\r\n.\r\n..\r\n\r\n.\r\nQUIT\r\nRSET\r\nBDAT 5 LAST\r\n"
           + bytes(range(32, 256)) * 20 + b"\r\n")
BINARY = CONTENT + bytes(range(256)) * 4 + b"\r\r\n\n\n.\n\0.\r\n.no line end"


class Bdat(JudgedTest):
    def setUp(self):
        super().setUp()
        self.ours = self.server()
        self.talk = Talk(self.ours.address)
        self.addCleanup(self.talk.close)
        self.assertIn("CHUNKING", self.talk.expect("250", "EHLO client.example.org"))

    def open(self, parameters=""):
        self.talk.expect("250", MAIL + parameters)
        self.talk.expect("250", RCPT)

    def chunk(self, octets, last=False):
        self.talk.send(b"BDAT %d%s\r\n" % (len(octets), b" LAST" if last else b"") + octets)
        return self.talk.reply()

    def stored(self):
        mail, = self.ours.mails("bob@example.com").values()
        return content_of(mail)

    def test_chunks_of_any_size_make_the_mail(self):
        self.open()
        for begin, end in (0, 0), (0, 1), (1, 18), (18, 19), (19, 4000):
            self.assertTrue(self.chunk(CONTENT[begin:end]).startswith("250"))
        self.assertTrue(self.chunk(CONTENT[4000:], last=True).startswith("250"))
        self.assertEqual(self.stored(), CONTENT)
        self.talk.expect("250", "NOOP")

    def test_the_last_chunk_may_be_empty(self):
        self.open()
        self.assertTrue(self.chunk(CONTENT).startswith("250"))
        self.talk.expect("250", "BDAT 0 LAST")
        self.assertEqual(self.stored(), CONTENT)

    def test_everything_in_one_write(self):
        chunks = b"".join(b"BDAT 1\r\n%c" % octet for octet in CONTENT)
        self.talk.send(f"{MAIL}\r\n{RCPT}\r\n".encode() + chunks + b"BDAT 0 LAST\r\nNOOP\r\n")
        replies = [self.talk.reply() for _ in range(len(CONTENT) + 4)]
        self.assertEqual({reply[:3] for reply in replies}, {"250"})
        self.assertEqual(self.stored(), CONTENT)

    def test_binary_content_is_kept_octet_for_octet(self):
        self.open(" BODY=BINARYMIME")
        self.talk.expect("503", "DATA")
        self.assertTrue(self.chunk(BINARY[:2000]).startswith("250"))
        self.assertTrue(self.chunk(BINARY[2000:], last=True).startswith("250"))
        self.assertEqual(self.stored(), BINARY)

    def test_a_refused_chunk_is_swallowed_to_the_octet(self):
        inside = b"QUIT\r\n.\r\nEHLO evil.example.net\r\n" + b"x" * 100_000
        self.assertTrue(self.chunk(inside).startswith("503"))
        self.talk.expect("250", MAIL)
        self.assertTrue(self.chunk(inside).startswith("503"))
        self.talk.expect("503", RCPT)  # what it was part of is over (RFC 3030, 2)
        self.open()
        self.assertTrue(self.chunk(b"").startswith("250"))
        self.talk.expect("250", "RSET")
        self.assertTrue(self.chunk(inside, last=True).startswith("503"))
        self.talk.expect("250", "NOOP")
        self.assertEqual(self.ours.files(), [])

    def test_a_count_that_is_none_ends_the_session(self):
        for line in (b"BDAT", b"BDAT x", b"BDAT -1", b"BDAT 1x", b"BDAT 0x10", b"BDAT 5 FIRST",
                     b"BDAT 99999999999999999999999", b"BDAT 18446744073709551617", b"BDAT +5"):
            with self.subTest(line), Talk(self.ours.address) as talk:
                talk.expect("250", "EHLO client.example.org")
                talk.expect("250", MAIL)
                talk.expect("250", RCPT)
                # What follows could be a chunk as well as commands, so nothing of it is read.
                talk.send(line + b"\r\nRSET\r\nNOOP\r\n")
                self.assertRegex(talk.reply(), r"^50[01] ")
                try:
                    self.assertEqual(talk.reply(), "")
                except ConnectionResetError:
                    pass

    def test_data_and_bdat_do_not_mix(self):
        self.open()
        self.assertTrue(self.chunk(b"x\r\n").startswith("250"))
        self.talk.expect("503", "DATA")
        self.talk.expect("503", MAIL)
        self.talk.expect("250", "RSET")
        self.open()
        self.talk.expect("354", "DATA")
        self.talk.send(b"BDAT 5 LAST\r\nhello\r\n.\r\n")
        self.assertTrue(self.talk.reply().startswith("250"))
        self.assertEqual(self.stored(), b"BDAT 5 LAST\r\nhello\r\n")

    def test_a_mail_too_big_is_refused_and_swallowed(self):
        ours = self.server("--max-size", "10000")
        with Talk(ours.address) as talk:
            talk.expect("250", "EHLO client.example.org")
            talk.expect("250", MAIL)
            talk.expect("250", RCPT)
            talk.send(b"BDAT 6000\r\n" + b"x" * 6000)
            self.assertTrue(talk.reply().startswith("250"))
            talk.send(b"BDAT 6000 LAST\r\n" + b"QUIT\r\n" * 1000)
            self.assertTrue(talk.reply().startswith("552"))
            self.assertTrue(talk.deliver(b"x\r\n").startswith("250"))
        self.assertEqual(len(ours.files()), 1)

    def test_an_end_inside_a_chunk_leaves_nothing(self):
        self.open()
        self.talk.send(b"BDAT 1000 LAST\r\n" + b"x" * 999)
        self.talk.reset()
        self.assertEqual(self.ours.stop(), 0)
        self.assertEqual(self.ours.files(), [])

    def test_a_bare_line_end_is_refused_in_text(self):
        self.open()
        self.assertTrue(self.chunk(b"one\ntwo\r\n", last=True).startswith("550"))
        self.assertEqual(self.ours.files(), [])


if __name__ == "__main__":
    run_tests()
