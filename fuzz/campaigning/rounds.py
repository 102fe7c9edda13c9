"""Who gets how much of the next round: more for a target that still finds, something for each."""

import math

# This share of a round goes to all alike, so that a target that found nothing is asked again.
SHARED_ALIKE = 0.4
SLICE_SECONDS_MIN = 2.0
ROUND_SECONDS = (10.0, 300.0)
# So many rounds a campaign should have, or the shares would learn nothing.
ROUNDS = 8


def round_seconds(seconds, targets, jobs, slice_min=SLICE_SECONDS_MIN):
    """How long a round takes on the wall: each target gets at least its smallest slice in it."""
    shortest, longest = ROUND_SECONDS
    fair = targets * slice_min / jobs
    return min(seconds, max(fair, shortest, min(longest, seconds / ROUNDS)))


def shares(states):
    """Part of a round by target, together 1. Counts what was found in the last run of each."""
    rates = {name: _rate(state) for name, state in states.items()}
    total = sum(rates.values())
    if total == 0:
        return {name: 1 / len(states) for name in states}
    alike = SHARED_ALIKE / len(states)
    return {name: alike + (1 - SHARED_ALIKE) * rate / total for name, rate in rates.items()}


def _rate(state):
    """Discoveries per second of the last run; the root of it, so that nobody takes it all."""
    if not state.rounds:
        return 1.0
    last = state.rounds[-1]
    return (last["discoveries"] / max(last["seconds"], 1.0)) ** 0.5


def plan(states, seconds, jobs, slice_min=SLICE_SECONDS_MIN):
    """(seconds, target) of each run of a round, the longest first, for `jobs` at a time.

    A target whose share is more than one core can give has several runs side by side.
    """
    budget = seconds * jobs
    wanted = {name: max(slice_min, budget * share)
              for name, share in shares(states).items()}
    surplus = max(1.0, sum(wanted.values()) / budget)
    runs = []
    for name, length in wanted.items():
        length = max(slice_min, length / surplus)
        # No piece is shorter than a run that does anything, even if it is longer than the round.
        pieces = max(1, min(math.ceil(length / seconds - 1e-9), int(length // slice_min)))
        runs += [(length / pieces, name)] * pieces
    return sorted(runs, reverse=True)
