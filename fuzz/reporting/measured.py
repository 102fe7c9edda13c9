"""What other tools measured: where their JSON is looked for, and which command writes it."""

import json
from dataclasses import dataclass
from pathlib import Path

BUILD = Path("build/fuzz")


@dataclass(frozen=True)
class Source:
    """One part of the page. `places` are looked at in this order, below the repository."""

    key: str
    name: str  # of the file in the campaign's own folder, which goes first
    places: tuple
    command: str


SOURCES = {source.key: source for source in (
    Source("dfa", "dfa_coverage.json", ("build/fuzz/dfa_coverage.json",), "fuzz/dfa_coverage"),
    Source("coverage", "coverage.json", ("build/coverage/coverage.json",
                                         "build/fuzz/coverage.json"), "fuzz/coverage"),
    Source("phases", "phase_events.json", ("build/fuzz/phase_events.json",),
           "fuzz/phase_events"),
    Source("mutants", "killed.json", ("build/fuzz/mutants/killed.json",), "fuzz/kill"),
    Source("crash_states", "crash_states.json", ("build/fuzz/crash_states.json",
                                                 "build/release/crash_states.json"),
           "build/release/fuzz/crash_states --json build/fuzz/crash_states.json"),
    Source("simulation", "simulation.json", ("build/fuzz/simulation.json",
                                             "build/release/simulation.json"),
           "build/release/fuzz/simulation --json build/fuzz/simulation.json"),
    Source("garden", "garden.json", ("build/fuzz/garden.json",), "fuzz/garden"),
)}


@dataclass(frozen=True)
class Measured:
    """`data` is None where nothing was measured; `problem` says why a file did not count."""

    source: Source
    data: object = None
    path: str = ""
    problem: str = ""


def measured(key, folder, root):
    """The JSON of a part: the campaign's own, or the one that lies in the build."""
    source = SOURCES[key]
    problem = ""
    for path in (Path(folder) / source.name, *(Path(root) / place for place in source.places)):
        if not path.is_file():
            continue
        try:
            return Measured(source, json.loads(path.read_text(encoding="utf-8")), str(path))
        except (OSError, ValueError) as error:
            problem = f"{path.name} cannot be read: {error}"
    return Measured(source, problem=problem)
