"""A judge is another program: the tests of the one that is named on the command line.

A judge that is not here is a skipped test by its name, never a failure.
"""

import os
import sys
import unittest

from peers import Absent
from program import ProgramTest

SKIPPED = 77  # what the build's test driver takes for it

SENDER = "ann@example.org"
RECIPIENTS = ("bob@example.com", "carol@example.com")

# What is easily broken on the way: dots, an empty line, the longest line, blanks, eight bits.
BODY = (".", "..", ".a", "", "x" * 998, "From here", "  blanks before", "blanks after  ",
        "Gr\u00fc\u00dfe", *(f"line {number} of many" for number in range(2000)), ".")
HEADER = (f"From: {SENDER}", f"To: {', '.join(RECIPIENTS)}", "Subject: A peer",
          "Date: Tue, 15 Jan 2008 16:02:43 -0500", "Message-ID: <1@example.org>",
          "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
          "Content-Transfer-Encoding: 8bit")


def message(line_end):
    """The octets of a whole message."""
    return "".join(line + line_end for line in (*HEADER, "", *BODY)).encode()


class JudgedTest(ProgramTest):
    """A test case that may start peers, stopped with it."""

    def peer(self, kind, *arguments, **keywords):
        peer = kind(*arguments, **keywords)
        self.addCleanup(peer.stop)
        return peer.start()


class _Result(unittest.TextTestResult):
    """An absent judge is no error of ours."""

    def addError(self, test, error):
        if error and issubclass(error[0], Absent):
            self.addSkip(test, str(error[1]))
        else:
            super().addError(test, error)


def main(judges):
    """Runs the test case that `judges` has for the name."""
    tests = unittest.defaultTestLoader.loadTestsFromTestCase(judges[sys.argv[1]])
    result = unittest.TextTestRunner(resultclass=_Result, verbosity=2).run(tests)
    for _, why in result.skipped:
        print("skipped:", why)
    if result.wasSuccessful() and result.skipped:
        sys.exit(SKIPPED)
    sys.exit(os.EX_OK if result.wasSuccessful() else 1)
