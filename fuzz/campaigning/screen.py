"""How far a campaign is: a table that stays in its place on a terminal, lines elsewhere."""

import os
import shutil
import threading
import time

from .times import in_words

REFRESH_SECONDS = 0.5
COLUMNS = (("target", 22), ("time", 9), ("executions", 12), ("exec/s", 8), ("corpus", 7),
           ("features", 9), ("findings", 9))


def short(number):
    """`950`, `12.3k`, `4.56M`: what is too long for a column."""
    for factor, unit in ((1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= factor:
            return f"{number / (1e3 if unit == 'k' else factor):.3g}{unit}"
    return f"{number:.0f}"


def row_of(state, mark=" "):
    """One line of the table."""
    cells = (f"{mark} {state.name}", in_words(state.seconds), short(state.executions),
             short(state.executions_per_second), short(state.inputs), short(state.features),
             str(state.findings or "-"))
    return _line(cells)


def heading():
    return _line(tuple(f"  {name}" if i == 0 else name for i, (name, _) in enumerate(COLUMNS)))


def _line(cells):
    first, *rest = zip(cells, (width for _, width in COLUMNS))
    return first[0].ljust(first[1]) + "".join(cell.rjust(width + 1) for cell, width in rest)


class Screen:
    """Draws into `stream`; its methods may be called by any thread."""

    def __init__(self, stream, campaign):
        self._stream, self._campaign = stream, campaign
        self._lock = threading.Lock()
        self._running, self._drawn, self._last = [], 0, 0.0
        self._terminal = stream.isatty() and os.environ.get("TERM", "dumb") != "dumb"

    def begin(self):
        if not self._terminal:
            self._say(heading())

    def started(self, name):
        with self._lock:
            self._running.append(name)

    def ended(self, name):
        with self._lock:
            self._running.remove(name)
            if not self._terminal:
                self._say(row_of(self._campaign.target(name)))

    def say(self, text):
        """A sentence, above the table."""
        with self._lock:
            self._erase()
            self._say(text)

    def draw(self, spent, now=False):
        """The table anew, if there is a terminal and the last one is old."""
        if not self._terminal or (not now and time.monotonic() - self._last < REFRESH_SECONDS):
            return
        with self._lock:
            self._last = time.monotonic()
            self._erase()
            lines = self._table(spent)
            self._say("\n".join(lines))
            self._drawn = len(lines)

    def finish(self, spent):
        self.draw(spent, now=True)
        self._drawn = 0

    def _table(self, spent):
        size = shutil.get_terminal_size()
        rows = [row_of(state, "*" if name in self._running else " ")
                for name, state in sorted(self._campaign.targets.items())]
        if len(rows) > size.lines - 4:
            rows = rows[:size.lines - 5] + [f"  and {len(rows) - size.lines + 5} more"]
        given = in_words(self._campaign.seconds)
        left = f"{in_words(spent)} of {given}, Ctrl-C stops and keeps all"
        return [line[:size.columns - 1] for line in (heading(), *rows, left)]

    def _erase(self):
        if self._drawn:
            self._stream.write(f"\x1b[{self._drawn}F\x1b[J")
            self._drawn = 0

    def _say(self, text):
        self._stream.write(text + "\n")
        self._stream.flush()
