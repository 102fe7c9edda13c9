#!/usr/bin/env python3
"""What the generators cost: heloport load beside Postfix's smtp-source, CPU time a message.

Use: bench/load_generators.py BUILD_FOLDER [--rounds N] [--messages N]

Both send 1 KB from 100 sessions to one smtp-sink, in turns, so that a busy machine is busy for
both: the ratio is what counts. `scripts/peers postfix` unpacks the programs of Postfix.
"""

import argparse
import os
import resource
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

SESSIONS, OCTETS = 100, 1024
# Options of smtp-source, options of heloport load, share of the messages: a connection costs more.
MODES = {"kept open": (["-d"], [], 1), "one message each": ([], ["--per-session", "1"], 4)}


def peer(name):
    root = Path(os.environ.get("HELOPORT_PEERS", "build/peers")) / "postfix"
    program = root / "usr/sbin" / name
    if not program.exists():
        sys.exit(f"no {program}: scripts/peers postfix")
    return program, {**os.environ, "LD_LIBRARY_PATH": str(root / "usr/lib/postfix")}


def start_sink():
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = "127.0.0.1:%d" % free.getsockname()[1]
    program, environment = peer("smtp-sink")
    user = ["-u", "nobody"] if os.getuid() == 0 else []
    sink = subprocess.Popen([program, *user, address, str(10 * SESSIONS)], env=environment)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and sink.poll() is None:
        try:
            socket.create_connection(tuple(address.rsplit(":", 1)), 1).close()
            return sink, address
        except OSError:
            time.sleep(0.05)
    sys.exit("smtp-sink did not start")


def cpu_seconds(command, environment=None):
    def used():
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime
    before = used()
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, timeout=300)
    if done.returncode != 0:
        sys.exit(f"{command}: exit {done.returncode}\n{done.stdout}")
    return used() - before


def compare(build, address, rounds, messages):
    program, environment = peer("smtp-source")
    print(f"{'mode':<18}{'smtp-source':>12}{'heloport load':>15}{'ratio':>8}{'spread':>13}")
    for mode, (theirs, ours, share) in MODES.items():
        count = messages // share
        amount = ["-s", str(SESSIONS), "-m", str(count), "-l", str(OCTETS)]
        pairs = [(cpu_seconds([program, *amount, *theirs, address], environment),
                  cpu_seconds([build / "apps/heloport", "load", address, *amount, *ours]))
                 for _ in range(rounds)]
        source, load = (statistics.median(column) * 1e6 / count for column in zip(*pairs))
        ratios = [ours / theirs for theirs, ours in pairs]
        print(f"{mode:<18}{source:>9.1f} us{load:>12.1f} us{statistics.median(ratios):>8.2f}"
              f"{min(ratios):>8.2f}-{max(ratios):.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("build", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--messages", type=int, default=20_000)
    options = parser.parse_args()
    sink, address = start_sink()
    try:
        compare(options.build, address, options.rounds, options.messages)
    finally:
        sink.kill()
        sink.wait()


if __name__ == "__main__":
    main()
