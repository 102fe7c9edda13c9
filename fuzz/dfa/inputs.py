#!/usr/bin/env python3
"""Texts that together take every transition of a parser that an accepted text can take.

Use: inputs.py MACHINE.xml [--entry NAME] [--prefix HEX] [--name NAME] [--refusals] FOLDER
     inputs.py MACHINE.xml --list

MACHINE.xml is what `ragel -x` says of the parser (build/fuzz/grammar/*.cpp.xml). Writes a file for
each text into FOLDER, with the octets of --prefix in front: what a fuzz target takes for choices.
With --entry only what can be reached from that entry point. A text goes on to the nearest
transition that none took before, until there is none or it is long, and then ends as it may. With
--refusals there is a text more for each state: one that is refused there.

A machine that calls (one level deep, as ours do) is walked with the place that it returns to.
"""

import argparse
import collections
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "grammar/ragel"))

# pylint: disable=wrong-import-position
import ragel_xml  # noqa: E402

TEXT_OCTETS_MAX = 200  # much longer than what people write, and short enough to be read


class Walk:
    """The ways through a machine. A place is a state, and the state that a call returns to."""

    def __init__(self, machine: ragel_xml.Machine, entries: list[int]):
        self.machine = machine
        self.reached = self._shortest_ways(entries)
        self.ends = self._ways_to_the_end()

    def steps(self, place):
        """(octet of an example, transition's identity, place it leads to)."""
        number, back = place
        for at, way in enumerate(self.machine.states[number].transitions):
            target = (way.target, back)
            if way.call is not None:
                target = (way.call, way.target)
            if way.returns:
                if back is None:
                    continue  # nobody called
                target = (back, None)
            yield octet_of(way), (number, at), target

    def _shortest_ways(self, entries):
        ways = {(entry, None): b"" for entry in entries}
        waiting = collections.deque(ways)
        while waiting:
            place = waiting.popleft()
            for octet, _, target in self.steps(place):
                if target not in ways:
                    ways[target] = ways[place] + bytes([octet])
                    waiting.append(target)
        return ways

    def _ways_to_the_end(self):
        before = collections.defaultdict(list)
        for place in self.reached:
            for octet, _, target in self.steps(place):
                before[target].append((octet, place))
        ends = {p: b"" for p in self.reached if self.machine.states[p[0]].final and p[1] is None}
        waiting = collections.deque(ends)
        while waiting:
            place = waiting.popleft()
            for octet, source in before[place]:
                if source not in ends:
                    ends[source] = bytes([octet]) + ends[place]
                    waiting.append(source)
        return ends

    def tour(self, entry: int, taken: set) -> bytes:
        """A text that takes what is not in `taken`, and adds it; empty when there is no such."""
        place, text = (entry, None), b""
        while len(text) < TEXT_OCTETS_MAX:
            steps = self._to_nearest(place, taken)
            if steps is None:
                break
            for octet, identity, place in steps:
                text += bytes([octet])
                taken.add(identity)
        if text == b"":
            return text
        return text + self._finish(place, taken)

    def _to_nearest(self, begin, taken: set):
        """The steps up to and with the nearest one that is not taken and lets the text end."""
        waiting = collections.deque([begin])
        before = {begin: None}
        while waiting:
            place = waiting.popleft()
            for step in self.steps(place):
                _, identity, target = step
                if target not in self.ends:
                    continue
                if identity not in taken:
                    return self._steps_to(before, place) + [step]
                if target not in before:
                    before[target] = (place, step)
                    waiting.append(target)
        return None

    @staticmethod
    def _steps_to(before, place):
        steps = []
        while before[place] is not None:
            place, step = before[place]
            steps.append(step)
        return steps[::-1]

    def _finish(self, place, taken: set) -> bytes:
        end = self.ends[place]
        for octet in end:
            _, identity, place = next(s for s in self.steps(place)
                                      if is_in(self.machine, s[1], octet))
            taken.add(identity)
        return end

    def refusals(self):
        """For each state a text that is refused there."""
        known = set()
        for place, way_here in self.reached.items():
            refused = self.machine.states[place[0]].refused()
            if refused and place[0] not in known:
                known.add(place[0])
                wished = [octet for octet in refused if 0x20 < octet < 0x7F]
                yield way_here + bytes([(wished or refused)[0]]) + b"\r\n"


def is_in(machine, identity, octet: int) -> bool:
    way = machine.states[identity[0]].transitions[identity[1]]
    return way.low <= octet <= way.high


def octet_of(way: ragel_xml.Transition) -> int:
    """One that can be read, where the range has one."""
    for wished in b"a0A -.@":
        if way.low <= wished <= way.high:
            return wished
    return way.low


def texts(machine: ragel_xml.Machine, entry: int, with_refusals: bool):
    walk = Walk(machine, [entry])
    taken, chosen = set(), []
    while text := walk.tour(entry, taken):
        chosen.append(text)
    return chosen + (list(walk.refusals()) if with_refusals else [])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("machine")
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--entry")
    parser.add_argument("--prefix", default="")
    parser.add_argument("--name")
    parser.add_argument("--refusals", action="store_true")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_intermixed_args()
    machine = ragel_xml.read(arguments.machine)
    if arguments.list:
        print(machine.name, len(machine.states), "states, entries:", *machine.entries)
        return
    if arguments.folder is None:
        sys.exit("inputs.py: no folder to write to")
    entry = machine.start if arguments.entry is None else machine.entries[arguments.entry]
    chosen = texts(machine, entry, arguments.refusals)
    os.makedirs(arguments.folder, exist_ok=True)
    name = arguments.name or arguments.entry or machine.name
    for at, text in enumerate(chosen):
        with open(os.path.join(arguments.folder, f"{name}_{at:03}"), "wb") as file:
            file.write(bytes.fromhex(arguments.prefix) + text)
    print(f"{len(chosen)} texts for {name}")


if __name__ == "__main__":
    main()
