"""One run of a target under AFL++.

The target is the same source: AFL++'s own driver around LLVMFuzzerTestOneInput runs it in
persistent mode. Its state is in CORPUS.afl1 beside the corpus, so that the next run goes on, and
in CORPUS.afl2 for a run beside it, since each wants a folder of its own; what it queued is copied
into the corpus, where every other engine reads it.
"""

import hashlib
import itertools
import re
import shutil
import threading
from pathlib import Path

from . import libfuzzer
from .engine_libfuzzer import Run

# Its time begins when each input has been tried, which on a machine with much to do takes minutes.
LATE_SECONDS = 300
POLL_SECONDS = 2.0
ENVIRONMENT = {
    "AFL_NO_UI": "1", "AFL_SKIP_CPUFREQ": "1", "AFL_AUTORESUME": "1", "AFL_NO_AFFINITY": "1",
    "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
    "AFL_IGNORE_PROBLEMS": "1",
    # Each input is tried three times instead of eight before a run begins, and there are many runs.
    "AFL_FAST_CAL": "1",
    # AFL++ refuses to start unless a crash ends the program this way.
    "ASAN_OPTIONS": "abort_on_error=1:symbolize=0:detect_leaks=0",
    "UBSAN_OPTIONS": "abort_on_error=1:halt_on_error=1:symbolize=0",
}
_ARTIFACTS = {"crashes": "crash", "hangs": "timeout"}
# An input that crashes from the start is no crash to AFL++: it says so, and leaves it out.
_CRASHED = re.compile(r"Test case '([^'/]+)' results in a crash")


class Afl:
    """The engine of build/afl."""

    name = "afl"
    # Shorter ones would do little but try their inputs again.
    slice_seconds_min = 20.0

    def __init__(self, processes):
        self._processes = processes
        self._lock, self._taken = threading.Lock(), set()

    def run(self, target, corpus, raw, seconds, on_status):
        """As LibFuzzer.run() does it. A run that found no word to say leaves `said` empty."""
        out = self._take_folder(corpus)
        try:
            return self._run_in(out, target, corpus, raw, seconds, on_status)
        finally:
            with self._lock:
                self._taken.remove(out)

    def _take_folder(self, corpus):
        """The first one that no run beside this one has."""
        with self._lock:
            folders = (corpus.with_name(f"{corpus.name}.afl{n}") for n in itertools.count(1))
            out = next(each for each in folders if each not in self._taken)
            self._taken.add(out)
            return out

    def _run_in(self, out, target, corpus, raw, seconds, on_status):
        before = stats_of(out)
        run = Run()
        done, crashed = threading.Event(), []

        def poll():
            while not done.wait(POLL_SECONDS):
                take(run, before, stats_of(out))
                on_status(run)

        def on_line(line):
            crashed.extend(_CRASHED.findall(line))
            return True

        follower = threading.Thread(target=poll, daemon=True)
        follower.start()
        try:
            ended = self._processes.run(self._command(target, corpus, out, seconds),
                                        seconds + LATE_SECONDS, on_line, ENVIRONMENT)
        finally:
            done.set()
            follower.join()
        run.cpu_seconds = ended.cpu_seconds
        take(run, before, stats_of(out))
        for name in crashed:
            copy_one(out / "default/queue" / name, raw, "crash-")
        self._harvest(out, corpus, raw)
        if ended.code != 0 and not self._processes.stopping and run.executions == 0:
            run.error = f"afl-fuzz ended with {ended.code}: {complaint_in(ended.said)}"
        return run

    def merge(self, target, into, folders, seconds):
        """AFL++ has no merge in the target: the corpus stays as it is."""
        return False

    @staticmethod
    def repeat_command(target, finding):
        """Its driver runs the files that it is given, and knows no options."""
        return [str(target.program), str(finding)]

    @staticmethod
    def minimise_command(_target, _finding, _into, _seconds):
        """None: a finding stays as it was found."""
        return None

    def _command(self, target, corpus, out, seconds):
        starts = out.with_name(out.name + ".in")
        if not starts.is_dir():
            gather(starts, [*target.seeds, corpus])
        words = ["afl-fuzz", "-i", starts, "-o", out, "-V", max(1, round(seconds)), "-m", "none",
                 "-t", libfuzzer.HANG_SECONDS * 1000, "-G", libfuzzer.INPUT_OCTETS_MAX]
        if target.dictionary:
            words += ["-x", target.dictionary]
        return [str(word) for word in [*words, "--", target.program]]

    def _harvest(self, out, corpus, raw):
        copy_all(out / "default/queue", corpus, "")
        for folder, kind in _ARTIFACTS.items():
            copy_all(out / "default" / folder, raw, kind + "-", move=True)


def complaint_in(said):
    """What afl-fuzz says of why it ended, without its colours: what stands behind the last [-]."""
    plain = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]|[\x0e\x0f]", "", said)
    tail = plain.rpartition("[-]")[2]
    words = " ".join(tail.replace("PROGRAM ABORT :", "").split())
    return words[:200] or "no word"


def gather(into, folders):
    """Copies seeds side by side; AFL++ wants one folder, and something in it."""
    into.mkdir(parents=True)
    for folder in folders:
        copy_all(folder, into, "")
    if not any(into.iterdir()):
        (into / "nothing").write_bytes(b"\r\n")


def copy_all(folder, into, prefix, move=False):
    """Every input of a folder, named by its content, so that none stands twice."""
    for path in sorted(Path(folder).glob("*")):
        if not path.is_file() or path.name == "README.txt":
            continue
        copy_one(path, into, prefix)
        if move:
            path.unlink()


def copy_one(path, into, prefix):
    name = into / (prefix + hashlib.sha1(path.read_bytes()).hexdigest())
    if not name.exists():
        shutil.copyfile(path, name)


def stats_of(out):
    """What afl-fuzz wrote of itself last."""
    try:
        text = (out / "default/fuzzer_stats").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    lines = (line.partition(":") for line in text.splitlines())
    return {key.strip(): value.strip() for key, _, value in lines}


def take(run, before, after):
    """Puts the difference of two such files into `run`."""
    def number(stats, key):
        return int(float(stats.get(key, "0") or 0))
    run.executions = max(run.executions,
                         number(after, "execs_done") - number(before, "execs_done"))
    run.discoveries = max(run.discoveries,
                          number(after, "corpus_found") - number(before, "corpus_found"))
    run.coverage = run.features = number(after, "edges_found")
    run.inputs = number(after, "corpus_count")
