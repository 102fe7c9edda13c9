"""conformance/readings.tsv: what we found when we read the RFC again about a violation.

A line is server TAB case TAB note. The server is a subject's name without its way. Nobody is
accused by a case alone: the page says which violations have no such note.
"""

PATH = "conformance/readings.tsv"
HEAD = "server\tcase\tnote"


def load(path):
    """Notes by server and case. A line that is wrong ends the program with its number."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    if not lines or lines[0] != HEAD:
        raise SystemExit(f"{path}: begins with {HEAD!r}")
    notes = {}
    for number, line in enumerate(lines[1:], 2):
        fields = line.split("\t")
        if len(fields) != 3 or not all(fields):
            raise SystemExit(f"{path}:{number}: not three fields: {line!r}")
        server, case, note = fields
        if (server, case) in notes:
            raise SystemExit(f"{path}:{number}: {server} and {case} stand above already")
        notes[server, case] = note
    return notes


def stale(notes, all_judged):
    """Notes on what is no violation any more, among the servers that were judged."""
    servers = {judged.subject.server for judged in all_judged}
    violated = {(judged.subject.server, case.id)
                for judged in all_judged for case in judged.with_judgement("violated")}
    return [key for key in notes if key[0] in servers and key not in violated]
