"""heloport load where it must log in: what it says, to whom, and what it never tells."""

import os

from judged import JudgedTest, certificate, run_tests
from load_case import PROTOCOL, TEMPORARY, UNAVAILABLE, USAGE, LoadTest
from peers import PASSWORD, USER
from program import run
from tls_talk import base64_of, plain

NO_INPUT, NO_PERMISSION = 66, 77


class Login(LoadTest, JudgedTest):
    def setUp(self):
        super().setUp()
        self.ours = self.guarded_server("--store", "discard:")
        self.secret = os.path.join(self.folder, "secret")
        self.login = ("--user", USER, "--password-file", self.secret)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def test_each_session_logs_in_whatever_the_channel(self):
        clear, implicit = f"localhost:{self.ours.port}", f"localhost:{self.ours.tls_port}"
        verified = ("--tls-ca", certificate("ca.pem"))
        logins = 0
        for address, options in (
                (clear, []),  # SCRAM shows no password
                (clear, ["--tls", "starttls", *verified]),
                (clear, ["--tls", "starttls", "--tls-no-verify", "--pipelining"]),
                (implicit, ["--tls", "implicit", *verified, "--bdat"]),
                (implicit.replace("localhost", "127.0.0.1"),
                 ["--tls", "implicit", *verified, "--tls-name", "localhost"])):
            with self.subTest(options):
                figures = self.load(address, "-s", "2", "-m", "8", "--per-session", "2", *options,
                                    *self.login)
                self.assertEqual((figures["messages"], figures["connections"]), (8, 4))
                self.assertTrue(figures["workload"]["login"])
                logins += 4
                self.assert_logins(self.ours, logins)

    def test_without_a_login_the_server_refuses(self):
        said = self.load(self.ours.address, exit_code=UNAVAILABLE)
        self.assertIn("MAIL FROM:<load@example.org> was refused: 530 5.7.0", said)

    def test_a_password_of_the_environment(self):
        os.environ["HELOPORT_TEST_SECRET"] = PASSWORD
        self.addCleanup(os.environ.pop, "HELOPORT_TEST_SECRET")
        self.load(self.ours.address, "-m", "2", "--user", USER, "--password-env",
                  "HELOPORT_TEST_SECRET")
        self.assert_logins(self.ours, 1)

    def test_a_wrong_password(self):
        wrong = self.write("wrong", "eraser\n")
        said = self.load(self.ours.address, "--user", USER, "--password-file", wrong,
                         exit_code=NO_PERMISSION)
        self.assertIn("AUTH SCRAM-SHA-256 was refused: 535 5.7.8", said)
        self.assertNotIn("eraser", said)

    def test_whoever_cannot_be_verified_is_told_nothing(self):
        for options in ([], ["--tls-ca", certificate("ca.pem"), "--tls-name", "elsewhere.test"]):
            said = self.load(self.ours.address, "--tls", "starttls", *options, *self.login,
                             exit_code=UNAVAILABLE)
            self.assertIn("TLS failed: certificate verify failed", said)
        self.assert_logins(self.ours, 0)

    def test_a_certificate_that_somebody_names_is_verified_without_a_login_too(self):
        said = self.load(self.ours.address, "--tls", "starttls", "--tls-ca",
                         certificate("ca.pem"), "--tls-name", "elsewhere.test",
                         exit_code=UNAVAILABLE)
        self.assertIn("TLS failed: certificate verify failed", said)

    def test_a_password_is_not_said_in_clear(self):
        offer = b"250-mx.example.org\r\n250 AUTH PLAIN LOGIN\r\n"
        said = self.load(self.liar(EHLO=offer), *self.login, exit_code=NO_PERMISSION)
        self.assertIn("no way to log in that would be safe: try --tls starttls or implicit", said)

    def test_a_server_that_proves_nothing_is_found(self):
        offer = b"250-mx.example.org\r\n250 AUTH SCRAM-SHA-256\r\n"
        for reply, exit_code, says in (
                (b"235 Welcome\r\n", PROTOCOL, "without proving that it knows the user"),
                (b"334 Hello\r\n", PROTOCOL, "AUTH SCRAM-SHA-256 was answered with what is no"),
                (None, TEMPORARY, "AUTH SCRAM-SHA-256 was not answered")):
            said = self.load(self.liar(EHLO=offer, AUTH=reply), *self.login, exit_code=exit_code)
            self.assertIn(says, said)

    def test_nothing_that_is_told_lets_a_password_be_tried(self):
        page = os.path.join(self.folder, "page")
        figures = self.load(f"localhost:{self.ours.tls_port}", "--tls", "implicit",
                            "--tls-no-verify", "-m", "2", "--export-html", page, *self.login)
        with open(page, encoding="utf-8") as file:
            told = file.read() + str(figures)
        for secret in PASSWORD, base64_of(PASSWORD), plain():
            self.assertNotIn(secret, told)
        self.assertIn(f"--user {USER} --password-file", figures["command"])

    def test_options_that_do_not_fit(self):
        for options, exit_code, says in (
                (["--password-file", self.secret], USAGE, "a password needs --user"),
                (["--user", USER, "--password-file", "none"], NO_INPUT, "none: No such file"),
                (["--user", USER, "--password-env", "HELOPORT_NONE"], USAGE, "no variable"),
                (["--tls-ca", certificate("ca.pem")], USAGE, "--tls-ca needs --tls"),
                (["--tls-name", "localhost"], USAGE, "--tls-name needs --tls"),
                (["--tls-no-verify"], USAGE, "--tls-no-verify needs --tls"),
                (["--tls", "starttls", "--tls-ca", "none"], NO_INPUT, "none"),
                ([*self.login, "--password-env", "X"], USAGE, "excludes")):
            with self.subTest(options):
                done = run("load", "127.0.0.1:1", *options, cwd=self.folder)
                self.assertEqual(done.returncode, exit_code, done.stderr)
                self.assertIn(says, done.stderr)


if __name__ == "__main__":
    run_tests()
