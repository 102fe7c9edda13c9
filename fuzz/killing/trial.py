"""Runs a fuzz target until it complains or its time is over, and says what came of it."""

import dataclasses
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

from campaigning.targets import options_of

# How often a running fuzzer is looked at.
LOOK_SECONDS = 0.1
# The clock on the wall may show this many times the limit, where other programs use the machine.
WALL_FACTOR = 8
# One input of a target takes milliseconds: one that takes this long on the wall hangs, whatever
# else the machine does.
HANG_SECONDS = 30
INPUT_OCTETS_MAX = 4096
# Stack traces of allocations that were fine cost a third of the speed.
SANITIZERS = "malloc_context_size=2:quarantine_size_mb=16"


@dataclasses.dataclass
class Outcome:
    """Of one run. `complaint` is empty when there was none."""
    killed: bool
    complaint: str
    oracle: str
    cpu_seconds: float
    wall_seconds: float
    executions: int
    status: str  # killed, survived, or failed: the program could not run at all


def fuzz(program, folder, dictionary, seed, seconds_max, oracles):
    """From an empty corpus, with the target's options, for at most `seconds_max` of CPU time.

    The corpus stays in memory: nobody asks for it afterwards, and of a fast target the files that
    come and go take a third of the time.
    """
    options = [f"-seed={seed}", f"-dict={dictionary}", f"-max_len={INPUT_OCTETS_MAX}",
               f"-max_total_time={int(seconds_max * WALL_FACTOR)}",
               *_own_options(program, dictionary)]
    return _run(program, folder, options, seconds_max, oracles)


def replay(program, folder, corpora, seconds_max, oracles):
    """The inputs of the corpora and nothing else."""
    inputs = [str(path) for corpus in corpora for path in sorted(pathlib.Path(corpus).rglob("*"))
              if path.is_file()]
    if not inputs:
        return Outcome(False, "no corpus", "", 0.0, 0.0, 0, "failed")
    outcome = _run(program, folder, inputs, seconds_max, oracles)
    if not outcome.executions and outcome.status != "failed":
        outcome.executions = len(inputs)
    return outcome


# What a campaign runs the target with too: the file stands beside the dictionary.
def _own_options(program, dictionary):
    name = pathlib.Path(program).name.removeprefix("fuzz_")
    path = pathlib.Path(dictionary).with_name(name + ".options")
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [f"-{key}={value}" for key, value in options_of(text).items()]


def _run(program, folder, options, seconds_max, oracles):
    found = _empty(folder / "found")
    log = folder / "log"
    words = ["nice", "-n", "10", str(program), f"-timeout={HANG_SECONDS}", "-rss_limit_mb=1024",
             f"-artifact_prefix={found}/", "-print_final_stats=1", *options]
    environment = {**os.environ, "ASAN_OPTIONS": SANITIZERS}
    began = time.monotonic()
    with open(log, "wb") as file:
        process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
                                   env=environment)
        status, usage = _wait(process, seconds_max, began)
    cpu = usage.ru_utime + usage.ru_stime
    # Where the mutant's sources stand is of this machine, and results are kept in the repository.
    text = log.read_text(errors="replace").replace(f"{folder}/source/", "")
    return _outcome(text, status, cpu, time.monotonic() - began, oracles)


def _wait(process, seconds_max, began):
    """The status and the usage of the process. It is told to stop when its time is over."""
    told = False
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            process.returncode = os.waitstatus_to_exitcode(status)
            return process.returncode, usage
        wall = time.monotonic() - began
        over = wall > seconds_max * WALL_FACTOR
        if not told and (over or cpu_seconds_of(process.pid) >= seconds_max):
            process.send_signal(signal.SIGINT)  # libFuzzer then says what it did, and ends
            told, stopped = True, wall
        if told and wall > stopped + 2 * HANG_SECONDS:
            process.kill()
        time.sleep(LOOK_SECONDS)


def cpu_seconds_of(pid):
    """User and system time of a process that runs; 0 when it is gone."""
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _outcome(text, status, cpu, wall, oracles):
    executions = _executions(text)
    if status == 0 or "libFuzzer: run interrupted" in text or status == -signal.SIGKILL:
        return Outcome(False, "", "", cpu, wall, executions, "survived")
    oracle, complaint = oracles.named(text)
    if not oracle:
        return Outcome(False, last_line(text), "", cpu, wall, executions, "failed")
    return Outcome(True, complaint, oracle, cpu, wall, executions, "killed")


def _executions(text):
    said = re.search(r"stat::number_of_executed_units:\s*(\d+)", text)
    if said:
        return int(said.group(1))
    counts = re.findall(r"^#(\d+)\t", text, re.MULTILINE)
    return int(counts[-1]) if counts else 0


def last_line(text):
    lines = text.strip().split("\n")
    return lines[-1][:200]


def _empty(folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
