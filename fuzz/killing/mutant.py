"""A mutant: what its file says, and the sources with its fault in them.

The file is a head of `key: value` lines, where a line that begins with a space goes on, and then
one or more replacements:

    file: engine/body_decoder.cpp
    --- old
    the text that stands in that file exactly once
    --- new
    what stands there instead; nothing between the marks takes it away
    --- end
"""

import dataclasses
import hashlib
import pathlib

FIELDS = ("id", "class", "history", "target", "oracle")
MARKS = ("target-pending",)
CLASSES = ("E", "D", "L", "B", "P", "C", "limit", "state", "tls", "auth", "reply", "work", "memory",
           "inject", "client", "store", "path", "grammar")


class Malformed(Exception):
    """What is wrong with a mutant's file."""


@dataclasses.dataclass(frozen=True)
class Replacement:
    """In `file`, `old` becomes `new`."""
    file: str
    old: str
    new: str


@dataclasses.dataclass(frozen=True)
class Mutant:
    """One seeded bug. `targets` are those that are expected to find it, the one that does so best
    first, and `oracles` what is expected to complain. `target` is the one that is run."""
    id: str
    kind: str
    history: str
    targets: tuple
    oracles: tuple
    pending: str  # a target is not there yet; empty when all are
    replacements: tuple
    digest: str  # of its replacements
    target: str

    def on(self, target):
        """The same, to be run on another of its targets."""
        return dataclasses.replace(self, target=target)

    def sources(self, root):
        """The changed files by their path from `root`; Malformed unless each `old` stands once."""
        texts = {}
        for each in self.replacements:
            if each.file not in texts:
                texts[each.file] = _text_of(root, each.file)
            count = texts[each.file].count(each.old)
            if count != 1:
                raise Malformed(f"{each.file} has {count} times, not once: {each.old.strip()!r}")
            texts[each.file] = texts[each.file].replace(each.old, each.new)
        return texts


def all_mutants(folder):
    """Every mutant below `folder`, by id."""
    return [read(path) for path in sorted(pathlib.Path(folder).glob("*.mutant"))]


def read(path):
    """The mutant of one file; Malformed when it is none."""
    path = pathlib.Path(path)
    lines = path.read_text().split("\n")
    body = next((i for i, line in enumerate(lines) if line.startswith("file:")), len(lines))
    head = _head(lines[:body])
    replacements = tuple(_replacements(lines[body:]))
    if not replacements:
        raise Malformed("it replaces nothing")
    if head["id"] != path.stem:
        raise Malformed(f"its id is {head['id']} and its file {path.name}")
    if head["class"] not in CLASSES:
        raise Malformed(f"its class {head['class']} is none of {', '.join(CLASSES)}")
    targets, oracles = (tuple(name.strip() for name in head[field].split(","))
                        for field in ("target", "oracle"))
    return Mutant(head["id"], head["class"], head["history"], targets, oracles,
                  head.get("target-pending", ""), replacements,
                  hashlib.sha256(repr(replacements).encode()).hexdigest(),
                  targets[0])


def _text_of(root, file):
    try:
        return (pathlib.Path(root) / file).read_text()
    except OSError as error:
        raise Malformed(f"{file}: {error.strerror}") from error


def _head(lines):
    head, key = {}, None
    for line in lines:
        if not line.strip():
            continue
        if line.startswith(" ") and key:
            head[key] += " " + line.strip()
            continue
        key, colon, value = line.partition(":")
        if not colon or key not in FIELDS + MARKS or key in head:
            raise Malformed(f"no line of a head: {line!r}")
        head[key] = value.strip()
    for field in FIELDS:
        if not head.get(field):
            raise Malformed(f"its head lacks {field}")
    return head


def _replacements(lines):
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        try:
            old, new, end = (lines.index("--- " + mark, at) for mark in ("old", "new", "end"))
        except ValueError:
            raise Malformed(f"no whole replacement: {lines[at]!r}") from None
        file = lines[at].removeprefix("file:").strip()
        if lines[at] != f"file: {file}" or old != at + 1 or not old < new < end:
            raise Malformed(f"no replacement: {lines[at]!r}")
        old_text, new_text = "\n".join(lines[old + 1:new]), "\n".join(lines[new + 1:end])
        if not old_text or old_text == new_text:
            raise Malformed(f"it changes nothing of {file}")
        yield Replacement(file, old_text, new_text)
        at = end + 1
