"""The table between two markers of the README: one setting of each workload."""

from textwrap import fill

from pages.scales import words

from .cells import by_setting, of_figure
from .parts_peers import absolute
from .sources import Problem

BEGIN = "<!-- bench/report --readme writes what stands between these lines -->"
END = "<!-- end of bench/report -->"
COLUMNS = 100
# What is shown, where it was measured: octets, sessions, one message a session or many, by whom.
SHOWN = {"A": (1024, 100, "many", "smtp-source"), "B": (1024, 32, "many", "smtp-source")}
WHAT = {"A": "accept and discard", "B": "accept and keep"}
MANY = 50  # messages of a session, beside which connecting is little: peers/contest/cells.py


def rewritten(text, sources):
    """The README with its table made anew."""
    begin, end = text.find(BEGIN), text.find(END)
    if begin < 0 or end < begin:
        raise Problem("README.md: its two lines of bench/report are not there")
    return text[:begin + len(BEGIN)] + "\n" + table_of(sources) + text[end:]


def table_of(sources):
    found = {name: _shown(sources, name) for name in SHOWN}
    if not any(found.values()):
        raise Problem("no result is beside another server in the setting that the README shows")
    servers = list(dict.fromkeys(peer for rows in found.values() for peer in rows))
    promised = {row["server"]: row["promise"] for row in of_figure(sources, "promise", "B")}
    lines = ["| beside | accept and discard: our CPU over its | accept and keep: our rate over its "
             "| when it says 250 |", "|---|---|---|---|"]
    for server in servers:
        cells = [_cell(found[name][server], key) if server in found[name] else "-"
                 for name, key in (("A", "cpu_ratio"), ("B", "rate_ratio"))]
        lines.append(f"| {server} | {cells[0]} | {cells[1]} | {promised.get(server, '-')} |")
    return "\n".join(lines) + f"\n\n{_caption(sources, found, promised)}\n"


def _cell(row, key):
    return f"{words(row[key])}: {absolute(row, key)}"


def _shown(sources, workload):
    """The rows of the setting that is shown, by peer."""
    octets, sessions, mode, load = SHOWN[workload]
    return {row["peer"]: row for row in of_figure(sources, "side by side", workload)
            if (row["octets"], row["sessions"], row["mode"], row["load"])
            == (octets, sessions, mode, load)}


def _caption(sources, found, promised):
    rows = [row for each in found.values() for row in each.values()]
    settings = "; ".join(f"{WHAT[name]}: " + " and ".join(text for text, _ in by_setting(shown))
                         for name, shown in ((name, list(each.values()))
                                             for name, each in found.items()) if shown)
    used = [source for source in sources if of_figure([source], "side by side")]
    files = ", ".join(f"`bench/results/{source.name}`" for source in used)
    ours = promised.get("heloport")
    notes = "".join(f" {source.about['note']}" for source in used if source.about.get("note"))
    return fill(f"Median (least\u2013most) of {rows[0].get('rounds', '?')} rounds: medians of ours "
                f"/ theirs; {settings}. A CPU ratio below 1 and a rate ratio above 1 are in our "
                f"favour." + (f" Ours: {ours}." if ours else "") + _short_sessions(found)
                + f" From {files}.{notes}",
                COLUMNS, break_long_words=False, break_on_hyphens=False)


def _short_sessions(found):
    """Whose sessions had few messages: connecting is in their figures and hardly in ours."""
    few = {name: [f"{peer} {row['theirs']['messages_per_session']:.0f}"
                  for peer, row in rows.items()
                  if row["theirs"].get("messages_per_session", MANY) < MANY]
           for name, rows in found.items()}
    told = "; ".join(f"{WHAT[name]}: {', '.join(peers)}" for name, peers in few.items() if peers)
    return (f" Messages a session, where they were fewer than {MANY} and connecting counts: {told}."
            if told else "")
