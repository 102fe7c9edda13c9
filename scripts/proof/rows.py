"""The tables of the proof: what is demanded, and what shows it. Each is text, one row a line."""

from dataclasses import dataclass, field

REQUIREMENTS = "conformance/requirements.tsv"
THREATS = "conformance/threats.tsv"
EVIDENCE = "conformance/evidence.tsv"


@dataclass(frozen=True)
class Finding:
    """What is wrong with one line of a table."""

    path: str
    line: int
    message: str

    def __str__(self):
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Evidence:
    """One row: this shows it, or this is why nothing does."""

    id: str
    kind: str
    text: str
    line: int

    def things(self):
        """The transcripts, tests or targets that the row names."""
        return self.text.split()


@dataclass
class Demand:
    """Something to be shown: a requirement of an RFC, or a fault that others had."""

    id: str
    group: str  # the number of the RFC, or the heading of the threat
    level: str
    role: str
    summary: str
    line: int
    observable: str = ""  # where it shows: "wire"
    evidence: list = field(default_factory=list)


@dataclass
class Proof:
    """All tables of a repository, read."""

    requirements: list
    threats: list
    evidence: list
    findings: list

    @property
    def demands(self):
        return self.requirements + self.threats


def table(root, path, columns, findings):
    """Yields (line, cells) for each row below the head, which must name `columns`."""
    file = root / path
    if not file.exists():
        return
    lines = file.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].split("\t")[:len(columns)] != columns:
        findings.append(Finding(path, 1, f"the first line names the columns: {' '.join(columns)}"))
        return
    for number, line in enumerate(lines[1:], 2):
        cells = line.split("\t")
        if len(cells) < len(columns):
            findings.append(Finding(path, number, f"{len(cells)} columns, not {len(columns)}"))
        else:
            yield number, cells


def _demands(root, path, columns, make, findings):
    found = {}
    for line, cells in table(root, path, columns, findings):
        demand = make(line, cells)
        if demand.id in found:
            findings.append(Finding(path, line, f"{demand.id} stands twice"))
        found[demand.id] = demand
    return list(found.values())


def read(root):
    """The tables below `root`, evidence joined to what it shows."""
    findings = []
    requirements = _demands(
        root, REQUIREMENTS, ["id", "rfc", "section", "level", "role", "summary"],
        lambda line, c: Demand(c[0], c[1], c[3], c[4], c[5], line, (c + ["", ""])[7]), findings)
    threats = _demands(
        root, THREATS, ["id", "subject", "asks"],
        lambda line, c: Demand(c[0], c[1], "", "", c[2], line), findings)
    evidence = [Evidence(c[0], c[1], c[2], line)
                for line, c in table(root, EVIDENCE, ["id", "kind", "evidence"], findings)]
    by_id = {demand.id: demand for demand in requirements + threats}
    for row in evidence:
        if row.id in by_id:
            by_id[row.id].evidence.append(row)
        else:
            findings.append(Finding(EVIDENCE, row.line, f"nothing demands {row.id}"))
    return Proof(requirements, threats, evidence, findings)


def in_order(proof):
    """The evidence in the order of what it shows; rows of one demand keep theirs."""
    return [row for demand in proof.demands for row in demand.evidence]


def write_evidence(root, rows):
    lines = ["id\tkind\tevidence"] + [f"{row.id}\t{row.kind}\t{row.text}" for row in rows]
    (root / EVIDENCE).write_text("\n".join(lines) + "\n", encoding="utf-8")
