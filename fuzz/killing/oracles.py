"""Which oracle a complaint is of: fuzz/mutants/oracles.tsv, a row a pattern.

Its columns are the name of the oracle, its number in docs/threats.md or `-`, and what its
complaints look like on the output of a target. The first row that fits counts.
"""

import pathlib
import re


class Oracles:
    """The rows of the table."""

    def __init__(self, path):
        self.rows = []
        for line in pathlib.Path(path).read_text().splitlines():
            if not line or line.startswith("#"):
                continue
            name, number, pattern = line.split("\t")
            self.rows.append((name, number, re.compile(pattern)))

    def names(self):
        """Each name once, in the order of the table."""
        return list(dict.fromkeys(name for name, _, _ in self.rows))

    def number_of(self, name):
        """The number in docs/threats.md, or `-`."""
        return next((number for each, number, _ in self.rows if each == name), "-")

    def named(self, text):
        """The oracle that complained, and its words; two empty texts when none did."""
        for name, _, pattern in self.rows:
            for line in text.split("\n"):
                if pattern.search(line):
                    return name, line.strip()[:200]
        return "", ""
