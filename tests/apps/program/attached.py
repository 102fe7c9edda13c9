"""strace on one thread of a running server: what that thread calls, made to fail or to kill."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading

SECONDS_MAX = 60


def worker_of(server, deliver):
    """The thread that commits, of a server that has one worker: whoever syncs during deliver()."""
    with Attached(server.process.pid, ["-f"]) as strace:
        deliver()
    match = re.search(r"^(\d+) +fsync\(", strace.log(), re.MULTILINE)
    strace.forget()
    assert match, "no thread synced anything"
    return int(match.group(1))


def may_attach():
    """Whether strace is here and may attach to a process that we started."""
    if not shutil.which("strace"):
        return False
    sleeper = subprocess.Popen(["sleep", "60"])
    try:
        with Attached(sleeper.pid, []) as strace:
            attached = strace.attached
        strace.forget()
        return attached
    finally:
        sleeper.kill()
        sleeper.wait()


class Attached:
    """strace, from the moment at which it holds the thread until it has let go.

    calls() is what it saw, each with its name, its number among those of the name, and its line.
    """

    def __init__(self, thread, options):
        with tempfile.NamedTemporaryFile(prefix="heloport-", delete=False) as log:
            self._log = log.name
        self._process = subprocess.Popen(
            ["strace", "-y", "-o", self._log, "-p", str(thread), *options],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.attached = "attached" in self._process.stderr.readline()
        self._drain = threading.Thread(target=self._process.stderr.read, daemon=True)
        self._drain.start()

    def log(self):
        with open(self._log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def calls(self):
        numbers = {}
        for line in self.log().splitlines():
            match = re.match(r"(\w+)\(", line)
            if match:
                name = match.group(1)
                numbers[name] = numbers.get(name, 0) + 1
                yield name, numbers[name], line

    def injected(self):
        return "INJECTED" in self.log()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        self._process.wait(SECONDS_MAX)
        self._drain.join(SECONDS_MAX)
        self._process.stderr.close()

    def forget(self):
        os.unlink(self._log)

