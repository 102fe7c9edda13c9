"""Whether several runs against one subject said the same."""


def differences(runs):
    """For each case whose judgement or codes differ: its id and what each run said.

    The duration, the wording of replies and the ids in them may differ.
    """
    said = [{case.id: (case.judgement, case.codes) for case in run.cases} for run in runs]
    ids = sorted(set().union(*said))
    found = []
    for case in ids:
        each = [run.get(case, ("missing", "")) for run in said]
        if len(set(each)) > 1:
            found.append((case, each))
    return found


def told(subject, runs):
    """Lines that tell of the differences; none when there are none."""
    lines = []
    for case, each in differences(runs):
        lines.append(f"{subject.name}: {case} differs")
        for number, (judgement, codes) in enumerate(each, 1):
            lines.append(f"  run {number}: {judgement}, codes {codes}")
    return lines
