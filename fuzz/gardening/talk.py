"""One connection: a step, its reply, the next step; and what came besides."""

import re
import socket
from dataclasses import dataclass, field

REPLY_SECONDS_MAX = 8.0
UNEXPECTED_SECONDS = 0.3
# A server that saw more commands in a message than there were answers them at once.
QUIET_SECONDS = 0.05
_LAST_LINE = re.compile(rb"(\d{3})(?: [^\n]*)?\r?\n")
_MORE_LINES = re.compile(rb"(?:\d{3}-[^\n]*\r?\n)*")

SKIPPED, CLOSED, SILENT = "skipped", "closed", "silent"


@dataclass
class Talk:
    """`replies` has a list for each step: codes, or one of the words above."""

    labels: list = field(default_factory=list)
    replies: list = field(default_factory=list)

    @property
    def accepted(self):
        """How many messages were answered with 250: at an end of data or a last chunk."""
        return sum(code == "250" for label, codes in zip(self.labels, self.replies)
                   if label == "end of data" or re.fullmatch(r"(?i)BDAT \d+ LAST", label)
                   for code in codes)


def converse(port, steps):
    """Plays all steps against a server on this machine."""
    talk = Talk()
    with socket.create_connection(("127.0.0.1", port), REPLY_SECONDS_MAX) as connection:
        line = _Line(connection)
        greeting = line.reply()
        talk.labels.append("greeting")
        talk.replies.append([greeting])
        for step in steps:
            talk.labels.append(step.label)
            talk.replies.append(_play(line, step, talk))
        connection.settimeout(QUIET_SECONDS)
        _end(line)
    return talk


def _play(line, step, talk):
    if step.is_data and talk.replies[-1][-1:] != ["354"]:
        return [SKIPPED]
    if line.closed or not line.send(step.octets):
        return [CLOSED]
    codes = [line.reply(REPLY_SECONDS_MAX if step.whole else UNEXPECTED_SECONDS)]
    while not line.closed and (extra := line.reply(QUIET_SECONDS if step.is_data else 0)):
        if extra in (SILENT, CLOSED):
            break
        codes.append(extra)
    return codes


def _end(line):
    """Politely, so that no server keeps a session of ours for its timeout."""
    if not line.closed:
        line.send(b"QUIT\r\n")
        line.reply(QUIET_SECONDS)


class _Line:
    def __init__(self, connection):
        self._connection, self._received, self.closed = connection, b"", False

    def send(self, octets):
        try:
            self._connection.settimeout(REPLY_SECONDS_MAX)
            self._connection.sendall(octets)
            return True
        except OSError:
            self.closed = True
            return False

    def reply(self, seconds=REPLY_SECONDS_MAX):
        """The code of the next reply; with 0 seconds only one that is here already."""
        while True:
            begin = _MORE_LINES.match(self._received).end()
            if last := _LAST_LINE.match(self._received, begin):
                self._received = self._received[last.end():]
                return last[1].decode("ascii")
            try:
                self._connection.settimeout(seconds or 0.001)
                octets = self._connection.recv(65536)
            except (TimeoutError, BlockingIOError):
                return SILENT
            except OSError:
                octets = b""
            if not octets:
                self.closed = True
                return CLOSED
            self._received += octets
