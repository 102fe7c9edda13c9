"""docs/servers.md: counts and small tables first, then each server with its violations as facts,
our notes and its settings, and last every vector by name."""

import re
from itertools import groupby

from .ends import Ends
from .results import JUDGEMENTS
from .table import table

HEAD = """# Servers

What `heloport check` says about servers that others wrote, and about ours. Made by
`scripts/calibrate`, which starts each on loopback with a private configuration, printed below, that
offers what the server has and lets a suite that errs often go on undisturbed.
`servers.html`, written beside it and not kept here, is the same as a matrix that opens every
session.

A line here is a fact about one version in one configuration on one day, not a verdict on a product.
"""
READ = """Every violation below was read again: the session against the text of the RFC.
"""
UNREAD = """{} of the violations below are marked *not read again yet*: nobody has compared the
session with the text of the RFC, so the case may be what is wrong.
"""


def page(all_judged, notes, requirements):
    """The text. `requirements` are rows by id; runs of one server stand together."""
    unread, ends = count_unread(all_judged, notes), Ends(all_judged)
    parts = [HEAD, UNREAD.format(unread) if unread else READ, _counts(all_judged),
             _sections(all_judged), ends.summary()]
    for server, runs in groupby(all_judged, lambda judged: judged.subject.server):
        parts.append(_server(server, list(runs), notes, requirements))
    parts.append(ends.by_name())
    return "\n".join(filter(None, parts))


def count_unread(all_judged, notes):
    """Violations without a reading, one for each server and case."""
    return len({(judged.subject.server, case.id) for judged in all_judged
                for case in judged.with_judgement("violated")
                if (judged.subject.server, case.id) not in notes})


def _counts(all_judged):
    rows = []
    for judged in all_judged:
        counts = judged.counts
        rows.append((judged.subject.name, judged.version, judged.date[:10],
                     *(counts[name] for name in JUDGEMENTS), f"{judged.seconds:.0f} s"))
    return "## Counts\n\n" + table(("server", "version", "date", *JUDGEMENTS, "time"), rows)


def _sections(all_judged):
    servers = list(dict.fromkeys(judged.subject.server for judged in all_judged))
    said = {server: {} for server in servers}
    for judged in all_judged:
        for case in judged.cases:
            said[judged.subject.server].setdefault(case.id, set()).add(case.judgement)
    sections = sorted({_section(case) for cases in said.values() for case in cases}, key=_in_order)
    rows = []
    for section in sections:
        rows.append((section, *(_cell([judgements for case, judgements in said[server].items()
                                       if _section(case) == section]) for server in servers)))
    return ("## By section\n\nCases that are satisfied, **violated**, and (of latitude). A case"
            " that is violated in one way of\nreaching a server counts as violated. The name of a"
            " server leads to what was found there.\n\n"
            + table(("section", *(_link(server) for server in servers)), rows))


def _link(server):
    """To the server's own part of the page."""
    return f"[{server}](#{server})"


def _cell(cases):
    counts = [sum(name in judgements for judgements in cases) for name in JUDGEMENTS[:3]]
    satisfied = sum(judgements & {"satisfied", "violated", "latitude"} == {"satisfied"}
                    for judgements in cases)
    words = [str(satisfied) if satisfied else "", f"**{counts[1]}**" if counts[1] else "",
             f"({counts[2]})" if counts[2] else ""]
    return " ".join(filter(None, words)) or "-"


def _section(case_id):
    """The part of the suite that has one row: `RFC 5321, 4.1` for rfc5321/4.1.1.5/some-case."""
    match = re.match(r"rfc(\d+)/(\w+(?:\.\d+)?)?", case_id)
    if not match:
        return case_id.split("/")[0]
    rfc, section = match.groups()
    return f"RFC {rfc}, {section}" if rfc == "5321" and section else f"RFC {rfc}"


def _in_order(section):
    return [(0, int(word), "") if word.isdigit() else (1, 0, word)
            for word in re.findall(r"\d+|[^\d\W]+", section.removeprefix("RFC 5321"))]


def _server(server, runs, notes, requirements):
    violated = {}
    for judged in runs:
        for case in judged.with_judgement("violated"):
            violated.setdefault(case.id, []).append((judged, case))
    parts = [f"## {server}\n", f"{runs[0].version}, {runs[0].date[:10]}.\n"]
    parts += [_violation(found, notes, requirements, len(runs)) for found in violated.values()]
    if not violated:
        parts.append("No violation.\n")
    for judgement in "latitude", "inconclusive":
        parts.append(_list(judgement, runs))
    parts.append(_settings(runs))
    return "\n".join(filter(None, parts))


def _violation(found, notes, requirements, ways):
    judged, case = found[0]
    where = "" if len(found) == ways else "; " + ", ".join(
        each.subject.way for each, _ in found)
    note = notes.get((judged.subject.server, case.id), "")
    lines = [f"### {case.title}\n", f"`{case.id}`{where}\n"]
    for name in case.requirements:
        row = requirements[name]
        lines.append(f"- {row['level']}, RFC {row['rfc']}, {row['section']}: {row['summary']}.")
    lines += ["", "```text", *case.session, "```\n",
              f"Found: {case.reason.rstrip('.')}."
              + (f" Came: `{case.came}`." if case.came else "")
              + (f" Allowed: {case.allowed}." if case.allowed else "") + "\n",
              f"{note}\n" if note else "*Not read again yet.*\n"]
    return "\n".join(lines)


def _list(judgement, runs):
    found = {}
    for judged in runs:
        for case in judged.with_judgement(judgement):
            found.setdefault(case.id, case)
    if not found:
        return ""
    rows = [(f"`{case.id}`", case.level, case.title, case.reason) for case in found.values()]
    return (f"<details><summary>{judgement.capitalize()}: {len(rows)}</summary>\n\n"
            + table(("case", "level", "claim", "what was found"), rows) + "\n</details>\n")


def _settings(runs):
    """Those of each way once, under the ways that share them."""
    texts = {}
    for judged in runs:
        texts.setdefault(judged.configuration, []).append(judged.subject.way)
    parts = ["<details><summary>Settings, and what EHLO offers</summary>\n"]
    for text, ways in texts.items():
        parts.append(f"{', '.join(ways)}:\n\n```text\n{text.rstrip()}\n```\n")
    for judged in runs:
        offered = ", ".join(f"`{word}`" for word in judged.keywords) or "nothing"
        parts.append(f"{judged.subject.way}: {offered}\n")
    return "\n".join([*parts, "</details>\n"])
