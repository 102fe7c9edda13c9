"""Where another server differs from ours in one session, and whether that is explained."""

import re
from dataclasses import dataclass, field

from .talk import CLOSED, SILENT, SKIPPED

# Ours took what the other refused: never without an explanation. Ours refused what the other took:
# ours is to be the strictest. Else they took the same and made something else of it.
LENIENT, STRICT, OTHER = "ours is more lenient", "ours is stricter", "they differ"


@dataclass(frozen=True)
class Outcome:
    """What came of one input at one server: replies, and the mails of each mailbox."""

    talk: object
    mails: tuple = ()  # of (place, Mail), place 0 or 1


@dataclass
class Difference:
    """`what` has no word in it that changes from run to run: explanations match it."""

    input: str
    server: str
    kind: str
    what: str
    why: str = ""
    rfc: str = ""

    @property
    def explained(self):
        return bool(self.why)


def differences(name, server, ours, theirs):
    """All of one input at one server, the first of each kind of step only."""
    found = {}
    for what, kind in _of_replies(ours.talk, theirs.talk):
        found.setdefault(what, Difference(name, server, kind, what))
    for what, kind in _of_mails(ours.mails, theirs.mails):
        found.setdefault(what, Difference(name, server, kind, what))
    return list(found.values())


def _of_replies(ours, theirs):
    for label, one, other in zip(ours.labels, ours.replies, theirs.replies):
        if SKIPPED in (one[0], other[0]):
            continue  # what came before is the difference
        if _classes(one) != _classes(other):
            yield f"{label}: {_shown(one)}, not {_shown(other)}", _kind(one, other)
            if CLOSED in (one[-1], other[-1]) or len(one) != len(other):
                return  # from here on they are in different places of the session


def _classes(codes):
    """421 and a closed connection are one refusal: a server may do either first."""
    return ["4" if code == CLOSED else code[0] for code in codes]


def _kind(one, other):
    taken = [codes[0][0] in "23" for codes in (one, other)]
    if taken[0] and not taken[1]:
        return LENIENT
    if taken[1] and not taken[0]:
        return STRICT
    return LENIENT if len(one) > len(other) else STRICT if len(other) > len(one) else OTHER


def _shown(codes):
    return " ".join(codes)


def _of_mails(ours, theirs):
    if len(ours) != len(theirs):
        yield (f"stored: {len(ours)}, not {len(theirs)}",
               LENIENT if len(ours) > len(theirs) else STRICT)
        return
    for one, other in zip(sorted(ours, key=_key), sorted(theirs, key=_key)):
        if one[0] != other[0]:
            yield "recipient: another mailbox", OTHER
        elif one[1].content != other[1].content:
            yield f"content: {_content(one[1].content, other[1].content)}", OTHER
        elif None not in (one[1].sender, other[1].sender) and one[1].sender != other[1].sender:
            yield f"sender: {one[1].sender!r}, not {other[1].sender!r}", OTHER


def _key(mail):
    return mail[0], mail[1].content


def _content(one, other):
    place = next((i for i, (a, b) in enumerate(zip(one, other)) if a != b),
                 min(len(one), len(other)))
    return f"{_octets(one[place:place + 12])}, not {_octets(other[place:place + 12])}"


def _octets(some):
    return repr(some)[1:] if some else "its end"


@dataclass(frozen=True)
class Explanation:
    """A row of the table: which differences of which servers, why, and where that is written."""

    pattern: re.Pattern
    servers: frozenset
    why: str
    rfc: str
    line: int
    used: list = field(default_factory=list, compare=False, hash=False)

    def fits(self, difference):
        return ("*" in self.servers or difference.server in self.servers) and \
            self.pattern.search(f"{difference.input} {difference.what}") is not None


class BadTable(ValueError):
    """A row that cannot be read; the text says which."""


def explanations_of(text):
    """pattern, servers (by comma, or *), why, RFC: columns by tabs, `#` begins a comment."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 4 or not all(column.strip() for column in columns):
            raise BadTable(f"line {number}: four columns: pattern, servers, why, RFC")
        try:
            pattern = re.compile(columns[0])
        except re.error as error:
            raise BadTable(f"line {number}: no pattern: {error}") from error
        servers = frozenset(name.strip() for name in columns[1].split(","))
        rows.append(Explanation(pattern, servers, columns[2], columns[3], number))
    return rows


def explain(found, explanations):
    """Gives each difference the first explanation that fits."""
    for difference in found:
        for explanation in explanations:
            if explanation.fits(difference):
                difference.why, difference.rfc = explanation.why, explanation.rfc
                explanation.used.append(difference)
                break
    return found


__all__ = ["CLOSED", "SILENT", "Outcome", "Difference", "differences", "explain",
           "explanations_of", "BadTable", "LENIENT", "STRICT", "OTHER"]
