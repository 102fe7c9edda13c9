#!/usr/bin/env python3
"""Lets a parser pass over runs of octets: runs.py MACHINE.xml PARSER.cpp OUTPUT.cpp

PARSER.cpp is what `ragel -G2` wrote of a machine, MACHINE.xml what `ragel -x` says of it. Where a
state comes back to itself with many octets, and does nothing at them, the output has one line more
behind its label, which passes over all of them by a table. Which octets they are is read off the
machine, so a class of the grammar is written once. docs/decisions/0064 says what it gives.
"""

import re
import sys

import ragel_xml
from rewriting import demand_all, labelled, rewrite

# The lines that are added, for whoever rewrites the parser further.
RUN = re.compile(r"^p = past_run\(.*\);$")
END_OF_RUN = re.compile(r"^if\( p == pe \) goto _test_eof\d+;$")
# Ragel's way into a state, just before its label: with a check for the end of the input, or not.
CHECKED = re.compile(r"^\s*goto _test_eof\d+;$")
UNCHECKED = re.compile(r"^\s*p \+= 1;$")
# Below the ten digits the comparisons that Ragel writes are as cheap.
OCTETS_MIN = 10
SETS_MAX = 16  # bits of an entry of the table

PREFACE = """// With runs, by grammar/ragel/runs.py.
#include <cstdint>

namespace {
constexpr std::uint16_t run_sets[256] = {
%s};

// Without the empty statement g++ keeps each octet in two registers, for what follows the run.
[[maybe_unused]] inline const char* past_run(const char* p, unsigned set) {
  while (run_sets[static_cast<unsigned char>(*p)] & set) ++p;
  __asm__("" : "+r"(p));
  return p;
}
[[maybe_unused]] inline const char* past_run(const char* p, const char* pe, unsigned set) {
  while (p != pe && run_sets[static_cast<unsigned char>(*p)] & set) ++p;
  return p;
}
}  // namespace

"""


def run_of(state: ragel_xml.State) -> frozenset[int]:
    """The octets that lead from a state to itself, and nowhere else on the way."""
    if state.acts:
        return frozenset()
    return frozenset(octet for way in state.transitions
                     if way.target == state.number and not way.actions
                     for octet in range(way.low, way.high + 1))


def table(sets: list[frozenset[int]]) -> str:
    entries = [str(sum(1 << at for at, octets in enumerate(sets) if octet in octets))
               for octet in range(256)]
    return ",\n".join(",".join(entries[at : at + 16]) for at in range(0, 256, 16))


def passing(state: int, bit: int, way_in: str) -> str:
    """The line behind the label of a state."""
    if UNCHECKED.match(way_in):
        return f"p = past_run(p, {bit}u);\n"
    if CHECKED.match(way_in):
        return f"p = past_run(p, pe, {bit}u);\nif( p == pe ) goto _test_eof{state};\n"
    sys.exit(f"runs.py: the way into state {state} is not one that ragel -G2 writes: {way_in}")


def with_runs(parser: str, machine: ragel_xml.Machine) -> str:
    runs = {number: run_of(state) for number, state in machine.states.items()}
    runs = {number: octets for number, octets in runs.items() if len(octets) >= OCTETS_MIN}
    sets = sorted(set(runs.values()), key=sorted)
    if not sets:
        return parser
    if len(sets) > SETS_MAX:
        sys.exit(f"runs.py: {machine.name} has {len(sets)} kinds of runs, more than {SETS_MAX}")
    lines, before = [], ""
    for line in parser.splitlines(keepends=True):
        lines.append(line)
        state = labelled(line)
        octets = runs.pop(state, None)
        if octets:
            lines.append(passing(state, 1 << sets.index(octets), before))
        before = line.rstrip("\n")
    demand_all(machine, runs)
    return PREFACE % table(sets) + "".join(lines)


if __name__ == "__main__":
    rewrite(with_runs, sys.argv[1:])
