"""How much time each comparison gets, so that all of them fit and the last ones are not starved."""

import time

from .rounds import Effort, seconds_of

SECONDS_LEAST = 0.3  # of a run: in less, starting a load is most of it


class Shares:
    """Time up to an end, shared out among pieces of work that are alike.

    What one piece did not need, those behind it get; what one took too much, they lack, but only
    those that are shared out here.
    """

    def __init__(self, end, pieces, now=time.monotonic):
        self.end, self.left, self.now = end, pieces, now

    def until(self, pieces=1):
        """The end of the share of the next pieces, of those that are left."""
        begin, self.left = self.now(), self.left - pieces
        return begin + max(0.0, self.end - begin) * pieces / (self.left + pieces)

    @property
    def over(self):
        return self.now() >= self.end


def fitted(effort, seconds):
    """The effort with runs so short that a comparison takes so many seconds, as far as runs can
    be shortened. How often is not changed: all rows of a page are of so many rounds."""
    share = seconds_of(Effort(effort.rounds, 1.0)) - seconds_of(Effort(effort.rounds, 0.0))
    fitting = (seconds - seconds_of(Effort(effort.rounds, 0.0))) / share
    return Effort(effort.rounds, min(effort.seconds, max(SECONDS_LEAST, fitting)))
