"""The servers that are measured, each on a loopback port and for a bounded time."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import time

ROOT = os.path.realpath(os.path.join(os.path.dirname(__file__), os.pardir, os.pardir))
BUILD = os.environ.get("HELOPORT_BUILD") or os.path.join(ROOT, "build", "release")
PROGRAM = os.path.join(BUILD, "apps", "heloport")
PEERS = os.environ.get("HELOPORT_PEERS") or os.path.join(ROOT, "build", "peers")
POSTFIX = os.path.join(PEERS, "postfix")
SECONDS_MAX = 900  # of one server, whatever happens to who started it


def bounded(command):
    """The command, ended by the kernel with its parent and by the clock in any case."""
    return ["setpriv", "--pdeathsig", "KILL", "timeout", "--foreground", str(SECONDS_MAX), *command]


def postfix_environment():
    folders = [os.path.join(POSTFIX, "usr/lib/postfix"),
               os.path.join(POSTFIX, "usr/lib/x86_64-linux-gnu")]
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(folders)}


def postfix_program(name):
    path = os.path.join(POSTFIX, "usr/sbin", name)
    if not os.path.exists(path):
        raise SystemExit(f"no {name} here: scripts/peers postfix unpacks it (HELOPORT_PEERS)")
    return path


def postfix_version():
    try:
        with open(os.path.join(POSTFIX, ".version"), encoding="utf-8") as file:
            return file.read().strip()
    except OSError:
        return ""


class Server:
    """A process and the port that it serves; use as a context."""

    name = ""

    def __init__(self):
        self.port = 0
        self.process = None
        self.log = tempfile.TemporaryFile()

    def command(self):
        raise NotImplementedError

    def environment(self):
        return dict(os.environ)

    def __enter__(self):
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", *self.command()],
                                        stdin=subprocess.DEVNULL, stdout=self.log,
                                        stderr=self.log, env=self.environment())
        try:
            self.wait_until_it_serves()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process is None:
            return
        for sign in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
            self.process.send_signal(sign)
            try:
                self.process.wait(timeout=2)
                break
            except subprocess.TimeoutExpired:
                continue
        self.log.close()

    def wait_until_it_serves(self):
        end = time.monotonic() + 20
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise SystemExit(f"{self.name} ended: {self.said()}")
            if self.found_port() and self.greets():
                return
            time.sleep(0.02)
        raise SystemExit(f"{self.name} does not serve: {self.said()}")

    def found_port(self):
        return self.port

    def greets(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as peer:
                return peer.recv(3) == b"220"
        except OSError:
            return False

    def said(self):
        return self.logged_since(max(0, self.logged() - 2000)).decode(errors="replace")

    def logged(self):
        """How many octets it has written."""
        return os.fstat(self.log.fileno()).st_size

    def logged_since(self, place):
        """By no seeking: the place in the file is the server's, too."""
        return os.pread(self.log.fileno(), self.logged() - place, place)

    def cpu_seconds(self):
        """Of all its threads, as the scheduler counted them."""
        tasks = f"/proc/{self.process.pid}/task"
        nanoseconds = 0
        for task in os.listdir(tasks):
            with open(f"{tasks}/{task}/schedstat", encoding="ascii") as file:
                nanoseconds += int(file.read().split()[0])
        return nanoseconds / 1e9

    def own_octets(self):
        """Memory that is its own: what it shares with other processes and files is not."""
        with open(f"/proc/{self.process.pid}/smaps_rollup", encoding="ascii") as lines:
            for line in lines:
                if line.startswith("Private_Dirty:"):
                    return int(line.split()[1]) * 1024
        raise SystemExit("no Private_Dirty in smaps_rollup")


class Heloport(Server):
    name = "heloport"

    def __init__(self, store="discard:", options=(), program=PROGRAM):
        super().__init__()
        self.store, self.options, self.program = store, list(options), program

    def command(self):
        return [self.program, "serve", "--listen", "127.0.0.1:0", "--store", self.store,
                *self.options]

    def found_port(self):
        found = re.search(r"listening on 127\.0\.0\.1:(\d+)", self.said())
        self.port = int(found[1]) if found else 0
        return self.port


class Floor(Server):
    """The least that taking mail can cost: bench/floor_server.cpp."""

    name = "floor"

    def command(self):
        return [os.path.join(BUILD, "bench", "floor_server")]

    def found_port(self):
        found = re.search(r"serves 127\.0\.0\.1:(\d+)", self.said())
        self.port = int(found[1]) if found else 0
        return self.port


class SmtpSink(Server):
    """Postfix's server that throws away: the cheapest that others have."""

    name = "smtp-sink"

    def __init__(self, sessions=1000):
        super().__init__()
        self.sessions = sessions
        with socket.create_server(("127.0.0.1", 0)) as chosen:
            self.port = chosen.getsockname()[1]

    def command(self):
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []  # it refuses to be root
        return [postfix_program("smtp-sink"), *as_nobody, "-m", str(self.sessions + 100),
                f"127.0.0.1:{self.port}", "1024"]

    def environment(self):
        return postfix_environment()
