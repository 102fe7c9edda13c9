"""Where the servers end a message: 1,800 vectors as a table that fits a screen, and all by name.

The rows are those of the terminal (apps/check_end_of_data.cpp): what stands directly before and
behind the dot; what is not one dot alone has a row by its text.
"""

import re
import textwrap

from .table import table

SHOWN = (("ended", "ended"), ("refused", "refused"), ("carried_on", "carried on"),
         ("unclear", "unclear"))
SIDES = ("CRLF", "LF", "CR", "nothing")
TRUE_END = "CRLF . CRLF"
HEAD = """## End of data

What each server does with octets that resemble the end of a message. Only CRLF . CRLF is one (RFC
5321, 4.1.1.4): there *carried on* is wrong, elsewhere *ended*, and what is wrong is bold. A number
counts vectors; without one all of the row are meant. What the outcomes are:
[check](check.md#where-the-data-end). Which vector came to which: [vectors](#vectors).
"""
VECTORS = """## Vectors

Every vector, with those that came to the same with every server. Two outcomes: the ways of
reaching the server differ.
"""


class Ends:
    """What every server made of every vector."""

    def __init__(self, all_judged):
        self.servers = list(dict.fromkeys(judged.subject.server for judged in all_judged
                                          if judged.ends_of_data))
        self.is_end = {}  # by trial: a position and a vector
        self.outcomes = {}  # by trial, then by server, in the order of SHOWN
        for judged in all_judged:
            for group in judged.ends_of_data:
                for vector in group["vectors"]:
                    self._add(judged.subject.server, group, vector)
        self.many_positions = len({position for position, _ in self.is_end}) > 1

    def _add(self, server, group, vector):
        trial = group["position"], vector
        self.is_end[trial] = group.get("is_end", False)
        found = self.outcomes.setdefault(trial, {}).setdefault(server, [])
        if group["outcome"] not in found:
            found.append(group["outcome"])

    def summary(self):
        """The small table; empty where no vector was tried."""
        rows = {}
        for trial in self.outcomes:
            rows.setdefault(self._row_name(trial), []).append(trial)
        if not rows:
            return ""
        return HEAD + "\n" + table(
            ("the dot between", "vectors", *self.servers),
            [(name, len(trials), *(self._cell(trials, server) for server in self.servers))
             for name, trials in sorted(rows.items(), key=lambda row: rank(row[0]))])

    def by_name(self):
        """All vectors, for the end of the page."""
        groups = {}
        for trial in sorted(self.outcomes):
            alike = tuple(self._words(trial, server) for server in self.servers)
            groups.setdefault(alike, []).append(trial)
        if not groups:
            return ""
        return "\n".join([VECTORS, *(self._group(alike, trials)
                                     for alike, trials in groups.items())])

    def _row_name(self, trial):
        # In the first line CRLF has gone before: it ended DATA.
        if self.is_end[trial]:
            return f"{TRUE_END}, must end"
        before, middle, behind = parts(trial[1])
        if middle != ".":
            return f"`{visible(middle)}`"
        return f"{directly(before, str.endswith)} . {directly(behind, str.startswith)}"

    def _cell(self, trials, server):
        counts = {key: sum(key in self.outcomes[trial].get(server, ()) for trial in trials)
                  for key, _ in SHOWN}
        wrong = "carried_on" if self.is_end[trials[0]] else "ended"
        whole = list(counts.values()).count(0) == len(SHOWN) - 1 and len(trials) in counts.values()
        words = []
        for key, shown in SHOWN:
            if counts[key]:
                word = shown if whole else f"{shown} {counts[key]}"
                words.append(f"**{word}**" if key == wrong else word)
        return ", ".join(words) or "-"

    def _words(self, trial, server):
        found = self.outcomes[trial].get(server, ())
        return " / ".join(shown for key, shown in SHOWN if key in found) or "-"

    def _group(self, alike, trials):
        told = {}
        for server, words in zip(self.servers, alike):
            told.setdefault(words, []).append(server)
        names = [visible(vector) + (f" ({position})" if self.many_positions else "")
                 for position, vector in trials]
        count = "1 vector" if len(trials) == 1 else f"{len(trials)} vectors"
        title = "; ".join(f"{words}: {', '.join(servers)}" for words, servers in told.items())
        text = textwrap.fill("   ".join(names), width=100, break_long_words=False,
                             break_on_hyphens=False)
        return (f"<details><summary>{count}. {title}</summary>\n\n"
                f"```text\n{text}\n```\n\n</details>\n")


def parts(vector):
    """A vector taken apart at its escaped line ends."""
    return re.fullmatch(r"((?:\\[rn])*)(.*?)((?:\\[rn])*)", vector).groups()


def directly(run, touches):
    """What a reader of lines would see beside the dot: only the nearest line end counts."""
    for side, octets in zip(SIDES, (r"\r\n", r"\n", r"\r")):
        if touches(run, octets):
            return side
    return "nothing"


def visible(vector):
    """A space at its end can be seen."""
    return vector.replace(" ", r"\x20")


def rank(name):
    """The end itself, then one dot by its sides, then everything else."""
    if name.startswith(TRUE_END):
        return (0, 0, name)
    sides = name.split(" . ")
    if len(sides) != 2:
        return (1000, 0, name)
    return (1 + SIDES.index(sides[0]), SIDES.index(sides[1]), name)
