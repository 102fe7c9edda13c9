"""The parts of the page that bench/peers/run measured."""

from pages import scales
from pages.markup import element, joined, number, paragraph, table

from .cells import by_setting, of_figure

# Of each ratio: title, how to read it, what it is of, and how that is shown.
RATIOS = {
    "cpu_ratio": ("Processor time a message", "ours over theirs; under 1 ours costs less", "cpu_us",
                  "{} / {} \u00b5s"),
    "rate_ratio": ("Messages a second", "ours over theirs; over 1 ours is faster",
                   "messages_per_second", "{} / {} a second"),
}
EXPLAINED = {
    "A": "Accept and discard: what it costs to speak SMTP. Processor time is that of all processes "
         "of a server until it has nothing more to do, user and system.",
    "B": "Accept and keep: a run ends when each message is where the server keeps it. Compare "
         "it with what each had told the disk when it said 250.",
}


def promises(sources):
    rows = of_figure(sources, "promise")
    if not rows:
        return None
    return joined((
        paragraph("What had been synced for a message when the server said 250 to it, and what "
                  "was synced for it later: counted by strace over messages that were sent one by "
                  "one. What is not synced may be gone after a power cut."),
        table(("Server", "what it does", "had it told the disk?", "before 250", "after it"),
              [(row["server"], row["what"], row["promise"], _syncs(row.get("before")),
                _syncs(row.get("after"))) for row in sorted(rows, key=_promise_order)], "words")))


def _promise_order(row):
    return row["workload"] != "B", row["server"] != "heloport"


def _syncs(counts):
    return ", ".join(f"{value:g} of a {kind}" for kind, value in (counts or {}).items()) or "none"


def workload(sources, name):
    """A plot a setting and ratio, and all figures in a table."""
    rows = of_figure(sources, "side by side", name)
    if not rows:
        return None
    keys = ("cpu_ratio",) if name == "A" else ("rate_ratio", "cpu_ratio")
    figures = [_figure(key, words, alike) for words, alike in by_setting(rows) for key in keys]
    return joined((paragraph(EXPLAINED[name]), element("div", *figures, class_="plots"),
                   element("details", element("summary", "All figures"), _figures(rows))))


def _figure(key, words, rows):
    title, unit, _, _ = RATIOS[key]
    goal = (("alike", 1.0),)
    return scales.spreads(f"{title}: {words}",
                          [(row["peer"], row[key], absolute(row, key)) for row in rows], unit, goal)


def absolute(row, key):
    """What a ratio is of, medians, ours first: `20.0 / 28.6 \u00b5s`."""
    _, _, of, form = RATIOS[key]
    return form.format(*(scales.digits(float(row[side][of]["median"]))
                         for side in ("ours", "theirs")))


def _figures(rows):
    heading = ("", "setting", "rounds", "messages a session, ours / theirs", "our \u00b5s",
               "their \u00b5s", "ratio (least\u2013most)", "ours a second", "theirs a second",
               "ratio (least\u2013most)")
    return table(heading, [
        (row["peer"], words, row.get("rounds", ""), _messages(row), *_both(row, "cpu_us", 1),
         scales.words(row["cpu_ratio"]), *_both(row, "messages_per_second", 0),
         scales.words(row["rate_ratio"]))
        for words, alike in by_setting(rows) for row in alike], "numbers")


def _messages(row):
    """Of a session: the fewer, the more of the figures is connecting."""
    told = [row[side].get("messages_per_session") for side in ("ours", "theirs")]
    return "" if None in told else " / ".join(f"{count:g}" for count in told)


def _both(row, key, digits):
    return [number(float(row[side][key]["median"]), digits) for side in ("ours", "theirs")]


def missing(sources):
    """Who was absent and what could not be measured."""
    rows = of_figure(sources, "absent") + of_figure(sources, "not measured")
    if not rows:
        return None
    return table(("Server", "workload", "", "why"),
                 [(row["server"], row["workload"], row["figure"], row["why"]) for row in rows],
                 "words")
