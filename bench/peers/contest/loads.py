"""Who sends. Each load checks every reply, and fails at one that it did not expect."""

import json
import os
import subprocess
import time

from measuring.servers import PROGRAM, postfix_environment, postfix_program

from .contenders import RECIPIENT

SENDER = "ann@example.org"
HELP_SECONDS_MAX = 60
# Which program's `heloport load` sends: that of the server, unless another is named.
LOADER = os.environ.get("HELOPORT_LOAD") or PROGRAM


NOT_OFFERED = 69  # what heloport load ends with when a server has not what it is asked for


class Failed(Exception):
    """The load did not come to its end."""


class Late(Failed):
    """It was not done in its time: what is harder will not be either."""


class NotOffered(Failed):
    """The server says that it has not what the load would use."""


def smtp_source(port, cell, messages, seconds_max):
    """Postfix's own, which cannot pipeline; the seconds from the first connection to the end."""
    command = [postfix_program("smtp-source"), "-s", str(cell.sessions), "-m", str(messages),
               "-l", str(cell.octets), "-f", SENDER, "-t", RECIPIENT,
               *(["-d"] if cell.kept_open else []), f"127.0.0.1:{port}"]
    began = time.monotonic()
    _said(command, postfix_environment(), seconds_max)
    return time.monotonic() - began


def heloport_load(port, cell, messages, seconds_max, *options):
    """Ours; the seconds to the last 250, where sessions stay open from when all of them stand."""
    command = [LOADER, "load", f"127.0.0.1:{port}", "-s", str(cell.sessions),
               "-m", str(messages), "-l", str(cell.octets), "--from", SENDER, "--rcpt", RECIPIENT,
               "--per-session", "0" if cell.kept_open else "1", "--export-json", "-", *options]
    said = _said(command, dict(os.environ), seconds_max)
    try:
        return float(json.loads(said)["seconds"])
    except (ValueError, KeyError, TypeError) as odd:
        raise Failed(f"heloport load did not say how long it took: {said[:100]!r}") from odd


def heloport_load_pipelined(port, cell, messages, seconds_max):
    """The same with an envelope in one write, behind the content before it."""
    return heloport_load(port, cell, messages, seconds_max, "--pipelining")


LOADS = {"smtp-source": smtp_source, "heloport-load": heloport_load,
         "heloport-load-pipelined": heloport_load_pipelined}


def why_absent(load):
    """Why it cannot send here, or nothing."""
    if load == "smtp-source":
        return ""  # it stands where the peers do, and says so itself
    try:
        done = subprocess.run([LOADER, "load", "--help"], capture_output=True,
                              stdin=subprocess.DEVNULL, timeout=HELP_SECONDS_MAX, check=False)
    except OSError as error:
        return str(error)
    # One without it shows the help of the program, and ends with 0.
    return "" if b"--per-session" in done.stdout else "this heloport has no load"


def fits(load, cell):
    """Pipelining means nothing where a session is one message."""
    return cell.kept_open or load != "heloport-load-pipelined"


def _said(command, environment, seconds_max):
    """What it wrote. A run ends with 0, and smtp-source says nothing then."""
    name = os.path.basename(command[0])
    try:
        done = subprocess.run(["setpriv", "--pdeathsig", "KILL", *command], text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, env=environment,
                              timeout=seconds_max, check=False)
    except subprocess.TimeoutExpired as late:
        raise Late(f"{name}: not done in {seconds_max:.3g} s") from late
    if done.returncode != 0 or name == "smtp-source" and done.stderr.strip():
        kind = NotOffered if done.returncode == NOT_OFFERED else Failed
        raise kind(f"{name}: exit {done.returncode}: {done.stderr.strip()[-400:]}")
    return done.stdout
