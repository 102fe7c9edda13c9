"""scripts/calibrate judges aiosmtpd and ours, twice each, and writes its pages of them."""

import os
import subprocess
import sys

from judged import JudgedTest, run_tests
from peers import Aiosmtpd
from program import SECONDS_MAX

PROGRAM = os.path.join(os.environ["HELOPORT_SOURCE"], "scripts", "calibrate")
PARTS = ("rfc5321/4.1.1.5", "rfc5321/4.1.1.10", "rfc2033/4.2")  # RSET, QUIT, LMTP's replies


class Calibrated(JudgedTest):
    def calibrate(self, *arguments):
        return subprocess.run([sys.executable, "-B", PROGRAM, *arguments], text=True,
                              capture_output=True, timeout=2 * SECONDS_MAX, check=False)

    def page(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()

    def test_servers_are_judged_alike_and_told_of(self):
        self.prepared(Aiosmtpd)  # a test is skipped where it is absent
        done = self.calibrate("aiosmtpd", "heloport", "--repeat", "2", "--into", self.folder,
                              "--parts", *PARTS)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        table = self.page("servers.md")
        for row in ("| aiosmtpd (in clear) | python3-aiosmtpd 1.",
                    "| aiosmtpd (STARTTLS, logged in) |", "| heloport (TCP) |",
                    "| heloport (Unix socket) |", "| heloport (stdio) |",
                    "| heloport (TLS at once, logged in) |", "| heloport (LMTP) |"):
            self.assertIn(row, table)
        ours = table[table.index("\n## heloport\n"):]
        self.assertIn("No violation.", ours)
        self.assertNotIn("Inconclusive", ours)
        self.assertIn("heloport (TCP)", self.page("servers.html"))

    def test_a_server_that_is_not_there_is_no_server(self):
        done = self.calibrate("exchange")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no server named exchange; there are postfix", done.stderr)


if __name__ == "__main__":
    run_tests()
