"""What is measured: sizes, sessions, one message a session or many."""

from dataclasses import dataclass
from itertools import product

KB, MB = 1024, 1024 * 1024

# Messages of a session that is kept open, by their size: at least, and so many that connecting is
# little beside them. By what 1 KB costs in a session of its own and in one kept open
# (bench/results/2026-11-27-peers-discard.json), it is 2 to 4 % of 50 for most, 6 % for Exim, and 5
# to 13 % for smtp-server. One of 1 MB costs as much as many connections.
MANY_LEAST, MANY = {KB: 5, 10 * KB: 5, MB: 2}, {KB: 50, 10 * KB: 50, MB: 5}


@dataclass(frozen=True)
class Cell:
    """One combination. Sizes as smtp-source counts them: octets of the data."""

    octets: int
    sessions: int
    kept_open: bool

    @property
    def mode(self):
        return "many" if self.kept_open else "one"

    @property
    def messages_least(self):
        """Of a session."""
        return MANY_LEAST[self.octets] if self.kept_open else 1

    @property
    def messages_wanted(self):
        """Of a session, where there is time for it."""
        return MANY[self.octets] if self.kept_open else 1

    def harder_than(self, other):
        """As many sessions and octets or more, in the same mode, and another cell."""
        return (self != other and self.kept_open == other.kept_open
                and self.sessions >= other.sessions and self.octets >= other.octets)

    @property
    def size(self):
        return f"{self.octets // MB} MB" if self.octets >= MB else f"{self.octets // KB} KB"

    @property
    def crowd(self):
        return "1 session" if self.sessions == 1 else f"{self.sessions} sessions"

    @property
    def name(self):
        return f"{self.size}, {self.crowd}, {self.mode} a session"


WHOLE = {
    "A": tuple(Cell(*each) for each in product((KB, 10 * KB, MB), (1, 10, 100, 1000),
                                               (True, False))),
    "B": (Cell(KB, 1, True), Cell(KB, 32, True), Cell(KB, 100, True), Cell(KB, 32, False),
          Cell(10 * KB, 32, True), Cell(MB, 10, True)),
}

# What is shown when only one can be.
MAIN = {"A": Cell(KB, 100, True), "B": Cell(KB, 32, True)}

# One for each question: kept open, one each, bigger, biggest.
QUICK = {
    "A": (MAIN["A"], Cell(KB, 100, False), Cell(10 * KB, 100, True),
          Cell(MB, 10, True)),
    "B": (Cell(KB, 1, True), MAIN["B"]),
}
