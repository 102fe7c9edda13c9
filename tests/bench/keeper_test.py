#!/usr/bin/env python3
"""The processor time of a server counts all of its processes, and nothing outlives its keeper."""

import os
import subprocess
import sys
import tempfile
import unittest
from types import SimpleNamespace

import where  # noqa: F401  pylint: disable=unused-import
from contest import keeper
from peers.instance import until

SECONDS = 0.3
BURN = f"""import os, sys, time
def burn():
    while time.process_time() < {SECONDS}:
        pass
def done():
    print("done", flush=True)
    sys.stdin.read()
"""
ITSELF = "burn(); done()"
A_CHILD = """
child = os.fork()
if child == 0:
    burn()
    os._exit(0)
os.waitpid(child, 0)
done()
"""
# The child's parent has ended before it: only the keeper is left to wait for it.
AN_ORPHAN = """
read, write = os.pipe()
if os.fork() == 0:
    if os.fork() == 0:
        burn()
        os.write(write, b".")
    os._exit(0)
os.wait()
os.read(read, 1)
done()
"""


class Kept:
    """A program of Python below a keeper, until it says that it is done."""

    def __init__(self, program):
        self.folder = tempfile.TemporaryDirectory()
        instance = SimpleNamespace(path=lambda name: os.path.join(self.folder.name, name))
        self.account = keeper.Account(instance)
        self.process = subprocess.Popen([*instance.wrapper, sys.executable, "-c", BURN + program],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self):
        assert self.process.stdout.readline() == "done\n"
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
        self.folder.cleanup()


class Accounts(unittest.TestCase):
    def seconds_of(self, program):
        with Kept(program) as kept:
            return kept.account.settled()

    def test_count_the_process_itself(self):
        self.assertAlmostEqual(self.seconds_of(ITSELF), SECONDS, delta=0.2)

    def test_count_a_child_that_has_ended(self):
        self.assertAlmostEqual(self.seconds_of(A_CHILD), SECONDS, delta=0.2)

    def test_count_a_child_whose_parent_has_ended_first(self):
        self.assertAlmostEqual(self.seconds_of(AN_ORPHAN), SECONDS, delta=0.2)

    def test_do_not_count_the_keeper(self):
        self.assertLess(self.seconds_of("done()"), SECONDS)


class Ends(unittest.TestCase):
    def test_a_server_ends_with_its_keeper(self):
        with Kept("print('done', flush=True); import signal; signal.pause()") as kept:
            child, = keeper.below(kept.process.pid)
            self.assertTrue(os.path.exists(f"/proc/{child}"))
        until(lambda: not os.path.exists(f"/proc/{child}"), "the server has ended")

    def test_its_exit_code_is_that_of_the_server(self):
        with tempfile.NamedTemporaryFile() as file:
            done = subprocess.run([sys.executable, keeper.__file__, file.name, "sh", "-c",
                                   "exit 7"], check=False)
        self.assertEqual(done.returncode, 7)


if __name__ == "__main__":
    unittest.main()
