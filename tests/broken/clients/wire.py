"""Lines and replies over a socket."""

import socket
import ssl

SECONDS_MAX = 20
LINES_MAX = 1000
LINE_OCTETS_MAX = 4096


class Gone(Exception):
    """The connection is lost, or what came is no SMTP."""


class Refused(Exception):
    """The server said no, or we did."""


class Reply:
    """A code and the texts of its lines."""

    def __init__(self, code, texts):
        self.code = code
        self.texts = texts


class Wire:
    """What is said and heard; whatever the operating system says of it is Gone."""

    def __init__(self, host, port, habits):
        self.habits = habits
        self.encrypted = False
        self.tls_failed = False
        self._buffer = b""
        self._said = ""  # the last line
        try:
            self._socket = socket.create_connection((host, port), SECONDS_MAX)
        except OSError as error:
            raise Gone from error

    def close(self):
        self._socket.close()

    def send(self, octets):
        try:
            self._socket.sendall(octets)
        except OSError as error:
            raise Gone from error

    def say(self, line):
        self._said = line
        self.send(line.encode() + self.habits.line_end)

    def ask(self, line):
        self.say(line)
        return self.reply()

    def _receive(self):
        try:
            octets = self._socket.recv(4096)
        except OSError as error:
            raise Gone from error
        if not octets:
            raise Gone
        self._buffer += octets

    def _line(self):
        if self.habits.a_read_is_a_line and not self._buffer:
            self._receive()
            octets, self._buffer = self._buffer, b""
            return octets
        while b"\n" not in self._buffer:
            if len(self._buffer) > self.habits.line_octets_max:
                raise Gone
            self._receive()
        line, _, self._buffer = self._buffer.partition(b"\n")
        if len(line) > self.habits.line_octets_max:
            raise Gone
        return line + b"\n"

    def reply(self):
        """One whole reply, by the habits of the client."""
        habits = self.habits
        texts = []
        while len(texts) < habits.lines_max:
            line = self._line()
            if not line.endswith(b"\r\n") and not habits.a_read_is_a_line:
                raise Gone
            line = line.rstrip(b"\r\n")
            if not line[:3].isdigit() or (len(line) == 3 and habits.code_needs_a_space):
                raise Gone
            if line[3:4] not in (b"", b" ", b"-"):
                raise Gone
            text = line[4:].decode("utf-8", "replace")
            several = line[3:4] == b"-" and not self._said.startswith("EHLO")
            if habits.several_lines_are_an_error and several:
                raise Gone
            if habits.text_is_needed and not text:
                raise Gone
            if habits.enhanced_is_an_error and text[1:2] == "." and text[:1].isdigit():
                raise Gone
            texts.append(text)
            if line[3:4] != b"-" or habits.first_line_only:
                return Reply(int(line[:3]), texts)
        raise Gone

    def start_tls(self, ca, host):
        """What came in clear behind the reply is forgotten."""
        if not self.habits.keeps_the_buffer:
            if self._buffer:
                self.tls_failed = True
                raise Gone  # somebody has put words into the server's mouth
        context = ssl.create_default_context(cafile=ca)
        if self.habits.any_certificate:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self.habits.any_name:
            context.check_hostname = False
        try:
            self._socket = context.wrap_socket(self._socket, server_hostname=host)
        except OSError as error:
            self.tls_failed = True
            raise Gone from error
        self.encrypted = True
