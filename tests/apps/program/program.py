"""The real program, started for a test and stopped after it.

HELOPORT names the binary. Everything listens on ports that the kernel chooses, on loopback, or on
sockets in a temporary folder; every wait has a bound.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import unittest

BINARY = os.environ["HELOPORT"]
SECONDS_MAX = 60


def run(*arguments, stdin=None, cwd=None, seconds=SECONDS_MAX):
    """Runs the program to its end; text in, text out."""
    return subprocess.run([BINARY, *arguments], input=stdin, cwd=cwd, timeout=seconds,
                          capture_output=True, text=True, errors="surrogateescape")


class Server:
    """`heloport serve` in a folder of its own; its mail is in folder/mailbox."""

    def __init__(self, *options, listen="127.0.0.1:0", folder=None, wrapper=()):
        self.folder = folder or tempfile.mkdtemp(prefix="heloport-")
        self._own_folder = folder is None
        self.output = []
        self.talk = []
        self._news = threading.Condition()
        self.process = subprocess.Popen(
            [*wrapper, BINARY, "serve", "--listen", listen, *options], cwd=self.folder,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            text=True, errors="surrogateescape")
        self._readers = [self._reader(self.process.stdout, self.output),
                         self._reader(self.process.stderr, self.talk)]
        self.wait_for(self.talk, "250 means")  # the last line before it serves
        self.address = self.wait_for(self.talk, r"listening on (\S+)").group(1)

    def _reader(self, stream, lines):
        def read():
            for line in stream:
                with self._news:
                    lines.append(line.rstrip("\n"))
                    self._news.notify_all()
            stream.close()
            with self._news:
                self._news.notify_all()
        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        return thread

    def wait_for(self, lines, pattern, seconds=SECONDS_MAX):
        """The match of the first line that fits; an assertion when none comes."""
        def found():
            return next((m for m in (re.search(pattern, line) for line in lines) if m), None)
        with self._news:
            self._news.wait_for(lambda: found() or self.process.poll() is not None, seconds)
        for reader in self._readers if self.process.poll() is not None else ():
            reader.join(seconds)
        match = found()
        assert match, f"no line like {pattern!r} in {lines}, talk {self.talk}"
        return match

    @property
    def port(self):
        return int(self.address.rsplit(":", 1)[1])

    def mailbox(self, user):
        return os.path.join(self.folder, "mailbox", user)

    def mails(self, user):
        """Name and octets of every mail of a user."""
        folder = self.mailbox(user)
        if not os.path.isdir(folder):
            return {}
        mails = {}
        for name in sorted(os.listdir(folder)):
            with open(os.path.join(folder, name), "rb") as file:
                mails[name] = file.read()
        return mails

    def files(self):
        """Every file under the mailbox, temporary ones too."""
        return sorted(os.path.relpath(os.path.join(folder, name), self.folder)
                      for folder, _, names in os.walk(os.path.join(self.folder, "mailbox"))
                      for name in names)

    def signal(self, number):
        self.process.send_signal(number)

    def ended(self, seconds=SECONDS_MAX):
        """The exit code, once it has ended by itself."""
        code = self.process.wait(seconds)
        for reader in self._readers:
            reader.join(seconds)
        return code

    def stop(self):
        if self.process.poll() is None:
            self.signal(signal.SIGTERM)
        return self.ended()

    def remove(self):
        try:
            if self.process.poll() is None:
                self.process.kill()
            self.ended()
        finally:
            if self._own_folder:
                shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.remove()


class Talk:
    """An SMTP client that says exactly what it is told. `address` as the server printed it."""

    def __init__(self, address, greeted=True):
        if address.startswith("unix:"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(SECONDS_MAX)
            self.socket.connect(address[len("unix:"):])
        else:
            host, port = address.rsplit(":", 1)
            self.socket = socket.create_connection((host.strip("[]"), int(port)), SECONDS_MAX)
        self._file = self.socket.makefile("rb")
        self.greeting = self.reply() if greeted else None

    def send(self, octets):
        self.socket.sendall(octets)

    def reply(self):
        """One whole reply, its lines joined by \\n; empty when the server has closed."""
        lines = []
        while True:
            line = self._file.readline()
            if not line:
                return "\n".join(lines)
            lines.append(line.decode("utf-8", "surrogateescape").rstrip("\r\n"))
            if line[3:4] != b"-":
                return "\n".join(lines)

    def say(self, line):
        self.send(line.encode() + b"\r\n")
        return self.reply()

    def envelope(self, sender="ann@example.org", recipients=("bob@example.com",)):
        """EHLO to DATA; the server waits for content after it."""
        self.expect("250", "EHLO client.example.org")
        self.expect("250", f"MAIL FROM:<{sender}>")
        for recipient in recipients:
            self.expect("250", f"RCPT TO:<{recipient}>")
        self.expect("354", "DATA")

    def expect(self, code, line):
        reply = self.say(line)
        assert reply.startswith(code), f"{line}: {reply}"
        return reply

    def deliver(self, content, **envelope):
        """A message whose content is on the wire already: dots stuffed, CRLF at its end."""
        self.envelope(**envelope)
        self.send(content + b".\r\n")
        return self.reply()

    def close(self):
        self._file.close()
        self.socket.close()

    def reset(self):
        """Goes away without a word: RST, not FIN."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def content_of(mail):
    """What was sent, without the trace fields that the server put on top."""
    match = re.match(rb"Return-Path: <[^\r\n]*>\r\nReceived: from [^\r\n]*\r\n by [^\r\n;]*"
                     rb"(?:\r\n for <[^\r\n]*>)?(?:\r\n tls [^\r\n;]*)?;"
                     rb"\r\n \w{3}, [^\r\n]*\r\n", mail)
    assert match, mail[:300]
    return mail[match.end():]


class ProgramTest(unittest.TestCase):
    """A test case with a temporary folder."""

    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="heloport-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def server(self, *options, **keywords):
        server = Server(*options, **keywords)
        self.addCleanup(server.remove)
        return server
