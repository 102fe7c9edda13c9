"""What the tests of heloport load have in common: a run and its figures, a server that may lie."""

import json
import os
import threading

from listening import Listening
from program import SECONDS_MAX, ProgramTest, run

OK, USAGE, UNAVAILABLE, OS_ERROR, TEMPORARY, PROTOCOL = 0, 64, 69, 71, 75, 76

# A server of few lines that answers what is asked of it: `rules` maps the beginning of a command
# to its reply; what is not named is taken. A reply may be empty (silence) or bytes of any kind.
OFFER = b"250-mx.example.org\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 STARTTLS\r\n"
ANSWERS = {b"EHLO": OFFER, b"MAIL": b"250 Ok\r\n", b"RCPT": b"250 Ok\r\n",
           b"DATA": b"354 Go\r\n", b".\r\n": b"250 Ok\r\n", b"QUIT": b"221 Bye\r\n"}


class Liar(Listening):
    """Says one thing wrong, and everything else right, as fast as it can."""

    def __init__(self, greeting=b"220 mx.example.org\r\n", **wrong):
        self.answers = {**ANSWERS, **{verb.encode(): reply for verb, reply in wrong.items()}}
        self.greeting = greeting
        self.answered = threading.Event()  # a message was taken
        super().__init__()

    def talk(self, connection):
        try:
            with connection, connection.makefile("rb") as lines:
                connection.sendall(self.greeting)
                content = False
                for line in lines:
                    verb = line if content else line[:4].upper()
                    if content and line != b".\r\n":
                        continue
                    reply = self.answers.get(verb)
                    if reply is None:
                        return
                    connection.sendall(reply)
                    if content:
                        self.answered.set()
                    content = verb == b"DATA" and reply.startswith(b"354")
        except OSError:
            pass  # the client went away, as it should


class LoadTest(ProgramTest):
    def load(self, *options, exit_code=OK, seconds=SECONDS_MAX):
        """The figures of a run, or with another exit code what was said on stderr."""
        path = os.path.join(self.folder, "load.json")
        done = run("load", *options, "--export-json", path, seconds=seconds)
        self.assertEqual(done.returncode, exit_code, done.stderr)
        if exit_code != OK:
            self.assertFalse(os.path.exists(path))
            self.assertTrue(done.stderr.startswith("heloport: "), done.stderr)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertEqual(done.stdout, "")
            return done.stderr
        self.assertEqual(done.stderr, "")
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    def answering(self, **wrong):
        liar = Liar(**wrong)
        self.addCleanup(liar.close)
        return liar

    def liar(self, **wrong):
        return self.answering(**wrong).address
