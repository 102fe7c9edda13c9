"""The parts of the page that other tools measured. Each takes the data of one JSON file.

A file whose shape is not the one that a part knows is shown as it is, by generic(): nothing that
was measured is left out because a tool has learned a new word.
"""

from pages import svg
from pages.generic import ROWS_MAX, generic
from pages.markup import Raw, element, facts, joined, number, paragraph, percent, table


class Unlike(Exception):
    """The data have another shape."""


def dfa(data):
    """[{"machine", "states", "states_reached", "transitions", "transitions_taken", "missing"}]"""
    rows = _checked(data, ("machine", "states", "states_reached", "transitions",
                           "transitions_taken"))
    total = {key: sum(row[key] for row in rows) for key in
             ("states", "states_reached", "transitions", "transitions_taken")}
    missing = [(element("code", row["machine"]), way["state"], way["octets"], way["target"],
                way.get("actions", "")) for row in rows for way in row.get("missing", [])]
    body = [paragraph("States and transitions of the parsers that Ragel made, and how many of them "
                      "the corpora take."),
            table(("Parser", "States", "", "Transitions", ""),
                  [_dfa_row(row["machine"], row) for row in rows] + [_dfa_row("all", total)],
                  "numbers")]
    if missing:
        body += [paragraph("Transitions that nothing took:"),
                 table(("Parser", "in state", "octets", "to state", "actions"),
                       missing[:ROWS_MAX], "words")]
    return joined(body)


def _dfa_row(name, row):
    return (element("code", name), *_of(row["states_reached"], row["states"]),
            *_of(row["transitions_taken"], row["transitions"]))


def coverage(data):
    """{FILE: {"lines", "lines_run", "branches", "branches_taken"}}, folders and "all" too."""
    if not isinstance(data, dict):
        raise Unlike
    _checked(list(data.values()), ("lines", "lines_run", "branches", "branches_taken"))
    rows = [(element("code", name), *_of(row["lines_run"], row["lines"]),
             *_of(row["branches_taken"], row["branches"]))
            for name, row in sorted(data.items(), key=_sums_then_worst)]
    return joined((paragraph("Lines and branches of grammar and engine that run when nothing but "
                             "the corpora is played: sums first, then the file with the most "
                             "lines that do not."),
                   table(("File", "Lines", "", "Branches", ""), rows[:ROWS_MAX], "numbers")))


def _of(part, whole):
    return f"{number(part)} of {number(whole)}", joined((svg.share(part, whole),
                                                         percent(part, whole)))


def _sums_then_worst(pair):
    name, row = pair
    return (name != "all", not name.endswith("/"),
            row["lines_run"] / max(1, row["lines"]), name)


def phases(data):
    """{"phases": [...], "events": [...], "pairs": {phase: {event: count}}}"""
    if not (isinstance(data, dict) and isinstance(data.get("pairs"), dict)
            and all(isinstance(row, dict) for row in data["pairs"].values())):
        raise Unlike
    names = data.get("phases") or list(data["pairs"])
    events = data.get("events") or sorted({event for row in data["pairs"].values()
                                           for event in row})
    rows, seen, cells = [], 0, 0
    for phase in names:
        row = data["pairs"].get(phase, {})
        marks = [_pair(row.get(event)) for event in events]
        seen += sum(bool(row.get(event)) for event in events)
        cells += sum(row.get(event, 0) is not None for event in events)
        rows.append((phase, *marks))
    return joined((paragraph(f"{number(seen)} of {number(cells)} pairs of a phase and what happens "
                             f"in it were played ({percent(seen, cells)}). A dash is a pair that "
                             "cannot be."),
                   table(("Phase", *events), rows, "pairs"), _rest(data, "phases", "events",
                                                                   "pairs")))


def _pair(count):
    if count is None:
        return Raw('<span class="none">\u2013</span>')
    if not count:
        return Raw('<b class="mark bad">0</b>')
    return svg.short(count)


def mutants(data):
    """{"mutants": {ID: {SEED: {"killed", "cpu_seconds", "oracle", "complaint", ...}}}}"""
    if not (isinstance(data, dict) and isinstance(data.get("mutants"), dict)):
        raise Unlike
    runs = {name: _median_run(seeds) for name, seeds in data["mutants"].items() if seeds}
    times = sorted(run["cpu_seconds"] for run in runs.values() if run.get("killed"))
    steps = [(0, 0)] + [(seconds, place) for place, seconds in enumerate(times, 1)]
    rows = [(element("code", name), _killed(run), run.get("oracle", ""),
             run.get("complaint", "")) for name, run in
            sorted(runs.items(), key=lambda pair: (bool(pair[1].get("killed")), pair[0]))]
    within = sum(seconds <= 60 for seconds in times)
    return joined((
        paragraph(f"{len(times)} of {len(runs)} seeded bugs were found from an empty corpus, "
                  f"{within} of them within one minute of CPU."),
        svg.lines("Seeded bugs found", (("killed", steps),), "seconds of CPU", steps=True)
        if times else "",
        table(("Mutant", "Found after", "Oracle", "Complaint"), rows[:ROWS_MAX], "words"),
        facts((key, data[key]) for key in ("command", "date", "seconds_max") if key in data)))


def _median_run(seeds):
    runs = [run for run in seeds.values() if isinstance(run, dict) and "cpu_seconds" in run]
    if not runs:
        raise Unlike
    runs.sort(key=lambda run: (not run.get("killed"), run["cpu_seconds"]))
    return runs[len(runs) // 2]


def _killed(run):
    if run.get("killed"):
        return f"{run['cpu_seconds']:.1f} s"
    return Raw('<b class="mark bad">\u2717</b> it lives')


def garden(data):
    """{"servers": [...], "differences": [{"input", "servers", "what", "explained", "why"}]}"""
    differences = data["differences"] and _rows(data, "differences",
                                                ("input", "servers", "what"))
    open_ones = [each for each in differences if not each.get("explained")]
    done = f"{number(data.get('inputs', 0))} inputs were given to " \
           f"{', '.join(data.get('servers', []))}: {len(differences)} differences, " \
           f"{len(open_ones)} of them without an explanation."
    rows = [(element("code", each["input"]), ", ".join(each["servers"]), each["what"],
             each.get("why") or Raw('<b class="mark bad">?</b> not explained'))
            for each in sorted(differences, key=lambda each: bool(each.get("explained")))]
    return joined((paragraph(done), table(("Input", "Servers", "Difference", "Why"),
                                          rows[:ROWS_MAX], "words"),
                   _rest(data, "differences", "servers", "inputs")))


def _rows(data, key, fields):
    return _checked(data.get(key) if isinstance(data, dict) else None, fields)


def _checked(rows, fields):
    if not isinstance(rows, list) or not rows or \
            any(not isinstance(row, dict) or set(fields) - set(row) for row in rows):
        raise Unlike
    return rows


def _rest(data, *shown):
    left = {key: value for key, value in data.items() if key not in shown
            and not isinstance(value, (list, dict))}
    return facts((key, generic(value)) for key, value in left.items()) if left else ""
