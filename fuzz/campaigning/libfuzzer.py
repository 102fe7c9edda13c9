"""libFuzzer: how a target is started, and what its lines say."""

import re
from dataclasses import dataclass

# One input of a target takes milliseconds: one that takes this long hangs.
HANG_SECONDS = 10
MEMORY_MEGABYTES = 2048
INPUT_OCTETS_MAX = 4096

# Stack traces of allocations that were fine cost a third of the speed.
SANITIZERS = {
    "ASAN_OPTIONS": "malloc_context_size=2:quarantine_size_mb=16",
    "UBSAN_OPTIONS": "print_stacktrace=1",
}

_STATUS = re.compile(
    r"#(?P<executions>\d+)\s+(?P<event>[A-Za-z_]+)\s+"
    r"(?:cov: (?P<coverage>\d+) )?(?:ft: (?P<features>\d+) )?"
    r"(?:corp: (?P<inputs>\d+)/(?P<octets>\d+)(?P<unit>[KMG]?)b )?")
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}


@dataclass(frozen=True)
class Status:
    """One line of a running fuzzer. What it does not say is 0."""

    event: str  # INITED, NEW, REDUCE, pulse, RELOAD, DONE
    executions: int
    coverage: int  # edges
    features: int
    inputs: int
    octets: int


def status_of(line):
    """What a line says of how far the fuzzer is; None for any other line."""
    match = _STATUS.match(line)
    if not match:
        return None
    number = {key: int(match[key] or 0) for key in
              ("executions", "coverage", "features", "inputs", "octets")}
    number["octets"] *= _UNITS[match["unit"] or ""]
    return Status(match["event"], **number)


def run_command(target, corpus, findings, seconds, seed=0):
    """Fuzzes for so many seconds; what is new goes to `corpus`, findings to the other folder."""
    options = {"max_len": INPUT_OCTETS_MAX, "timeout": HANG_SECONDS, **target.options,
               "max_total_time": max(1, round(seconds)), "rss_limit_mb": MEMORY_MEGABYTES,
               "artifact_prefix": f"{findings}/", "print_final_stats": 1}
    if target.dictionary:
        options["dict"] = target.dictionary
    if seed:
        options["seed"] = seed
    return _command(target, options, [corpus, *target.seeds])


def merge_command(target, into, folders, seconds=None):
    """Puts into `into` the smallest part of the folders that covers what all of them cover."""
    options = {"merge": 1, "rss_limit_mb": MEMORY_MEGABYTES, "timeout": HANG_SECONDS}
    if seconds:
        options["max_total_time"] = max(1, round(seconds))
    return _command(target, options, [into, *folders])


def minimise_command(target, finding, into, seconds):
    """Makes a crash shorter, as long as it stays one."""
    options = {"minimize_crash": 1, "max_total_time": max(1, round(seconds)),
               "exact_artifact_path": into, "timeout": HANG_SECONDS,
               "rss_limit_mb": MEMORY_MEGABYTES}
    return _command(target, options, [finding])


def repeat_command(target, finding):
    """Runs one input once."""
    return _command(target, {"timeout": HANG_SECONDS, "rss_limit_mb": MEMORY_MEGABYTES}, [finding])


def _command(target, options, paths):
    return [str(target.program), *(f"-{key}={value}" for key, value in options.items()),
            *map(str, paths)]
