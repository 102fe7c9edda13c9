#!/usr/bin/env python3
"""Corpora, regressions and dictionary are small enough for a repository, and in good order."""

import re
import unittest

from where import ROOT

FUZZ = ROOT / "fuzz"
# A clone brings them to everybody, and a test replays each of them.
OCTETS_MAX = 10_000_000
# libFuzzer does not go beyond what -max_len says, so neither does what it starts from.
INPUT_OCTETS_MAX = 65_536


def inputs(kind):
    return [path for path in sorted((FUZZ / kind).rglob("*")) if path.is_file()]


class Corpora(unittest.TestCase):
    def test_together_they_are_under_ten_megabytes(self):
        files = inputs("corpus") + inputs("regressions") + [FUZZ / "smtp.dict"]
        self.assertLess(sum(path.stat().st_size for path in files), OCTETS_MAX)

    def test_no_input_is_longer_than_a_fuzzer_reads(self):
        long = [path for path in inputs("corpus") if path.stat().st_size > INPUT_OCTETS_MAX]
        self.assertEqual(long, [])

    def test_each_belongs_to_a_target(self):
        """A folder without a target is replayed by nobody."""
        lists = (FUZZ / "CMakeLists.txt").read_text(encoding="utf-8")
        targets = set(re.findall(r"heloport_fuzz_target\((\w+)", lists))
        folders = {path.name for kind in ("corpus", "regressions")
                   for path in (FUZZ / kind).iterdir() if path.is_dir()}
        self.assertEqual(folders - targets, set())
        self.assertEqual({target for target in targets
                          if not inputs(f"corpus/{target}")}, set(), "targets without a corpus")

    def test_a_regression_is_named_by_what_it_was(self):
        """Words, not the sum that a fuzzer names its findings by."""
        for path in inputs("regressions"):
            self.assertRegex(path.name, r"^[a-z0-9]+([_-][a-z0-9]+){2,}(\.smtp)?$", path)
            self.assertNotRegex(path.name, r"[0-9a-f]{20}", path)


if __name__ == "__main__":
    unittest.main()
