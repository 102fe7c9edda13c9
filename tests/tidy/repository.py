"""The files of the repository that the checks look at."""

import os
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path


@dataclass(frozen=True)
class Finding:
    """What a check says about one line."""

    path: str
    line: int
    message: str


@dataclass
class SourceFile:
    """One file and its text."""

    path: str  # relative to the root, with /
    text: str

    @property
    def folder(self):
        return self.path.split("/", 1)[0] if "/" in self.path else ""

    @property
    def suffix(self):
        """Of its name; a script without one has that of its language."""
        of_name = os.path.splitext(self.path)[1]
        return of_name or (".py" if self.text.startswith("#!/usr/bin/env python3") else "")

    @cached_property
    def lines(self):
        return self.text.splitlines()


# Text that breaks the rules on purpose.
_LEFT_OUT = "tests/tidy/fixtures/"


def _paths(root):
    """What git knows or would add; without git, everything but the build folder."""
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "ls-files", "-z"]
        listed = subprocess.run(command + ["--cached", "--others", "--exclude-standard"],
                                capture_output=True, text=True)
        if listed.returncode == 0:
            return sorted(set(path for path in listed.stdout.split("\0") if path))
    return sorted(str(path.relative_to(root)) for path in root.rglob("*")
                  if path.is_file() and path.relative_to(root).parts[0] not in ("build", ".git"))


def files_of(root):
    """Every file below `root`, in order of its path."""
    found = []
    for path in _paths(Path(root)):
        if path.startswith(_LEFT_OUT) or not (Path(root) / path).is_file():
            continue
        # Transcripts and corpora may hold any octet.
        text = (Path(root) / path).read_text(encoding="utf-8", errors="replace")
        found.append(SourceFile(path, text))
    return found
