"""What a repository has that can be evidence: transcripts, tests by name, fuzz targets."""

import re
from functools import cached_property

_GOOGLE_TEST = re.compile(r"^\s*TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\s*\)", re.MULTILINE)
_CLASS_OR_TEST = re.compile(r"^(?:class (\w+)|    def (test_\w+))", re.MULTILINE)
_FOREACH = re.compile(r"foreach\((\w+)\s+(?:IN ITEMS\s)?([^)]*)\)(.*?)endforeach\(\)", re.DOTALL)
_ADD_TEST = re.compile(r"add_test\(\s*NAME ([\w.-]+)")
_PROGRAM_TEST = re.compile(r"^\s*program_test\(([\w.-]+)", re.MULTILINE)


class Sources:
    """The names of a repository. Each maps to the file where it is found, relative to the root."""

    def __init__(self, root):
        self.root = root

    def has_file(self, path):
        return (self.root / path).is_file()

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace")

    def claim(self, transcript):
        """The prose that a transcript begins with."""
        lines = []
        for line in self.text(transcript).splitlines():
            if not line.startswith("#"):
                break
            lines.append(line[1:].strip())
        return " ".join(lines)

    @cached_property
    def google_tests(self):
        found = {}
        for path in self._below("tests", "*.cpp"):
            for suite, name in _GOOGLE_TEST.findall(self.text(path)):
                found[f"{suite}.{name}"] = path
        return found

    @cached_property
    def python_tests(self):
        """`path::Class.test_name`, as the evidence spells them."""
        found = {}
        for path in self._below("tests", "*_test.py"):
            owner = ""
            for name, test in _CLASS_OR_TEST.findall(self.text(path)):
                owner = name or owner
                if test:
                    found[f"{path}::{owner}.{test}"] = path
        return found

    @cached_property
    def ctests(self):
        """The tests that CMake names itself; a foreach() is written out."""
        found = {}
        for path in self._below("tests", "CMakeLists.txt"):
            text = _FOREACH.sub(_written_out, self.text(path))
            for name in _ADD_TEST.findall(text):
                found[name] = path
            for name in _PROGRAM_TEST.findall(text):
                found[f"apps.{name}"] = path
        return found

    @cached_property
    def transcripts(self):
        kept = ("tests/transcripts/", "conformance/")
        return [path for path in self._below(".", "*.smtp")
                if path.startswith(kept) and not path.startswith("tests/transcripts/failing/")]

    def test(self, name):
        """The file of a test, or None."""
        return self.google_tests.get(name) or self.python_tests.get(name) or self.ctests.get(name)

    def fuzz_target(self, name):
        path = f"fuzz/{name}.cpp"
        entry = "LLVMFuzzerTestOneInput"
        return path if self.has_file(path) and entry in self.text(path) else None

    def _below(self, folder, pattern):
        return sorted(str(path.relative_to(self.root)) for path in
                      (self.root / folder).rglob(pattern)
                      if "fixtures" not in path.parts and "build" not in path.parts)


def _written_out(match):
    variable, items, body = match.groups()
    return "\n".join(body.replace("${%s}" % variable, item) for item in items.split())
