#!/usr/bin/env python3
"""Writes pages of benchmarks that nobody ran: write_report_samples.py FOLDER

benchmarks.html has every part, bare.html one result, hostile.html data that are markup. The JSON
that they are made of lies beside them.
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from where import ROOT  # noqa: E402
from reporting import sources  # noqa: E402
from reporting.page import page_of  # noqa: E402

MARKUP = '<script>alert(1)</script> </style><img src=x onerror=alert(1)> "quoted\' & more'


def spread(median, least=None, most=None):
    return {"median": median, "min": least or median * 0.9, "max": most or median * 1.1}


def beside(workload, peer, setting, cpu, rate):
    """`setting` is octets, sessions, mode."""
    return {"figure": "side by side", "workload": workload, "peer": peer,
            **dict(zip(("octets", "sessions", "mode"), setting)), "load": "smtp-source",
            "rounds": 5, "cpu_ratio": spread(cpu), "rate_ratio": spread(rate),
            "ours": side(50.0, 20.0, 40e3), "theirs": side(12.5, 20.0 / cpu, 40e3 / rate)}


def side(messages_per_session, cpu_us, rate):
    return {"messages": 9, "messages_per_session": messages_per_session,
            "cpu_us": spread(cpu_us), "messages_per_second": spread(rate)}


def promise(workload, server, words, before=None):
    return {"figure": "promise", "workload": workload, "server": server, "what": "takes mail",
            "promise": words, "messages": 5, "before": before or {}, "after": {}}


KEPT = (1024, 100, "many")
EACH = (1024, 100, "one")
STORED = (1024, 32, "many")
PEERS = [
    promise("A", "heloport", "nothing is synced"),
    promise("B", "heloport", "file and directory are synced", {"directory": 1.0, "file": 1.0}),
    promise("B", "postfix (hold queue)", "the file is synced, no directory", {"file": 1.0}),
    beside("A", "smtp-sink", KEPT, 0.7, 1.2), beside("A", "smtp-sink", EACH, 0.72, 1.3),
    beside("A", "haraka", KEPT, 0.0345, 9.0), beside("A", "haraka", EACH, 0.05, 8.0),
    beside("B", "postfix (hold queue)", STORED, 0.2, 3.21),
    {"figure": "absent", "workload": "A", "server": "exim", "why": "no exim here"},
    {"figure": "not measured", "workload": "B", "server": "opensmtpd", "why": "not done in 60 s"}]
CPU = [
    {"figure": "server CPU a message over smtp-sink", "workload": "1k_kept", "sessions": 100,
     "octets": 1024, "rounds": 5, "heloport_us": spread(39.0), "smtp_sink_us": spread(55.7),
     "floor_us": spread(33.4), "ratio": spread(0.7), "floor_ratio": spread(0.6), "goal": 0.8},
    {"figure": "server CPU a message over smtp-sink", "workload": "1m_kept", "sessions": 100,
     "octets": 1048576, "rounds": 5, "ratio": spread(0.2), "goal": 0.12},
    *({"figure": "durable deliveries over the bare system calls", "workload": f"{load}, linked",
       "rounds": 5, "ratio": spread(ratio), "goal": 0.7, "goal_is": "at least"}
      for load, ratio in (("lockstep", 0.9), ("pipelined", 0.3))),
    {"figure": "growth of us a message over sessions", "subject": "sessions",
     "unit": "us a message", "points": [[1, 20.0], [100, 19.0], [10000, 25.0]],
     "exponent": 0.021, "goal": 0.05},
    {"figure": "something new", "value": 4321}]
MEMORY = [
    {"figure": f"growth of octets a session over {name}", "subject": name,
     "unit": "octets a session", "points": points, "exponent": None, "goal": goal,
     "goal_of": "the largest setting", "not_measured": why}
    for name, points, goal, why in (
        ("idle", [[1000, 1028.1], [10000, 1001.06]], 1024, None),
        ("idle_tls", [[1000, 25678.0], [10000, 25567.0]], 20000, None),
        ("loaded", [[1000, 2345.0]], None, "10000 sessions: a process may have 1024 files open"))]
ALONE = [
    {"figure": "octets a second of decoding content, over memchr for each LF",
     "workload": "memory_76", "decode_octets_per_second": spread(18.9e9),
     "memchr_octets_per_second": spread(13.0e9), "ratio": spread(1.45), "goal": 0.7,
     "goal_is": "at least"},
    {"figure": "a message of 1 KB through an engine", "workload": "server_lockstep",
     "ns": spread(702.0), "allocations": 0.0},
    *({"figure": "instructions of parsing a command", "workload": name, "octets": octets,
       "instructions": each * octets, "instructions_per_octet": each, "goal": 8}
      for name, octets, each in (("MAIL", 29, 15.35), ("RCPT", 30, 7.5)))]
BENCHMARK = {"context": {"date": "2026-01-31T11:00:00+00:00", "executable": "bench_parser",
                         "num_cpus": 2},
             "benchmarks": [
                 {"name": "parse/ehlo_median", "run_name": "parse/ehlo", "aggregate_name": "median",
                  "cpu_time": 81.25, "time_unit": "ns", "bytes_per_second": 4.5e8},
                 {"name": "parse/ehlo_stddev", "run_name": "parse/ehlo",
                  "aggregate_name": "stddev", "cpu_time": 777.0, "time_unit": "ns"}]}
LOAD = {"format": "heloport-load", "version": 1, "date": "2026-01-31T12:00:00Z", "machine": "two",
        "server": "127.0.0.1:2525", "command": "heloport load 127.0.0.1:2525",
        "workload": {"sessions": 10, "message_octets": 10240, "pipelining": True, "bdat": False},
        "messages_per_second": 220000.0,
        "latency_us": {"p50": 41.5, "p99": 900.0, "p99.9": 2345.0}}


def document(results, command="bench/peers/run --json out.json", date="2026-01-31T12:00:00+00:00"):
    return {"date": date, "command": command, "note": "two others used the machine",
            "machine": {"processor": "a fast one", "cores": 2, "memory_octets": 4_000_000_000},
            "versions": {"heloport": "heloport 0.1", "postfix": "postfix 3.7.11"},
            "results": results}


SAMPLES = {
    "benchmarks": {"peers": document(PEERS), "cpu": document(CPU, "bench/server_cpu"),
                   "growth": document(MEMORY, "bench/growth"),
                   "alone": document(ALONE, "scripts/bench build/release --json out.json"),
                   "parser": BENCHMARK, "load": LOAD},
    "bare": {"one": document([CPU[0]])},
    "hostile": {"peers": document([beside("A", MARKUP, KEPT, 0.5, 2), promise("B", MARKUP, MARKUP),
                                   {"figure": MARKUP, MARKUP: MARKUP},
                                   {"figure": MARKUP, "workload": MARKUP, "ratio": spread(1),
                                    "goal": 1}], MARKUP)},
}


def main(folder):
    for name, files in SAMPLES.items():
        found = []
        for file, data in files.items():
            path = Path(folder, f"{name}-{file}.json")
            path.write_text(json.dumps(data), encoding="utf-8")
            found.append(sources.read(path))
        Path(folder, f"{name}.html").write_text(page_of(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
    print(f"pages of {ROOT.name} written")
