r"""A dictionary of libFuzzer and AFL++: what stands in a file, or why a fuzzer would refuse it.

A token is a line: a name with `=` if it has one, then its octets in double quotes. Within them
`\\`, `\"` and `\xHH` stand for one octet, everything printable for itself.
"""

import re

# A longer one is read by libFuzzer and never used.
TOKEN_OCTETS_MAX = 64

_LINE = re.compile(r'(?:[A-Za-z0-9_@]+ *= *)?"(?P<body>.+)"')
_PIECE = re.compile(r'\\\\|\\"|\\x[0-9A-Fa-f]{2}|[^\\\x00-\x1f\x7f-\uffff"]')


class BadDictionary(ValueError):
    """A line that no fuzzer reads; the text says which and why."""


def token_of(line):
    """The octets of one line."""
    match = _LINE.fullmatch(line.strip())
    if not match:
        raise BadDictionary('a token stands in double quotes: "..."')
    body, octets, at = match["body"], bytearray(), 0
    while at < len(body):
        piece = _PIECE.match(body, at)
        if not piece:
            raise BadDictionary(f"what no token may hold as it is, or no escape: {body[at:at + 4]}")
        octets += _octet_of(piece[0])
        at = piece.end()
    if len(octets) > TOKEN_OCTETS_MAX:
        raise BadDictionary(f"{len(octets)} octets, at most {TOKEN_OCTETS_MAX} are used")
    return bytes(octets)


def _octet_of(piece):
    if piece.startswith("\\x"):
        return bytes([int(piece[2:], 16)])
    return piece[-1].encode("ascii")


def tokens_of(text):
    """Every token of a file, in order. A token that stands twice is an error too."""
    seen = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            token = token_of(line)
        except BadDictionary as wrong:
            raise BadDictionary(f"line {number}: {wrong}") from wrong
        if token in seen:
            raise BadDictionary(f"line {number}: the same as line {seen[token]}")
        seen[token] = number
    return list(seen)
