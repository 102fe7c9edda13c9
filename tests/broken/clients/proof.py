#!/usr/bin/env python3
"""Every case of the client suite can fail, and none fails where nothing is wrong.

HELOPORT names the binary. `proof.py` checks all; `proof.py NAME...` only these faults.
"""

import json
import os
import subprocess
import sys
import unittest
from concurrent.futures import ThreadPoolExecutor

FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, FOLDER)
from faults import FAULTS  # noqa: E402

BINARY = os.environ["HELOPORT"]
# A fault may make both sides wait for each other; the sound client is never so slow.
FAULT_SECONDS, SOUND_SECONDS = "4", "20"
RUN_SECONDS_MAX = 400
RUNS_AT_ONCE = 4


def command(fault):
    words = [sys.executable, os.path.join(FOLDER, "client.py"),
             *(("--fault", fault) if fault else ())]
    return " ".join(words) + (" --host {host} --port {port} --sender {from} {rcpts:--recipient}"
                              " --message {message.crlf}")


def judged(fault, ids, seconds, *options):
    """Judgement and reason of each case, by its id without `client/`."""
    send = command(fault)
    done = subprocess.run(
        [BINARY, "check", "--client", "--run", send, "--run-tls", send + " --tls --ca {ca}",
         "--run-login", send + " --tls --ca {ca} --user {user} --password {password}",
         "--run-dsn", send + " --notify", "--json", "-", "--timeout", seconds, *options, *ids],
        capture_output=True, text=True, timeout=RUN_SECONDS_MAX, check=False)
    assert done.returncode in (0, 1), (fault, done.returncode, done.stderr)
    return {result["id"].partition("/")[2]: result for result in json.loads(done.stdout)["results"]}


def must_cases():
    """The ids of the cases whose breach is a violation."""
    done = subprocess.run([BINARY, "check", "--client", "--list"], capture_output=True, text=True,
                          check=True)
    lines = [line.partition(":")[0].rsplit(None, 1) for line in done.stdout.splitlines()]
    return {id_.partition("/")[2] for level, id_ in lines if level in ("MUST", "MUST NOT")}


def is_found(result):
    """A MAY is never violated: that it was declined is all there is to find."""
    return result["judgement"] == "violated" or \
        (result["judgement"], result["level"]) == ("latitude", "MAY")


def names(part, case):
    return case == part or case.startswith(part + "/")


class Faults(unittest.TestCase):
    """Each is found by the cases that it names."""

    maxDiff = None

    def test_each_is_found(self):
        chosen = sys.argv[1:] or list(FAULTS)
        found = set()
        # Most of the time both sides only wait for each other.
        with ThreadPoolExecutor(RUNS_AT_ONCE) as pool:
            runs = {name: pool.submit(judged, name, FAULTS[name].cases, FAULT_SECONDS, "--strict")
                    for name in chosen}
            for name, run in runs.items():
                with self.subTest(name):
                    found |= self.found_in(FAULTS[name].cases, run.result())
        if chosen == list(FAULTS):
            self.assertEqual(sorted(must_cases() - found), [], "cases that no fault breaks")

    def found_in(self, asked, results):
        """The cases that found it: every one that is named, and of a part one at least."""
        missed = {case: result["judgement"] + ": " + result.get("reason", "")
                  for case, result in results.items() if not is_found(result)}
        self.assertEqual([case for case in missed if case in asked], [], missed)
        for part in asked:
            self.assertTrue(any(names(part, case) for case in set(results) - set(missed)),
                            f"{part} does not find it: {missed}")
        return set(results) - set(missed)

    def test_none_is_found_in_the_sound_client(self):
        if sys.argv[1:]:
            return
        results = judged(None, (), SOUND_SECONDS)
        wrong = {case: result["judgement"] + ": " + result.get("reason", "")
                 for case, result in results.items()
                 if result["judgement"] not in ("satisfied", "latitude")}
        self.assertEqual(wrong, {})


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
