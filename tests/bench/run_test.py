#!/usr/bin/env python3
"""bench/peers/run from outside: run_test.py Wrong, or Alone, or Beside.

Wrong needs nothing. Alone needs our program: no peer is there. Beside needs a peer and smtp-source,
which scripts/peers unpacks, and is skipped without them.
"""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from where import ROOT

PEERS = Path(os.environ["HELOPORT_PEERS"])
SKIPPED = 77


def run(*words, **environment):
    return subprocess.run([sys.executable, "-B", ROOT / "bench/peers/run", *words], text=True,
                          env={**os.environ, **environment}, capture_output=True, timeout=250,
                          stdin=subprocess.DEVNULL, check=False)


class Wrong(unittest.TestCase):
    def refused(self, *words):
        done = run(*words)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        return done.stderr.splitlines()[-1]

    def test_arguments_are_told_with_what_there_is(self):
        self.assertIn("no 'C'; there are A, B", self.refused("--workloads", "A,C"))
        self.assertIn("no 'sink'; there are smtp-sink, postfix", self.refused("--peers", "sink"))
        self.assertIn("no 'swaks'; there are smtp-source", self.refused("--loads", "swaks"))

    def test_numbers_have_limits(self):
        self.assertIn("0 is not at least 1", self.refused("--rounds", "0"))
        self.assertIn("'many' is no number", self.refused("--rounds", "many"))
        self.assertIn("nan is not at least", self.refused("--seconds", "nan"))
        self.assertIn("-1 is not at least", self.refused("--minutes-max", "-1"))

    def test_a_file_that_cannot_be_written_is_told_before_the_first_run(self):
        self.assertIn("/no/such/folder/x.json cannot be written",
                      self.refused("--json", "/no/such/folder/x.json"))

    def test_who_takes_part_is_listed(self):
        done = run("--list")
        self.assertEqual(done.returncode, 0)
        self.assertIn("B  postfix (hold queue)", done.stdout)


class Alone(unittest.TestCase):
    def test_peers_that_are_absent_are_named_and_nothing_is_claimed_of_them(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "out.json")
            done = run("--workloads", "B", "--quick", "--json", str(path), HELOPORT_PEERS=folder)
            self.assertTrue(path.exists(), done.stdout + done.stderr)
            document = json.loads(path.read_text(encoding="ascii"))
        absent = [row["server"] for row in document["results"] if row["figure"] == "absent"]
        self.assertEqual(absent, ["postfix (hold queue)", "postfix (Maildir)", "exim",
                                  "opensmtpd", "aiosmtpd", "smtp-server", "haraka"], done.stderr)
        self.assertIn("B  exim: absent: no exim here; scripts/peers unpacks it", done.stdout)
        self.assertNotIn("side by side", {row["figure"] for row in document["results"]})

    def test_ours_that_is_absent_is_a_sentence(self):
        done = run("--quick", HELOPORT_BUILD="/no/such/build")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "bench/peers/run: no program heloport; HELOPORT_BUILD says "
                                      "where\n")


class Beside(unittest.TestCase):
    def test_a_peer_is_compared_and_what_both_promised_is_seen(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "out.json")
            done = run("--workloads", "B", "--peers", "aiosmtpd", "--quick", "--rounds", "1",
                       "--loads", "smtp-source", "--seconds", "0.05", "--json", str(path))
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertIn("2 comparisons, 1 rounds of about 0.05 s: 0 of 15 minutes", done.stdout)
            self.assertEqual(list(PEERS.glob(".attic-*")), [], "mail of the runs is left")
            document = json.loads(path.read_text(encoding="ascii"))
        promised = {row["server"]: row["promise"] for row in document["results"]
                    if row["figure"] == "promise"}
        self.assertEqual(promised, {"heloport": "file and directory are synced",
                                    "aiosmtpd": "nothing is synced"})
        compared = [row for row in document["results"] if row["figure"] == "side by side"]
        self.assertEqual({(row["load"], row["sessions"]) for row in compared},
                         {("smtp-source", 1), ("smtp-source", 32)})
        for row in compared:
            self.assertGreater(row["cpu_ratio"]["median"], 0)
            self.assertGreater(row["theirs"]["cpu_us"]["median"], 0)
            self.assertEqual(row["peer"], "aiosmtpd")
            for side in (row["ours"], row["theirs"]):
                self.assertGreaterEqual(side["messages_per_session"], 5)
                self.assertAlmostEqual(side["messages_per_session"],
                                       side["messages"] / row["sessions"], delta=0.05)
        self.assertEqual(document["versions"]["aiosmtpd"].split()[0], "python3-aiosmtpd")


if __name__ == "__main__":
    if sys.argv[1:] == ["Beside"] and not all(
            (PEERS / name / ".version").exists() for name in ("aiosmtpd", "postfix")):
        print("no aiosmtpd or no smtp-source here: scripts/peers")
        sys.exit(SKIPPED)
    unittest.main()
