#!/usr/bin/env python3
"""Every check of scripts/conformance-table can fail, and the pages say what the tables say.

`fixture` is a small repository without a fault. Each test breaks a copy of it in one place.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAM = HERE.parents[1] / "scripts" / "conformance-table"
EVIDENCE = "conformance/evidence.tsv"


class Table(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name) / "copy"
        shutil.copytree(HERE / "fixture", self.root)
        self.assertEqual(0, self.run_program().returncode)

    def run_program(self, *arguments):
        return subprocess.run([sys.executable, "-B", PROGRAM, self.root, *arguments],
                              capture_output=True, text=True)

    def replace(self, path, old, new):
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        self.assertIn(old, text)
        file.write_text(text.replace(old, new), encoding="utf-8")

    def finds(self, wanted):
        """The check fails, and with this alone."""
        checked = self.run_program("--check")
        self.assertEqual(1, checked.returncode, checked.stdout)
        self.assertIn(wanted, checked.stdout)
        self.assertIn(" 1 findings", checked.stdout)

    def broken_by(self, path, old, new, wanted):
        self.replace(path, old, new)
        self.finds(wanted)


class Suite(Table):
    """The cases of the suite, of which the fixture has one."""

    CASE = "conformance/cases/rfc5321/4.5.2/is-told.smtp"
    UNCOVERED = "conformance/uncovered.tsv"

    def setUp(self):
        super().setUp()
        self.write(self.CASE, "# It is told\n! shows R5321-4.5.2-02\nC: NOOP\nS: 250\n")
        self.write(self.UNCOVERED, "id\treason\nR5321-4.5.2-05\tnobody can see it here\n")
        self.assertEqual(0, self.run_program().returncode)
        self.assertEqual(0, self.run_program("--check").returncode)

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def test_a_requirement_without_a_case(self):
        self.broken_by(self.CASE, "R5321-4.5.2-02", "R5321-9.9-01",
                       "R5321-4.5.2-02 has no case and no row in conformance/uncovered.tsv")

    def test_a_reason_for_what_has_a_case(self):
        self.replace(self.UNCOVERED, "id\treason\n", "id\treason\nR5321-4.5.2-02\tit is not so\n")
        self.finds("R5321-4.5.2-02 has a case: rfc5321/4.5.2/is-told")

    def test_a_reason_without_words(self):
        self.broken_by(self.UNCOVERED, "nobody can see it here", "no", "a reason has words")

    def test_a_reason_for_nothing(self):
        self.replace(self.UNCOVERED, "id\treason\n", "id\treason\nR1-1\tit is not so\n")
        self.finds("nothing demands R1-1")

    def test_cases_outside_the_sections_of_rfcs_have_a_row(self):
        self.write("conformance/cases/smuggling/pieces/a.smtp",
                   "# It is told in pieces\n! shows R5321-4.5.2-02\nC: NOOP\nS: 250\n")
        self.assertEqual(0, self.run_program().returncode)
        page = (self.root / "docs/suite.md").read_text(encoding="utf-8")
        self.assertIn("| smuggling | - | - | 1 |\n", page)
        self.assertIn("**2 cases, and eight for the vectors", page)
        counts = re.findall(r"^\| \S+ \| \S+ \| \S+ \| (\d+) \|$", page, re.MULTILINE)
        self.assertEqual(2, sum(map(int, counts)))

    def test_a_page_that_is_not_what_the_cases_say(self):
        self.broken_by("docs/suite.md", "# What the suite judges", "# What", "make update")


class Checks(Table):
    def test_a_repository_without_a_fault_passes(self):
        checked = self.run_program("--check")
        self.assertEqual((0, "5 demands, 6 rows of evidence, 0 findings\n"),
                         (checked.returncode, checked.stdout))

    def test_a_requirement_without_evidence(self):
        self.broken_by(EVIDENCE, "R5321-5.1-01\tnot-applicable\tno name is looked up\n", "",
                       "requirements.tsv:4: R5321-5.1-01 has no row")

    def test_a_threat_without_evidence(self):
        self.broken_by(EVIDENCE, "CVE-2017-16944\tnot-yet\tno chunks yet\n", "",
                       "threats.tsv:2: CVE-2017-16944 has no row")

    def test_evidence_for_nothing(self):
        self.broken_by(EVIDENCE, "CVE-2017-16944\tnot-yet\tno chunks yet\n",
                       "CVE-2017-16944\tnot-yet\tno chunks yet\nR1-1-1\tnot-yet\tno such row\n",
                       "evidence.tsv:8: nothing demands R1-1-1")

    def test_a_requirement_that_stands_twice(self):
        self.broken_by("conformance/requirements.tsv", "R1870-3-01\t",
                       "R5321-5.1-01\t5321\t5.1\tMUST\tclient\tAgain\nR1870-3-01\t",
                       "requirements.tsv:5: R5321-5.1-01 stands twice")

    def test_rows_out_of_order(self):
        self.broken_by(EVIDENCE, "R5321-5.1-01\tnot-applicable\tno name is looked up\n",
                       "CVE-2017-16944\tnot-yet\tno chunks of ours\n"
                       "R5321-5.1-01\tnot-applicable\tno name is looked up\n", "not in its place")

    def test_a_table_that_lacks_a_column(self):
        self.broken_by(EVIDENCE, "id\tkind\tevidence", "id\tkind\tproof",
                       "evidence.tsv:1: the first line names the columns: id kind evidence")

    def test_a_row_that_lacks_a_cell(self):
        self.broken_by(EVIDENCE, "R5321-4.5.2-05\tfuzz\tdecoder", "R5321-4.5.2-05\tfuzz",
                       "evidence.tsv:4: 2 columns, not 3")

    def test_a_kind_that_is_none(self):
        self.broken_by(EVIDENCE, "\tnot-yet\t", "\tperhaps\t", "no such kind: perhaps")

    def test_a_reason_of_one_word(self):
        self.broken_by(EVIDENCE, "no chunks yet", "later", "needs a reason in words")

    def test_a_transcript_that_is_not_there(self):
        (self.root / "tests/transcripts/data/dots.smtp").unlink()
        self.finds("no such transcript: tests/transcripts/data/dots.smtp")

    def test_a_transcript_that_is_there_to_fail(self):
        self.broken_by(EVIDENCE, "data/dots.smtp", "failing/dots.smtp", "is there to fail")

    def test_a_claim_that_cites_another_rfc(self):
        self.broken_by("tests/transcripts/data/dots.smtp", "RFC 5321", "RFC 53210",
                       "does not cite RFC 5321")

    def test_a_citation_below_the_claim(self):
        self.broken_by("tests/transcripts/data/dots.smtp", "# Dots are doubled (RFC 5321,",
                       "# Dots are doubled.\n\n# (RFC 5321,", "does not cite RFC 5321")

    def test_a_google_test_that_is_not_there(self):
        self.broken_by("tests/engine/decoder_test.cpp", "PassesOctets", "PassesSome",
                       "no such test: Decoder.PassesOctets")

    def test_a_python_test_that_is_not_there(self):
        self.broken_by("tests/apps/program/content_test.py", "test_octets", "test_some",
                       "content_test.py::Content.test_octets")

    def test_a_python_test_of_another_class(self):
        self.broken_by("tests/apps/program/content_test.py", "class Content", "class Other",
                       "content_test.py::Content.test_octets")

    def test_a_program_test_that_is_not_there(self):
        self.broken_by("tests/apps/CMakeLists.txt", "program_test(content", "program_test(crash",
                       "no such test: apps.content")

    def test_a_ctest_that_no_loop_makes(self):
        self.broken_by("tests/apps/CMakeLists.txt", "peer curl swaks", "peer swaks",
                       "no such test: peers.curl")

    def test_a_fuzz_target_without_an_entry(self):
        self.broken_by("fuzz/decoder.cpp", "LLVMFuzzerTestOneInput", "main",
                       "no such fuzz target: decoder")

    def test_evidence_that_names_nothing(self):
        self.broken_by(EVIDENCE, "\tapps.content peers.curl", "\t ", "names no evidence")

    def test_a_page_that_says_something_else(self):
        self.broken_by("docs/conformance.md", "4 requirements", "5 requirements",
                       "docs/conformance.md:1: is not what the tables say")

    def test_a_page_that_is_missing(self):
        (self.root / "docs/threats.md").unlink()
        self.finds("docs/threats.md:1: is not what the tables say")


class Pages(Table):
    def page(self, name):
        return (self.root / "docs" / name).read_text(encoding="utf-8")

    def test_the_counts_come_first(self):
        page = self.page("conformance.md")
        self.assertIn("**4 requirements: 3 shown, 1 not applicable.**", page)
        self.assertIn("| MUST | 3 | 2 | 0 | 1 | 0 | 0 |", page)
        self.assertIn("| both | 1 | 1 | 0 | 0 | 0 | 0 |", page)
        self.assertIn("| [1870](#rfc-1870-size) | 1 | 1 | 0 | 0 | 0 | 0 |", page)

    def test_evidence_is_a_link(self):
        page = self.page("conformance.md")
        for link in ("[data/dots](../tests/transcripts/data/dots.smtp)",
                     "[Decoder.PassesOctets](../tests/engine/decoder_test.cpp)<br>"
                     "[content_test.py::Content.test_octets]"
                     "(../tests/apps/program/content_test.py)<br>"
                     "[fuzz decoder](../fuzz/decoder.cpp)",
                     "[peers.curl](../tests/apps/CMakeLists.txt)"):
            self.assertIn(link, page)

    def test_a_reason_stands_where_evidence_would(self):
        self.assertIn("| not applicable: no name is looked up |", self.page("conformance.md"))
        self.assertIn("| not yet: no chunks yet |", self.page("threats.md"))

    def test_a_summary_cannot_break_its_row(self):
        self.assertIn("| Every \\| and &lt;octet> passes |", self.page("conformance.md"))

    def test_update_puts_the_evidence_in_order(self):
        text = (self.root / EVIDENCE).read_text(encoding="utf-8")
        head, *lines = text.splitlines()
        shuffled = "\n".join([head] + lines[::-1]) + "\n"
        (self.root / EVIDENCE).write_text(shuffled, encoding="utf-8")
        self.assertEqual(0, self.run_program().returncode)
        ids = [line.split("\t")[0] for line in text.splitlines()]
        kept = (self.root / EVIDENCE).read_text(encoding="utf-8").splitlines()
        self.assertEqual(ids, [line.split("\t")[0] for line in kept])

    def test_update_writes_nothing_from_tables_that_are_wrong(self):
        self.replace(EVIDENCE, "data/dots.smtp", "data/none.smtp")
        before = self.page("conformance.md")
        self.assertEqual(1, self.run_program().returncode)
        self.assertEqual(before, self.page("conformance.md"))


class Questions(Table):
    def test_suggestions_begin_with_the_section_itself(self):
        (self.root / "tests/transcripts/data/near.smtp").write_text(
            "# Something near (RFC 5321, 4.5.3.1; RFC 1870, 9).\n", encoding="utf-8")
        said = self.run_program("--suggest", "R5321-4.5.2-02").stdout.splitlines()
        wanted = ["4 tests/transcripts/data/dots.smtp", "2 tests/transcripts/data/near.smtp"]
        self.assertEqual(wanted, [line.split(":")[0] for line in said])

    def test_not_yet_lists_what_waits(self):
        self.assertIn("CVE-2017-16944", self.run_program("--not-yet").stdout)
        self.assertNotIn("R5321", self.run_program("--not-yet").stdout)


if __name__ == "__main__":
    unittest.main()
