"""What other tools measured: where their JSON is looked for, and which command writes it."""

import json
import os
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

FOLDER = "build/fuzz"


@dataclass(frozen=True)
class Source:
    """One part of the page: `words` write a JSON file, `places` are where else it may lie.

    One that is `long` takes hours, or needs what a machine may not have: measure() leaves it out.
    """

    key: str
    words: tuple  # JSON stands for the file
    name: str  # of the file, in the campaign's own folder or in build/fuzz
    places: tuple = ()
    long: bool = False

    @property
    def command(self):
        return shlex.join(self.with_file(f"{FOLDER}/{self.name}"))

    def with_file(self, path):
        return [str(path) if word == "JSON" else word for word in self.words]


SOURCES = {source.key: source for source in (
    Source("dfa", ("fuzz/dfa-coverage", "--json", "JSON"), "dfa_coverage.json"),
    Source("coverage", ("fuzz/coverage", "--json", "JSON"), "coverage.json", long=True),
    Source("phases", ("build/fuzz/fuzz/phase_events", "--json", "JSON",
                      "fuzz/corpus/server_session", "fuzz/corpus/session_script"),
           "phase_events.json"),
    Source("mutants", ("fuzz/kill",), "killed.json", ("build/fuzz/mutants/killed.json",),
           long=True),
    Source("crash_states", ("build/release/fuzz/crash_states", "--json", "JSON"),
           "crash_states.json"),
    Source("simulation", ("build/release/fuzz/simulation", "--json", "JSON"), "simulation.json"),
    Source("garden", ("fuzz/garden", "--json", "JSON"), "garden.json", long=True),
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
    source, problem = SOURCES[key], ""
    places = (f"{FOLDER}/{source.name}", *source.places)
    for path in (Path(folder) / source.name, *(Path(root) / place for place in places)):
        if not path.is_file():
            continue
        try:
            return Measured(source, json.loads(path.read_text(encoding="utf-8")), str(path))
        except (OSError, ValueError) as error:
            problem = f"{path.name} cannot be read: {error}"
    return Measured(source, problem=problem)


def measure(folder, root):
    """Runs what is here and takes minutes, each into the folder; (command, exit status) of each."""
    for source in SOURCES.values():
        if source.long or not os.access(Path(root) / source.words[0], os.X_OK):
            continue
        words = source.with_file(Path(folder).resolve() / source.name)
        done = subprocess.run(words, cwd=root, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, check=False)
        yield shlex.join(words), done.returncode
