"""The parts of the page that come from campaign.json: targets, coverage over time, discovery."""

from pages import svg
from pages.markup import Raw, element, joined, number, paragraph, table

# So many executions per second and core an issue asks of parsers and of whole sessions.
GOALS = (("20k", 20_000), ("100k", 100_000))


def targets(campaign):
    states = sorted(campaign.targets.values(), key=lambda state: state.name)
    rows = [(element("code", state.name), number(state.executions),
             number(state.executions_per_second), number(state.executions_per_cpu_second),
             number(state.coverage), number(state.features), number(state.inputs),
             number(state.findings)) for state in states]
    speeds = [(state.name, state.executions_per_cpu_second) for state in states]
    fast = max((value for _, value in speeds), default=0)
    goals = [goal for goal in GOALS if goal[1] <= 2 * fast]
    return joined((
        table(("Target", "Executions", "per second", "per CPU second", "Edges", "Features",
               "Corpus", "Findings"), rows, "numbers"),
        svg.bars("Executions by target", speeds, "for each second of CPU, sanitizers on", goals),
        paragraph("A second on the wall is shared with whatever else the machine does; a second of "
                  "CPU is not, and is what two runs can be compared by.", class_="small")))


def over_time(campaign):
    figures = []
    for state in sorted(campaign.targets.values(), key=lambda state: state.name):
        if len(state.samples) < 2:
            continue
        unit, name = (60, "minutes") if campaign.spent > 300 else (1, "seconds")
        rows = [(row[0] / unit, row[3], row[2]) for row in state.samples]
        figures.append(svg.lines(state.name, (
            ("features", [(x, features) for x, features, _ in rows]),
            ("edges", [(x, edges) for x, _, edges in rows])), f"{name} of the campaign"))
    if not figures:
        return paragraph("No target ran long enough for a line.")
    return element("div", *figures, class_="plots")


def discovery(campaign):
    """Good and Turing: what was seen once tells how much is still unseen."""
    rows = []
    for state in sorted(campaign.targets.values(), key=lambda state: state.name):
        last = state.rounds[-1] if state.rounds else {"discoveries": 0, "executions": 0}
        rows.append((element("code", state.name), number(state.discoveries),
                     chance(state.discoveries, state.executions), number(last["discoveries"]),
                     chance(last["discoveries"], last["executions"])))
    return joined((
        paragraph("The estimate of Good and Turing: the share of executions that showed something "
                  "for the first time is about the chance that the next one shows something new; "
                  "the last run of a target is the one that says how it stands now."),
        table(("Target", "New, in all", "of all executions", "New, in the last run",
               "chance that the next one is new"), rows, "numbers")))


def chance(found, executions):
    """`1 in 250`; with nothing found, at most three in so many (95 % sure)."""
    if executions == 0:
        return "-"
    if found == 0:
        return f"under 1 in {number(max(1, executions // 3))}"
    return f"1 in {number(executions / found)}"


def findings(campaign, read):
    """`read` gives the octets of a file that a finding names, or None."""
    if not campaign.findings:
        return paragraph("Nothing was found.", class_="good")
    return joined(_finding(finding, read) for finding in campaign.findings)


def _finding(finding, read):
    command = element("code", finding.get("command", "-"))
    details = [element("dt", "repeat"), element("dd", command)]
    octets = finding.get("octets")
    if octets is not None:
        details += [element("dt", "input"),
                    element("dd", f"{octets} octets, of {finding.get('octets_found', octets)} "
                                  "as it was found")]
    details += [element("dt", "seen"), element("dd", _seen(finding))]
    transcript = read(finding.get("transcript"))
    body = [element("dl", *details, class_="facts")]
    if transcript is not None:
        body.append(element("pre", transcript.decode("utf-8", "replace")))
    else:
        octets = read(finding.get("file"))
        if octets is not None:
            body.append(element("pre", dump(octets)))
    head = element("summary", Raw('<i class="mark bad">\u2717</i>'),
                   element("b", finding["target"]), f" {finding['kind']}: {finding['complaint']}")
    return element("details", head, *body, class_="finding", open="open")


def _seen(finding):
    times = "once" if finding["count"] == 1 else f"{finding['count']} times"
    again = "" if finding.get("repeats", True) else "; it did not repeat when it was run alone"
    return f"{times}, first after {finding['seconds']:.0f} s{again}"


def dump(octets, octets_max=1024):
    """Octets as text, a line for each CRLF; what is not printable is escaped."""
    shown = "".join(chr(octet) if 32 <= octet < 127 and octet != 92 else
                    {13: "\\r", 10: "\\n", 9: "\\t", 92: "\\\\"}.get(octet, f"\\x{octet:02x}")
                    for octet in octets[:octets_max]).replace("\\r\\n", "\\r\\n\n")
    more = len(octets) - octets_max
    return shown + (f"\n... and {more} octets more" if more > 0 else "")
