#!/usr/bin/env python3
"""fuzz/campaign with targets that only behave as such: rounds, findings, stops, resumption."""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from where import ROOT

CAMPAIGN = ROOT / "fuzz/campaign"
FAKE = Path(__file__).with_name("fake_fuzzer.py")


class Campaigns(unittest.TestCase):
    def setUp(self):
        room = tempfile.TemporaryDirectory(prefix="heloport-")
        self.addCleanup(room.cleanup)
        self.room = Path(room.name)
        (self.room / "build/fuzz").mkdir(parents=True)
        self.folder = self.room / "kept"

    def has(self, name, mood):
        path = self.room / "build/fuzz" / f"fuzz_{name}"
        path.write_text(f'#!/bin/sh\nexec "{sys.executable}" -B "{FAKE}" {mood} "$@"\n',
                        encoding="utf-8")
        path.chmod(0o755)

    def words(self, *words):
        return [sys.executable, str(CAMPAIGN), "--build", str(self.room / "build"), *words]

    def run_it(self, *words, code=0):
        done = subprocess.run(self.words(*words), capture_output=True, text=True, timeout=200,
                              stdin=subprocess.DEVNULL, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def kept(self):
        return json.loads((self.folder / "campaign.json").read_text(encoding="utf-8"))

    def test_all_targets_of_the_build_run_and_their_corpora_are_merged(self):
        self.has("one", "sound")
        self.has("two", "sound")
        (self.room / "build/fuzz/fuzz_notes.txt").write_text("no program", encoding="utf-8")
        said = self.run_it("--time", "5s", "--jobs", "2", "--folder", str(self.folder))
        state = self.kept()
        self.assertEqual(sorted(state["targets"]), ["one", "two"])
        self.assertEqual((state["status"], state["findings"]), ("done", []))
        for name, target in state["targets"].items():
            self.assertGreater(target["executions"], 10_000, name)
            self.assertGreater(target["discoveries"], 10, name)
            self.assertEqual([path.name for path in (self.folder / "corpus" / name).iterdir()],
                             ["small"])
            lines = re.findall(rf"(?m)^  {name} .*\d+ s", said)
            self.assertIn(len(lines), range(1, 5), said)  # none for a round that does nothing
        self.assertTrue((self.folder / "report.html").is_file())

    def test_a_seed_counts_up_from_run_to_run_and_chance_has_none(self):
        self.has("one", "sound")
        folders = [self.folder, self.room / "other"]
        for folder, words in zip(folders, (("--smoke", "--seed", "7"), ())):
            self.run_it("--time", "3s", "--jobs", "1", "--folder", str(folder), *words)
        seeds = [(folder / "seeds").read_text(encoding="utf-8").split() for folder in folders]
        self.assertEqual(seeds[0], [str(7 + i) for i in range(len(seeds[0]))])
        self.assertEqual(set(seeds[1]), {"chance"})

    def test_a_finding_is_kept_once_short_and_with_what_repeats_it(self):
        self.has("one", "crashing")
        said = self.run_it("--time", "4s", "--jobs", "1", "--folder", str(self.folder), code=1)
        finding, = self.kept()["findings"]
        self.assertGreater(finding["count"], 1)
        self.assertTrue(finding["repeats"])
        self.assertEqual((finding["octets_found"], finding["octets"]), (11, 4))
        self.assertEqual(finding["name"], "crash-server-session-the-reply-has-octets-too-many")
        self.assertIn(finding["command"], said)
        path = self.folder / "findings/one" / finding["name"]
        self.assertEqual(path.read_bytes(), b"boom")
        self.assertIn("libFuzzer: deadly signal",
                      path.with_name(path.name + ".txt").read_text(encoding="utf-8"))
        repeated = subprocess.run(finding["command"], shell=True, capture_output=True, check=False)
        self.assertEqual(repeated.returncode, 77)

    def test_a_target_that_does_not_run_is_said_and_the_others_run(self):
        self.has("one", "broken")
        self.has("two", "sound")
        said = self.run_it("--time", "3s", "--jobs", "1", "--folder", str(self.folder), code=1)
        self.assertIn("one does not run: it ended with 1: cannot open shared library", said)
        self.assertGreater(self.kept()["targets"]["two"]["executions"], 0)

    def test_ctrl_c_keeps_everything_and_the_campaign_can_be_resumed(self):
        self.has("one", "sound")
        process = subprocess.Popen(
            self.words("--time", "1h", "--jobs", "1", "--folder", str(self.folder)),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        corpus = self.folder / "corpus/one"
        while process.poll() is None and not (corpus.is_dir() and any(corpus.iterdir())):
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=200)
        self.assertEqual(process.returncode, 130, said)
        first = self.kept()
        self.assertEqual(first["status"], "stopped")
        self.assertGreater(len(list(corpus.iterdir())), 0)
        self.run_it("--resume", str(self.folder), "--time", "2s")
        second = self.kept()
        self.assertGreater(second["targets"]["one"]["executions"],
                           first["targets"]["one"]["executions"])
        self.assertGreater(second["spent"], first["spent"])

    def test_wrong_arguments_are_a_sentence_and_no_traceback(self):
        self.has("one", "sound")
        (self.room / "bad").mkdir()
        (self.room / "bad/campaign.json").write_text('{"version": 1}', encoding="utf-8")
        for words, sentence in (
                (("--time", "soon"), "no time: 'soon'"),
                (("--time", "0s"), "is nothing"),
                (("--jobs", "0"), "at least one program"),
                (("--seed", "-1"), "a number from 1"),
                (("--engine", "afl", "--seed", "1"), "--seed is libFuzzer's"),
                (("--folder", "/proc/nothing"), "/proc/nothing cannot be made"),
                (("nobody",), "no target is named 'nobody'; there are one"),
                (("--resume", str(self.room)), "there is no campaign.json"),
                (("--resume", str(self.room / "bad")), "is no campaign"),
                (("--build", str(self.room)), "no program fuzz_*")):
            with self.subTest(words=words):
                said = self.run_it(*words, code=2)
                self.assertIn(sentence, said)
                self.assertTrue(said.startswith("fuzz/campaign: "), said)


if __name__ == "__main__":
    unittest.main()
