"""What is being measured, on a terminal, and each result as it comes."""

import sys


class Progress:
    """Results on stdout; what is going on in a line of stderr that comes and goes."""

    def __init__(self):
        self.shown = sys.stderr.isatty()

    def doing(self, text):
        if self.shown:
            print(f"\r\033[K{text} ...", end="", file=sys.stderr, flush=True)

    def line(self, text):
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
        print(text, flush=True)

    def row(self, workload, peer, cell, row):
        costs = [row[side]["cpu_us"]["median"] for side in ("ours", "theirs")]
        rates = [row[side]["messages_per_second"]["median"] for side in ("ours", "theirs")]
        self.line(f"{workload}  {peer:<22} {cell:<48} "
                  f"CPU {costs[0]:>8.1f} /{costs[1]:>9.1f} us = {_spread(row['cpu_ratio'])}; "
                  f"{rates[0]:>8.0f} /{rates[1]:>8.0f} a second = {_spread(row['rate_ratio'])}")


def _spread(ratio):
    return f"{ratio['median']:.3g} ({ratio['min']:.3g}-{ratio['max']:.3g})"
