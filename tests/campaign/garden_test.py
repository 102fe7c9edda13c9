#!/usr/bin/env python3
"""fuzz/garden without a garden: how sessions are cut, talked, compared and explained."""

import re
import socket
import subprocess
import sys
import threading
import unittest

from where import ROOT
from gardening import compare, inputs
from gardening.steps import steps_of, with_recipients
from gardening.stored import Mail, mail_of
from gardening.talk import Talk, converse

TABLE = (ROOT / "fuzz/garden-explained.tsv").read_text(encoding="utf-8")


class Steps(unittest.TestCase):
    def test_a_message_is_one_step_and_only_crlf_dot_crlf_ends_it(self):
        steps = steps_of(b"DATA\r\na\n.\nb\r\n.\nc\r\n.\r\nQUIT\r\n")
        self.assertEqual([(step.label, step.is_data) for step in steps],
                         [("DATA", False), ("end of data", True), ("QUIT", False)])
        self.assertEqual(steps[1].octets, b"a\n.\nb\r\n.\nc\r\n.\r\n")

    def test_a_dot_at_once_is_an_empty_message(self):
        self.assertEqual(steps_of(b"data\r\n.\r\nQUIT\r\n")[1].octets, b".\r\n")

    def test_a_chunk_goes_with_its_command_whatever_is_in_it(self):
        steps = steps_of(b"BDAT 7 LAST\r\n\r\n.\r\nAAQUIT\r\n")
        self.assertEqual([step.octets for step in steps],
                         [b"BDAT 7 LAST\r\n\r\n.\r\nAA", b"QUIT\r\n"])

    def test_bare_line_ends_stay_in_their_line(self):
        steps = steps_of(b"NOOP\nNOOP\rNOOP\r\nQUIT")
        self.assertEqual([step.label for step in steps], ["NOOP\\nNOOP\\rNOOP", "QUIT"])

    def test_what_has_no_end_is_not_waited_for(self):
        for octets, whole in ((b"NOOP\r\n", True), (b"NOOP", False), (b"BDAT 3\r\nab", False),
                              (b"DATA\r\na\r\n.\n", False), (b"DATA\r\n.\r\n", True)):
            self.assertEqual(steps_of(octets)[-1].whole, whole, octets)

    def test_recipients_become_mailboxes_that_are_there(self):
        said = with_recipients(b"RCPT TO:<bob@a.example>\r\nrcpt to:<eve@b.example> X=1\r\n"
                               b"RCPT TO:<Bob@a.example>\r\nRCPT TO:<\"q\"@c>\r\n",
                               (b"one@here", b"two@here"))
        self.assertEqual(said, b"RCPT TO:<one@here>\r\nrcpt to:<two@here> X=1\r\n"
                               b"RCPT TO:<one@here>\r\nRCPT TO:<\"q\"@c>\r\n")


class Inputs(unittest.TestCase):
    def test_every_kind_is_there_and_the_same_seed_gives_the_same(self):
        chosen = inputs.all_inputs(ROOT, 90, 1)
        self.assertEqual(chosen, inputs.all_inputs(ROOT, 90, 1))
        self.assertNotEqual(chosen, inputs.all_inputs(ROOT, 90, 2))
        self.assertEqual(len(chosen), 90)
        kinds = {each.name.split("/")[0] for each in chosen}
        self.assertLessEqual({"ends", "server_session", "chunking"}, kinds)

    def test_ends_of_data_have_no_name_twice_and_one_is_right(self):
        made = inputs.ends_of_data()
        self.assertEqual(len({each.name for each in made}), len(made))
        right = [each.name for each in made if b"\r\n.\r\nMAIL" in each.octets]
        self.assertIn("ends/crlf-dot-crlf", right)

    def test_a_transcript_gives_what_its_client_says(self):
        self.assertEqual(inputs.said_in("# claim\nS: 220 x\nC: EHLO a\n\nC| b\\r\\n\\xff\\x00\n"),
                         b"EHLO a\r\nb\r\n\xff\0")

    def test_one_that_needs_a_world_of_its_own_is_left_out(self):
        self.assertEqual(inputs.said_in("# claim\n! tls\nC: EHLO a\n"), b"")


class Stored(unittest.TestCase):
    def test_what_a_server_adds_is_taken_off(self):
        mail = mail_of(b"Return-Path: <A@b>\r\nReceived: from x\r\n\tby y\r\nDelivered-To: c\r\n"
                       b"Subject: s\r\n\r\nReceived: no\r\n")
        self.assertEqual(mail, Mail(b"a@b", b"Subject: s\n\nReceived: no"))

    def test_a_server_that_keeps_no_sender_says_nothing_of_it(self):
        self.assertIsNone(mail_of(b"Subject: s\n").sender)


def outcome(labels, replies, mails=()):
    return compare.Outcome(Talk(list(labels), [reply.split() for reply in replies]), tuple(mails))


class Comparison(unittest.TestCase):
    def difference(self, ours, theirs, one=(), other=()):
        return compare.difference_of("i", "s", outcome(["A", "B"], ours, one),
                                     outcome(["A", "B"], theirs, other))

    def test_equal_classes_are_no_difference(self):
        self.assertIsNone(self.difference(["250", "550"], ["251", "501"]))
        self.assertIsNone(self.difference(["250", "421"], ["250", "closed"]))

    def test_the_first_difference_says_who_is_stricter(self):
        found = self.difference(["250", "250"], ["250", "500"])
        self.assertEqual((found.kind, found.what), (compare.LENIENT, "B: 250, not 500"))
        self.assertEqual(self.difference(["550", "250"], ["250", "250"]).kind, compare.STRICT)

    def test_who_answers_where_the_other_waits_has_seen_an_end(self):
        self.assertEqual(self.difference(["250", "silent"], ["250", "500"]).kind, compare.STRICT)
        self.assertEqual(self.difference(["250", "250"], ["250", "silent"]).kind, compare.LENIENT)
        self.assertEqual(self.difference(["250", "501"], ["250", "silent"]).kind, compare.OTHER)

    def test_more_replies_are_more_commands_seen(self):
        found = self.difference(["250", "250"], ["250", "250 250 354"])
        self.assertEqual((found.kind, found.what), (compare.STRICT, "B: 250, not 250 250 354"))

    def test_more_mails_of_ours_are_lenient_whatever_the_replies(self):
        mail = (0, Mail(None, b"x"))
        found = self.difference(["550", "550"], ["550", "550"], [mail])
        self.assertEqual((found.kind, found.what), (compare.LENIENT, "stored: 1, not 0"))

    def test_content_sender_and_mailbox_are_compared(self):
        mail = (0, Mail(b"a@b", b"one two"))
        for other, what in (((0, Mail(b"a@b", b"one TWO")), "content: 'two', not 'TWO'"),
                            ((0, Mail(b"c@d", b"one two")), "sender: b'a@b', not b'c@d'"),
                            ((1, Mail(b"a@b", b"one two")), "recipient: another mailbox")):
            found = self.difference(["250", "250"], ["250", "250"], [mail], [other])
            self.assertEqual((found.kind, found.what), (compare.OTHER, what))
        self.assertIsNone(self.difference(["250", "250"], ["250", "250"], [mail],
                                          [(0, Mail(None, b"one two"))]))


class Explanations(unittest.TestCase):
    def test_the_table_is_read_whole_and_names_known_servers(self):
        rows = compare.explanations_of(TABLE)
        self.assertGreater(len(rows), 5)
        known = {"*", "postfix", "exim", "opensmtpd", "aiosmtpd"}
        for row in rows:
            self.assertLessEqual(row.servers, known, row.line)
            self.assertRegex(row.rfc, r"^RFC \d+, [\d.]+|^docs/|^CVE-\d+-\d+", row.line)

    def test_the_first_row_that_fits_explains(self):
        rows = compare.explanations_of("# words\nBDAT.*not 50\ta,b\tno chunks\tRFC 3030, 2\n"
                                       "BDAT\t*\tanything\tRFC 3030, 2\n")
        one = compare.Difference("i", "a", compare.LENIENT, "BDAT 3: 250, not 502")
        other = compare.Difference("i", "c", compare.LENIENT, "BDAT 3: 250, not 502")
        third = compare.Difference("i", "a", compare.LENIENT, "NOOP: 250, not 502")
        compare.explain([one, other, third], rows)
        self.assertEqual([each.why for each in (one, other, third)], ["no chunks", "anything", ""])

    def test_a_row_that_cannot_be_read_is_said_with_its_line(self):
        for row, word in (("a\tb\tc", "four columns"), ("(\t*\twhy\tRFC 5321, 4", "no pattern"),
                          ("a\t*\t \tRFC 5321, 4", "four columns")):
            with self.assertRaisesRegex(compare.BadTable, f"line 2: {re.escape(word)}"):
                compare.explanations_of("# words\n" + row + "\n")


class Careless(threading.Thread):
    """A server that ends data at LF.LF too, for one connection."""

    def __init__(self):
        super().__init__(daemon=True)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._listening.settimeout(20)
        self.port = self._listening.getsockname()[1]

    def run(self):
        connection, _ = self._listening.accept()
        with connection, self._listening, connection.makefile("rb") as lines:
            connection.sendall(b"220-two\r\n220 lines\r\n")
            in_data = False
            for line in lines:
                text = line.rstrip(b"\r\n")
                if in_data and text != b".":
                    continue
                in_data = not in_data and text == b"DATA"
                connection.sendall(b"354 go\r\n" if in_data else b"250 ok\r\n")
                if text == b"QUIT":
                    return


class Talks(unittest.TestCase):
    def test_every_reply_is_with_the_step_that_drew_it(self):
        server = Careless()
        server.start()
        talk = converse(server.port, steps_of(
            b"EHLO a\r\nDATA\r\nx\n.\nRSET\r\nNOOP\r\n.\r\nQUIT\r\nNOOP\r\n"))
        self.assertEqual(talk.replies[:3], [["220"], ["250"], ["354"]])
        self.assertEqual(talk.replies[3], ["250", "250", "250", "250"])
        self.assertEqual(talk.replies[5], ["closed"])
        self.assertEqual(talk.accepted, 4)

    def test_data_are_not_said_without_354(self):
        server = Careless()
        server.start()
        talk = converse(server.port, steps_of(b"DATA \r\nNOOP\r\nQUIT\r\n"))
        self.assertEqual(talk.replies[1], ["250"])


class TheCommand(unittest.TestCase):
    def test_wrong_arguments_are_a_sentence(self):
        for words, sentence in ((("--servers", "qmail"), "no server qmail"),
                                (("--count", "0"), "at least one"),
                                (("--heloport", "/nowhere"), "no program /nowhere")):
            done = subprocess.run([sys.executable, ROOT / "fuzz/garden", *words], text=True,
                                  capture_output=True, check=False, timeout=30)
            self.assertEqual(done.returncode, 2)
            self.assertIn(sentence, done.stderr)


if __name__ == "__main__":
    unittest.main()
