"""heloport check --client as its users meet it, and what it says of heloport send."""

import json
import os
import re
import shlex
import smtplib
import subprocess
import unittest

from program import BINARY, SECONDS_MAX, ProgramTest, run

OK, VIOLATED, USAGE, DATA, NO_INPUT, UNAVAILABLE = 0, 1, 64, 65, 66, 69

SEND = (f"{BINARY} send {{from}} {{rcpts,}} --data {{message}} --server {{host}}:{{port}}"
        " --hello client.example.org")
SEND_TLS = SEND + " --tls starttls --tls-ca {ca}"
LOG_IN = f"SECRET={{password}} {SEND_TLS} --user {{user}} --password-env SECRET"
OURS = ("--run", SEND, "--run-tls", SEND_TLS, "--run-login", LOG_IN,
        "--run-dsn", SEND + " --notify success")


def check(*arguments, seconds=SECONDS_MAX):
    return run("check", "--client", *arguments, seconds=seconds)


class CheckClient(ProgramTest):
    def test_it_finds_nothing_wrong_with_ours(self):
        done = check(*OURS, "--timeout", "20", "--json", "-", seconds=240)
        self.assertEqual(done.returncode, OK, done.stdout[-3000:] + done.stderr)
        results = json.loads(done.stdout)["results"]
        self.assertGreater(len(results), 150)
        wrong = {result["id"]: result for result in results
                 if result["judgement"] not in ("satisfied", "latitude")}
        self.assertEqual(wrong, {})

    def test_it_names_what_is_violated_and_shows_the_session(self):
        script = os.path.join(self.folder, "client.py")
        with open(script, "w", encoding="utf-8") as file:
            file.write("import smtplib, sys\n"
                       "c = smtplib.SMTP(sys.argv[1], int(sys.argv[2]), 'client.example.org')\n"
                       "c.ehlo(); c.mail('ann@example.org')\n"
                       "c.rcpt('bob@example.net')\n"
                       "sys.exit(0)\n")
        done = check("--run", f"python3 {script} {{host}} {{port}}", "rfc5321/4.2.5")
        self.assertEqual(done.returncode, OK, done.stdout)  # it never comes to the dot
        self.assertIn("inconclusive", done.stdout)
        done = check("--run", f"python3 {script} {{host}} {{port}}", "rfc5321/4.1.1.10")
        self.assertEqual(done.returncode, VIOLATED, done.stdout)
        self.assertIn("closed the connection without QUIT", done.stdout)
        self.assertIn("C: rcpt TO:<bob@example.net>", done.stdout)

    def test_every_command_that_plays_again_does_so(self):
        script = os.path.join(self.folder, "client.py")
        with open(script, "w", encoding="utf-8") as file:
            file.write("import smtplib, sys\n"
                       "c = smtplib.SMTP(sys.argv[1], int(sys.argv[2]), 'client.example.org')\n"
                       "c.ehlo(); c.sock.close()\n")
        cases = os.path.join(self.folder, "my cases")
        os.mkdir(cases)
        with open(os.path.join(cases, "quits.smtp"), "w", encoding="utf-8") as file:
            file.write("# QUIT comes first\n! shows R5321-4.1.1.10-03\n"
                       "! always QUIT before the end\n")
        client = f"python3 '{script}' {{host}} {{port}}"
        for options in (("rfc5321/4.1.1.10",), ("--cases", cases),
                        ("rfc5321/4.1.1.10", "--timeout", "3", "--strict")):
            done = check(*options, "--run", client)
            self.plays_again(done, [word for word in options if not word.startswith("rfc")])
        done = check("rfc5321/4.1.1.10/quit-comes-last", "--run", client, "--run-tls", "exit 1")
        self.plays_again(done, ["--run"])
        self.assertNotIn("--run-tls", done.stdout)  # only the command that the case needs

    def plays_again(self, done, options):
        self.assertEqual(done.returncode, VIOLATED, done.stdout + done.stderr)
        commands = re.findall(r"^ +again +(.*)$", done.stdout, re.M)
        self.assertNotEqual(commands, [])
        for again in commands:
            words = shlex.split(again)[1:]
            self.assertEqual([], [word for word in options if word not in words])
            self.assertEqual(run(*words).returncode, VIOLATED, again)

    def test_a_command_that_never_connects_is_no_client(self):
        done = check("--run", "echo no such thing; exit 3", "rfc5321/4.5.2", "--timeout", "5")
        self.assertEqual(done.returncode, UNAVAILABLE)
        self.assertEqual(done.stderr, "heloport: no client came: the command ended with status 3"
                         " without a connection and said: no such thing\n")
        done = check("--run", "heloport-no-such-client {message}", "rfc5321/4.5.2")
        self.assertEqual(done.returncode, UNAVAILABLE)
        self.assertRegex(done.stderr, "^heloport: no client came: .* 127 .*: not found\n$")
        done = check("--run-tls", "true", "rfc5321/4.5.2/dots-are-doubled")
        self.assertIn("no client came: there is no command for it: --run\n", done.stderr)

    def test_a_word_in_braces_that_is_none_is_told(self):
        for command, says in (
                ("send {messsage}", "no word is called {messsage}; did you mean {message}?"),
                ("send {qqqqqqqq} {message}", "no word is called {qqqqqqqq}\n")):
            for option in ("--run", "--run-tls"):
                done = check(option, command)
                self.assertEqual(done.returncode, USAGE, done.stderr)
                self.assertIn(f"{option}: no word", done.stderr)
                self.assertIn(says, done.stderr)
        done = check("--run", "x=1; { echo ${x} {} { x } {X} {rcpts:-t} {rcpts,}; }; exit 3",
                     "rfc5321/4.5.2/dots-are-doubled")
        self.assertIn("said: 1 {} { x } {X} -t bob@example.net bob@example.net\n", done.stderr)

    def test_a_command_that_does_not_end_is_ended(self):
        done = check("--run", "sleep 1000", "rfc5321/4.5.2/dots-are-doubled", "--timeout", "1")
        self.assertEqual(done.returncode, UNAVAILABLE, done.stdout)
        self.assertEqual(done.stderr, "heloport: no client came:"
                         " the command did not end in time\n")

    def test_what_nobody_can_be_told_is_not_applicable(self):
        done = check("--run", SEND.replace("{rcpts,}", "{rcpt}"), "rfc3207/4.2", "rfc2920/3.1",
                     "--json", "-")
        found = {result["id"]: result for result in json.loads(done.stdout)["results"]}
        one = found["client/rfc2920/3.1/every-status-is-looked-at"]
        self.assertEqual(one["judgement"], "not_applicable")
        self.assertIn("{rcpts}", one["reason"])
        self.assertIn("--run-tls", found["client/rfc3207/4.2/starttls-once"]["reason"])

    def test_values_reach_the_command_in_one_piece(self):
        folder = os.path.join(self.folder, "it's a \"folder\"; $(false)")
        os.mkdir(folder)
        done = subprocess.run([BINARY, "check", "--client", *OURS, "rfc5321/4.5.2"],
                              env={**os.environ, "TMPDIR": folder}, capture_output=True,
                              text=True, timeout=SECONDS_MAX, check=False)
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)
        self.assertEqual(os.listdir(folder), [])  # nothing is left behind

    def test_without_a_command_it_judges_whoever_comes(self):
        ids = ["rfc5321/4.1.1.10/quit-comes-last", "rfc5321/3.3/a-refused-recipient-gets-nothing"]
        with subprocess.Popen([BINARY, "check", "--client", *ids], stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True) as process:
            where = re.match(r"listening on (\S+):(\d+)\n", process.stderr.readline())
            self.assertTrue(where)
            for _ in ids:
                told = process.stdout.readline()
                match = re.match(r"client/\S+: send (\S+) from (\S+) to (\S+)\n", told)
                self.assertTrue(match, told)
                with open(match.group(1), "rb") as file, \
                        smtplib.SMTP(where.group(1), int(where.group(2)), "client.example.org",
                                     timeout=SECONDS_MAX) as client:
                    try:
                        client.sendmail(match.group(2), match.group(3), file.read())
                    except smtplib.SMTPRecipientsRefused:
                        pass
            output, errors = process.communicate(timeout=SECONDS_MAX)
        self.assertEqual(process.returncode, OK, output + errors)
        self.assertIn("2 cases in", output)

    def test_wrong_input_is_told(self):
        for arguments, code, text in (
                (("--run", "true", "rfc9999"), USAGE, "no case and no part is called rfc9999"),
                (("--run", "true", "rfc5321/4.5.2", "dots-are-d"), USAGE,
                 "dots-are-d; did you mean rfc5321/4.5.2/dots-are-doubled?"),
                (("--run", "true", "--listen", "unix:socket"), USAGE, "--listen HOST:PORT"),
                (("--run", "true", "--cases", "nowhere"), NO_INPUT, "nowhere")):
            done = check(*arguments)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(text, done.stderr)

    def test_a_case_that_is_none_is_told_by_its_line(self):
        for line, why in (("C? RCPT\n", "nothing is judged"), ("! never\n", "malformed"),
                          ("! content pretty\n", "no property"), ("! always nice\n", "no rule"),
                          ("S? 250\n", "no line of a client case"),
                          ("! nonsense\n", "there is no line"), ("! waits long\n", "300ms"),
                          ("C? MAIL\n! offers X\n", "stands before")):
            with open(os.path.join(self.folder, "case.smtp"), "w", encoding="utf-8") as file:
                file.write("# A claim\n! shows R5321-4.5.2-01\n" + line)
            done = check("--cases", self.folder, "--run", "true")
            self.assertEqual(done.returncode, DATA, line)
            self.assertIn("case.smtp:", done.stderr)
            if why != "malformed":
                self.assertIn(why, done.stderr)

    def test_the_tree_has_the_headings_of_the_sections(self):
        done = check(*OURS, "rfc5321/4.5.2", "rfc5321/4.1.1.10/quit-comes-last")
        self.assertIn("RFC 5321  SMTP\n  4.1.1.10  QUIT\n", done.stdout)
        self.assertIn("\n  4.5.2  Transparency: dots\n", done.stdout)
        self.assertNotIn("client/rfc", done.stdout)

    def test_the_list_names_each_with_its_level(self):
        done = check("--list", "rfc5321/4.5.2")
        self.assertEqual(done.returncode, OK)
        self.assertIn("MUST        client/rfc5321/4.5.2/dots-are-doubled: A dot that begins a line"
                      " of content is sent twice\n", done.stdout)


if __name__ == "__main__":
    unittest.main()
