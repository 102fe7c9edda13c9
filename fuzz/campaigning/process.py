"""Programs that a campaign starts: each in a session of its own, so that Ctrl-C is ours to tell
them, each with a time after which it is ended, and with its use of the processor counted."""

import os
import signal
import subprocess
import threading
from collections import deque
from dataclasses import dataclass
from pathlib import Path

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
        """Runs it to its end; `on_line` gets each line of it and says whether to keep it."""
        with self._lock:
            if self.stopping:
                return Ended(-signal.SIGINT, 0.0, "", False)
            process = subprocess.Popen(  # waited for below, by wait4
                words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, cwd=folder,
                stderr=subprocess.STDOUT, start_new_session=True,
                env={**os.environ, **(environment or {})})
            self._running.add(process)
        watch, meter = _Watch(process, seconds_max), _Meter(process.pid)
        try:
            said = _said(process, on_line)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        finally:
            watch.cancel()
            meter.stop()
            with self._lock:
                self._running.discard(process)
            process.stdout.close()
        cpu_seconds = max(used.ru_utime + used.ru_stime, meter.cpu_seconds)
        return Ended(process.returncode, cpu_seconds, said, watch.overdue)


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


class _Meter(threading.Thread):
    """The CPU time of a program and of all that it started, looked at now and then.

    AFL++ does not wait for the target that it ends, so what that used is not in its own account.
    """

    LOOK_SECONDS = 0.5

    def __init__(self, root):
        super().__init__(daemon=True)
        self.cpu_seconds = 0.0
        self._root, self._ended = root, threading.Event()
        self.start()

    def run(self):
        while not self._ended.wait(self.LOOK_SECONDS):
            self.cpu_seconds = max(self.cpu_seconds, cpu_seconds_below(self._root))

    def stop(self):
        self._ended.set()
        self.join()


def cpu_seconds_below(root):
    """Of the process and its descendants that live, and of those that they have waited for."""
    ticks, children = {}, {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        pid = int(stat.parent.name)
        ticks[pid] = sum(int(field) for field in fields[11:15])
        children.setdefault(int(fields[1]), []).append(pid)
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        total += ticks.get(pid, 0)
        waiting += children.get(pid, [])
    return total / os.sysconf("SC_CLK_TCK")


def _tell(process, number):
    """The whole session: an engine starts its targets itself."""
    if process.returncode is None:
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            pass


def _said(process, on_line):
    kept = deque(maxlen=LINES_MAX)
    for line in process.stdout:
        text = line.decode("utf-8", "replace").rstrip("\n")
        if on_line is None or on_line(text):
            kept.append(text)
    return "\n".join(kept) + "\n" if kept else ""
