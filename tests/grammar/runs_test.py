#!/usr/bin/env python3
"""Which octets a parser may pass over: grammar/ragel/runs.py on machines of a few states."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
TOOLS = Path(__file__).resolve().parents[2] / "grammar/ragel"

PARSER = """%%%%{
machine toy;
action note { ++n; }
%s
}%%%%
%%%% write data;
int noted(const char* p, const char* pe) {
  int cs, n = 0;
  %%%% write init;
  %%%% write exec;
  return n;
}
"""


def rewritten(machine):
    """The parser of a machine, with its runs."""
    with tempfile.TemporaryDirectory() as folder:
        source, xml, plain, output = (str(Path(folder, name)) for name in
                                      ("toy.rl", "toy.xml", "toy.plain", "toy.cpp"))
        Path(source).write_text(PARSER % machine, encoding="ascii")
        subprocess.run(["ragel", "-C", "-G2", "-L", "-o", plain, source], check=True)
        subprocess.run(["ragel", "-x", "-o", xml, source], check=True)
        done = subprocess.run([sys.executable, "-B", str(TOOLS / "runs.py"), xml, plain, output],
                              check=False, text=True, stderr=subprocess.PIPE)
        if done.returncode != 0:
            raise AssertionError(done.stderr)
        return Path(output).read_text(encoding="ascii")


def passes(machine):
    """How many places of its parser pass over a run."""
    return rewritten(machine).count("p = past_run(")


class Runs(unittest.TestCase):
    def test_a_state_that_comes_back_to_itself_passes_over_a_run(self):
        self.assertEqual(passes('main := [a-z]+ "!";'), 1)

    def test_one_that_does_something_at_each_octet_does_not(self):
        self.assertEqual(passes('main := ([a-z] @note)+ "!";'), 0)

    def test_nor_one_that_does_something_whenever_it_is_come_to_or_left(self):
        for action in ("$~note", "$*note"):
            self.assertEqual(passes(f'main := [a-z]+ {action} "!";'), 0, action)

    def test_what_is_done_at_some_octets_is_done(self):
        parser = rewritten('main := ([a-z] | "," @note)+ "!";')
        self.assertEqual(parser.count("p = past_run("), 1)
        table = parser.split("run_sets[256] = {")[1].split("}")[0].replace("\n", "").split(",")
        passed = {chr(octet) for octet, sets in enumerate(table) if sets.strip() != "0"}
        self.assertEqual(passed, set("abcdefghijklmnopqrstuvwxyz"))

    def test_few_octets_are_compared_one_by_one(self):
        self.assertEqual(passes('main := [a-i]+ "!";'), 0)
        self.assertEqual(passes('main := [a-j]+ "!";'), 1)

    def test_more_kinds_than_a_table_has_bits_are_told(self):
        kinds = " ".join(f'[A-{last}]+ "~"' for last in "JKLMNOPQRSTUVWXYZ")
        with self.assertRaisesRegex(AssertionError, "toy has 17 kinds of runs, more than 16"):
            rewritten(f"main := {kinds};")


if __name__ == "__main__":
    unittest.main()
