"""Who sends: Postfix's smtp-source, which checks each reply and cannot pipeline."""

import os
import subprocess
import time

from measuring.servers import postfix_environment, postfix_program

from .contenders import RECIPIENT

SECONDS_MAX = 60  # of one run


class Failed(Exception):
    """The load did not come to its end."""


def smtp_source(port, cell, messages):
    """Sends so many; the seconds that it took until the last 250."""
    command = [postfix_program("smtp-source"), "-s", str(cell.sessions), "-m", str(messages),
               "-l", str(cell.octets), "-f", "ann@example.org", "-t", RECIPIENT,
               *(["-d"] if cell.kept_open else []), f"127.0.0.1:{port}"]
    return _timed(command, postfix_environment())


LOADS = {"smtp-source": smtp_source}


def _timed(command, environment):
    """A load that says anything on stderr has met what it did not expect."""
    began = time.monotonic()
    try:
        done = subprocess.run(["setpriv", "--pdeathsig", "KILL", *command], text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, env=environment,
                              timeout=SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"{os.path.basename(command[0])}: not done in {SECONDS_MAX} s") from late
    if done.returncode != 0 or done.stderr.strip():
        raise Failed(f"{os.path.basename(command[0])}: exit {done.returncode}: "
                     f"{done.stderr.strip()[-400:]}")
    return time.monotonic() - began
