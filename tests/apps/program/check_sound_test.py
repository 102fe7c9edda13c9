"""Servers that are right, each in a way of its own, are not accused by heloport check."""

import json
import os
import sys
import unittest

from program import ProgramTest, run

sys.path.insert(0, os.path.join(os.environ["HELOPORT_SOURCE"], "tests", "broken", "sound"))
from sound_server import MANNERS, SoundServer  # noqa: E402

# All of them, or those that are named.
NAMES = os.environ.get("HELOPORT_SOUND", ",".join(MANNERS)).split(",")
RECIPIENTS = ("--rcpt", "bob@example.org", "--rcpt", "carol@example.org")


class SoundServers(ProgramTest):
    def judged(self, *ids, **ways):
        server = SoundServer(**ways)
        self.addCleanup(server.close)
        done = run("check", server.address, *ids, *RECIPIENTS, "--json", "-", seconds=120)
        return {one["id"]: one for one in json.loads(done.stdout)["results"]}

    def test_none_is_accused(self):
        for name in NAMES:
            with self.subTest(name):
                results = self.judged(**MANNERS[name])
                self.assertEqual({}, {one["id"]: one.get("reason") for one in results.values()
                                      if one["judgement"] == "violated"})

    def test_most_cases_come_to_their_question(self):
        results = self.judged(**MANNERS["knows-8bitmime-size-pipelining"])
        judgements = [one["judgement"] for one in results.values()]
        self.assertGreater(judgements.count("satisfied"), 550)
        self.assertLess(judgements.count("inconclusive"), 10)

    def test_a_server_that_is_wrong_is_accused(self):
        """Else the tests above could not fail."""
        results = self.judged("rfc5321/3.8", goodbye="220 Bye")
        self.assertIn("violated", [one["judgement"] for one in results.values()])


if __name__ == "__main__":
    unittest.main()
