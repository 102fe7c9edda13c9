#!/usr/bin/env python3
"""What scripts/calibrate makes of results: nobody is accused without a note, no run passed over.

The results are made up; tests/apps/program/calibrate_test.py has real ones.
"""

import os
import re
import sys
import tempfile
import unittest
from collections import namedtuple
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from calibration import page, readings, sameness  # noqa: E402
from calibration.results import Case, Judged  # noqa: E402

Subject = namedtuple("Subject", "server way name")
REQUIREMENTS = {"R5321-4.1.1.5-01": {
    "level": "MUST", "rfc": "5321", "section": "4.1.1.5", "summary": "RSET drops everything"}}
VIOLATED = "rfc5321/4.1.1.5/drops-the-recipients"


def case(judgement, name=VIOLATED, codes="220 250 354"):
    found = {} if judgement == "satisfied" else {
        "reason": "DATA was answered with 354", "came": "S: 354 Go | on", "allowed": "503"}
    return Case(id=name, title="RSET drops the recipients", level="MUST", judgement=judgement,
                codes=codes, session=("C: DATA", "S: 354 Go | on"),
                requirements=("R5321-4.1.1.5-01",),
                **{"reason": "", "came": "", "allowed": "", **found})


def judged(*cases, server="postfix", way="in clear", ends=()):
    return Judged(subject=Subject(server, way, f"{server} ({way})"), version=f"{server} 3.7",
                  configuration="myhostname = postfix.example.net\n", date="2026-01-15T16:02:43Z",
                  keywords=("SIZE 1000",), cases=cases, ends_of_data=ends, seconds=1.25, file="")


class Page(unittest.TestCase):
    def text(self, *all_judged, notes=None):
        return page.page(all_judged, notes or {}, REQUIREMENTS)

    def test_a_violation_is_a_fact_with_requirement_session_and_note(self):
        text = self.text(judged(case("violated")), notes={("postfix", VIOLATED): "Read again: so."})
        for wanted in ("- MUST, RFC 5321, 4.1.1.5: RSET drops everything.",
                       "C: DATA\nS: 354 Go | on\n", "Came: `S: 354 Go | on`. Allowed: 503.",
                       "Read again: so.", "Every violation below was read again"):
            self.assertIn(wanted, text)
        self.assertNotIn("Not read again", text)

    def test_a_violation_that_nobody_read_again_is_said_and_counted(self):
        both = judged(case("violated")), judged(case("violated"), way="STARTTLS")
        text = self.text(*both, notes={("exim", VIOLATED): "another server's"})
        self.assertIn("*Not read again yet.*", text)
        self.assertIn("1 of the violations below are marked", text)
        self.assertEqual(1, page.count_unread(both, {}))
        self.assertEqual(0, page.count_unread(both, {("postfix", VIOLATED): "so"}))

    def test_a_violation_says_which_way_shows_it_unless_all_do(self):
        clear, inside = judged(case("violated")), judged(case("satisfied"), way="STARTTLS")
        self.assertIn(f"`{VIOLATED}`; in clear\n", self.text(clear, inside))
        self.assertIn(f"`{VIOLATED}`\n", self.text(clear))

    def test_counts_and_sections_hold_every_judgement(self):
        text = self.text(judged(case("violated"), case("satisfied", "rfc5321/4.1.1/one"),
                                case("latitude", "rfc3030/2/two"),
                                case("not applicable", "smuggling/vectors/dot")))
        self.assertIn("| postfix (in clear) | postfix 3.7 | 2026-01-15 | 1 | 1 | 1 | 0 | 1 | 1 s |",
                      text)
        for row in ("| RFC 5321, 4.1 | 1 **1** |", "| RFC 3030 | (1) |", "| smuggling | - |"):
            self.assertIn(row, text)

    def test_the_name_of_a_server_leads_to_its_violations(self):
        text = self.text(judged(case("violated")))
        self.assertIn("| section | [postfix](#postfix) |", text)
        self.assertIn("\n## postfix\n", text)

    def test_a_server_without_a_violation_is_said_to_have_none(self):
        text = self.text(judged(case("satisfied")))
        self.assertIn("No violation.", text)
        self.assertIn("myhostname = postfix.example.net", text)


class EndsOfData(unittest.TestCase):
    """Rows by what stands beside the dot; single vectors behind everything else."""

    @staticmethod
    def end(outcome, *vectors, is_end=False):
        return {"position": "in the body", "outcome": outcome, "vectors": vectors,
                "is_end": is_end}

    def text(self, *all_judged):
        return page.page(all_judged, {}, REQUIREMENTS)

    def test_vectors_that_look_alike_are_one_row_with_what_is_wrong_in_bold(self):
        text = self.text(judged(ends=(self.end("carried_on", r"\n.\r\n", r"\r\n\n.\r\n\r", r".\r"),
                                      self.end("ended", r"\n\n.\r\n"),
                                      self.end("refused", r"\x00.", r".\t\n", "\\n. "))))
        for row in ("| LF . CRLF | 3 | **ended 1**, carried on 2 |",
                    "| nothing . CR | 1 | carried on |", r"| `\x00.` | 1 | refused |",
                    r"| `.\t` | 1 | refused |", r"| `.\x20` | 1 | refused |"):
            self.assertIn(row, text)

    def test_the_true_end_stands_first_and_must_not_be_passed_over(self):
        text = self.text(judged(ends=(self.end("carried_on", ".", r"\r\n.\n"),
                                      self.end("carried_on", r"\r\n.\r\n", is_end=True))))
        self.assertIn("|\n| CRLF . CRLF, must end | 1 | **carried on** |\n| CRLF . LF |", text)

    def test_of_two_ways_both_outcomes_are_told(self):
        text = self.text(judged(ends=(self.end("carried_on", r"\n.\r\n"),)),
                         judged(way="TLS", ends=(self.end("ended", r"\n.\r\n"),)))
        self.assertIn("| LF . CRLF | 1 | **ended 1**, carried on 1 |", text)
        self.assertIn("1 vector. ended / carried on: postfix", text)

    def test_single_vectors_stand_behind_the_servers_with_those_that_are_alike(self):
        ours = (self.end("refused", r"\n.\n", r"\n.\r\n"), self.end("carried_on", "."))
        text = self.text(judged(ends=ours), judged(
            server="exim", ends=(self.end("refused", r"\n.\n", r"\n.\r\n"),
                                 self.end("ended", "."))))
        end = text[text.index("## Vectors"):]
        self.assertGreater(text.index("## Vectors"), text.index("## exim"))
        self.assertIn("2 vectors. refused: postfix, exim</summary>\n\n```text\n"
                      r"\n.\n \n.\r\n", re.sub(" +", " ", end))
        self.assertIn("1 vector. carried on: postfix; ended: exim", end)

    def test_without_vectors_nothing_is_said_of_them(self):
        self.assertNotIn("End of data", self.text(judged(case("satisfied"))))
        self.assertNotIn("## Vectors", self.text(judged(case("satisfied"))))


class Sameness(unittest.TestCase):
    def test_runs_that_are_alike_differ_in_nothing(self):
        self.assertEqual([], sameness.differences([judged(case("satisfied"))] * 5))

    def test_another_judgement_and_another_code_are_differences(self):
        first = judged(case("satisfied"))
        for other in (judged(case("inconclusive")), judged(case("satisfied", codes="220 250 421")),
                      judged()):
            with self.subTest(other=other):
                self.assertEqual(VIOLATED, sameness.differences([first, other])[0][0])
                self.assertIn("differs", sameness.told(first.subject, [first, other])[0])


class Readings(unittest.TestCase):
    def load(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "readings.tsv")
            Path(path).write_text(text, encoding="utf-8")
            return readings.load(path)

    def test_a_line_is_server_case_and_note(self):
        notes = self.load(f"server\tcase\tnote\npostfix\t{VIOLATED}\tso\nexim\tx/y\tas well\n")
        self.assertEqual({("postfix", VIOLATED): "so", ("exim", "x/y"): "as well"}, notes)

    def test_what_is_no_such_line_is_an_error(self):
        for text in ("", "server\tcase\n", "server\tcase\tnote\npostfix\tx\n",
                     "server\tcase\tnote\npostfix\tx\t\n",
                     "server\tcase\tnote\npostfix\tx\tso\npostfix\tx\tso\n"):
            with self.subTest(text=text), self.assertRaises(SystemExit):
                self.load(text)

    def test_a_note_on_what_is_no_violation_any_more_is_stale(self):
        notes = {("postfix", VIOLATED): "so", ("exim", VIOLATED): "not judged now"}
        self.assertEqual([], readings.stale(notes, [judged(case("violated"))]))
        self.assertEqual([("postfix", VIOLATED)],
                         readings.stale(notes, [judged(case("satisfied"))]))


if __name__ == "__main__":
    unittest.main()
