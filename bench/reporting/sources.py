"""The JSON files that are read: which kind each is, and what is wrong with one that is none."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path


class Problem(Exception):
    """A file cannot be used; the text says which and why."""


@dataclass(frozen=True)
class Source:
    """One file. `rows` are its results; `about` is what it says of itself."""

    name: str
    kind: str  # "measured", "google-benchmark", "load"
    date: str
    about: dict = field(default_factory=dict)
    rows: tuple = ()

    @property
    def command(self):
        return str(self.about.get("command", ""))


def read(path):
    path = Path(path)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"{path} cannot be read: {error}") from error
    except ValueError as error:
        raise Problem(f"{path} is no JSON: {error}") from error
    for kind, reader in (("google-benchmark", _benchmark), ("load", _load),
                         ("measured", _measured)):
        source = reader(path, data) if isinstance(data, dict) else None
        if source:
            return Source(path.name, kind, *source)
    raise Problem(f"{path} is none of ours: it has neither results nor benchmarks")


def newest(folder):
    """Of each WHAT of DATE-WHAT.json the latest file, in the order of their names."""
    latest = {}
    for path in sorted(Path(folder).glob("*.json")):
        source = read(path)
        key = re.sub(r"^\d{4}-\d\d-\d\d-", "", path.stem)
        if key not in latest or latest[key].date <= source.date:
            latest[key] = source
    return sorted(latest.values(), key=lambda source: source.name)


def _measured(path, data):
    """What bench/README.md describes."""
    if "results" not in data:
        return None
    _demand(path, data, {"date": str, "command": str, "machine": dict, "versions": dict,
                         "results": list})
    for place, row in enumerate(data["results"]):
        if not isinstance(row, dict) or not isinstance(row.get("figure"), str):
            raise Problem(f"{path}: result {place} has no figure")
    about = {key: value for key, value in data.items() if key != "results"}
    return data["date"], about, tuple(data["results"])


def _benchmark(path, data):
    """What --benchmark_format=json of Google Benchmark writes."""
    if "benchmarks" not in data:
        return None
    _demand(path, data, {"context": dict, "benchmarks": list})
    for place, row in enumerate(data["benchmarks"]):
        if not isinstance(row, dict) or "name" not in row:
            raise Problem(f"{path}: benchmark {place} has no name")
    context = data["context"]
    return str(context.get("date", "")), {"command": str(context.get("executable", "")),
                                          "machine": context}, tuple(data["benchmarks"])


def _load(path, data):
    """What --export-json of heloport load writes."""
    if data.get("format") != "heloport-load":
        return None
    _demand(path, data, {"date": str, "command": str, "workload": dict, "latency_us": dict})
    return data["date"], {"command": data["command"], "machine": data.get("machine", "")}, (data,)


def _demand(path, data, kinds):
    for name, kind in kinds.items():
        if not isinstance(data.get(name), kind):
            raise Problem(f"{path}: no {name}, or it is no {kind.__name__}")
