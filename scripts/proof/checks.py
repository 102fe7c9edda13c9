"""What must hold of the tables, so that a reader may believe the pages made of them."""

import re

from . import rows
from .rows import Finding

PROOFS = ("transcript", "test", "fuzz")
REASONS = ("not-observable", "not-applicable", "other-role", "not-yet")


def all_findings(proof, sources):
    yield from proof.findings
    if proof.findings:
        return  # the rest would only say it again
    yield from _nothing_is_left_out(proof)
    yield from _rows_are_in_order(proof)
    for row in proof.evidence:
        yield from (Finding(rows.EVIDENCE, row.line, f"{row.id}: {message}")
                    for message in _faults(row, sources))


def _nothing_is_left_out(proof):
    for path, demands in ((rows.REQUIREMENTS, proof.requirements), (rows.THREATS, proof.threats)):
        for demand in demands:
            if not demand.evidence:
                yield Finding(path, demand.line, f"{demand.id} has no row in {rows.EVIDENCE}")


def _rows_are_in_order(proof):
    known = {demand.id for demand in proof.demands}
    kept = [row for row in proof.evidence if row.id in known]
    for row, wanted in zip(kept, rows.in_order(proof)):
        if row is not wanted:
            yield Finding(rows.EVIDENCE, row.line, f"{row.id} is not in its place: make update")
            return


def _faults(row, sources):
    if row.kind in REASONS:
        if len(row.text.split()) < 2:
            yield f"{row.kind} needs a reason in words"
    elif row.kind not in PROOFS:
        yield f"no such kind: {row.kind}"
    elif not row.things():
        yield "names no evidence"
    else:
        for thing in row.things():
            yield from _FAULTS_OF[row.kind](row, thing, sources)


def _transcript_faults(row, path, sources):
    if not path.endswith(".smtp") or not sources.has_file(path):
        yield f"no such transcript: {path}"
        return
    if path.startswith("tests/transcripts/failing/"):
        yield f"{path} is there to fail"
    rfc = re.match(r"R(\d+)-", row.id)
    if rfc and not re.search(rf"\bRFC {rfc[1]}\b", sources.claim(path)):
        yield f"the claim of {path} does not cite RFC {rfc[1]}"


def _test_faults(_row, name, sources):
    if not sources.test(name):
        yield f"no such test: {name}"


def _fuzz_faults(_row, target, sources):
    if not sources.fuzz_target(target):
        yield f"no such fuzz target: {target}"


_FAULTS_OF = {"transcript": _transcript_faults, "test": _test_faults, "fuzz": _fuzz_faults}
