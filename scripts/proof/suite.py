"""Which requirements the cases of the suite show, and why others cannot be shown."""

import re
from collections import Counter

from . import rows
from .pages import cell, in_turn, rfc_heading, rows_of
from .rows import Finding

PAGE = "docs/suite.md"
CASES = "conformance/cases"
UNCOVERED = "conformance/uncovered.tsv"
VECTOR_CASES = 8  # conformance/smuggling.cpp: one for each way to write the dot


class Suite:
    """The cases below conformance/cases, by the requirements that they show."""

    def __init__(self, root):
        self.cases = {}  # requirement: ids
        self.ids = []
        for path in sorted((root / CASES).rglob("*.smtp")):
            case = path.relative_to(root / CASES).with_suffix("").as_posix()
            self.ids.append(case)
            for shown in re.findall(r"^! shows (.+)$", path.read_text("utf-8"), re.MULTILINE):
                for requirement in shown.split():
                    self.cases.setdefault(requirement, []).append(case)
        self.findings = []
        self.reasons = {}
        for line, cells in rows.table(root, UNCOVERED, ["id", "reason"], self.findings):
            self.reasons[cells[0]] = (line, cells[1])

    def findings_about(self, proof):
        """Every row that shows on a server's wire has a case or a reason, and not both."""
        yield from self.findings
        known = {d.id for d in proof.requirements}
        for demand in demanded(proof):
            if demand.id not in self.cases and demand.id not in self.reasons:
                yield Finding(rows.REQUIREMENTS, demand.line,
                              f"{demand.id} has no case and no row in {UNCOVERED}")
        for requirement, (line, reason) in self.reasons.items():
            if requirement not in known:
                yield Finding(UNCOVERED, line, f"nothing demands {requirement}")
            elif requirement in self.cases:
                yield Finding(UNCOVERED, line, f"{requirement} has a case: "
                                               f"{self.cases[requirement][0]}")
            elif len(reason.split()) < 3:
                yield Finding(UNCOVERED, line, f"{requirement}: a reason has words")


def demanded(proof):
    return [d for d in proof.requirements
            if d.observable == "wire" and d.role in ("server", "both")]


def page(proof, suite):
    demands = demanded(proof)
    shown = sum(d.id in suite.cases for d in demands)
    parts = [
        "# What the suite judges\n",
        "Made by `scripts/conformance-table` from `conformance/cases/` and"
        f" `{UNCOVERED}`: each requirement\nthat shows on a server's wire, and the cases of"
        " `heloport check` that ask for it.\n",
        f"**{len(suite.ids):,} cases, and eight for the vectors of the end of data, which are made"
        f" by the program: a run\nhas {len(suite.ids) + VECTOR_CASES:,} results. {len(demands)}"
        f" requirements show on a server's wire: {shown} have cases, {len(demands) - shown} a\n"
        "reason why not.**\n",
        _counts(demands, suite),
    ]
    for rfc in in_turn(demands):
        parts.append(f"## {rfc_heading(rfc)}\n")
        parts.append(rows_of(("id", "level", "what is asked", "cases"), (
            (d.id, d.level, cell(d.summary), _shown_by(d, suite))
            for d in demands if d.group == rfc)))
    return "\n".join(parts)


def _counts(demands, suite):
    have = Counter(d.group for d in demands if d.id in suite.cases)
    every = Counter(d.group for d in demands)
    cases = Counter(case.split("/")[0].removeprefix("rfc") for case in suite.ids)
    own = [part for part in cases if part not in every]  # smuggling: requirements of several RFCs
    return rows_of(("RFC or part", "requirements", "with cases", "cases"), [
        *((rfc, every[rfc], have[rfc], cases[rfc]) for rfc in in_turn(demands)),
        *((part, "-", "-", cases[part]) for part in own)])


def _shown_by(demand, suite):
    if demand.id in suite.cases:
        return "<br>".join(f"[{case.split('/', 1)[1]}](../{CASES}/{case}.smtp)"
                           for case in suite.cases[demand.id])
    return "none: " + cell(suite.reasons[demand.id][1])
