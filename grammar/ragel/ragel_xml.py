"""A machine as `ragel -x` prints it: states, transitions by ranges of octets, actions."""

import dataclasses
import xml.etree.ElementTree as ElementTree


@dataclasses.dataclass(frozen=True)
class Transition:
    low: int
    high: int
    target: int  # where it leads, or, of a call, where the call returns to
    actions: tuple[str, ...]  # "take_domain:11", the line being that of its file
    call: int | None = None  # the entry point that it calls
    returns: bool = False


@dataclasses.dataclass
class State:
    number: int
    final: bool
    transitions: list[Transition]
    acts: bool = False  # to-state or from-state actions: done whatever the octet is

    def refused(self) -> list[int]:
        """The octets that may not stand here."""
        taken = {o for t in self.transitions for o in range(t.low, t.high + 1)}
        return [octet for octet in range(256) if octet not in taken]


@dataclasses.dataclass
class Machine:
    name: str
    start: int | None
    entries: dict[str, int]
    states: dict[int, State]

    def entry_states(self) -> list[int]:
        start = [] if self.start is None else [self.start]
        return sorted(set(start) | set(self.entries.values()))


class _Actions:
    """What the numbers in the list of transitions stand for."""

    def __init__(self, machine: ElementTree.Element):
        self._by_id = {a.get("id"): a for a in machine.iter("action")}
        self._tables = {t.get("id"): (t.text or "").split() for t in machine.iter("action_table")}

    def names(self, table: str) -> tuple[str, ...]:
        actions = [self._by_id[id] for id in self._tables.get(table, [])]
        return tuple(f"{a.get('name', 'action')}:{a.get('line')}" for a in actions)

    def call(self, table: str) -> int | None:
        for id in self._tables.get(table, []):
            found = self._by_id[id].find("call")
            if found is not None:
                return int(found.text)
        return None

    def returns(self, table: str) -> bool:
        return any(self._by_id[id].find("ret") is not None for id in self._tables.get(table, []))


def _transitions(state: ElementTree.Element, actions: _Actions) -> list[Transition]:
    found = []
    for row in state.iter("t"):
        low, high, target, table = row.text.split()
        if target == "x":  # a refusal, perhaps with an action
            continue
        found.append(Transition(int(low), int(high), int(target), actions.names(table),
                                actions.call(table), actions.returns(table)))
    return found


def _acts(state: ElementTree.Element) -> bool:
    """Whether a state has actions of its own: "to from eof", x for none."""
    to_state, from_state, _ = state.findtext("state_actions", "x x x").split()
    return (to_state, from_state) != ("x", "x")


def read(path: str) -> Machine:
    definition = ElementTree.parse(path).getroot().find("ragel_def")
    machine = definition.find("machine")
    actions = _Actions(machine)
    error = machine.findtext("error_state")
    states = {}
    for element in machine.iter("state"):
        number = int(element.get("id"))
        if str(number) != error:
            states[number] = State(number, element.get("final") == "t",
                                   _transitions(element, actions), _acts(element))
    entries = {e.get("name"): int(e.text) for e in machine.iter("entry")}
    start = machine.findtext("start_state")
    return Machine(definition.get("name"), None if start in (None, error) else int(start),
                   entries, states)
