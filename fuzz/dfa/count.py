#!/usr/bin/env python3
"""Makes a parser count: count.py MACHINE.xml PARSER.cpp OUTPUT.cpp

PARSER.cpp is what `ragel -G2` and grammar/ragel/runs.py wrote of a machine, MACHINE.xml what
`ragel -x` says of it. The output is the same parser with one line more behind the label of each
state: it notes which transition the octet at hand takes (fuzz/dfa/machine.hpp). Where the parser
passes over a run, each octet of the run is noted. docs/decisions/0047 says why so.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "grammar/ragel"))

# pylint: disable=wrong-import-position
import ragel_xml  # noqa: E402
from rewriting import demand_all, labelled, rewrite  # noqa: E402
from runs import END_OF_RUN, RUN  # noqa: E402

REFUSED = 0xFFFF


def slots_of(state: ragel_xml.State):
    """(low, high, target, actions) of each way out; the refusal, if there is one, comes first."""
    refused = state.refused()
    if refused:
        yield refused[0], refused[-1], REFUSED, ""
    for way in state.transitions:
        yield way.low, way.high, way.target, " ".join(way.actions)


def ways_of(state: ragel_xml.State) -> list[int]:
    """For each octet, which of the state's slots it takes."""
    ways = [0] * 256
    behind = 1 if state.refused() else 0
    for at, way in enumerate(state.transitions):
        for octet in range(way.low, way.high + 1):
            ways[octet] = behind + at
    return ways


def numbers(values, width: int = 24) -> str:
    values = [str(value) for value in values]
    rows = [",".join(values[at : at + width]) for at in range(0, len(values), width)]
    return ",\n".join(rows)


def tables(machine: ragel_xml.Machine) -> str:
    slots, first, ways = [], [], []
    for number in range(max(machine.states) + 1):
        first.append(len(slots))
        state = machine.states.get(number)
        if state is None:
            ways.append([0] * 256)
            continue
        ways.append(ways_of(state))
        slots += [(number, *slot) for slot in slots_of(state)]
    rows = ",\n".join('{%d,%d,%d,%d,"%s"}' % slot for slot in slots)
    ways_rows = ",\n".join("{" + numbers(row) + "}" for row in ways)
    return f"""// Counted by fuzz/dfa/count.py.
#include "fuzz/dfa/machine.hpp"

namespace {{
constexpr heloport::fuzz::dfa::Slot dfa_slots[] = {{
{rows}}};
constexpr std::uint16_t dfa_entries[] = {{{numbers(machine.entry_states())}}};
constexpr std::uint16_t dfa_first[] = {{
{numbers(first)}}};
constexpr std::uint8_t dfa_ways[][256] = {{
{ways_rows}}};
__attribute__((section("__libfuzzer_extra_counters"))) std::uint8_t dfa_taken[{len(slots)}];
constexpr heloport::fuzz::dfa::Machine dfa_machine{{"{machine.name}", dfa_entries,
  {len(machine.entry_states())}, dfa_slots, {len(slots)}, dfa_taken}};
__attribute__((section("heloport_dfa"), used)) const heloport::fuzz::dfa::Machine*
  dfa_registered = &dfa_machine;
__attribute__((no_sanitize("all"))) inline void dfa_seen(unsigned state, char octet) {{
  dfa_taken[dfa_first[state] + dfa_ways[state][static_cast<unsigned char>(octet)]] = 1;
}}
[[maybe_unused]] __attribute__((no_sanitize("all"))) inline void dfa_seen(
    unsigned state, const char* begin, const char* end) {{
  for (; begin != end; ++begin) dfa_seen(state, *begin);
}}
}}  // namespace

"""


def counted(parser: str, machine: ragel_xml.Machine) -> str:
    lines, seen, due = [], set(), None
    for line in parser.splitlines(keepends=True):
        text = line.rstrip("\n")
        if due is not None and RUN.match(text):
            lines.append("{ const char* const began = p;\n" + line +
                         f"dfa_seen({due.number}, began, p); }}\n")
            continue
        # Behind the run and the check for the end of the input, if the state has them.
        if due is not None and not END_OF_RUN.match(text):
            lines.append(f"dfa_seen({due.number}, *p);\n")
            due = None
        lines.append(line)
        state = machine.states.get(labelled(line))
        if state is None:
            continue
        seen.add(state.number)
        # A state without a way out is entered with nothing left to read, too.
        due = state if state.transitions else None
    demand_all(machine, set(machine.states) - seen)
    return tables(machine) + "".join(lines)


if __name__ == "__main__":
    rewrite(counted, sys.argv[1:])
