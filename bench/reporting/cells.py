"""Rows of bench/peers/run in words, and in the order that a reader wants."""

KB, MB = 1024, 1024 * 1024


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
