#!/usr/bin/env python3
"""Every check of tests/tidy can fail: fixtures/CHECK/bad draws what its `expected` says.

fixtures/CHECK/bad and fixtures/CHECK/good are small repositories. `expected` lists the findings
that `bad` must draw, `path:line` each; `good` holds what looks alike and must draw none.
"""

import os
import re
import sys
import unittest
from pathlib import Path

import cpp_text
import purity
import repository
import tidy

HERE = Path(__file__).resolve().parent
FIXTURES = HERE / "fixtures"


class EveryCheck(unittest.TestCase):
    def test_finds_what_its_fixture_breaks(self):
        for name, check in tidy.CHECKS.items():
            with self.subTest(name):
                root = FIXTURES / name
                found = [f"{f.path}:{f.line}" for f in check(repository.files_of(root / "bad"))]
                expected = (root / "expected").read_text(encoding="utf-8").split()
                self.assertTrue(expected)
                self.assertEqual(sorted(expected), sorted(found))

    def test_lets_pass_what_only_looks_alike(self):
        for name, check in tidy.CHECKS.items():
            with self.subTest(name):
                files = repository.files_of(FIXTURES / name / "good")
                self.assertTrue(files)
                self.assertEqual([], list(check(files)))

    def test_is_run_by_ctest_under_its_name(self):
        listed = (HERE / "CMakeLists.txt").read_text(encoding="utf-8")
        names = re.search(r"IN ITEMS(.*?)\)", listed, re.DOTALL).group(1).split()
        self.assertEqual(sorted(tidy.CHECKS), sorted(names))


class Functions(unittest.TestCase):
    def test_are_found_in_every_form_that_the_code_has(self):
        text = (FIXTURES / "functions.cpp").read_text(encoding="utf-8")
        wanted = [(int(line), int(lines)) for line, lines in
                  re.findall(r"(\d+) \+(\d+)", text.split("*/")[0])]
        found = [(f.line, f.lines) for f in cpp_text.functions(text)]
        self.assertEqual(wanted, found)


class Purity(unittest.TestCase):
    def impurities(self, entries):
        return {name for _, name in
                purity.impurities([os.environ["TIDY_IMPURE_LIBRARY"]], entries)}

    def test_names_the_clock_the_file_the_lock_and_the_memory(self):
        found = self.impurities(purity.allowed(HERE / "pure_symbols.txt"))
        for name in ("time", "puts", "pthread_mutex_lock"):
            self.assertIn(name, found)
        self.assertTrue(any(name.startswith("operator new") for name in found), found)

    def test_lets_pass_what_is_on_the_list(self):
        self.assertEqual(set(), self.impurities([("*", re.compile(".*"))]))
        self.assertEqual(set(), self.impurities([("impure.cpp.o", re.compile(".*"))]))

    def test_allows_a_symbol_only_to_the_object_that_is_named(self):
        self.assertIn("time", self.impurities([("other.cpp.o", re.compile(".*"))]))


if __name__ == "__main__":
    sys.path.insert(0, str(HERE))
    unittest.main()
