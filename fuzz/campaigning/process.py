"""Programs that a campaign starts: each in a session of its own, so that Ctrl-C is ours to tell
them, each with a time after which it is ended, and with its use of the processor counted."""

import os
import signal
import subprocess
import threading
from collections import deque
from dataclasses import dataclass

# Between the wish to stop and the end by force.
GRACE_SECONDS = 20
# Of what a program says. A stack trace is in the last hundred lines.
LINES_MAX = 600


@dataclass(frozen=True)
class Ended:
    """How it came out. `code` is negative when a signal ended it."""

    code: int
    cpu_seconds: float
    said: str
    overdue: bool


class Processes:
    """All that run now; stop() asks each to end and lets no other begin."""

    def __init__(self):
        self._lock = threading.Lock()
        self._running = set()
        self.stopping = False

    def stop(self, force=False):
        """Asks, or with `force` does not ask."""
        with self._lock:
            self.stopping = True
            for running in self._running:
                _tell(running, signal.SIGKILL if force else signal.SIGINT)

    def run(self, words, seconds_max, on_line=None, environment=None, folder=None):
        """Runs it to its end; `on_line` gets each line of stderr and says whether to keep it."""
        with self._lock:
            if self.stopping:
                return Ended(-signal.SIGINT, 0.0, "", False)
            process = subprocess.Popen(  # waited for below, by wait4
                words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd=folder,
                stderr=subprocess.PIPE, start_new_session=True,
                env={**os.environ, **(environment or {})})
            self._running.add(process)
        watch = _Watch(process, seconds_max)
        try:
            said = _said(process, on_line)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            watch.cancel()
            with self._lock:
                self._running.discard(process)
            process.stderr.close()
        return Ended(process.returncode, used.ru_utime + used.ru_stime, said, watch.overdue)


class _Watch:
    """Asks a program that is overdue to end, and then ends it."""

    def __init__(self, process, seconds):
        self.overdue = False
        self._process = process
        self._timers = [threading.Timer(seconds, self._late, (signal.SIGINT,)),
                        threading.Timer(seconds + GRACE_SECONDS, self._late, (signal.SIGKILL,))]
        for timer in self._timers:
            timer.daemon = True
            timer.start()

    def _late(self, number):
        self.overdue = True
        _tell(self._process, number)

    def cancel(self):
        for timer in self._timers:
            timer.cancel()


def _tell(process, number):
    """The whole session: an engine starts its targets itself."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            pass


def _said(process, on_line):
    kept = deque(maxlen=LINES_MAX)
    for line in process.stderr:
        text = line.decode("utf-8", "replace").rstrip("\n")
        if on_line is None or on_line(text):
            kept.append(text)
    return "\n".join(kept) + "\n" if kept else ""
