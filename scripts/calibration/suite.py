"""Runs `heloport check` against a subject, and has it merge what several runs said."""

import subprocess
import time

from .results import Judged, read

SECONDS_MAX = 280  # a peer is ended after 300
ANSWERED = (0, 1)  # nothing violated; something violated


class Failed(Exception):
    """The suite did not come to its end; the text says what it printed."""


def judge(binary, subject, path, words=()):
    """One run against a subject that is started for it; its JSON is left in `path`.

    `words` follow on the command line of the suite.
    """
    with subject.run() as started:
        begin = time.monotonic()
        _check(binary, *started.arguments, "--name", subject.name, "--json", path, "--quiet",
               *words)
        return Judged(subject=subject, version=started.version,
                      configuration=started.configuration, seconds=time.monotonic() - begin,
                      **read(path))


def merge(binary, paths, html):
    """One page of what is in several files."""
    _check(binary, *(word for path in paths for word in ("--merge", path)), "--html", html)


def _check(binary, *words):
    command = [binary, "check", *words]
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              errors="replace", timeout=SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"not done in {SECONDS_MAX} s") from late
    if done.returncode not in ANSWERED:
        raise Failed(f"exit code {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
