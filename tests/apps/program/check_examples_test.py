"""What the help of heloport check shows is what it says."""

import re
import shlex
import unittest

from check_servers import (DATA, NO_INPUT, OK, OS_ERROR, PART, SOUND, UNAVAILABLE, USAGE, VIOLATED,
                           Check)
from program import run


class Examples(Check):
    def examples(self):
        lines = run("check", "--help").stdout.split("\n\n")[0].splitlines()[1:]
        return [re.sub("  +", "  ", line.strip()).split("  ")[0] for line in lines]

    def test_each_chooses_the_part_that_it_names(self):
        parts = [re.search(r" ((rfc|smuggling)\S*)$", example) for example in self.examples()]
        self.assertEqual([part and part.group(1) for part in parts],
                         [None, "rfc5321/4.1.1", "smuggling", "rfc3030"])
        for example, part in zip(self.examples(), parts):
            with self.subTest(example):
                done = run(*shlex.split(example)[1:], "--list")
                self.assertEqual(done.returncode, OK, done.stderr)
                begins = part.group(1) if part else ""
                self.assertNotEqual(done.stdout, "")
                self.assertEqual([], [line for line in done.stdout.splitlines()
                                      if not line[12:].startswith(begins)])

    def test_the_help_names_the_exit_codes(self):
        text = " ".join(run("check", "--help").stdout.split())
        for code in (OK, VIOLATED, USAGE, DATA, NO_INPUT, UNAVAILABLE, OS_ERROR):
            self.assertRegex(text, rf"Exit codes: .*\b{code} [a-z]")

    def test_an_option_that_may_be_repeated_takes_one_word(self):
        server = self.server()
        for options in (("--rcpt", "bob@example.org"), ("--rcpt=bob@example.org",),
                        ("--name", "Ours"), ("--rcpt", "a@example.org", "--rcpt", "postmaster")):
            with self.subTest(options):
                done = self.sound(server.address, *options, PART)
                self.assertLess(int(re.search(SOUND, done.stdout).group(1)), 20)
                self.sound(*options, server.address, PART)
        done = run("check", server.address, "--against", server.address, PART)
        self.assertEqual(done.returncode, OK, done.stderr)
        self.sound(server.address, PART, "--json", "run.json")
        done = run("check", "--merge", "run.json", server.address, PART, cwd=self.folder)
        self.assertEqual(done.returncode, OK, done.stderr)


if __name__ == "__main__":
    unittest.main()
