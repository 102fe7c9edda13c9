"""The pages that are made of the tables: counts first, then every row with what shows it."""

from collections import Counter
from pathlib import Path

from .checks import PROOFS, REASONS

CONFORMANCE = "docs/conformance.md"
THREATS = "docs/threats.md"

TITLES = {
    "5321": "Simple Mail Transfer Protocol", "5322": "Internet Message Format",
    "1870": "SIZE", "2920": "PIPELINING", "6152": "8BITMIME",
    "3030": "CHUNKING and BINARYMIME", "3461": "DSN", "2034": "ENHANCEDSTATUSCODES",
    "3463": "Enhanced status codes", "5248": "Registry of enhanced status codes",
    "3207": "STARTTLS", "8314": "TLS from the first octet", "4954": "AUTH", "4616": "PLAIN",
    "5802": "SCRAM", "7677": "SCRAM-SHA-256", "6531": "SMTPUTF8",
    "6532": "Internationalized headers", "6533": "Internationalized DSN", "2033": "LMTP",
    "9422": "LIMITS", "8689": "REQUIRETLS", "2852": "DELIVERBY", "4865": "FUTURERELEASE",
    "6710": "MT-PRIORITY", "1985": "ETRN", "7504": "521 and 556", "7505": "Null MX",
    "3848": "Transmission types in Received",
}
STATES = ("shown",) + REASONS
HEADS = {"shown": "shown", "not-observable": "not observable", "not-applicable": "not applicable",
         "other-role": "other role", "not-yet": "not yet"}


def state(demand):
    """What became of a demand: shown by something, or the first reason why not."""
    kinds = [row.kind for row in demand.evidence]
    if any(kind in PROOFS for kind in kinds):
        return "shown"
    return kinds[0] if kinds else "not-yet"


def conformance(proof, sources):
    demands = proof.requirements
    parts = [
        "# Conformance\n",
        "Made by `scripts/conformance-table` from `conformance/requirements.tsv`, which says in our"
        " words what\nthe RFCs ask of a server and a client, and `conformance/evidence.tsv`, which"
        " names what shows it. Each\ntranscript and test below is run by `make test`; a row without"
        " one says why.\n",
        _summary("requirements", demands),
        "## Counts\n",
        _counts("level", demands, lambda d: d.level.split()[0], ("MUST", "SHOULD", "MAY")),
        _counts("role", demands, lambda d: d.role, ("server", "client", "both")),
        _kinds(demands),
        _counts("RFC", demands, lambda d: d.group, in_turn(demands),
                lambda rfc: f"[{rfc}](#{_anchor(rfc_heading(rfc))})"),
    ]
    for rfc in in_turn(demands):
        parts.append(f"## {rfc_heading(rfc)}\n")
        parts.append(rows_of(("id", "level", "role", "what is asked", "shown by"), (
            (d.id, d.level, d.role, cell(d.summary), _shown_by(d, sources))
            for d in demands if d.group == rfc)))
    return "\n".join(parts)


def threats(proof, sources):
    demands = proof.threats
    parts = [
        "# What others got wrong\n",
        "Made by `scripts/conformance-table` from `conformance/threats.tsv` and"
        " `conformance/evidence.tsv`. Each row is\na fault that SMTP software had, what it asks of"
        " us, and the test that would find it here.\n",
        _summary("faults", demands),
        _counts("subject", demands, lambda d: d.group, in_turn(demands),
                lambda subject: f"[{subject}](#{_anchor(subject)})"),
    ]
    for subject in in_turn(demands):
        parts.append(f"## {subject}\n")
        parts.append(rows_of(("fault", "what it asks of us", "shown by"), (
            (d.id, cell(d.summary), _shown_by(d, sources))
            for d in demands if d.group == subject)))
    return "\n".join(parts)


def _summary(word, demands):
    states = Counter(state(d) for d in demands)
    rest = ", ".join(f"{states[s]} {HEADS[s]}" for s in REASONS if states[s])
    return f"**{len(demands)} {word}: {states['shown']} shown{', ' if rest else ''}{rest}.**\n"


def _counts(name, demands, key, order, spell=str):
    found = Counter((key(d), state(d)) for d in demands)
    lines = []
    for value in order:
        row = [found[value, s] for s in STATES]
        lines.append([spell(value), sum(row)] + row)
    return rows_of([name, "all"] + [HEADS[s] for s in STATES], lines)


def _kinds(demands):
    """How many demands each kind of evidence serves; one may have several."""
    kinds = Counter(kind for d in demands for kind in {row.kind for row in d.evidence})
    return rows_of(("kind", "requirements that have it"),
                 ((kind, kinds[kind]) for kind in PROOFS + REASONS))


def in_turn(demands):
    return list(dict.fromkeys(d.group for d in demands))


def rfc_heading(rfc):
    return f"RFC {rfc}: {TITLES[rfc]}" if rfc in TITLES else f"RFC {rfc}"


def _anchor(heading):
    kept = "".join(c for c in heading.lower() if c.isalnum() or c in " -_")
    return kept.replace(" ", "-")


def rows_of(head, lines):
    text = [f"| {' | '.join(head)} |", "|" + "---|" * len(head)]
    text += [f"| {' | '.join(map(str, cells))} |" for cells in lines]
    return "\n".join(text) + "\n"


def cell(text):
    for octet, spelled in (("\\", "\\\\"), ("|", "\\|"), ("<", "&lt;"), ("*", "\\*")):
        text = text.replace(octet, spelled)
    return text


def _shown_by(demand, sources):
    parts = []
    for row in demand.evidence:
        if row.kind in REASONS:
            parts.append(f"{HEADS[row.kind]}: {cell(row.text)}")
        else:
            parts += [_link(row.kind, thing, sources) for thing in row.things()]
    return "<br>".join(parts)


def _link(kind, thing, sources):
    if kind == "transcript":
        path = Path(thing)
        return f"[{path.parent.name}/{path.stem}](../{thing})"
    if kind == "fuzz":
        return f"[fuzz {thing}](../{sources.fuzz_target(thing)})"
    path = sources.test(thing)
    name = f"{Path(thing).name}" if "::" in thing else thing
    return f"[{name}](../{path})"
