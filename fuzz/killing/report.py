"""The results as lines, as a table and as a page."""


def line(mutant, outcome):
    """What came of one run."""
    time = f"{outcome.cpu_seconds:8.1f} s {outcome.executions:10,}"
    if outcome.status != "killed":
        return f"{mutant.id:32} {outcome.status:9} {time}  {outcome.complaint}".rstrip()
    as_expected = "" if outcome.oracle in mutant.oracles else " (not the oracle that was expected)"
    return f"{mutant.id:32} killed    {time}  {outcome.oracle}{as_expected}"


def table(mutants, results):
    """A line a mutant that was run: the median of its seeds."""
    return "\n".join(" ".join(row) for row in _rows(mutants, results, aligned=True))


def summary(mutants, results):
    """How many of those that were run are dead, and how soon."""
    run = [each for each in mutants if results.runs(each)]
    dead = [results.median(each) for each in run]
    dead = [each for each in dead if each is not None]
    minute = sum(each["cpu_seconds"] <= 60 for each in dead)
    lines = [f"{len(dead)} of {len(run)} mutants killed, {minute} of them within a minute of CPU"]
    alive = [each.id for each in run if results.median(each) is None]
    if alive:
        lines.append("alive: " + ", ".join(alive))
    return "\n".join(lines)


def page(mutants, results, oracles):
    """docs/mutants.md."""
    data = results.data
    versions = data.get("versions", {})
    lines = [
        "# Seeded bugs, and how soon each is found",
        "",
        "Each line is a fault that is historical or plausible, put into our own code by a file of",
        "`fuzz/mutants/`. The fuzz target starts from an empty corpus, with `fuzz/smtp.dict`, on",
        "one core, with AddressSanitizer and UndefinedBehaviorSanitizer. Seconds are of CPU time.",
        "How it works is at the head of `fuzz/kill`.",
        "",
        f"Written by `fuzz/kill --results {_shown(results.path)} --page docs/mutants.md`.",
        f"Measured on {data.get('date', '?')} UTC by `{data.get('command', '?')}`;",
        f"{versions.get('clang', '?')}; commit {versions.get('commit', '?')}.",
        "",
        *([data["note"], ""] if data.get("note") else []),
        *summary(mutants, results).split("\n"),
        "",
        "| id | what it repeats | target | oracle | seconds | executions |",
        "|---|---|---|---|---|---|",
    ]
    lines += ["| " + " | ".join(row) + " |" for row in _rows(mutants, results, aligned=False)]
    lines += ["", "## Oracles", ""]
    lines += _oracle_lines(mutants, results, oracles)
    waiting = [each.id for each in mutants if not results.runs(each)]
    if waiting:
        lines += ["", "Not run: " + ", ".join(waiting) + "."]
    return "\n".join(lines) + "\n"


def _rows(mutants, results, aligned):
    for each in mutants:
        runs = results.runs(each)
        if not runs:
            continue
        median = results.median(each)
        worst = max(runs, key=lambda run: run["cpu_seconds"])
        shown = median or worst
        alive = f"alive at {worst['seconds_max']:.0f}"
        seconds = f"{shown['cpu_seconds']:.1f}" if median else alive
        executions = f"{shown['executions']:,}"
        oracle = shown["oracle"] or "none"
        if aligned:
            yield [f"{each.id:32}", f"{shown['target']:16}", f"{oracle:34}", f"{seconds:>12}",
                   f"{executions:>12}"]
        else:
            yield [each.id, each.history.replace("|", "\\|"), shown["target"], oracle, seconds,
                   executions]


def _oracle_lines(mutants, results, oracles):
    fired = {}
    for each in mutants:
        for run in results.runs(each):
            if run["killed"]:
                fired.setdefault(run["oracle"], set()).add(each.id)
    yield "| oracle | number | mutants that it found first |"
    yield "|---|---|---|"
    for name in oracles.names():
        ids = sorted(fired.get(name, ()))
        shown = ", ".join(ids[:4]) + (f" and {len(ids) - 4} more" if len(ids) > 4 else "")
        yield f"| {name} | {oracles.number_of(name)} | {shown or 'none'} |"


def _shown(path):
    text = str(path)
    at = text.find("fuzz/mutants/")
    return text[at:] if at >= 0 else path.name
