"""The sessions that are played: transcripts, corpora and regressions, and ends of data."""

import itertools
import random
import re
from dataclasses import dataclass
from pathlib import Path

OCTETS_MAX = 20_000
_RAW = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|(.))")
_ESCAPES = {"r": "\r", "n": "\n", "t": "\t", "\\": "\\"}
_HELLO = re.compile(rb"(?:EHLO|HELO) ", re.IGNORECASE)

# What stands where CRLF should, around a dot: docs/threats.md, E1 to E11.
_ENDS = (b"\n", b"\r", b"\r\n", b"\r\r\n", b"\n\r", b"\n\n")
_MIDDLES = (b".", b".\0", b"\0.", b" .", b". ", b"..")

ENVELOPE = (b"EHLO client.example.net\r\nMAIL FROM:<alice@example.net>\r\n"
            b"RCPT TO:<bob@example.org>\r\nDATA\r\n")
HIDDEN = b"MAIL FROM:<mallory@example.net>\r\nRCPT TO:<carol@example.org>\r\nDATA\r\n" \
         b"Subject: hidden\r\n\r\nhidden\r\n.\r\nQUIT\r\n"


@dataclass(frozen=True)
class Input:
    """What a client sends in one connection, all of it."""

    name: str
    octets: bytes


def all_inputs(root, count, seed, extra=()):
    """At most `count`, the same ones for the same seed; every kind is there, `extra` is first."""
    root = Path(root)
    kinds = [list(files_of(extra)), ends_of_data(), list(transcripts(root / "tests/transcripts")),
             list(files_of([root / "fuzz/corpus/server_session",
                            root / "fuzz/regressions/server_session"]))]
    chosen = kinds[0]
    rest = kinds[1:]
    generator = random.Random(seed)
    for kind in rest:
        generator.shuffle(kind)
    mixed = (each for group in itertools.zip_longest(*rest) for each in group if each)
    for each in mixed:
        if len(chosen) >= count:
            break
        chosen.append(each)
    return chosen


def ends_of_data():
    """A message that ends so that only careless servers take it for an end; one behind it."""
    made = []
    for before, after in itertools.product(_ENDS, _ENDS):
        made.append(_end(before, b".", after))
    for middle in _MIDDLES[1:]:
        made.append(_end(b"\r\n", middle, b"\r\n"))
    return made


def _end(before, middle, after):
    words = "-".join("".join({13: "cr", 10: "lf", 0: "nul", 32: "sp", 46: "dot"}[octet]
                             for octet in part) for part in (before, middle, after))
    return Input(f"ends/{words}", ENVELOPE + b"Subject: seen\r\n\r\nseen" + before + middle
                 + after + HIDDEN + b".\r\nQUIT\r\n")


def transcripts(folder):
    """What the client says in each transcript of a plain session with a server."""
    for path in sorted(Path(folder).rglob("*.smtp")):
        octets = said_in(path.read_text(encoding="utf-8", errors="surrogateescape"))
        if octets and len(octets) <= OCTETS_MAX:
            yield Input(f"{path.parent.name}/{path.stem}", octets)


def said_in(text):
    """The octets of the C lines; nothing where the transcript needs a world of its own."""
    said = []
    for line in text.splitlines():
        if line.startswith("! ") and not line.startswith("! hostname"):
            return b""
        if line.startswith("C:"):
            said.append((line[3:] + "\r\n").encode("utf-8", "surrogateescape"))
        elif line.startswith("C| "):
            said.append(_raw(line[3:]))
    return b"".join(said)


def _raw(text):
    def octet(match):
        return chr(0xDC00 + int(match[1], 16)) if match[1] and int(match[1], 16) > 127 else \
            chr(int(match[1], 16)) if match[1] else _ESCAPES.get(match[2], match[2])
    return _RAW.sub(octet, text).encode("utf-8", "surrogateescape")


def files_of(folders):
    """Transcripts as above; of other files, what stands from the first EHLO or HELO on.

    An input of a target begins with octets that choose its settings, in a form of its own: no
    other server knows them.
    """
    for place in folders:
        place = Path(place)
        for path in sorted(place.iterdir()) if place.is_dir() else [place]:
            octets = path.read_bytes()
            if path.suffix == ".smtp":
                octets = said_in(octets.decode("utf-8", "surrogateescape"))
            elif hello := _HELLO.search(octets):
                octets = octets[hello.start():]
            else:
                continue
            if octets and len(octets) <= OCTETS_MAX:
                yield Input(f"{path.parent.name}/{path.name}", octets)
