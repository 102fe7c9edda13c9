"""Which fuzz targets there are: found in the build, so that a new one needs no word here."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from .problem import Problem

PREFIX = "fuzz_"


@dataclass(frozen=True)
class Target:
    """A program with LLVMFuzzerTestOneInput in it, and what belongs to it in the repository."""

    name: str
    program: Path
    seeds: tuple  # folders with inputs to start from; only those that are there
    dictionary: Path | None

    @property
    def options(self):
        """Of libFuzzer, from fuzz/NAME.options, if there is one: `key = value` in [libfuzzer]."""
        file = self.dictionary.parent / f"{self.name}.options" if self.dictionary else None
        if not file or not file.is_file():
            return {}
        return options_of(file.read_text(encoding="utf-8"))


def options_of(text):
    """The section [libfuzzer] of a file of options, which ClusterFuzz reads too."""
    options, inside = {}, False
    for line in text.splitlines():
        line = line.split("#")[0].strip()
        if line.startswith("["):
            inside = line == "[libfuzzer]"
        elif inside and "=" in line:
            key, value = line.split("=", 1)
            options[key.strip()] = value.strip()
    return options


def programs_in(folder):
    """Every program of that name in a build's folder; what stands beside them is left alone."""
    for path in sorted(Path(folder).glob(PREFIX + "*")):
        if path.is_file() and os.access(path, os.X_OK) and re.fullmatch(r"fuzz_\w+", path.name):
            yield path.name[len(PREFIX):], path


def targets_in(folder, sources):
    """All targets of a build. `sources` is fuzz/, with corpus/, regressions/ and the dictionary."""
    sources = Path(sources)
    found = []
    for name, program in programs_in(folder):
        seeds = tuple(path for path in (sources / "corpus" / name, sources / "regressions" / name)
                      if path.is_dir())
        dictionary = sources / "smtp.dict"
        found.append(Target(name, program, seeds, dictionary if dictionary.is_file() else None))
    if not found:
        raise Problem(f"no program {PREFIX}* in {folder}: "
                      "cmake --preset fuzz && cmake --build --preset fuzz")
    return found


def chosen(targets, names):
    """Those of the names, or all without a name."""
    known = {target.name: target for target in targets}
    for name in names:
        if name not in known:
            raise Problem(f"no target is named {name!r}; there are {', '.join(known)}")
    return [known[name] for name in dict.fromkeys(names)] if names else list(targets)
