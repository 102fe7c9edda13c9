"""Rows of results in words, and in the order that a reader wants."""

from pages.markup import Raw
from pages.scales import digits

KB, MB = 1024, 1024 * 1024
SIDE_BY_SIDE = {"promise", "side by side", "absent", "not measured"}  # of bench/peers/run
# How a value is called by the end of its name: what it is divided by, and its unit.
UNITS = (("_octets_per_second", 1e9, "GB/s"), ("_per_second", 1, "a second"),
         ("_us", 1, "\u00b5s"), ("_ns", 1, "ns"))


def setting(row):
    """`1 KB, 100 sessions kept open`; what a row holds for."""
    size, sessions = octets(row["octets"]), row["sessions"]
    several = "1 session" if sessions == 1 else f"{sessions} sessions"
    how = "kept open" if row["mode"] == "many" else "of one message"
    load = row.get("load", "smtp-source")
    return f"{size}, {several} {how}" + ("" if load == "smtp-source" else f", {load}")


def octets(count):
    for unit, name in ((MB, "MB"), (KB, "KB")):
        if count >= unit and count % unit == 0:
            return f"{count // unit} {name}"
    return f"{count} octets"


def order(row):
    return (row.get("load", "") != "smtp-source", row["octets"], row["mode"] != "many",
            row["sessions"])


def by_setting(rows):
    """[(words, rows)], each with all the peers that were measured so."""
    found = {}
    for row in sorted(rows, key=order):
        found.setdefault(setting(row), []).append(row)
    return list(found.items())


def of_figure(sources, figure, workload=None):
    """All such rows of the sources that were measured by a command of ours."""
    return [row for source in sources if source.kind == "measured" for row in source.rows
            if row["figure"] == figure and workload in (None, row.get("workload"))]


def own_rows(sources):
    """All rows that were measured by a command of ours, but for those of bench/peers/run."""
    return [row for source in sources if source.kind == "measured" for row in source.rows
            if row["figure"] not in SIDE_BY_SIDE]


def is_spread(value):
    return isinstance(value, dict) and {"median", "min", "max"} <= set(value)


def absolutes(row):
    """What a ratio is made of: `heloport 20.0 \u00b5s, smtp-sink 28.6 \u00b5s`, medians."""
    found = []
    for key, value in row.items():
        for end, factor, unit in UNITS:
            if is_spread(value) and key.endswith(end):
                name = key.removesuffix(end).replace("_", "-")
                found.append(f"{name} {digits(value['median'] / factor)} {unit}")
                break
    return ", ".join(found)


def reached(value, goal, at_least):
    """Whether a goal is, as a mark."""
    if value >= goal if at_least else value <= goal:
        return Raw('<span class="good">reached</span>')
    return Raw('<i class="mark bad">\u2717</i> not reached')
