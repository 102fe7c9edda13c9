"""What a campaign has done so far, as JSON in its folder: written after each run, read to go on."""

import dataclasses
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from .problem import Problem

VERSION = 1
FILE = "campaign.json"
# Enough for a plot as wide as a screen; older ones are thinned out.
SAMPLES_MAX = 400


@dataclass
class TargetState:
    """One target. Seconds are of its own runs; samples are rows of SAMPLE."""

    name: str
    program: str = ""
    executions: int = 0
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    discoveries: int = 0  # inputs that were the first to show something
    coverage: int = 0
    features: int = 0
    inputs: int = 0
    octets: int = 0
    findings: int = 0
    samples: list = field(default_factory=list)
    rounds: list = field(default_factory=list)  # of each run: seconds, executions, discoveries

    SAMPLE = ("seconds", "executions", "coverage", "features", "inputs")

    @property
    def executions_per_second(self):
        return self.executions / self.seconds if self.seconds else 0.0

    @property
    def executions_per_cpu_second(self):
        return self.executions / self.cpu_seconds if self.cpu_seconds else 0.0

    def add_sample(self, row):
        self.samples.append(list(row))
        if len(self.samples) > SAMPLES_MAX:
            self.samples = self.samples[:1] + self.samples[1:-1][::2] + self.samples[-1:]


@dataclass
class Campaign:
    """All of it. `seconds` is what it was given, `spent` what it took so far."""

    engine: str = "libfuzzer"
    seconds: float = 0.0
    spent: float = 0.0
    jobs: int = 1
    started: str = ""
    command: str = ""
    commit: str = ""
    status: str = "running"  # stopped, done
    version: int = VERSION
    targets: dict = field(default_factory=dict)
    findings: list = field(default_factory=list)

    def target(self, name):
        return self.targets.setdefault(name, TargetState(name))


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def save(folder, campaign):
    """A reader sees the old file or the new one, never a half."""
    path = Path(folder) / FILE
    new = path.with_suffix(".new")
    new.write_text(json.dumps(dataclasses.asdict(campaign), indent=1) + "\n", encoding="utf-8")
    os.replace(new, path)


def load(folder):
    """The campaign of a folder, or a sentence why there is none."""
    path = Path(folder) / FILE
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Problem(f"no campaign in {folder}: there is no {FILE}") from None
    except (OSError, ValueError) as error:
        raise Problem(f"{path} cannot be read: {error}") from error
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise Problem(f"{path} is not of version {VERSION}")
    try:
        targets = {name: TargetState(**value) for name, value in data.pop("targets").items()}
        return Campaign(**data, targets=targets)
    except (KeyError, TypeError, AttributeError) as error:
        raise Problem(f"{path} is no campaign: {error}") from error


def latest(parent):
    """The folder of the last campaign; their names sort by date."""
    folders = sorted(path.parent for path in Path(parent).glob(f"*/{FILE}"))
    if not folders:
        raise Problem(f"no campaign in {parent} to go on with")
    return folders[-1]
