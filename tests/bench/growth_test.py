#!/usr/bin/env python3
"""bench/growth from outside: growth_test.py Wrong, or Right, which needs our programs."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from where import ROOT


def growth(*words, descriptors=""):
    """With another limit of open files, where one is given."""
    limited = ["sh", "-c", f"ulimit -n {descriptors} && exec \"$@\"", "sh"] if descriptors else []
    return subprocess.run([*limited, sys.executable, "-B", str(ROOT / "bench/growth"), *words],
                          text=True, capture_output=True, timeout=170, stdin=subprocess.DEVNULL,
                          check=False)


class Wrong(unittest.TestCase):
    def test_subjects_are_told_with_what_there_is(self):
        done = growth("speed")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("no subject speed: sessions, octets", done.stderr)


class Right(unittest.TestCase):
    def rows(self, *words, **limits):
        """By subject. Whatever is left running would hold the pipe, and growth() would not end."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "out.json")
            done = growth(*words, "--json", str(path), **limits)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            found = json.loads(path.read_text(encoding="ascii"))["results"]
        return {row["subject"]: row for row in found}

    def test_a_session_holds_memory_and_more_of_it_when_it_sends_and_in_tls(self):
        rows = self.rows("idle", "idle_offered", "idle_tls", "loaded", "loaded_tls",
                         "--least", "1000", "--most", "1000")
        octets = {name: dict(row["points"])[1000] for name, row in rows.items()}
        self.assertGreater(octets["idle"], 700)
        self.assertLess(octets["idle"], 5 * 1024)
        # An offer of TLS is a word, and not yet a layer.
        self.assertLess(octets["idle_offered"], octets["idle"] + 300)
        self.assertGreater(octets["idle_tls"], 4 * octets["idle"])
        self.assertLess(octets["idle_tls"], 64 * 1024)
        self.assertGreater(octets["loaded"], octets["idle"])
        self.assertGreater(octets["loaded_tls"], 4 * octets["loaded"])
        self.assertEqual((rows["idle"]["goal"], rows["idle"]["goal_of"]),
                         (1024, "the largest setting"))
        self.assertTrue(all(row["not_measured"] is None for row in rows.values()))

    def test_more_sessions_than_a_process_may_have_files_are_named_and_not_tried(self):
        row = self.rows("idle", "--most", "1000", descriptors=1000)["idle"]
        self.assertEqual([count for count, _ in row["points"]], [100])
        self.assertEqual(row["not_measured"], "1000 sessions: a process may have 1000 files open "
                                              "(ulimit -n)")


if __name__ == "__main__":
    unittest.main()
