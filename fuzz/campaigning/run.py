"""A campaign: rounds of runs until its time is over, then merged corpora."""

import concurrent.futures
import threading
import time
from pathlib import Path

from . import rounds, state
from .findings import Findings
from .screen import Screen

# A target that is stopped by what it finds begins again, but not forever.
RESTARTS_MAX = 10
# Between two notes of how far a running target is.
SAMPLE_SECONDS = 1.0
MERGE_SECONDS_MAX = 600


class Runner:
    """Runs the targets of one campaign in one folder."""

    def __init__(self, folder, campaign, targets, engine, processes, stream, converter=None):
        self.folder, self.campaign = Path(folder), campaign
        self._targets = {target.name: target for target in targets}
        self._engine, self._processes = engine, processes
        self._screen = Screen(stream, campaign)
        self._findings = Findings(self.folder / "findings", campaign, processes, engine,
                                  converter)
        self._lock = threading.Lock()
        self._began, self._before = time.monotonic(), campaign.spent
        self.errors = {}

    def run(self):
        """All rounds. What was done is in the folder whenever this ends, in whatever way."""
        for name, target in self._targets.items():
            self.campaign.target(name).program = str(target.program)
        self._screen.begin()
        self._began, self._before = time.monotonic(), self.campaign.spent
        try:
            self._round()  # one at least, however little time was given
            while self._sound() and not self._processes.stopping and \
                    self._left() >= self._engine.slice_seconds_min:
                self._round()
        finally:
            self._note_time()
            self.campaign.status = "stopped" if self._processes.stopping else "done"
            state.save(self.folder, self.campaign)
            self._screen.finish(self.campaign.spent)

    def merge(self):
        """Each corpus becomes the smallest one that covers the same. A stop leaves the rest."""
        with concurrent.futures.ThreadPoolExecutor(self.campaign.jobs) as pool:
            list(pool.map(self._merge, self._sound()))
        state.save(self.folder, self.campaign)

    def _sound(self):
        return [name for name in self._targets if name not in self.errors]

    def _left(self):
        self._note_time()
        return self.campaign.seconds - self.campaign.spent

    def _note_time(self):
        self.campaign.spent = self._before + time.monotonic() - self._began

    def _round(self):
        states = {name: self.campaign.target(name) for name in self._sound()}
        jobs = self.campaign.jobs
        least = self._engine.slice_seconds_min
        left = max(self._left(), least)
        seconds = min(left, rounds.round_seconds(self.campaign.seconds, len(states), jobs, least))
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            waiting = {pool.submit(self._run_one, name, length)
                       for length, name in rounds.plan(states, seconds, jobs, least)}
            while waiting:
                done, waiting = concurrent.futures.wait(waiting, 0.25,
                                                        concurrent.futures.FIRST_COMPLETED)
                for each in done:
                    each.result()
                self._note_time()
                self._screen.draw(self.campaign.spent)
        state.save(self.folder, self.campaign)

    def _run_one(self, name, seconds):
        if self._processes.stopping or name in self.errors:
            return
        end = time.monotonic() + seconds
        self._screen.started(name)
        try:
            for _ in range(RESTARTS_MAX):
                left = end - time.monotonic()
                if left < 1 or self._processes.stopping or not self._run_once(name, left):
                    break
        finally:
            self._screen.ended(name)

    def _run_once(self, name, seconds):
        """One process; True if it was stopped by a finding, so that there may be more."""
        target, known = self._targets[name], self.campaign.target(name)
        corpus, raw = self._corpus(name), self._room("raw", name, str(threading.get_ident()))
        follow = _Follow(known, self._lock, lambda: self.campaign.spent)
        began = time.monotonic()
        run = self._engine.run(target, corpus, raw, seconds, follow.take)
        follow.finish(run, time.monotonic() - began)
        if run.error:
            self.errors[name] = run.error
            self._screen.say(f"{name} does not run: {run.error}")
            return False
        found = any(raw.iterdir())
        if self._findings.take(target, raw, run.said, self.campaign.spent):
            last = self.campaign.findings[-1]
            self._screen.say(f"{last['target']}: {last['kind']}: {last['complaint']}")
        return found

    def _merge(self, name):
        corpus, small = self._corpus(name), self._room("merged", name)
        target = self._targets[name]
        folders = [*target.seeds, corpus]
        if self._processes.stopping or not any(corpus.iterdir()):
            return
        if self._engine.merge(target, small, folders, MERGE_SECONDS_MAX):
            for old in corpus.iterdir():
                old.unlink()
            for new in small.iterdir():
                new.rename(corpus / new.name)
            known = self.campaign.target(name)
            known.inputs = len(list(corpus.iterdir()))
            known.octets = sum(path.stat().st_size for path in corpus.iterdir())
        for path in small.iterdir():
            path.unlink()

    def _corpus(self, name):
        return self._room("corpus", name)

    def _room(self, *parts):
        folder = self.folder.joinpath(*parts)
        folder.mkdir(parents=True, exist_ok=True)
        return folder


class _Follow:
    """Adds what a run does to what its target has done, while it runs."""

    def __init__(self, known, lock, clock):
        self._known, self._lock, self._clock = known, lock, clock
        self._executions = self._discoveries = 0
        self._began = self._last = time.monotonic()
        self._counted = 0.0

    def take(self, run):
        now = time.monotonic()
        with self._lock:
            known = self._known
            known.executions += run.executions - self._executions
            known.discoveries += run.discoveries - self._discoveries
            self._executions, self._discoveries = run.executions, run.discoveries
            known.seconds += now - self._began - self._counted
            self._counted = now - self._began
            known.coverage = max(known.coverage, run.coverage)
            known.features = max(known.features, run.features)
            known.inputs, known.octets = run.inputs or known.inputs, run.octets or known.octets
            if now - self._last >= SAMPLE_SECONDS:
                self._sample(now)

    def finish(self, run, seconds):
        self.take(run)
        with self._lock:
            self._known.seconds += max(0.0, seconds - self._counted)
            self._known.cpu_seconds += run.cpu_seconds
            self._known.rounds.append({"seconds": round(seconds, 2), "executions": run.executions,
                                       "discoveries": run.discoveries,
                                       "cpu_seconds": round(run.cpu_seconds, 2)})
            self._sample(time.monotonic())

    def _sample(self, now):
        known, self._last = self._known, now
        known.add_sample((round(self._clock(), 1), known.executions, known.coverage,
                          known.features, known.inputs))
