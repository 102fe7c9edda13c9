"""What heloport load does with SIGINT and SIGTERM."""

import json
import os
import re
import signal
import subprocess
import threading
import time
import unittest

from load_case import TEMPORARY, LoadTest
from program import BINARY, SECONDS_MAX


class Interrupted(LoadTest):
    """The first signal ends a load in good order, the second at once."""

    def begin(self, *options, **keywords):
        self.json, self.page = (os.path.join(self.folder, name) for name in ("json", "html"))
        process = subprocess.Popen(
            [BINARY, "load", *options, "--export-json", self.json, "--export-html", self.page],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **keywords)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.until(lambda: self.catches(process, signal.SIGINT))
        return process

    def until(self, come):
        deadline = time.monotonic() + SECONDS_MAX
        while not come():
            self.assertLess(time.monotonic(), deadline)
            threading.Event().wait(0.01)

    def catches(self, process, number):
        with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
            caught = re.search(r"SigCgt:\s*([0-9a-f]+)", file.read()).group(1)
        return int(caught, 16) >> (number - 1) & 1 == 1

    def figures_of(self, process, exit_code, number=signal.SIGINT, talk=""):
        """The reports of a run that such a signal has ended."""
        out, said = process.communicate(timeout=SECONDS_MAX)
        self.assertEqual(process.returncode, exit_code, said)
        self.assertRegex(said, talk or "^$")
        line = f"interrupted by {number.name}: this is what was measured until then"
        self.assertIn(f"\n  stopped   {line}", out)
        with open(self.page, encoding="utf-8") as file:
            page = file.read()
        self.assertIn(line, page)
        self.assertNotRegex(page, r"\b(?:nan|inf)\b")
        with open(self.json, encoding="utf-8") as file:
            figures = json.load(file)
        self.assertEqual(figures["interrupted"], number.name)
        return figures

    def test_what_runs_may_end_and_what_was_measured_is_told(self):
        for number, exit_code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            for options in ([], ["--pipelining"], ["--per-session", "1"], ["--rate", "200"]):
                with self.subTest(options, signal=number):
                    liar = self.answering()
                    process = self.begin(liar.address, "-s", "3", "-m", "1000000", *options)
                    self.assertTrue(liar.answered.wait(SECONDS_MAX))
                    begun = time.monotonic()
                    process.send_signal(number)
                    figures = self.figures_of(process, exit_code, number)
                    self.assertLess(time.monotonic() - begun, 1.5)  # nothing was cut
                    self.assertGreater(figures["messages"], 0)
                    self.assertEqual(figures["unanswered"], 0)
                    spans = sum(span["messages"] for span in figures["spans"])
                    self.assertEqual(spans, figures["messages"])

    def test_a_silent_server_is_not_waited_for_as_long_as_its_timeout(self):
        silent = self.answering(**{".\r\n": b""})
        process = self.begin(silent.address, "-s", "2", "-m", "9")
        self.assertTrue(silent.answered.wait(SECONDS_MAX))
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        figures = self.figures_of(process, 130)
        self.assertLess(time.monotonic() - begun, 10)
        self.assertEqual((figures["messages"], figures["unanswered"]), (0, 2))

    def test_before_the_first_message(self):
        process = self.begin(self.answering(greeting=b"").address, "-s", "200")
        process.send_signal(signal.SIGINT)
        figures = self.figures_of(process, 130)
        self.assertEqual((figures["messages"], figures["unanswered"]), (0, 0))

    def test_the_second_signal_ends_it_at_once(self):
        for first, second in ((signal.SIGINT, signal.SIGINT), (signal.SIGTERM, signal.SIGINT)):
            silent = self.answering(**{".\r\n": b""})
            process = self.begin(silent.address)
            self.assertTrue(silent.answered.wait(SECONDS_MAX))
            process.send_signal(first)
            self.until(lambda: not self.catches(process, second))
            process.send_signal(second)
            out, said = process.communicate(timeout=SECONDS_MAX)
            self.assertEqual((process.returncode, out, said), (-second, "", ""))
            self.assertFalse(os.path.exists(self.json))

    def test_a_signal_from_the_keyboard_does_not_reach_the_commands(self):
        command = f"{BINARY} serve --stdio --store discard:"
        process = self.begin("--exec", command, "-s", "3", "-m", "1000000",
                             start_new_session=True)
        self.assertEqual(os.getpgid(process.pid), process.pid)
        # A command that has not yet left our group, microseconds after it began, would hear it.
        self.until(lambda: sum(self.leads_a_group(child) for child in self.children(process)) == 3)
        os.killpg(process.pid, signal.SIGINT)
        self.assertEqual(self.figures_of(process, 130)["unanswered"], 0)

    def test_commands_that_do_not_end_are_ended_together(self):
        command = "printf '220 mx\\r\\n'; exec sleep 600"
        process = self.begin("--exec", command, "-s", "20")
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        self.figures_of(process, 130)
        self.assertLess(time.monotonic() - begun, 10)

    def leads_a_group(self, child):
        return os.getpgid(int(child)) == int(child)

    def children(self, process):
        with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
            return file.read().split()

    def test_a_server_that_is_stopped_as_well_is_told_too(self):
        there = self.server("--store", "discard:")
        process = self.begin(there.address, "-s", "5", "-m", "1000000", "--rate", "100")
        there.signal(signal.SIGTERM)
        process.send_signal(signal.SIGINT)
        self.assertIn(process.wait(SECONDS_MAX), (130, TEMPORARY))


if __name__ == "__main__":
    unittest.main()
