"""What a measurement writes down: one JSON document, whatever was measured.

    {"date", "command", "machine": {...}, "versions": {...}, "results": [{...}]}

bench/README.md says what stands in each.
"""

import datetime
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys

from measuring.servers import PROGRAM, ROOT, postfix_version


def machine():
    model = ""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as lines:
        for line in lines:
            if line.startswith("model name"):
                model = line.split(":", 1)[1].strip()
                break
    with open("/proc/meminfo", encoding="ascii") as lines:
        memory = int(lines.readline().split()[1]) * 1024
    return {"processor": model, "cores": len(os.sched_getaffinity(0)), "memory_octets": memory,
            "kernel": platform.release()}


def versions(of_commit=None):
    found = {"heloport": first_line(PROGRAM, "--version"), "commit": of_commit or COMMIT}
    if found["commit"].endswith("-dirty"):
        print(f"note: the sources differ from commit {found['commit'].removesuffix('-dirty')}: "
              "measure a clean tree for a result to keep", file=sys.stderr)
    postfix = postfix_version()
    if postfix:
        found["postfix"] = postfix
    return found


def document(results, of_commit=None):
    """What a command found, with everything that a reader needs to judge it."""
    now = datetime.datetime.now(datetime.timezone.utc)
    command = [os.path.relpath(os.path.abspath(sys.argv[0]), ROOT), *sys.argv[1:]]
    return {"date": now.isoformat(timespec="seconds"), "command": shlex.join(command),
            "machine": machine(), "versions": versions(of_commit), "results": results}


def write(path, results):
    with open(path, "w", encoding="ascii") as file:
        json.dump(document(results), file, indent=1)
        file.write("\n")


def spread(values):
    """Of several rounds: what to quote, and how far they lie apart."""
    ordered = sorted(values)
    return {"median": statistics.median(ordered), "min": ordered[0], "max": ordered[-1]}


def first_line(*command):
    """Of what it says; nothing when it is not there."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=False,
                             stdin=subprocess.DEVNULL)
    except OSError:
        return ""
    return run.stdout.splitlines()[0] if run.stdout else ""


def commit(of=ROOT):
    described = first_line("git", "-C", of, "describe", "--always", "--dirty")
    return described or "unknown"


# Before anything is measured: who measures for an hour may commit meanwhile.
COMMIT = commit()
