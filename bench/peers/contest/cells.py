"""What is measured: sizes, sessions, one message a session or many."""

from dataclasses import dataclass
from itertools import product

KB, MB = 1024, 1024 * 1024


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
    def name(self):
        size = f"{self.octets // MB} MB" if self.octets >= MB else f"{self.octets // KB} KB"
        sessions = "1 session" if self.sessions == 1 else f"{self.sessions} sessions"
        return f"{size}, {sessions}, {self.mode} a session"


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
