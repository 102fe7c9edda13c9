"""heloport check as its users meet it: over each transport, with each output, with wrong input."""

import json
import os
import re
import shlex
import socket
import subprocess
import unittest
import xml.etree.ElementTree as ElementTree

from check_servers import (DATA, NO_INPUT, OK, OS_ERROR, PART, SOUND, UNAVAILABLE, USAGE, VIOLATED,
                           Check, LooseServer)
from program import BINARY, run


def agains(text):
    """What is to be typed to see each violation again, as words behind the program's name."""
    return [shlex.split(line)[1:] for line in re.findall(r"^ +again +(.*)$", text, re.M)]


class Transports(Check):
    def test_our_server_over_tcp_by_address_and_by_name(self):
        server = self.server()
        self.sound(server.address, PART)
        self.sound("localhost:%d" % server.port, PART)

    def test_our_server_in_pieces(self):
        for octets in ("1", "3", "100"):
            self.sound(self.server().address, PART, "--chunk", octets)

    def test_our_server_over_a_unix_socket(self):
        server = self.server(listen="unix:" + os.path.join(self.folder, "socket"))
        self.sound("--unix", os.path.join(self.folder, "socket"), PART)

    def test_our_server_on_stdin_and_stdout(self):
        self.sound("--exec", f"{BINARY} serve --stdio --store discard: --domain example.org "
                   "2>/dev/null", PART)

    def test_our_server_inside_tls(self):
        certificates = os.environ["HELOPORT_CERTIFICATES"]
        files = ("--tls-cert", f"{certificates}/server.pem", "--tls-key",
                 f"{certificates}/server.key")
        server = self.server(*files)
        self.sound(server.address, PART, "--tls", "starttls")
        server = self.server(*files, "--tls-listen", "127.0.0.1:0")
        listening = [line for line in server.talk if "listening on" in line]
        address = listening[-1].split()[-1]
        self.sound(address, PART, "--tls", "implicit")

    def test_our_server_for_somebody_who_logs_in(self):
        secret = self.write("secret", "open sesame\n")
        run("user", "add", "ann@example.org", "--password-file", secret, "--iterations", "4096",
            cwd=self.folder)
        certificates = os.environ["HELOPORT_CERTIFICATES"]
        server = self.server("--users", os.path.join(self.folder, "users"), "--require", "auth",
                             "--tls-cert", f"{certificates}/server.pem", "--tls-key",
                             f"{certificates}/server.key")
        done = self.sound(server.address, PART, "--tls", "starttls", "--auth", "ann@example.org",
                          "--password-file", secret, "--json", "run.json")
        text = self.read("run.json")
        self.assertNotIn("open sesame", text + done.stdout)
        self.assertNotIn("b3BlbiBzZXNhbWU", text + done.stdout)

    def test_our_server_speaking_lmtp(self):
        server = self.server("--lmtp")
        self.sound(server.address, "rfc2033", "--lmtp", "--rcpt", "bob@example.org")

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def read(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as file:
            return file.read()


class Verdicts(Check):
    def test_a_broken_server_is_named_and_told_how_to_see_it_again(self):
        server = self.broken()
        done = run("check", server.address, PART, "--timeout", "1", "--quiet")
        self.assertEqual(done.returncode, VIOLATED)
        self.assertIn("RFC 5321, 4.1.1.5", done.stdout)
        self.assertIn("C: RSET", done.stdout)
        self.assertIn("S: 500 What?", done.stdout)
        again = re.search(r"heloport (check .*rfc5321/4\.1\.1\.5/\S+)", done.stdout).group(1)
        self.assertEqual(run(*again.split()).returncode, VIOLATED)

    def test_every_command_that_plays_again_does_so(self):
        case = os.path.join(self.folder, "my cases", "house", "rules")
        os.makedirs(case)
        with open(os.path.join(case, "noop.smtp"), "w", encoding="utf-8") as file:
            file.write("# NOOP is answered with 251\n! shows R5321-4.1.1.9-01\n"
                       "! begin greeting\nC: NOOP\nS: 251\n")
        broken, loose = self.broken(), self.server_of(LooseServer)
        for arguments, count in (
                ((broken.address, PART, "--timeout", "1.5", "--rcpt", "bob@example.org"), 3),
                ((broken.address, "--strict", "--cases", os.path.join(self.folder, "my cases"),
                  "house"), 1),
                ((loose.address, "smuggling/vectors"), 1),
                ((loose.address, "smuggling/vectors/dot", "--exhaustive", "--jobs", "16"), 1)):
            with self.subTest(arguments):
                done = run("check", *arguments)
                self.assertEqual(done.returncode, VIOLATED, done.stderr)
                commands = agains(done.stdout)
                self.assertGreaterEqual(len(commands), count)
                for again in commands:
                    self.assertEqual(again[0:2], ["check", arguments[0]])
                    played = run(*again)
                    self.assertEqual(played.returncode, VIOLATED, f"{again}\n{played.stderr}")
                    self.assertEqual(agains(played.stdout), [again])

    def test_five_runs_in_a_row_are_alike(self):
        server = self.broken()
        runs = set()
        for _ in range(5):
            done = run("check", server.address, PART, "--json", "-", "--timeout", "1")
            runs.add(json.dumps([(one["id"], one["judgement"], one.get("codes"))
                                 for one in json.loads(done.stdout)["results"]]))
        self.assertEqual(len(runs), 1)

    def test_nobody_there_is_69(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            address = "127.0.0.1:%d" % listener.getsockname()[1]
        done = run("check", address, PART)
        self.assertEqual(done.returncode, UNAVAILABLE)
        self.assertIn("cannot connect", done.stderr)

    def test_end_of_data_is_a_table(self):
        done = self.sound(self.server().address, "smuggling/vectors")
        self.assertIn("1,800 trials: the message ended at CRLF . CRLF and nowhere else",
                      done.stdout)

    def test_every_vector_at_every_position_accuses_nobody_who_is_right(self):
        done = self.sound(self.server().address, "smuggling/vectors", "--exhaustive")
        self.assertIn("7,200 trials: the message ended at CRLF . CRLF and nowhere else",
                      done.stdout)
        self.assertEqual(re.search(SOUND, done.stdout).group(1), "8")

    def test_a_list_needs_no_server(self):
        done = run("check", "--list", PART)
        self.assertEqual(done.returncode, OK)
        self.assertGreaterEqual(done.stdout.count("\n"), 5)
        for line in done.stdout.splitlines():
            self.assertRegex(line, rf"^(MUST|SHOULD|MAY)( NOT)? +{PART}\S+: ")

    def test_a_folder_has_no_vectors_unless_they_are_named(self):
        folder = os.path.join(self.folder, "house")
        os.mkdir(folder)
        with open(os.path.join(folder, "noop.smtp"), "w", encoding="utf-8") as file:
            file.write("# NOOP is answered\n! shows R5321-4.1.1.9-01\n! begin greeting\nC: NOOP\n"
                       "S: 250\n")
        done = run("check", "--list", "--cases", folder)
        self.assertEqual(done.stdout, "MUST        noop: NOOP is answered\n")
        done = run("check", "--list", "--cases", folder, "noop", "smuggling/vectors")
        self.assertEqual(done.stdout.count("\n"), 9)
        self.assertEqual(run("check", "--list").stdout.count("smuggling/vectors/"), 8)

    def test_a_reader_of_the_list_may_have_read_enough(self):
        for options in ("", "--client "):
            command = f"{{ '{BINARY}' check --list {options}; echo $? >&2; }} | head -1"
            done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True,
                                  timeout=60, check=False)
            self.assertEqual(done.stderr, "0\n")
            self.assertEqual(done.stdout.count("\n"), 1)
        done = subprocess.run(["/bin/sh", "-c", f"'{BINARY}' check --list >/dev/full"],
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, OS_ERROR)
        self.assertIn("cannot write the list: No space", done.stderr)

    def test_there_are_enough_cases(self):
        self.assertGreater(run("check", "--list").stdout.count("\n"), 900)


class Outputs(Check):
    def test_each_format_is_what_its_readers_take(self):
        address = self.broken().address
        options = ("--timeout", "1")
        run("check", address, PART, *options, "--json", "a.json", "--tap", "a.tap", "--junit",
            "a.xml", "--html", "a.html", "--name", "Broken", cwd=self.folder)
        files = {}
        for name in ("a.json", "a.tap", "a.xml", "a.html"):
            with open(os.path.join(self.folder, name), encoding="utf-8") as file:
                files[name] = file.read()
        results = json.loads(files["a.json"])["results"]
        violated = sum(one["judgement"] == "violated" for one in results)
        self.assertGreater(violated, 0)
        self.assertIn(f"1..{len(results)}", files["a.tap"])
        self.assertEqual(files["a.tap"].count("\nnot ok "), violated)
        suite = ElementTree.fromstring(files["a.xml"])
        self.assertEqual(len(list(suite.iter("failure"))), violated)
        self.assertIn("Broken", files["a.html"])
        self.assertNotIn("<script>alert", files["a.html"])

    def test_a_format_on_stdout_stands_there_alone(self):
        done = run("check", self.server().address, PART, "--tap", "-")
        self.assertTrue(done.stdout.startswith("TAP version 14"))

    def test_servers_are_compared(self):
        ours, broken = self.server(), self.broken()
        done = run("check", ours.address, PART, "--against", broken.address, "--timeout", "1",
                   "--html", "both.html", "--name", "Ours", "--name", "Broken", cwd=self.folder)
        self.assertEqual(done.returncode, VIOLATED)
        self.assertIn("Ours", done.stdout)
        self.assertRegex(done.stdout, "(?i)differ")
        self.assertTrue(os.path.exists(os.path.join(self.folder, "both.html")))

    def test_earlier_runs_are_merged_without_a_server(self):
        for name, server in (("ours", self.server()), ("broken", self.broken())):
            run("check", server.address, PART, "--timeout", "1", "--json", f"{name}.json",
                cwd=self.folder)
        done = run("check", "--merge", "ours.json", "--merge", "broken.json", "--html", "all.html",
                   cwd=self.folder)
        self.assertEqual(done.returncode, OK, done.stderr)
        self.assertRegex(done.stdout, "(?i)differ")
        done = run("check", "--merge", "ours.json", cwd=self.folder)
        self.assertRegex(done.stdout, r"^127\.0\.0\.1:\d+: \d+ " + SOUND)
        self.assertEqual(done.stdout.count("\n"), 1)


# What is typed, the exit code, and what the line must say.
WRONG = (
    ("check", USAGE, "which server?"),
    ("check 127.0.0.1:1 rfc5321/4.1.1.55", USAGE, "did you mean rfc5321/4.1.1.5?"),
    ("check 127.0.0.1:1 rfc5321/4.1.1.5/rset-drops", USAGE,
     "did you mean rfc5321/4.1.1.5/rset-drops-the-sender?"),
    ("check 127.0.0.1:1 rset-keeps-tl", USAGE, "did you mean rfc5321/4.1.1.5/rset-keeps-tls?"),
    ("check 127.0.0.1:1 rfc53", USAGE, "did you mean rfc5321?"),
    ("check 127.0.0.1:99999", USAGE, "port"),
    ("check 127.0.0.1:1 smuggling/vectors/dott", USAGE, "did you mean smuggling/vectors/dot?"),
    ("check 127.0.0.1:1 rfc5321 --exhaustive", USAGE, "--exhaustive is about smuggling/vectors"),
    ("check 127.0.0.1:1 --run true", USAGE, "--run requires --client"),
    ("check 127.0.0.1:1 --listen 127.0.0.1:0", USAGE, "--listen requires --client"),
    ("check --client --rcpt bob@example.org", USAGE, "--rcpt excludes --client"),
    ("check no-such-host.invalid:25", USAGE, "is not known"),
    ("check 127.0.0.1:1 --jobs 0", USAGE, "--jobs"),
    ("check 127.0.0.1:1 --tls perhaps", USAGE, "none, starttls, implicit"),
    ("check 127.0.0.1:1 --cases no-such-folder", NO_INPUT, "no-such-folder"),
    ("check 127.0.0.1:1 --cases /dev/null", NO_INPUT, "/dev/null: Not a directory"),
    ("check --merge no-such-file --html x.html", NO_INPUT, "no-such-file"),
    ("check 127.0.0.1:1 --merge no-such-file", NO_INPUT, "no-such-file"),
    ("check 127.0.0.1:1 --against 127.0.0.1:1 --json x", USAGE, "--json, --tap and --junit"),
    ("check 127.0.0.1:1 --unix a --exec b", USAGE, "excludes"),
)


class WrongInput(Check):
    def test_each_line_of_the_table(self):
        for typed, code, says in WRONG:
            with self.subTest(typed):
                done = run(*typed.split(), cwd=self.folder)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(says, done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)

    def test_a_file_that_is_no_run(self):
        with open(os.path.join(self.folder, "x.json"), "w", encoding="utf-8") as file:
            file.write('{"results": 5}')
        done = run("check", "--merge", "x.json", cwd=self.folder)
        self.assertEqual(done.returncode, DATA, done.stderr)

    def case(self, text):
        folder = os.path.join(self.folder, "cases", "a")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "b.smtp"), "w", encoding="utf-8") as file:
            file.write(text)
        return "cases"

    def test_a_case_that_is_none_is_told_with_its_line(self):
        head = "# Claim\n! shows R5321-4.1.1.5-01\n! begin hello\n"
        for text, says in (
            ("# Claim\nC: NOOP\n", "b.smtp:2: `! shows`"),
            (head + "C: NOOP\nS: 25x\n", "b.smtp:5: a reply is written"),
            (head + "C: NOOP {nope}\nS: 250\n", "b.smtp:4: no word in braces is called nope"),
            (head + "C: NOOP\n! reply nice\n", "b.smtp:5: no act, condition or property"),
        ):
            with self.subTest(says):
                done = run("check", "127.0.0.1:1", "--cases", self.case(text), cwd=self.folder)
                self.assertEqual(done.returncode, DATA)
                self.assertIn(says, done.stderr)

    def test_a_keyword_that_nobody_registered_is_told(self):
        head = "# Claim\n! shows R5321-4.1.1.5-01\n"
        for needs, told in (("PIPELINNING", True), ("PIPELINING rcpt2 no AUTH=PLAIN", False),
                            ("LIMITS:RCPTMAX<2000 XCLIENT", False)):
            text = head + f"! needs {needs}\n! begin hello\nC: NOOP\nS: 250\n"
            done = run("check", "--list", "--cases", self.case(text), cwd=self.folder)
            self.assertEqual(done.returncode, OK)
            self.assertEqual("a/b: `needs PIPELINNING` names no keyword" in done.stderr, told)

    def test_a_file_that_cannot_be_written(self):
        done = run("check", self.server().address, PART, "--json", "/no-such-folder/x.json")
        self.assertEqual(done.returncode, OS_ERROR)


if __name__ == "__main__":
    unittest.main()
