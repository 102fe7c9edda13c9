"""What the suite said about one subject: as much of its JSON as is used."""

import json
from collections import Counter
from dataclasses import dataclass

JUDGEMENTS = ("satisfied", "violated", "latitude", "inconclusive", "not applicable")


@dataclass(frozen=True)
class Case:
    """One case; every text is as the suite prints it, octets escaped."""

    id: str
    title: str
    level: str
    judgement: str
    reason: str
    allowed: str
    came: str
    codes: str
    session: tuple  # of lines "C: NOOP", "S: 250 Ok"
    requirements: tuple  # of ids

    @property
    def section(self):
        return self.id.rsplit("/", 1)[0]


@dataclass(frozen=True)
class Judged:
    """All of one run against one subject."""

    subject: object
    version: str
    configuration: str
    date: str
    keywords: tuple
    cases: tuple
    ends_of_data: tuple  # of groups with position, outcome, vectors
    seconds: float
    file: str  # where the JSON is

    @property
    def counts(self):
        return Counter(case.judgement for case in self.cases)

    def with_judgement(self, judgement):
        return [case for case in self.cases if case.judgement == judgement]


def read(path):
    """What is in the file, as keywords of Judged. The suite leaves out what is empty."""
    with open(path, encoding="utf-8") as file:
        run = json.load(file)
    return {"date": run["target"]["date"], "keywords": tuple(run["target"].get("keywords", ())),
            "cases": tuple(_case(row) for row in run["results"]),
            "ends_of_data": tuple(run.get("end_of_data", ())), "file": path}


def _case(row):
    return Case(id=row["id"], title=row["title"], level=row["level"],
                judgement=row["judgement"].replace("_", " "), codes=row.get("codes", ""),
                reason=row.get("reason", ""), allowed=row.get("allowed", ""),
                came=row.get("came", ""), session=tuple(row.get("session", ())),
                requirements=tuple(row["requirements"]))
