"""What a peer has shown that it cannot, so that it is not asked for more of it."""

from . import loads


class Limits:
    """Of one peer, while it runs."""

    def __init__(self):
        self.late, self.lacking = [], set()

    def learn(self, load, cell, why):
        """What a comparison ended with: the exception, or nothing."""
        if isinstance(why, loads.Late):
            self.late.append((load, cell))
        elif isinstance(why, loads.NotOffered):
            self.lacking.add(load)

    def offered(self, load):
        """Whether it has what the load uses, as far as is known."""
        return load not in self.lacking

    def why_not(self, load, cell):
        """Why it is of no use to try: it was late with less. Empty: it may be tried."""
        for used, less in self.late:
            if used == load and cell.harder_than(less):
                return f"{less.crowd} were too many already" if cell.octets == less.octets \
                    else f"{less.crowd} of {less.size} were too many already"
        return ""
