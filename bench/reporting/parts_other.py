"""The parts that bench/server_cpu, bench/durable, bench/growth and heloport load measured."""

from pages import scales
from pages.generic import generic
from pages.markup import element, joined, number, paragraph, table

from . import parts_alone
from .cells import absolutes, is_spread, octets, own_rows, reached


def with_ratio(sources):
    """Results that are one ratio with its spread, such as those of bench/server_cpu."""
    rows = [row for row in own_rows(sources) if is_spread(row.get("ratio"))]
    if not rows:
        return None
    body = []
    for figure in dict.fromkeys(row["figure"] for row in rows):
        alike = [row for row in rows if row["figure"] == figure]
        body += [scales.spreads(figure, [(_name(row), row["ratio"]) for row in alike],
                                "least, median and most of the rounds", (("alike", 1.0),)),
                 table(("", "ratio (least\u2013most)", "medians", "goal", ""),
                       [(_name(row), scales.words(row["ratio"]), absolutes(row), goal_of(row),
                         _reached(row)) for row in alike], "numbers")]
    return joined(body)


def _name(row):
    name = str(row.get("workload") or row.get("subject") or "")
    loops = row.get("loops")
    return name if loops is None else f"{name}, {loops} loop{'' if loops == 1 else 's'}"


def goal_of(row):
    if row.get("goal") is None:
        return ""
    return f"{chr(0x2265) if _at_least(row) else chr(0x2264)} {row['goal']:g}"


def _at_least(row):
    return row.get("goal_is") == "at least"


def _reached(row):
    if row.get("goal") is None:
        return ""
    return reached(row["ratio"]["median"], row["goal"], _at_least(row))


def growth(sources):
    """What has points: a setting and what it costs there."""
    rows = [row for row in own_rows(sources) if row.get("points") and not _is_memory(row)]
    if not rows:
        return None
    figures = [scales.growth(row["figure"], ((_name(row) or "cost", row["points"]),),
                             _name(row), _exponent(row)) for row in rows]
    return joined((paragraph("Both axes are logarithmic: a cost that does not grow is a level "
                             "line, its exponent is 0; one that grows in proportion has "
                             "exponent 1."),
                   element("div", *figures, class_="plots")))


def _exponent(row):
    if row.get("exponent") is None:
        return str(row.get("unit", ""))
    goal = row.get("goal")
    asked = "" if goal is None else f"; at most {goal:g} is asked for"
    return f"{row.get('unit', '')}, exponent {row['exponent']:.3f}{asked}"


def memory(sources):
    """What a session holds, over how many there are: all of it in one plot."""
    rows = [row for row in own_rows(sources) if row.get("points") and _is_memory(row)]
    if not rows:
        return None
    return joined((
        paragraph("Memory that the server has of its own, for each of its sessions; what the "
                  "kernel holds for a socket is beside it. Idle sessions have said EHLO; loaded "
                  "ones all send messages, and theirs is the most that was seen."),
        scales.growth("Memory of a session",
                      [(_in_words(row), row["points"]) for row in rows], "sessions", "octets"),
        table(("", *(f"{number(count)} sessions" for count in _settings(rows)),
               "goal", ""), [_memory_row(row, _settings(rows)) for row in rows], "numbers")))


def _is_memory(row):
    return row.get("unit") == "octets a session"


def _in_words(row):
    name = _name(row)
    return name.removesuffix("_tls") + (" in TLS" if name.endswith("_tls") else "")


def _settings(rows):
    return sorted({count for row in rows for count, _ in row["points"]})


def _memory_row(row, settings):
    octets_of = dict(map(tuple, row["points"]))
    goal, most = row.get("goal"), row["points"][-1][1]
    verdict = "" if goal is None else reached(most, goal, False)
    return (_in_words(row),
            *(number(octets_of[count], 0) if count in octets_of else "-" for count in settings),
            "" if goal is None else f"{chr(0x2264)} {number(goal)}",
            row.get("not_measured") or verdict)


def loads(sources):
    """What heloport load measured, a row a file."""
    rows = [(source, row) for source in sources if source.kind == "load" for row in source.rows]
    if not rows:
        return None
    return table(("Server", "workload", "messages a second", "p50", "p99", "p99.9"),
                 [(row.get("server", source.name), _load(row["workload"]),
                   number(float(row.get("messages_per_second", 0)), 0),
                   *(f"{number(float(row['latency_us'].get(key, 0)), 0)} \u00b5s"
                     for key in ("p50", "p99", "p99.9"))) for source, row in rows], "numbers")


def _load(workload):
    ways = [name for name in ("pipelining", "bdat", "lmtp", "tls")
            if workload.get(name) not in (None, False, 0, "none")]
    return ", ".join([octets(workload.get("message_octets", 0)),
                      f"{workload.get('sessions', '?')} sessions", *ways])


def rest(sources):
    """Whatever no other part shows, as it is: nothing that was measured is left out."""
    rows = [row for row in own_rows(sources) if not row.get("points")
            and not is_spread(row.get("ratio")) and not parts_alone.shows(row)]
    return generic(rows) if rows else None
