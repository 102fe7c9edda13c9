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
    mails: tuple = ()  # of (number of the mailbox, Mail)


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


def difference_of(name, server, ours, theirs):
    """The first difference of one input at one server, with what came of it; None without one.

    After it the two are in different places of the session: what follows is its consequence, and
    is told only where more or fewer mails were stored.
    """
    what, kind = _of_replies(ours.talk, theirs.talk) or ("", "")
    if len(ours.mails) != len(theirs.mails):
        count = f"stored: {len(ours.mails)}, not {len(theirs.mails)}"
        what = f"{what}; {count}" if what else count
        kind = LENIENT if len(ours.mails) > len(theirs.mails) else kind or STRICT
    elif not what:
        what, kind = _of_contents(ours.mails, theirs.mails) or ("", "")
    return Difference(name, server, kind, what) if what else None


def _of_replies(ours, theirs):
    for label, one, other in zip(ours.labels, ours.replies, theirs.replies):
        if SKIPPED in (one[0], other[0]):
            continue
        if _classes(one) != _classes(other):
            return f"{label}: {_shown(one)}, not {_shown(other)}", _kind(one, other)
    return None


def _classes(codes):
    """421 and a closed connection are one refusal: a server may do either first."""
    return ["4" if code == CLOSED else code[0] for code in codes]


def _kind(one, other):
    if SILENT in (one[0], other[0]):
        # Who answers has seen the end of a command where the other waits for it.
        return STRICT if one[0] == SILENT else LENIENT if one[0][0] in "23" else OTHER
    taken = [codes[0][0] in "23" for codes in (one, other)]
    if taken[0] and not taken[1]:
        return LENIENT
    if taken[1] and not taken[0]:
        return STRICT
    return LENIENT if len(one) > len(other) else STRICT if len(other) > len(one) else OTHER


def _shown(codes):
    return " ".join(codes)


def _of_contents(ours, theirs):
    for one, other in zip(sorted(ours, key=_key), sorted(theirs, key=_key)):
        if one[0] != other[0]:
            return "recipient: another mailbox", OTHER
        if one[1].content != other[1].content:
            return f"content: {_content(one[1].content, other[1].content)}", OTHER
        if None not in (one[1].sender, other[1].sender) and one[1].sender != other[1].sender:
            return f"sender: {one[1].sender!r}, not {other[1].sender!r}", OTHER
    return None


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
