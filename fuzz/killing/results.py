"""What was measured, in one JSON file, written after each run."""

import dataclasses
import datetime
import json
import pathlib
import statistics
import subprocess

from killing.trial import Outcome


class Results:
    """Runs by mutant and seed. A run counts as long as the mutant and its target are the same."""

    def __init__(self, path, replayed):
        self.path = pathlib.Path(path)
        self.data = {"mode": "replay" if replayed else "fuzz", "sound": {}, "mutants": {}}
        if self.path.exists():
            self.data = json.loads(self.path.read_text())

    def begin(self, root, arguments, options):
        """Notes down what is about to be run, and with what."""
        self.data["command"] = " ".join(["fuzz/kill", *arguments])
        self.data["date"] = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M")
        self.data["seconds_max"] = options.max_time
        self.data["versions"] = {
            "commit": _said(["git", "-C", str(root), "rev-parse", "--short", "HEAD"]),
            "clang": _said(["clang++", "--version"]),
            "ragel": _said(["ragel", "--version"]),
        }
        self._write()

    def holds(self, mutant, stamp, seed, seconds_max):
        """A result that is still good: a kill, or a survivor of as much time."""
        run = self._runs(mutant).get(str(seed))
        if run is None or run["stamp"] != stamp or run["status"] == "failed":
            return False
        return run["killed"] or run["seconds_max"] >= seconds_max

    def add(self, mutant, stamp, seed, seconds_max, outcome):
        """Keeps the outcome of a run."""
        runs = self.data["mutants"].setdefault(mutant.id, {})
        for old in [key for key, run in runs.items() if run["stamp"] != stamp]:
            del runs[old]
        runs[str(seed)] = {"stamp": stamp, "seconds_max": seconds_max, "target": mutant.target,
                           **dataclasses.asdict(outcome)}
        self._write()

    def sound(self, target, digest, seconds_max):
        """The outcome of the target without a fault, if it is known and was given as much time."""
        run = self.data["sound"].get(target)
        if run is None or run["digest"] != digest or run["seconds_max"] < seconds_max:
            return None
        return Outcome(**{field.name: run[field.name] for field in dataclasses.fields(Outcome)})

    def add_sound(self, target, digest, seconds_max, outcome):
        """Keeps the outcome of a target without a fault."""
        self.data["sound"][target] = {"digest": digest, "seconds_max": seconds_max,
                                      **dataclasses.asdict(outcome)}
        self._write()

    def runs(self, mutant):
        """Each run of the mutant."""
        return list(self._runs(mutant).values())

    def median(self, mutant):
        """The run in the middle by CPU time, survivors last; nothing if that one is no kill."""
        runs = sorted(self.runs(mutant), key=lambda run: (not run["killed"], run["cpu_seconds"]))
        if not runs:
            return None
        middle = runs[statistics.median_high(range(len(runs)))]
        return middle if middle["killed"] else None

    def _runs(self, mutant):
        return self.data["mutants"].get(mutant.id, {})

    def _write(self):
        self.path.parent.mkdir(parents=True, exist_ok=True)
        new = self.path.with_suffix(".new")
        new.write_text(json.dumps(self.data, indent=1, sort_keys=True) + "\n")
        new.replace(self.path)


def _said(words):
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError:
        return "absent"
    return done.stdout.split("\n", maxsplit=1)[0]
