"""Sessions that stay open on a server of ours, and what it holds for each of them.

Memory is what the server has of its own, before the sessions and with them. `heloport load` holds
them: a session costs it little, within TLS too.
"""

import os
import resource
import subprocess
import tempfile
import time

from measuring.load import load_command
from measuring.servers import bounded

WARM = 64  # sessions before the first that is counted: what is made once has been made then
STANDING_SECONDS_MAX = 90  # for all sessions of a setting to stand
BUSY_SECONDS = 4  # so long all sessions send
LOOK_SECONDS = 0.05
DESCRIPTORS_BESIDE = 200  # of a process with so many sessions


class NotHeld(Exception):
    """There are no figures for so many sessions; the text says why."""


class Certificate:
    """A certificate for mx.example.org that signs itself, as a context: options of serve."""

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="heloport-bench-")
        path = os.path.join(self.folder.name, "server.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                        "/CN=mx.example.org", "-keyout", path, "-out", f"{path}.crt"],
                       stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
        return ["--tls-cert", f"{path}.crt", "--tls-key", path]

    def __exit__(self, *_):
        self.folder.cleanup()


class Held:
    """So many sessions that stand and say nothing, as a context.

    They are an open loop whose first message leaves when all of them stand, which the log of the
    server tells, and whose next one is due after minutes.
    """

    def __init__(self, server, sessions, tls):
        may_hold(sessions)
        self.server, self.sessions = server, sessions
        self.command = load_command(server.port, sessions, "--rate", "0.005", "--duration", "600",
                                    "--tls", tls)
        self.process = None

    def __enter__(self):
        heard, began = self.server.logged(), time.monotonic()
        with tempfile.TemporaryFile() as said:
            self.process = subprocess.Popen(bounded(self.command), stdin=subprocess.DEVNULL,
                                            stdout=subprocess.DEVNULL, stderr=said)
            try:
                while b" stored: " not in self.server.logged_since(heard):
                    self._demand_patience(time.monotonic() - began, said)
                    time.sleep(LOOK_SECONDS)
            except BaseException:
                self.__exit__()
                raise
        return self

    def _demand_patience(self, seconds, said):
        if self.process.poll() is None and seconds < STANDING_SECONDS_MAX:
            return
        said.seek(0)
        why = said.read(300).decode(errors="replace").strip()
        raise NotHeld(f"{self.sessions} sessions do not stand after {seconds:.0f} s {why}".strip())

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()


def may_hold(sessions):
    """Says it before the first connection when the limit of descriptors is below them."""
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if sessions + DESCRIPTORS_BESIDE > limit:
        raise NotHeld(f"{sessions} sessions: a process may have {limit} files open (ulimit -n)")


def idle_octets(server, sessions, tls="none"):
    """For each of so many sessions that have said EHLO, and wait."""
    with Held(server, WARM, tls):
        before = server.own_octets()
        with Held(server, sessions, tls):
            return (server.own_octets() - before) / sessions


def loaded_octets(server, sessions, tls="none"):
    """For each of so many sessions that all send messages of 1 KB for some seconds: the most."""
    with Held(server, WARM, tls):
        before = server.own_octets()
        return (_most_under(server, sessions, tls) - before) / sessions


def _most_under(server, sessions, tls):
    """Of its memory while all of them send, looked at twenty times a second."""
    may_hold(sessions)
    command = load_command(server.port, sessions, "--duration", str(BUSY_SECONDS), "--tls", tls)
    most, end = 0, time.monotonic() + STANDING_SECONDS_MAX + BUSY_SECONDS
    with subprocess.Popen(bounded(command), stdin=subprocess.DEVNULL, text=True,
                          stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            most = max(most, server.own_octets())
            if time.monotonic() > end:
                process.terminate()
                raise NotHeld(f"{sessions} sessions were not done in "
                              f"{STANDING_SECONDS_MAX + BUSY_SECONDS} s")
            time.sleep(LOOK_SECONDS)
        if process.returncode != 0:
            raise NotHeld(f"{sessions} sessions: {process.stderr.read().strip()[:300]}")
    return most
