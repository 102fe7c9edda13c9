"""A finding of a session target as a transcript, where the build has the program that converts."""

import os
import subprocess
from pathlib import Path

# TARGET and INPUT in, a transcript on stdout.
PROGRAM = "finding_to_smtp"
SECONDS_MAX = 60


class Converter:
    """The program at `path`."""

    def __init__(self, path):
        self._path = path

    @classmethod
    def find(cls, build):
        """None where the build has none."""
        path = Path(build) / "fuzz" / PROGRAM
        return cls(path) if os.access(path, os.X_OK) else None

    def write(self, target, finding, path):
        """True if the target's inputs are sessions, so that there is a transcript at `path` now."""
        try:
            done = subprocess.run([self._path, target.name, finding], stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=SECONDS_MAX, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return False
        if done.returncode != 0 or not done.stdout:
            return False
        Path(path).write_bytes(done.stdout)
        return True
