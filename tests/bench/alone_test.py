#!/usr/bin/env python3
"""What scripts/bench and scripts/bench-instructions write: alone_test.py Times, or Instructions.

Both need the programs of bench/, Instructions valgrind as well; it is skipped without.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from where import ROOT
from measuring import alone, record

BUILD = Path(os.environ.get("HELOPORT_BUILD") or ROOT / "build/release")
SKIPPED = 77


def ran(script, *words):
    return subprocess.run([sys.executable, "-B", ROOT / "scripts" / script, *words], text=True,
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=100, check=False)


class Written(unittest.TestCase):
    def rows(self, script, *words):
        """Of the file that it writes; bench/report makes a page of it."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "out.json")
            done = ran(script, BUILD, *words, "--json", path)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            report = subprocess.run([sys.executable, "-B", ROOT / "bench/report", "-o",
                                     Path(folder, "page.html"), path], text=True,
                                    capture_output=True, check=False)
            self.assertEqual((report.returncode, report.stderr), (0, ""))
            document = json.loads(path.read_text(encoding="ascii"))
        self.assertEqual(set(document), {"date", "command", "machine", "versions", "results"})
        return {(row["figure"], row["workload"]): row for row in document["results"]}


class Times(Written):
    def test_each_subject_stands_over_its_floor_with_its_goal(self):
        rows = self.rows("bench", "--smoke")
        decoded = rows["octets a second of decoding content, over memchr for each LF", "memory_76"]
        self.assertEqual((decoded["goal"], decoded["goal_is"]), (0.7, "at least"))
        self.assertAlmostEqual(decoded["ratio"]["median"],
                               decoded["decode_octets_per_second"]["median"]
                               / decoded["memchr_octets_per_second"]["median"])
        parsed = rows["parsing a command, over memchr for its end", "MAIL_null"]
        self.assertEqual(parsed["octets"], len("MAIL FROM:<>\r\n"))
        self.assertAlmostEqual(parsed["ratio"]["median"],
                               parsed["parse_ns"]["median"] / parsed["memchr_ns"]["median"])
        for figure in ("writing a reply line, over memcpy of it",
                       "reading a reply line, over memchr for its end"):
            self.assertGreater(rows[figure, "hello"]["ratio"]["median"], 0)
        engine = rows["a message of 1 KB through an engine", "server_lockstep"]
        self.assertGreater(engine["ns"]["median"], 0)
        self.assertEqual(engine["allocations"], 0)
        if (BUILD / "bench/bench_tls").exists():
            tls = rows["octets a second through the TLS layer, over its cipher alone", "receive"]
            self.assertEqual((tls["goal"], tls["goal_is"]), (0.6, "at least"))

    def test_a_ratio_is_that_of_a_repetition(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "program")
            path.write_text("#!/bin/sh\ncat <<'END'\n" + json.dumps({"benchmarks": [
                {"name": f"{name}/x", "family_index": 0, "run_type": kind, "cpu_time": value,
                 "bytes_per_second": 1.0}
                for name, kind, value in (("ours", "iteration", 2.0), ("ours", "iteration", 9.0),
                                          ("floor", "iteration", 1.0), ("floor", "iteration", 3.0),
                                          ("ours", "aggregate", 77.0))]}) + "\nEND\n",
                            encoding="ascii")
            path.chmod(0o755)
            row, = alone.Timed(path, smoke=False).beside("f", "ours", ("floor",), "ns")
        self.assertEqual(row["ratio"], record.spread([2.0, 3.0]))
        self.assertEqual(row["repetitions"], 2)

    def test_a_program_that_is_not_there_is_a_sentence(self):
        with tempfile.TemporaryDirectory() as folder:
            done = ran("bench", "--smoke", folder)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"\Ano program .*bench_parser; build it first\n\Z")


class Instructions(Written):
    def test_those_of_an_octet_are_those_of_the_command_over_its_octets(self):
        rows = self.rows("bench-instructions", "MAIL_null", "RCPT")
        self.assertEqual({workload for _, workload in rows}, {"MAIL_null", "RCPT"})
        row = rows["instructions of parsing a command", "MAIL_null"]
        self.assertEqual((row["octets"], row["goal"]), (len("MAIL FROM:<>\r\n"), 8))
        self.assertAlmostEqual(row["instructions_per_octet"],
                               row["instructions"] / row["octets"], delta=0.01)
        self.assertGreater(row["instructions"], row["octets"])
        self.assertLess(row["instructions"], 100 * row["octets"])  # nothing of the start is in it

    def test_a_command_that_it_cannot_parse_is_told(self):
        done = ran("bench-instructions", BUILD, "TURN")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no command TURN: EHLO", done.stderr)


if __name__ == "__main__":
    if sys.argv[1:] == ["Instructions"] and not shutil.which("valgrind"):
        print("no valgrind here: scripts/deps bench")
        sys.exit(SKIPPED)
    unittest.main()
