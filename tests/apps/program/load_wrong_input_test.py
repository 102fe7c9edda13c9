"""Every wrong option of heloport load is one line that says what to do, before anything is sent."""

import re
import resource
import shlex
import subprocess
import unittest

from load_case import OS_ERROR, USAGE, LoadTest
from program import BINARY, SECONDS_MAX, run


class WrongInput(LoadTest):
    TABLE = (
        ("", "which server?"),
        ("nowhere", "a port is missing"),
        ("unix:", "is no address: a path is missing"),
        ("127.0.0.1:0", "127.0.0.1:0: nobody listens on port 0"),
        ("127.0.0.1:99999", "port"),
        ("127.0.0.1:2525 127.0.0.1:2526", "one argument too many: 127.0.0.1:2526"),
        ("127.0.0.1:2525 --exec true", "excludes"),
        ("--exec ''", "--exec: what is given is empty"),
        ("127.0.0.1:2525 --pipelinin", "did you mean --pipelining?"),
        ("127.0.0.1:2525 -s 0", "0 is no number from 1 to 100000"),
        ("127.0.0.1:2525 -s -1", "-1 is no number from 1 to 100000"),
        ("127.0.0.1:2525 -s 100001", "100001 is no number from 1 to 100000"),
        ("127.0.0.1:2525 -s many", "many is no number"),
        ("127.0.0.1:2525 -s", "1 required"),
        ("127.0.0.1:2525 -m 0", "0 is no number from 1"),
        ("127.0.0.1:2525 -m 1.5", "1.5 is no number from 1"),
        ("127.0.0.1:2525 -l 1", "1 is no number from 2"),
        ("127.0.0.1:2525 -l 0", "0 is no number from 2"),
        ("127.0.0.1:2525 -l -5", "-5 is no size; write it like"),
        ("127.0.0.1:2525 -l 10Q", "10Q is no size; write it like"),
        ("127.0.0.1:2525 -l 10kB", "10kB is no size; write it like"),
        ("127.0.0.1:2525 -l k", "k is no size; write it like"),
        ("127.0.0.1:2525 -l 2G", "2147483648 is no number from 2 to 1073741824"),
        ("127.0.0.1:2525 -r 0", "0 is no number from 1 to 10000"),
        ("127.0.0.1:2525 -r 2 --rcpt '\"a b\"@example.com'", "which a quoted local part does not"),
        ("127.0.0.1:2525 --per-session -1", "-1 is no number from 0"),
        ("127.0.0.1:2525 --rate fast", "fast is no number of messages a second"),
        ("127.0.0.1:2525 --rate 0", "0 is no number of messages a second from 0.001 to 10000000"),
        ("127.0.0.1:2525 --rate -5", "-5 is no number of messages a second"),
        ("127.0.0.1:2525 --rate nan", "nan is no number of messages a second"),
        ("127.0.0.1:2525 --duration 0", "0 is no number of seconds from 0.001 to 1000000"),
        ("127.0.0.1:2525 --duration 10s", "10s is no number of seconds"),
        ("127.0.0.1:2525 --timeout 0", "0 is no number of seconds from 1 to 3600"),
        ("127.0.0.1:2525 --ahead 2", "--pipelining"),
        ("127.0.0.1:2525 --pipelining --ahead 2", "--ahead over 1 needs --bdat"),
        ("127.0.0.1:2525 --pipelining --bdat --ahead -1", "-1 is no number from 0 to 1000"),
        ("127.0.0.1:2525 --tls maybe", "none, starttls, implicit"),
        ("127.0.0.1:2525 --rcpt bob", "--rcpt bob: this is no mail address"),
        ("127.0.0.1:2525 --rcpt ''", "--rcpt : this is no mail address"),
        ("127.0.0.1:2525 --from ann", "--from ann: this is no mail address"),
        ("127.0.0.1:2525 --hello a..b", "--hello a..b"),
        ("127.0.0.1:2525 --hello ''", "--hello"),
        ("127.0.0.1:2525 --pid 0", "0 is no number from 1"),
        ("127.0.0.1:2525 --export-json ''", "--export-json: what is given is empty"),
        ("127.0.0.1:2525 --export-html ''", "--export-html: what is given is empty"),
        ("127.0.0.1:2525 --user ''", "--user: what is given is empty"),
        ("127.0.0.1:2525 --user ann --password-file ''", "--password-file: what is given is"),
        ("127.0.0.1:2525 --user ann --password-env ''", "--password-env: what is given is empty"),
        ("127.0.0.1:2525 --tls starttls --tls-ca ''", "--tls-ca: what is given is empty"),
        ("127.0.0.1:2525 --tls starttls --tls-name ''", "--tls-name: what is given is empty"),
    )

    def test_each_line_of_the_table(self):
        for typed, says in self.TABLE:
            with self.subTest(typed):
                done = run("load", *shlex.split(typed), cwd=self.folder)
                self.assertEqual(done.returncode, USAGE, done.stderr)
                self.assertEqual((done.stdout, done.stderr.count("\n")), ("", 1), done.stderr)
                self.assertIn(says, done.stderr)

    def test_a_process_that_is_not_there(self):
        done = run("load", "127.0.0.1:2525", "--pid", "4194304")
        self.assertEqual(done.returncode, 66)
        self.assertIn("there is no such process", done.stderr)

    def test_more_sessions_than_the_system_allows(self):
        def few():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        done = subprocess.run([BINARY, "load", "127.0.0.1:1", "-s", "60"], preexec_fn=few,
                              capture_output=True, text=True, timeout=SECONDS_MAX, check=False)
        self.assertEqual(done.returncode, OS_ERROR, done.stderr)
        self.assertIn("-s 60: the system allows only 64 open files here", done.stderr)

    def test_help_opens_with_examples(self):
        done = run("load", "--help")
        self.assertTrue(done.stdout.startswith("Examples:\n  heloport load "), done.stdout)
        for option in re.findall(r"--[a-z-]+", " ".join(typed for typed, _ in self.TABLE)):
            self.assertIn(option.replace("--pipelinin", "--pipelining")[:11], done.stdout)


if __name__ == "__main__":
    unittest.main()
