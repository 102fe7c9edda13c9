"""One run of a target under libFuzzer."""

from collections import Counter
from dataclasses import dataclass

from . import libfuzzer, rounds

# For loading the corpus and for saying goodbye.
LATE_SECONDS = 60


@dataclass
class Run:
    """What one run did. `error` says why it could not begin."""

    executions: int = 0
    discoveries: int = 0
    coverage: int = 0
    features: int = 0
    inputs: int = 0
    octets: int = 0
    cpu_seconds: float = 0.0
    said: str = ""
    error: str = ""

    def take(self, status):
        self.executions = max(self.executions, status.executions)
        self.coverage = max(self.coverage, status.coverage)
        self.features = max(self.features, status.features)
        self.inputs, self.octets = status.inputs or self.inputs, status.octets or self.octets
        self.discoveries += status.event == "NEW"


class LibFuzzer:
    """The engine of every build with clang."""

    name = "libfuzzer"
    slice_seconds_min = rounds.SLICE_SECONDS_MIN

    def __init__(self, processes, seed=0):
        self._processes, self._seed = processes, seed
        self._runs = Counter()

    def _next_seed(self, target):
        self._runs[target.name] += 1
        return self._seed + self._runs[target.name] - 1 if self._seed else 0

    def run(self, target, corpus, raw, seconds, on_status):
        """Fuzzes; `on_status` gets the Run each time that it has changed."""
        run = Run()

        def on_line(line):
            status = libfuzzer.status_of(line)
            if status:
                run.take(status)
                on_status(run)
            return not status and not line.startswith(("stat::", "NEW_FUNC", "\tNEW_FUNC"))

        before = set(raw.iterdir())
        ended = self._processes.run(
            libfuzzer.run_command(target, corpus, raw, seconds, self._next_seed(target)),
            seconds + LATE_SECONDS, on_line,
            libfuzzer.SANITIZERS)
        run.cpu_seconds, run.said = ended.cpu_seconds, ended.said
        if ended.code != 0 and not set(raw.iterdir()) - before and not self._processes.stopping:
            run.error = _why(ended)
        return run

    def merge(self, target, into, folders, seconds):
        """True if `into` now covers all that the folders cover."""
        ended = self._processes.run(libfuzzer.merge_command(target, into, folders),
                                    seconds, lambda line: False, libfuzzer.SANITIZERS)
        return ended.code == 0 and not ended.overdue

    repeat_command = staticmethod(libfuzzer.repeat_command)
    minimise_command = staticmethod(libfuzzer.minimise_command)


def _why(ended):
    if ended.overdue:
        return "it did not end when it should have"
    lines = [line for line in ended.said.splitlines() if line.strip()
             and not line.startswith("INFO")]
    return f"it ended with {ended.code}: {lines[-1].strip() if lines else 'no word'}"
