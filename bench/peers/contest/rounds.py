"""Two servers in turn under one load: what each message cost, and the ratio of each round."""

import time
from dataclasses import dataclass

from measuring.record import spread

from . import loads

MESSAGES_MAX = 300_000
KEPT_MESSAGES_MAX = 20_000  # files in one folder, which are taken away after each run
KEPT_SECONDS_MAX = 60
POLL_SECONDS = 0.02
PROBE = 20  # messages of the first try, at least
MANY = 5  # messages a session, at least, where there are many
PROBE_SHARE = 0.3  # of a run's time, which the second try is made for


@dataclass(frozen=True)
class Effort:
    """How long, and how often."""

    rounds: int
    seconds: float  # of one run, about


def run_once(running, load, cell, messages):
    """One run: seconds until every message was taken and kept, processor time of the server."""
    before = running.account.settled()
    seconds = loads.LOADS[load](running.port, cell, messages)
    if running.contender.keeps:
        seconds += _until_kept(running, messages)
    used = running.account.settled() - before
    running.forget()
    return {"messages": messages, "messages_per_second": messages / seconds,
            "cpu_us": 1e6 * used / messages}


def _until_kept(running, messages):
    """The seconds it took after the last 250."""
    began = time.monotonic()
    while running.kept() < messages:
        if time.monotonic() - began > KEPT_SECONDS_MAX:
            raise loads.Failed(f"{running.kept()} of {messages} messages are kept "
                               f"{KEPT_SECONDS_MAX} s after the last 250")
        time.sleep(POLL_SECONDS)
    if running.kept() > messages:
        raise loads.Failed(f"{running.kept()} messages are kept of {messages}")
    return time.monotonic() - began


def messages_for(running, load, cell, seconds):
    """How many make a run about so long. Trying it warms the server up."""
    least = max(cell.sessions * (MANY if cell.kept_open else 1), PROBE)
    most = KEPT_MESSAGES_MAX if running.contender.keeps else MESSAGES_MAX
    rate = run_once(running, load, cell, least)["messages_per_second"]
    second = int(rate * seconds * PROBE_SHARE)
    if second > 2 * least:
        rate = run_once(running, load, cell, min(second, most))["messages_per_second"]
    return max(least, min(int(rate * seconds), most))


def compare(ours, theirs, load, cell, effort):
    """Rounds of both, in alternating order: the row of this cell."""
    counts = {side: messages_for(side, load, cell, effort.seconds) for side in (ours, theirs)}
    runs = {ours: [], theirs: []}
    for number in range(effort.rounds):
        for side in (ours, theirs) if number % 2 == 0 else (theirs, ours):
            runs[side].append(run_once(side, load, cell, counts[side]))
    return {"octets": cell.octets, "sessions": cell.sessions, "mode": cell.mode, "load": load,
            "rounds": effort.rounds,
            "ours": summary(runs[ours]), "theirs": summary(runs[theirs]),
            "cpu_ratio": ratio(runs[ours], runs[theirs], "cpu_us"),
            "rate_ratio": ratio(runs[ours], runs[theirs], "messages_per_second")}


def summary(runs):
    return {"messages": runs[0]["messages"],
            **{key: spread([run[key] for run in runs]) for key in ("cpu_us",
                                                                   "messages_per_second")}}


def ratio(ours, theirs, key):
    """Ours over theirs, round by round: both halves of a round have met the same machine."""
    return spread([mine[key] / other[key] for mine, other in zip(ours, theirs)])
