"""One instance of somebody's server in a folder of its own: started, watched and stopped.

Only the loopback interface is shared, at a port that the kernel chose. Nothing outlives stop(), and
a server whose test is killed is told to end by the kernel.
"""

import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

FOLDER = os.path.realpath(os.environ.get("HELOPORT_PEERS") or os.path.join(
    os.path.dirname(__file__), *[os.pardir] * 3, "build", "peers"))
CERTIFICATES = os.environ.get("HELOPORT_CERTIFICATES", "")  # as make_certificates makes them
SECONDS_MAX = 30
# Whose mail the servers take, and with what name and password they let clients in.
DOMAIN = "example.com"
LOCAL_PARTS = ("bob", "carol")
USER, PASSWORD = "ann@example.org", "pencil and paper"


def watched(seconds):
    """Who stands between a test and a server: ends the server when its test is killed, and after a
    while in any case. A server that changes its user would not hear of the former itself."""
    return ("setpriv", "--pdeathsig", "TERM", "timeout", "-k", "1", str(seconds),
            "setpriv", "--pdeathsig", "KILL")


class Absent(Exception):
    """The peer is not here; the test that needs it is skipped by this name."""


def until(condition, what, seconds=SECONDS_MAX):
    """What `condition` returns, once it is true; an assertion when that takes too long."""
    end = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < end, f"{what() if callable(what) else what}: not in {seconds} s"
        time.sleep(0.01)


def free_port():
    """A port that the kernel would give; it may be taken again before the server is there."""
    with socket.create_server(("127.0.0.1", 0)) as chosen:
        return chosen.getsockname()[1]


class Instance:
    """A server with its folder below scripts/peers' own. What differs is in a class each.

    A server that is `guarded` has a certificate, and takes mail only from who has logged in as
    USER behind TLS: by STARTTLS on its port, at once on its TLS port. One that is `open` besides
    offers the same to everybody and asks for nothing; calibrated.py says what for.

    Its `domain` and the `local_parts` there may be changed until it starts.
    """

    name = ""
    seconds_max = 300  # it is ended then
    wrapper = ()  # words before its command: what runs it and looks on
    logs = ("log",)  # what it writes, below its folder
    configured_by = ()  # the files that configure() writes, or some of them: those that tell how
    key_mode = 0o600

    def __init__(self, guarded=False):
        self.guarded = guarded
        self.open = False
        self.domain, self.local_parts = DOMAIN, LOCAL_PARTS
        self.unpacked = self.origin()
        if not os.path.isdir(self.unpacked):
            raise Absent(f"no {self.name} here; scripts/peers unpacks it")
        self.folder = tempfile.mkdtemp(prefix=f".{self.name}-", dir=FOLDER)
        self.process = None
        self.port = self.tls_port = None
        self.write("log", "", 0o666)

    def origin(self):
        """The folder that it was unpacked into."""
        return os.path.join(FOLDER, self.name)

    def configure(self):
        """Writes its configuration for self.port and, when guarded, self.tls_port."""

    def command(self):
        """What runs it in the foreground."""
        raise NotImplementedError

    def take_certificates(self, *names):
        """PEM files of make_certificates, below tls/ in its folder."""
        if not os.path.isdir(CERTIFICATES):
            raise Absent("no certificates here; HELOPORT_CERTIFICATES says where")
        for name in names:
            with open(os.path.join(CERTIFICATES, name), encoding="ascii") as file:
                self.write(f"tls/{name}", file.read(),
                           self.key_mode if name.endswith(".key") else 0o644)

    def configuration(self):
        """How it is set up, as text: files, or else its command. What each run changes is named."""
        texts = [f"{self._read(name).strip()}\n" for name in self.configured_by]
        text = "\n".join(texts) or shlex.join(self.command()) + "\n"
        for own, name in ((self.folder, "FOLDER"), (sys.executable, "python3"),
                          (os.path.dirname(os.path.abspath(__file__)), "tests/support/peers"),
                          (str(self.tls_port), "TLS-PORT"), (str(self.port), "PORT")):
            text = text.replace(own, name)
        return text

    def _read(self, path):
        with open(self.path(path), encoding="utf-8") as file:
            return file.read()

    def environment(self):
        return {"PATH": "/usr/sbin:/usr/bin"}

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    @property
    def tls_address(self):
        return f"127.0.0.1:{self.tls_port}"

    def start(self):
        """Runs until it greets. A port may be lost to someone else: then again with another."""
        for _ in range(3):
            self.port, self.tls_port = free_port(), free_port()
            self.configure()
            with open(self.path("log"), "ab") as log:
                self.process = subprocess.Popen(
                    [*watched(self.seconds_max), *self.wrapper, *self.command()],
                    cwd=self.folder, env=self.environment(),
                    stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            until(lambda: self._greets() or self.process.poll() is not None, self.log)
            if self.process.poll() is None:
                return self
        raise AssertionError(f"{self.name} did not start:\n{self.log()}")

    def stop(self):
        """Ends it and all that it started, at once: nothing of it is kept."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(SECONDS_MAX)
            until(lambda: not self._killed(), f"{self.name} ends")
            self.process = None
        shutil.rmtree(self.folder, ignore_errors=True)

    def _killed(self):
        """The processes that were still to be killed."""
        found = self.started()
        for process in found:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        return found

    def started(self):
        """The processes that the server has started and that still run."""
        return []

    def path(self, *words):
        """Where something of its folder is."""
        return os.path.join(self.folder, *words)

    def write(self, path, text, mode=0o644):
        """A new file of its folder; one that was there may have another name elsewhere."""
        self.make_folder(os.path.dirname(path))
        whole = self.path(path)
        if os.path.lexists(whole):
            os.unlink(whole)
        with open(whole, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(whole, mode)
        os.utime(whole, (0, 0))  # Postfix waits until a file has been left alone for a while

    def make_folder(self, path, owner=0, group=0, mode=0o755):
        whole = self.path(path)
        os.makedirs(whole, exist_ok=True)
        os.chown(whole, owner, group)
        os.chmod(whole, mode)

    def mails(self, user="bob"):
        """The octets of every mail that it has delivered to a user, in the order of names."""
        folder = self.path("var/mail", user, "new")
        if not os.path.isdir(folder):
            return []
        mails = []
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                mails.append(file.read())
        return mails

    def delivered(self, count=1, user="bob"):
        """The mails of a user, once there are so many."""
        def enough():
            found = self.mails(user)
            return found if len(found) >= count else None
        return until(enough, self.log)

    def log(self):
        text = []
        for name in self.logs:
            if os.path.exists(self.path(name)):
                with open(self.path(name), encoding="utf-8", errors="replace") as file:
                    text.append(file.read())
        return "".join(text)

    def _greets(self):
        try:
            with socket.create_connection(("127.0.0.1", self.port), 5) as connection:
                return connection.recv(512).startswith(b"220")
        except OSError:
            return False

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
