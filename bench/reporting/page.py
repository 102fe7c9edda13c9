"""The page: what its parts are, and what each was measured on."""

from pages.frame import framed
from pages.markup import element, facts, joined, number, paragraph, table

from . import parts_alone, parts_other, parts_peers
from .cells import of_figure

# (name in the address, title, function of the sources); a part without data is left out.
PARTS = (
    ("promises", "What each promised at 250", parts_peers.promises),
    ("discard", "Beside others: accept and discard",
     lambda sources: parts_peers.workload(sources, "A")),
    ("keep", "Beside others: accept and keep",
     lambda sources: parts_peers.workload(sources, "B")),
    ("ratios", "Ratios and goals", parts_other.with_ratio),
    ("growth", "What grows", parts_other.growth),
    ("memory", "Memory of a session", parts_other.memory),
    ("loads", "Loads", parts_other.loads),
    ("micro", "Parts alone", parts_alone.alone),
    ("rest", "More figures", parts_other.rest),
    ("missing", "Not measured", parts_peers.missing),
)


def page_of(sources):
    """The whole page as text."""
    parts = [(name, title, body) for name, title, write in PARTS
             if (body := write(sources)) is not None]
    parts.append(("measured", "How it was measured", measured(sources)))
    return framed("Heloport: benchmarks", _lead(sources), parts)


def _lead(sources):
    dates = sorted(source.date[:10] for source in sources if source.date)
    when = dates[0] if dates and dates[0] == dates[-1] else f"{dates[0]} to {dates[-1]}" \
        if dates else ""
    return (
        paragraph("Heloport", class_="eyebrow"),
        element("h1", "Benchmarks"),
        paragraph("Both sides of every comparison were loaded in turn, in one run, on one machine: "
                  "what counts is their ratio, with its least and most. Absolute figures are those "
                  "of the day.", class_="lead"),
        facts((("measured", when), ("beside", ", ".join(_peers(sources)) or "-"),
               *(("note", source.about["note"]) for source in sources
                 if source.about.get("note")))))


def _peers(sources):
    return dict.fromkeys(row["peer"] for row in of_figure(sources, "side by side"))


def measured(sources):
    """Machine, versions and command of each file, so that it can be done again."""
    parts = []
    for source in sources:
        about = source.about
        notes = [("note", about["note"])] if about.get("note") else []
        parts.append(element(
            "details", element("summary", element("code", source.name), f", {source.date}"),
            facts((*notes, ("command", element("code", source.command)),
                   ("machine", _told(about.get("machine"))),
                   ("versions", _told(about.get("versions")))))))
    return joined(parts)


def _told(value):
    if not isinstance(value, dict):
        return str(value or "-")
    flat = [(name, each) for name, each in value.items() if not isinstance(each, (dict, list))]
    return table(("", ""), [(name, number(each) if isinstance(each, (int, float))
                             and not isinstance(each, bool) else str(each))
                            for name, each in flat], "words")
