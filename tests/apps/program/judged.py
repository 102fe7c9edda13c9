"""A judge is another program: the tests of the one that is named on the command line.

A judge that is not here is a skipped test by its name, never a failure.
"""

import os
import sys
import unittest

from peers import CERTIFICATES, PASSWORD, USER, Absent, until
from program import ProgramTest, run

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


def certificate(name):
    """A PEM file of make_certificates."""
    if not os.path.isdir(CERTIFICATES):
        raise Absent("no certificates here; HELOPORT_CERTIFICATES says where")
    return os.path.join(CERTIFICATES, name)


class JudgedTest(ProgramTest):
    """A test case that may start peers, stopped with it."""

    def guarded_server(self, *options, required="auth", **keywords):
        """Ours with a certificate and one user, who alone may send: STARTTLS, and TLS at once."""
        users, secret = os.path.join(self.folder, "users"), os.path.join(self.folder, "secret")
        if not os.path.exists(users):
            with open(secret, "w", encoding="utf-8") as file:
                file.write(PASSWORD + "\n")
            done = run("user", "add", USER, "--users", users, "--password-file", secret)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
        ours = self.server("--hostname", "mx.example.org", "--tls-cert", certificate("server.pem"),
                           "--tls-key", certificate("server.key"), "--tls-listen", "127.0.0.1:0",
                           "--users", users, *(("--require", required) if required else ()),
                           *options, **keywords)
        listening = [line for line in ours.talk if "listening on" in line]
        ours.tls_port = int(listening[-1].rsplit(":", 1)[1])
        return ours

    def assert_logins(self, ours, count):
        """The log tells of so many, and no more; it comes a moment behind what it tells of."""
        def told():
            return [line for line in ours.talk if f"login of {USER}" in line]
        until(lambda: len(told()) >= count, lambda: ours.talk)
        self.assertEqual(len(told()), count, ours.talk)

    def prepared(self, kind, *arguments, **keywords):
        """A peer that is still to start."""
        peer = kind(*arguments, **keywords)
        self.addCleanup(peer.stop)
        return peer

    def peer(self, kind, *arguments, **keywords):
        return self.prepared(kind, *arguments, **keywords).start()


class _Result(unittest.TextTestResult):
    """An absent judge is no error of ours."""

    def addError(self, test, error):
        if error and issubclass(error[0], Absent):
            self.addSkip(test, str(error[1]))
        else:
            super().addError(test, error)

    def addSubTest(self, test, subtest, error):
        if error and issubclass(error[0], Absent):
            self.addSkip(subtest, str(error[1]))
        else:
            super().addSubTest(test, subtest, error)


def main(judges):
    """Runs the test case that `judges` has for the name."""
    _run(unittest.defaultTestLoader.loadTestsFromTestCase(judges[sys.argv[1]]))


def run_tests():
    """Runs every test case of the script."""
    _run(unittest.defaultTestLoader.loadTestsFromName("__main__"))


def _run(tests):
    result = unittest.TextTestRunner(resultclass=_Result, verbosity=2).run(tests)
    for _, why in result.skipped:
        print("skipped:", why)
    if result.wasSuccessful() and result.skipped:
        sys.exit(SKIPPED)
    sys.exit(os.EX_OK if result.wasSuccessful() else 1)
