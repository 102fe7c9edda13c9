"""heloport check where it cannot judge: it says why, and never that all is well."""

import os
import unittest

from check_servers import DATA, PART, UNAVAILABLE, USAGE, VIOLATED, Check, RefusesRecipients
from program import BINARY, run


class NothingJudged(Check):
    """Where cases did not come to their questions, nobody is told that all is well."""

    def hindered(self, *arguments, says, code=UNAVAILABLE):
        done = run("check", *arguments, cwd=self.folder)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertIn(says, done.stderr)
        self.assertEqual([], [line for line in done.stderr.splitlines()
                              if not line.startswith("heloport: ")])
        return done

    def test_a_command_that_is_no_server(self):
        for command, says in (("/bin/false", "closes the connection instead of a greeting"),
                              ("cat", "the server does not greet"),
                              ("echo 220 hello; read line", "EHLO is not answered"),
                              ("echo 421 busy", "EHLO is not answered")):
            with self.subTest(command):
                self.hindered("--exec", command, "--timeout", "1", says=says)

    def test_the_last_words_of_a_command(self):
        self.hindered("--exec", "heloport-no-such-command", says="not found\n")
        self.hindered("--exec", "echo one >&2; echo 'two\x1b[2J' >&2; exit 1",
                      says="instead of a greeting; the command said: two\\x1B[2J\n")

    def test_what_a_command_says_a_thousand_times_is_not_shown(self):
        done = self.sound("--exec", f"{BINARY} serve --stdio --store discard: --domain example.org",
                          PART)
        self.assertEqual(done.stderr, "")

    def test_less_than_a_second_is_no_time(self):
        for seconds in ("0", "0.9", "nan", "inf", "-1", "x", ""):
            done = run("check", "127.0.0.1:1", f"--timeout={seconds}")
            self.assertEqual(done.returncode, USAGE, seconds)

    def test_a_server_without_the_tls_that_was_asked_for(self):
        self.hindered(self.server().address, PART, "--tls", "starttls",
                      says="could not be judged: STARTTLS is not answered with 220")

    def test_the_other_protocol(self):
        smtp, lmtp = self.server(), self.server("--lmtp")
        self.hindered(smtp.address, "--lmtp",
                      says="the server answers EHLO, not LHLO: try without --lmtp")
        self.hindered(lmtp.address, says="the server answers LHLO, not EHLO: try --lmtp")

    def test_a_server_that_takes_no_sender(self):
        users = os.path.join(self.folder, "users")
        certificates = os.environ["HELOPORT_CERTIFICATES"]
        with open(os.path.join(self.folder, "secret"), "w", encoding="utf-8") as file:
            file.write("open sesame\n")
        run("user", "add", "ann@example.org", "--password-file", "secret", "--iterations", "4096",
            cwd=self.folder)
        address = self.server("--users", users, "--require", "auth", "--tls-cert",
                              f"{certificates}/server.pem", "--tls-key",
                              f"{certificates}/server.key").address
        self.hindered(address, PART, "smuggling/vectors",
                      says="could not be judged: no sender is accepted; --from and --auth may help")
        self.sound(address, "rfc5321/4.1.1.9/noop-without-a-transaction")
        self.hindered(address, PART, "--auth", "ann@example.org", "--password-file", "secret",
                      says="AUTH PLAIN is not offered in clear; --tls may help")
        with open(os.path.join(self.folder, "wrong"), "w", encoding="utf-8") as file:
            file.write("open barley\n")
        done = self.hindered(address, "--tls", "starttls", "--auth", "ann@example.org",
                             "--password-file", "wrong", code=DATA,
                             says="the server refused the login of ann@example.org: 535")
        self.assertIn("; is the password right?\n", done.stderr)
        self.assertNotIn("barley", done.stdout + done.stderr)

    def test_a_server_that_takes_no_recipient(self):
        address = self.server_of(RefusesRecipients).address
        done = self.hindered(address, "rfc5321/4.1.1.4", "smuggling/vectors",
                             says="could not be judged: no recipient is accepted; --rcpt names one")
        self.assertIn("Only CRLF . CRLF ends the data, whatever line ends stand around . (no",
                      done.stdout)
        self.sound(address, "rfc5321/4.1.1.9/noop-without-a-transaction")
        done = run("check", address)  # what is violated is told all the same
        self.assertEqual(done.returncode, VIOLATED)


if __name__ == "__main__":
    unittest.main()
