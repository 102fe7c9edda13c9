"""A small SMTP server that is right, written apart from ours, with ways to be right differently.

It knows RFC 5321 and no extension but those that its manner adds. The suite must not accuse it.
"""

import os
import re
import socket
import sys
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../support"))
from listening import Listening  # noqa: E402

ATOM = rb"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
DOT_STRING = ATOM + rb"(?:\." + ATOM + rb")*"
QUOTED = rb'"(?:[ !#-\[\]-~]|\\[ -~])*"'
SUB_DOMAIN = rb"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
DOMAIN = SUB_DOMAIN + rb"(?:\." + SUB_DOMAIN + rb")*"
OCTET = rb"(?:25[0-5]|2[0-4]\d|1\d\d|\d?\d)"
IPV4 = OCTET + rb"(?:\." + OCTET + rb"){3}"
HEX = rb"[0-9A-Fa-f]{1,4}"
LITERAL = rb"\[(?:" + IPV4 + rb"|[Ii][Pp][Vv]6:[0-9A-Fa-f:.]+)\]"
PLACE = rb"(?:" + DOMAIN + rb"|" + LITERAL + rb")"
MAILBOX = rb"(?:" + DOT_STRING + rb"|" + QUOTED + rb")@" + PLACE
ROUTE = rb"(?:@" + DOMAIN + rb"(?:,@" + DOMAIN + rb")*:)?"
PARAMETERS = rb"((?: [A-Za-z0-9][A-Za-z0-9-]*(?:=[!-<>-~]+)?)*)[ \t]*"
MAIL = re.compile(rb"MAIL FROM:<(" + ROUTE + MAILBOX + rb")?>" + PARAMETERS, re.I)
RCPT = re.compile(rb"RCPT TO:<(" + ROUTE + MAILBOX + rb"|postmaster)>" + PARAMETERS, re.I)
HELLO = re.compile(rb"(EHLO|HELO) (" + PLACE + rb")[ \t]*", re.I)
LOCAL = (b"bob@example.org", b"carol@example.org")


def is_ipv6(text):
    try:
        socket.inet_pton(socket.AF_INET6, text.decode())
    except (OSError, UnicodeDecodeError):
        return False
    return True


def literals_hold(line):
    return all(is_ipv6(text) for text in re.findall(rb"\[IPv6:([^\]]*)\]", line, re.I))


class Manner:
    """What is left to a server. Each may be set by name."""

    greeting = ["mx.example.org ESMTP"]
    errors_max = 20             # then 421 and the end
    unknown = "500 What?"
    vrfy = "252 Perhaps"
    expn = "502 Not here"
    help = "214 See RFC 5321"
    keywords = ()
    nobody = "550 Nobody of that name"
    foreign = "550 No relaying"
    sender_of = None            # what MAIL is answered with instead of 250
    recipient_of = None         # what RCPT is answered with instead of 250
    content = "250 Taken"
    stray = "refuse"            # CR or LF alone in content: refuse, close, or keep
    no_recipients = "503 RCPT first"
    goodbye = "221 mx.example.org Bye"
    line_octets_max = 4096
    pause = 0                   # seconds before each reply

    def __init__(self, **ways):
        for name, value in ways.items():
            assert hasattr(self, name), name
            setattr(self, name, value)


class Session:
    def __init__(self, connection, manner):
        self.connection, self.manner = connection, manner
        self.buffer, self.errors = b"", 0
        self.hello = self.sender = None
        self.recipients = []

    def say(self, text):
        if self.manner.pause:
            threading.Event().wait(self.manner.pause)
        lines = text if isinstance(text, list) else [text]
        self.connection.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def refuse(self, text):
        self.errors += 1
        if self.errors > self.manner.errors_max:
            self.say("421 mx.example.org Too many errors")
            raise EOFError
        self.say(text)

    def more(self):
        octets = self.connection.recv(65536)
        if not octets:
            raise EOFError
        self.buffer += octets

    def line(self):
        """The next line; None for one that is too long."""
        long = False
        while (end := self.buffer.find(b"\r\n")) < 0:
            if len(self.buffer) > self.manner.line_octets_max:
                long, self.buffer = True, self.buffer[-1:]
            self.more()
        line, self.buffer = self.buffer[:end], self.buffer[end + 2:]
        return None if long else line

    def reset(self):
        self.sender, self.recipients = None, []

    def run(self):
        lines = self.manner.greeting
        self.say([f"220-{line}" for line in lines[:-1]] + [f"220 {lines[-1]}"])
        while True:
            line = self.line()
            if line is None:
                self.refuse("500 Too long")
            elif re.search(rb"[\x00-\x08\x0a-\x1f\x7f-\xff]", line):
                self.refuse("501 These octets are not for commands")
            elif self.command(line):
                return

    def command(self, line):
        verb = re.match(rb"[A-Za-z]*(?=[ \t]|$)", line)
        name = verb.group().decode().upper() if verb else ""
        handler = getattr(self, "on_" + name.lower(), None) if name else None
        if handler is None:
            return self.refuse(self.manner.unknown)
        if name in ("DATA", "RSET", "QUIT") and line[4:].strip():
            return self.refuse("501 No arguments")
        return handler(line)

    def on_ehlo(self, line):
        match = HELLO.fullmatch(line)
        if not match or not literals_hold(line):
            return self.refuse("501 A name, please")
        self.hello = True
        self.reset()
        words = ["mx.example.org"]
        if match[1].upper() == b"EHLO":
            words += self.manner.keywords
            words += ["HELP"] if self.manner.help.startswith("214") else []
        self.say([f"250-{word}" for word in words[:-1]] + [f"250 {words[-1]}"])

    on_helo = on_ehlo

    def parameters(self, text):
        """What is wrong with them: no extension of ours has any but SIZE and BODY."""
        for one in text.split():
            name = one.split(b"=")[0].upper().decode()
            known = [word.split()[0] for word in self.manner.keywords]
            if name == "SIZE" and "SIZE" in known and re.fullmatch(rb"SIZE=\d{1,20}", one, re.I):
                if int(one[5:]) > 10_000_000:
                    return "552 Too big"
            elif name == "BODY" and "8BITMIME" in known:
                if not re.fullmatch(rb"BODY=(7BIT|8BITMIME)", one, re.I):
                    return "501 What body?"
            else:
                return "555 Not known"
        return None

    def on_mail(self, line):
        match = MAIL.fullmatch(line)
        if not self.hello:
            return self.refuse("503 EHLO first")
        if not match or not literals_hold(line):
            return self.refuse("501 MAIL FROM:<path>, please")
        if self.sender is not None:
            return self.refuse("503 One at a time")
        wrong = self.parameters(match[2]) or self.manner.sender_of
        if wrong:
            return self.refuse(wrong)
        self.sender = match[1] or b""
        self.say("250 Ok")

    def on_rcpt(self, line):
        match = RCPT.fullmatch(line)
        if not match or not literals_hold(line):
            return self.refuse("501 RCPT TO:<path>, please")
        if self.sender is None:
            return self.refuse("503 MAIL first")
        if match[2].strip():
            return self.refuse("555 Not known")
        mailbox = match[1].split(b":")[-1] if match[1].startswith(b"@") else match[1]
        local, _, domain = mailbox.lower().rpartition(b"@")
        if not local and domain == b"postmaster" or local == b"postmaster":
            self.recipients.append(mailbox)
            return self.say("250 Ok")
        if domain not in (b"example.org", b"mx.example.org"):
            return self.refuse(self.manner.foreign)
        if mailbox.lower() not in LOCAL:
            return self.refuse(self.manner.nobody)
        if self.manner.recipient_of:
            return self.refuse(self.manner.recipient_of)
        self.recipients.append(mailbox)
        self.say("250 Ok")

    def on_data(self, _line):
        if not self.recipients:
            return self.refuse(self.manner.no_recipients)
        self.say("354 Go on")
        content = self.until_the_dot()
        self.reset()
        stray = re.search(rb"(?<!\r)\n|\r(?!\n)|\x00", content)
        if len(content) > 10_000_000:
            self.say("552 Too big")
        elif stray and self.manner.stray != "keep":
            self.say("554 A line ends in CRLF")
            if self.manner.stray == "close":
                raise EOFError
        else:
            self.say(self.manner.content)

    def until_the_dot(self):
        """Everything before CRLF.CRLF, of which the first CRLF may be DATA's own."""
        seen = b"\r\n"
        pieces = []
        while True:
            seen += self.buffer
            end = seen.find(b"\r\n.\r\n")
            if end >= 0:
                self.buffer = seen[end + 5:]
                pieces.append(seen[:end])
                return b"".join(pieces)[2:]
            pieces.append(seen[:-4])
            seen, self.buffer = seen[-4:], b""
            self.more()

    def on_rset(self, _line):
        self.reset()
        self.say("250 Ok")

    def on_noop(self, _line):
        self.say("250 Ok")

    def on_vrfy(self, line):
        if not line[4:].strip():
            return self.refuse("501 Whom?")
        self.answer(self.manner.vrfy)

    def on_expn(self, line):
        if not line[4:].strip() and not self.manner.expn.startswith("50"):
            return self.refuse("501 Which?")
        self.answer(self.manner.expn)

    def on_help(self, _line):
        self.answer(self.manner.help)

    def answer(self, text):
        self.refuse(text) if text.startswith("5") else self.say(text)

    def on_quit(self, _line):
        self.say(self.manner.goodbye)
        return True


class SoundServer(Listening):
    def __init__(self, **ways):
        self.manner = Manner(**ways)
        super().__init__()

    def talk(self, connection):
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with connection:
            try:
                Session(connection, self.manner).run()
            except (EOFError, OSError):
                pass


# Servers that are right, each in a way of its own.
MANNERS = {
    "plain": {},
    "says-little": {"greeting": ["mx.example.org"], "content": "250 ",
                    "goodbye": "221 mx.example.org"},
    "greets-in-three-lines": {"greeting": ["mx.example.org one", "two", "three"]},
    "knows-8bitmime-size-pipelining": {"keywords": ("8BITMIME", "SIZE 10000000", "PIPELINING")},
    "verifies-nobody": {"vrfy": "252 Send some mail", "expn": "502 No", "help": "502 No"},
    "ends-sessions-with-errors": {"errors_max": 2},
    "greylists": {"recipient_of": "450 Come again later"},
    "is-full-for-everybody": {"recipient_of": "452 Too many", "nobody": "452 Too many"},
    "takes-nobody": {"recipient_of": "550 No", "keywords": ("PIPELINING",)},
    "defers-every-sender": {"sender_of": "451 Not now", "keywords": ("PIPELINING", "8BITMIME")},
    "refuses-every-sender": {"sender_of": "550 Not from you"},
    "refuses-every-message": {"content": "554 No"},
    "is-full": {"content": "452 No room"},
    "closes-behind-a-stray-lf": {"stray": "close"},
    "keeps-a-stray-lf": {"stray": "keep"},
    "says-554-without-recipients": {"no_recipients": "554 No valid recipients"},
    "takes-every-local-part": {"nobody": "250 Ok"},
    "takes-its-time": {"pause": 0.02},
    "short-lines": {"line_octets_max": 512},
}

if __name__ == "__main__":
    server = SoundServer(**MANNERS[sys.argv[1]])
    print(server.address, flush=True)
    threading.Event().wait()
