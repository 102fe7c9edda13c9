"""What a client sends, cut into steps: a command line, a command with its chunk, or the data.

Written from RFC 5321, 2.3.8 and 4.1.1.4, and RFC 3030, 2, and from nothing else: only CRLF ends a
line, only CRLF.CRLF ends the data, a chunk has as many octets as its command says.
"""

import re
from dataclasses import dataclass

_CHUNK = re.compile(rb"BDAT (\d{1,9})(?: LAST)? *\r\n", re.IGNORECASE)
_DATA = re.compile(rb"DATA\r\n", re.IGNORECASE)
_PLAIN_MAILBOX = re.compile(rb"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+")
_RCPT = re.compile(rb"(RCPT TO: ?<)(" + _PLAIN_MAILBOX.pattern + rb")(>)", re.IGNORECASE)
LABEL_OCTETS_MAX = 40


@dataclass(frozen=True)
class Step:
    """`label` names it in a report. Data are sent only where the server has said 354.

    What is not whole draws no reply from a server that is right: nobody waits for one long.
    """

    label: str
    octets: bytes
    is_data: bool = False
    whole: bool = True


def steps_of(octets):
    """Every step, in order. What has no CRLF at its end is a step too."""
    steps, at = [], 0
    while at < len(octets):
        line_end = octets.find(b"\r\n", at)
        end = len(octets) if line_end < 0 else line_end + 2
        line, whole = octets[at:end], line_end >= 0
        if chunk := _CHUNK.fullmatch(line):
            whole = end + int(chunk[1]) <= len(octets)
            end = min(len(octets), end + int(chunk[1]))
        steps.append(Step(label_of(line), octets[at:end], whole=whole))
        at = end
        if _DATA.fullmatch(line) and at < len(octets):
            end = data_end(octets, at)
            whole = octets[at:end] == b".\r\n" or octets.endswith(b"\r\n.\r\n", at, end)
            steps.append(Step("end of data", octets[at:end], is_data=True, whole=whole))
            at = end
    return steps


def data_end(octets, at):
    """Behind the first line that is a dot alone; all of it when there is none."""
    if octets.startswith(b".\r\n", at):
        return at + 3
    found = octets.find(b"\r\n.\r\n", at)
    return len(octets) if found < 0 else found + 5


def label_of(line):
    """The command without what differs from one session to the next."""
    text = line[:-2] if line.endswith(b"\r\n") else line
    text = re.sub(rb"<[^<>]*@[^<>]*>", b"<...>", text)
    shown = "".join(chr(octet) if 32 <= octet < 127 else
                    {13: "\\r", 10: "\\n"}.get(octet, f"\\x{octet:02x}") for octet in text)
    return shown if len(shown) <= LABEL_OCTETS_MAX else shown[:LABEL_OCTETS_MAX] + "..."


def with_recipients(octets, mailboxes):
    """Every plain recipient becomes one of the mailboxes, in the order of their first use."""
    known = {}

    def replaced(match):
        address = match[2].lower()
        if address not in known:
            known[address] = mailboxes[min(len(known), len(mailboxes) - 1)]
        return match[1] + known[address] + match[3]
    return _RCPT.sub(replaced, octets)
