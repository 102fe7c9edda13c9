"""Whether each mutant still fits: a check without a compiler, for every change of the sources."""

import pathlib
import re

from killing import mutant, oracles

MUTANTS_MIN = 60


def main(root):
    """Prints what is wrong; 0 when nothing is."""
    findings = list(check(root))
    for finding in findings:
        print(finding)
    print(f"{len(paths_of(root))} mutants, {len(findings)} findings")
    return 1 if findings else 0


def check(root):
    """Each thing that is wrong with the mutants below `root`."""
    targets = targets_of(root)
    known = set(oracles.Oracles(pathlib.Path(root, "fuzz/mutants/oracles.tsv")).names())
    digests = {}
    for path in paths_of(root):
        try:
            each = mutant.read(path)
            each.sources(root)
        except (mutant.Malformed, UnicodeDecodeError) as error:
            yield f"{path.name}: {error}"
            continue
        yield from (f"{path.name}: {finding}" for finding in _about(each, targets, known))
        twin = digests.setdefault(each.replacements, each.id)
        if twin != each.id:
            yield f"{path.name}: it is the same fault as {twin}"
    if len(paths_of(root)) < MUTANTS_MIN:
        yield f"there are {len(paths_of(root))} mutants, at least {MUTANTS_MIN} are wanted"


def paths_of(root):
    return sorted(pathlib.Path(root, "fuzz/mutants").glob("*.mutant"))


def targets_of(root):
    """The fuzz targets that fuzz/CMakeLists.txt names."""
    files = pathlib.Path(root, "fuzz").rglob("CMakeLists.txt")
    text = "\n".join(path.read_text() for path in files)
    return set(re.findall(r"heloport_fuzz_target\((\w+)", text))


def _about(each, targets, known):
    missing = [name for name in each.targets if name not in targets]
    if each.pending and not missing:
        yield "all its targets are there: take target-pending away"
    if not each.pending:
        yield from (f"no target is named {name}" for name in missing)
    for name in each.oracles:
        if name not in known and not each.pending:
            yield f"no oracle is named {name} in oracles.tsv"
