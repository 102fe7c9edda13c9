#!/usr/bin/env python3
"""fuzz/smtp.dict is read by libFuzzer whole, and no word of it is lost or stands twice."""

import unittest

from where import ROOT
from campaigning.dictionary import BadDictionary, token_of, tokens_of

TEXT = (ROOT / "fuzz/smtp.dict").read_text(encoding="utf-8")

# Of each kind of word that SMTP has, one that a fuzzer would hardly guess.
OF_EACH_KIND = (b"MAIL FROM:", b" NOTIFY=NEVER", b"BINARYMIME", b"550 5.1.1 ", b"\r\n.\r\n",
                b"\n.\r\n", b"[IPv6:::1]", b"SCRAM-SHA-256-PLUS", b"biws\r\n", b"+2B",
                b"PROXY UNKNOWN\r\n", b" DESTPORT=25", b"BDAT 0 LAST\r\n", b"\x16\x03\x01")


class TheDictionary(unittest.TestCase):
    def test_it_is_parsed_whole_and_has_no_word_twice(self):
        self.assertGreaterEqual(len(tokens_of(TEXT)), 150)

    def test_every_kind_of_word_is_there(self):
        self.assertEqual(set(OF_EACH_KIND) - set(tokens_of(TEXT)), set())


class Tokens(unittest.TestCase):
    def test_escapes_stand_for_one_octet(self):
        self.assertEqual(token_of(r'"a\x0d\\\"\xFf"'), b'a\r\\"\xff')

    def test_a_name_is_allowed(self):
        self.assertEqual(token_of('mail="MAIL "'), b"MAIL ")

    def test_what_libfuzzer_refuses_is_refused_with_its_line(self):
        for line in ('MAIL', '"MAIL', '""', r'"\r\n"', r'"\x4"', '"a"b"', '"\u00e9"', '"a\tb"'):
            with self.assertRaises(BadDictionary, msg=line) as raised:
                tokens_of("# words\n\n" + line + "\n")
            self.assertIn("line 3: ", str(raised.exception))

    def test_a_token_that_is_too_long_to_be_used_is_refused(self):
        with self.assertRaisesRegex(BadDictionary, "65 octets"):
            token_of('"' + "x" * 65 + '"')

    def test_a_token_that_stands_twice_is_refused(self):
        with self.assertRaisesRegex(BadDictionary, "line 2: the same as line 1"):
            tokens_of('"a"\n"\\x61"\n')


if __name__ == "__main__":
    unittest.main()
