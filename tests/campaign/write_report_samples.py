#!/usr/bin/env python3
"""Writes pages of campaigns that nobody ran: write_report_samples.py FOLDER

full.html has every part, bare.html no measured part and no finding, hostile.html inputs that are
markup, odd.html JSON of shapes that no part knows.
"""

import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True

from where import ROOT  # noqa: E402
from campaigning import state  # noqa: E402
from reporting.page import page_of  # noqa: E402

MARKUP = '<script>alert(1)</script> </style><img src=x onerror=alert(1)> "quoted\' & more'

DFA = [
    {"machine": "command", "states": 900, "states_reached": 900, "transitions": 4000,
     "transitions_taken": 3998, "refusals": 9, "refusals_drawn": 9, "missing": [
         {"state": 7, "octets": "'a'..'z'", "target": 9, "actions": "mark (command.rl:7)"}]},
    {"machine": "proxy_header", "states": 80, "states_reached": 60, "transitions": 300,
     "transitions_taken": 150, "missing": []}]
COVERAGE = {
    "engine/server_session.cpp": {"lines": 500, "lines_run": 495, "branches": 240,
                                  "branches_taken": 230},
    "grammar/address.cpp": {"lines": 100, "lines_run": 80, "branches": 40, "branches_taken": 20},
    "engine/": {"lines": 500, "lines_run": 495, "branches": 240, "branches_taken": 230},
    "all": {"lines": 600, "lines_run": 575, "branches": 280, "branches_taken": 250}}
PHASES = {"phases": ["start", "ready"], "events": ["EHLO", "MAIL", "DATA"],
          "pairs": {"start": {"EHLO": 7_000, "MAIL": 3, "DATA": 0},
                    "ready": {"EHLO": 5, "MAIL": 9, "DATA": None}}}
CRASH_STATES = {"program": "crash_states", "states": 10_000_000, "losses": 0, "cpu_seconds": 412.5}
GARDEN = {"servers": ["heloport", "postfix", "exim"], "inputs": 120, "differences": [
    {"input": "dots/lf-dot", "servers": ["exim"], "what": "two messages, not one",
     "explained": True, "why": "RFC 5321, 2.3.8"},
    {"input": "dots/new", "servers": ["postfix"], "what": "250, not 550", "explained": False}]}


def kills():
    lives = {"killed": False, "cpu_seconds": 600.0, "oracle": "", "complaint": ""}
    return {"command": "fuzz/kill", "mutants": {"E1": {"1": lives}, **{
        f"L{i}": {"1": {"killed": True, "cpu_seconds": 1.5 * i * i, "oracle": "O6",
                        "complaint": "a message ends where none does"}} for i in range(1, 12)}}}


def campaign():
    made = state.Campaign(seconds=600, spent=600, jobs=2, started="2026-01-31T12:00:00Z",
                          command="fuzz/campaign --time 10m", commit="0123abc", status="done")
    for place, name in enumerate(("command_parser", "server_session", "proxy_header"), 1):
        target = made.target(name)
        target.executions, target.seconds, target.cpu_seconds = 40_000_000 // place**3, 400, 390
        target.discoveries, target.coverage, target.features = 900, 700 * place, 2000 * place
        target.inputs, target.octets = 321, 54_321
        target.samples = [[t, t * 1000, 700 * place * t / (t + 30), 2000 * place * t / (t + 40), 9]
                          for t in range(1, 600, 10)]
        target.rounds = [{"seconds": 60, "executions": 600_000, "discoveries": 3 - place,
                          "cpu_seconds": 59}]
    return made


def with_finding(made, folder, complaint, octets, transcript):
    path = Path(folder, "input")
    path.write_bytes(octets)
    session = Path(folder, "input.smtp")
    session.write_text(transcript, encoding="utf-8")
    for number, smtp in enumerate((str(session), "")):
        made.findings.append({
            "target": "server_session", "name": f"crash-{number}", "kind": "crash", "count": 3,
            "complaint": complaint, "key": "k", "seconds": 12.5, "repeats": number == 0,
            "octets": len(octets), "octets_found": 400, "file": str(path), "transcript": smtp,
            "command": f"build/fuzz/fuzz/fuzz_server_session {path.name}"})
    made.target("server_session").findings = 2


def write(folder, name, made, measured):
    room = Path(folder, name)
    room.mkdir()
    for file, data in measured.items():
        (room / file).write_text(data if isinstance(data, str) else json.dumps(data),
                                 encoding="utf-8")
    # Not the repository, whose build may hold what was measured here.
    page = page_of(made, room, room)
    Path(folder, f"{name}.html").write_text(page, encoding="utf-8")


def main(folder):
    full = campaign()
    with_finding(full, folder, "the reply has 17 octets too many", b"EHLO a\r\n\x00\\",
                 "# A reply that is too long.\nC: EHLO a\n")
    write(folder, "full", full, {
        "dfa_coverage.json": DFA, "coverage.json": COVERAGE, "phase_events.json": PHASES,
        "killed.json": kills(), "crash_states.json": CRASH_STATES,
        "simulation.json": {"sessions": 10_000, "failures": 0}, "garden.json": GARDEN})
    write(folder, "bare", campaign(), {})
    hostile = campaign()
    with_finding(hostile, folder, MARKUP, MARKUP.encode(), "# " + MARKUP + "\n")
    write(folder, "hostile", hostile, {"simulation.json": {MARKUP: [{MARKUP: MARKUP}]}})
    write(folder, "odd", state.Campaign(), {
        "dfa_coverage.json": {"machines": 7}, "coverage.json": [1, 2], "phase_events.json": {},
        "killed.json": {"mutants": {"E1": {"1": {}}}}, "garden.json": "not JSON"})


if __name__ == "__main__":
    main(sys.argv[1])
    print(f"pages of {ROOT.name} written")
