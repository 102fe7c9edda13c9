"""One run of a target under AFL++.

The target is the same source: AFL++'s own driver around LLVMFuzzerTestOneInput runs it in
persistent mode. Its state is in CORPUS.afl beside the corpus, so that the next run goes on; what it
queued is copied into the corpus, where every other engine reads it.
"""

import hashlib
import shutil
import threading
from pathlib import Path

from . import libfuzzer
from .engine_libfuzzer import LATE_SECONDS, Run

POLL_SECONDS = 2.0
ENVIRONMENT = {
    "AFL_NO_UI": "1", "AFL_SKIP_CPUFREQ": "1", "AFL_AUTORESUME": "1", "AFL_NO_AFFINITY": "1",
    "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1",
    "AFL_IGNORE_PROBLEMS": "1",
    # AFL++ refuses to start unless a crash ends the program this way.
    "ASAN_OPTIONS": "abort_on_error=1:symbolize=0:detect_leaks=0",
    "UBSAN_OPTIONS": "abort_on_error=1:halt_on_error=1:symbolize=0",
}
_ARTIFACTS = {"crashes": "crash", "hangs": "timeout"}


class Afl:
    """The engine of build/afl."""

    name = "afl"

    def __init__(self, processes):
        self._processes = processes

    def run(self, target, corpus, raw, seconds, on_status):
        """As LibFuzzer.run() does it. A run that found no word to say leaves `said` empty."""
        out = corpus.with_name(corpus.name + ".afl")
        before = stats_of(out)
        run = Run()
        done = threading.Event()

        def poll():
            while not done.wait(POLL_SECONDS):
                take(run, before, stats_of(out))
                on_status(run)

        follower = threading.Thread(target=poll, daemon=True)
        follower.start()
        try:
            ended = self._processes.run(self._command(target, corpus, out, seconds),
                                        seconds + LATE_SECONDS, lambda line: True, ENVIRONMENT)
        finally:
            done.set()
            follower.join()
        run.cpu_seconds = ended.cpu_seconds
        take(run, before, stats_of(out))
        self._harvest(out, corpus, raw)
        if ended.code != 0 and not self._processes.stopping and run.executions == 0:
            lines = [line for line in ended.said.splitlines() if line.strip()]
            run.error = f"afl-fuzz ended with {ended.code}: {lines[-1] if lines else 'no word'}"
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
                 "-t", f"{libfuzzer.HANG_SECONDS * 1000}+", "-G", libfuzzer.INPUT_OCTETS_MAX]
        if target.dictionary:
            words += ["-x", target.dictionary]
        return [str(word) for word in [*words, "--", target.program]]

    def _harvest(self, out, corpus, raw):
        copy_all(out / "default/queue", corpus, "")
        for folder, kind in _ARTIFACTS.items():
            copy_all(out / "default" / folder, raw, kind + "-", move=True)


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
        name = into / (prefix + hashlib.sha1(path.read_bytes()).hexdigest())
        if not name.exists():
            shutil.copyfile(path, name)
        if move:
            path.unlink()


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
