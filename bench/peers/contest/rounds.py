"""Two servers in turn under one load: what each message cost, and the ratio of each round."""

import time
from dataclasses import dataclass

from measuring.record import spread

from . import loads

MESSAGES_MAX = 300_000
KEPT_MESSAGES_MAX = 20_000  # files in one folder, which are taken away after each run
POLL_SECONDS = 0.02
PROBE = 20  # messages of the first try, at least
PROBE_SHARE = 0.3  # of a run's time, which the second try is made for
STRETCH = 2  # times the time of a run that sessions with many messages may take
RUN_OVERHEAD_SECONDS = 0.15  # a load starts, and the server comes to rest before and after it
LATE_SECONDS, LATE_TIMES = 8, 8  # a run may take so long, and so many times its time


@dataclass(frozen=True)
class Effort:
    """How long, and how often."""

    rounds: int
    seconds: float  # of one run, about

    @property
    def late_seconds(self):
        """When a run, or what a server does behind it, is given up."""
        return LATE_SECONDS + LATE_TIMES * self.seconds


def seconds_of(effort):
    """What a comparison takes, about: two tries and the rounds, of both sides."""
    runs = 2 * (effort.rounds + 2) * RUN_OVERHEAD_SECONDS
    return runs + 2 * (effort.rounds + PROBE_SHARE) * effort.seconds


def run_once(running, load, cell, messages, late_seconds):
    """One run: seconds until every message was taken and kept, processor time of the server."""
    before = running.account.settled()
    try:
        seconds = loads.LOADS[load](running.port, cell, messages, late_seconds)
        if running.contender.keeps:
            seconds += _until_kept(running, messages, late_seconds)
    except loads.Failed as why:
        raise type(why)(f"of {running.contender.name}: {why}") from why
    finally:  # what a run that failed has left would count as the next one's
        used = running.account.settled() - before
        running.forget()
    return {"messages": messages, "messages_per_second": messages / seconds,
            "cpu_us": 1e6 * used / messages}


def _until_kept(running, messages, late_seconds):
    """The seconds it took after the last 250."""
    began = time.monotonic()
    while running.kept() < messages:
        if time.monotonic() - began > late_seconds:
            raise loads.Late(f"{running.kept()} of {messages} messages are kept "
                             f"{late_seconds:.3g} s after the last 250")
        time.sleep(POLL_SECONDS)
    if running.kept() > messages:
        raise loads.Failed(f"{running.kept()} messages are kept of {messages}")
    return time.monotonic() - began


def messages_for(running, load, cell, effort):
    """How many make a run about so long. Trying it warms the server up.

    Sessions that are kept open get so many that connecting is little beside them, if that takes
    no more than STRETCH times as long, and the least that is many in any case.
    """
    least = max(cell.sessions * cell.messages_least, PROBE)
    most = KEPT_MESSAGES_MAX if running.contender.keeps else MESSAGES_MAX
    rate = _tried(running, load, cell, least, effort)
    second = int(rate * effort.seconds * PROBE_SHARE)
    if second > 2 * least:
        rate = _tried(running, load, cell, min(second, most), effort)
    fitting = int(rate * effort.seconds)
    wanted = min(cell.sessions * cell.messages_wanted, int(rate * effort.seconds * STRETCH))
    return max(least, min(max(fitting, wanted), most))


def _tried(running, load, cell, messages, effort):
    return run_once(running, load, cell, messages, effort.late_seconds)["messages_per_second"]


def compare(ours, theirs, load, cell, effort):
    """Rounds of both, in alternating order: the row of this cell."""
    counts = {side: messages_for(side, load, cell, effort) for side in (ours, theirs)}
    runs = {ours: [], theirs: []}
    for number in range(effort.rounds):
        for side in (ours, theirs) if number % 2 == 0 else (theirs, ours):
            runs[side].append(run_once(side, load, cell, counts[side], effort.late_seconds))
    return {"octets": cell.octets, "sessions": cell.sessions, "mode": cell.mode, "load": load,
            "rounds": effort.rounds,
            "ours": summary(runs[ours], cell), "theirs": summary(runs[theirs], cell),
            "cpu_ratio": ratio(runs[ours], runs[theirs], "cpu_us"),
            "rate_ratio": ratio(runs[ours], runs[theirs], "messages_per_second")}


def summary(runs, cell):
    """`messages_per_session` tells how much of the rest is connecting."""
    messages = runs[0]["messages"]
    return {"messages": messages,
            "messages_per_session": round(messages / cell.sessions, 1) if cell.kept_open else 1,
            **{key: spread([run[key] for run in runs]) for key in ("cpu_us",
                                                                   "messages_per_second")}}


def ratio(ours, theirs, key):
    """Ours over theirs, round by round: both halves of a round have met the same machine."""
    return spread([mine[key] / other[key] for mine, other in zip(ours, theirs)])
