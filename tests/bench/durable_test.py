#!/usr/bin/env python3
"""bench/durable from outside: durable_test.py Wrong, or Right, which needs our programs."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from where import ROOT


def durable(*words, **environment):
    return subprocess.run([sys.executable, "-B", ROOT / "bench/durable", *words], text=True,
                          env={**os.environ, **environment}, capture_output=True, timeout=100,
                          stdin=subprocess.DEVNULL, check=False)


class Wrong(unittest.TestCase):
    def refused(self, *words, **environment):
        done = durable(*words, **environment)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        return done.stderr.splitlines()[-1]

    def test_it_is_said_before_the_first_run(self):
        self.assertIn("more than nothing", self.refused("--rounds", "0"))
        self.assertIn("no directory /no/such", self.refused("--directory", "/no/such"))
        with tempfile.TemporaryDirectory() as empty:
            self.assertIn("HELOPORT_BUILD says where", self.refused(HELOPORT_BUILD=empty))


class Right(unittest.TestCase):
    def test_every_load_is_compared_with_every_way_and_nothing_is_left(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "out.json")
            done = durable("--sessions", "2", "--rounds", "1", "--seconds", "0.2", "--directory",
                           folder, "--json", str(path))
            self.assertEqual(done.returncode, 0, done.stderr)
            rows = json.loads(path.read_text(encoding="ascii"))["results"]
            self.assertEqual([row["workload"] for row in rows],
                             ["lockstep, linked", "lockstep, renamed",
                              "pipelined, linked", "pipelined, renamed"])
            for row in rows:
                self.assertAlmostEqual(row["ratio"]["median"], row["ours_per_second"]["median"]
                                       / row["raw_per_second"]["median"])
            self.assertEqual(os.listdir(folder), ["out.json"])

    def test_a_server_that_does_not_start_is_an_error(self):
        with tempfile.TemporaryDirectory() as folder:
            done = durable("--option=--no-such-option", "--rounds", "1", "--seconds", "0.1",
                           "--sessions", "1", "--directory", folder)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn("no-such-option", done.stderr)
            self.assertEqual(os.listdir(folder), [])


if __name__ == "__main__":
    unittest.main()
