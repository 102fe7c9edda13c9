"""Checks that read lines: lengths, words that must not stand, spellings, first lines."""

import re

from repository import Finding

CODE = (".cpp", ".hpp", ".rl")
LINE_LENGTH_MAX = 100
TABLE_LENGTH_MAX = 140  # between `clang-format off` and `on`: a table that is read across
FILE_LINES_MAX = 450

# The word is put together here, or this file would be its own finding.
_LEFT_OVER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
_MACHINE_PATH = re.compile(r"(?<![\w.~$}/-])/(?:ho" + r"me|ro" + r"ot|wo" + r"rk|Us" + r"ers)/")
_SKIP = re.compile(r"\bGTEST_" + r"SKIP\b|\bDISAB" + r"LED_\w|\.skip" + r"Test\(|@unittest\.skip")
_SLEEP = re.compile(r"\b(?:sleep_for|sleep_until|u?sleep|nanosleep)\s*\(")

# Who may skip, and why. A test that skips proves nothing, so each entry says what is missing.
MAY_SKIP = {
    "tests/mailbox/trace_linter_test.cpp": "containers may forbid strace to trace",
    "tests/mailbox/full_disk_test.cpp": "only root may mount the small file system",
}
# Who may sleep, and why.
MAY_SLEEP = {}

# `RFC 5321, 4.5.2`: one spelling, so that a script can list the sections without code.
_BAD_CITATION = re.compile(
    r"\bRFC\d+(?![\d;])"                             # RFC5321, but RFC822; is an address type
    r"|\bRFC[-_]\d"                                  # RFC-5321
    r"|\b[Rr]fc \d+(?![\d;])"                        # rfc 5321
    r"|\bRFC +\d{3,5},? *(?:[Ss]ections?\b|[Ss]ec\.|§)"  # RFC 5321, Section 4.5.2
    r"|\bRFC +\d{3,5} +\d+\.\d"                      # RFC 5321 4.5.2
    r"|\bRFC  +\d"
    r"|§")


def _code(files):
    return [file for file in files if file.suffix in CODE]


def _each_line(files, pattern, message):
    for file in files:
        for number, line in enumerate(file.lines, 1):
            match = pattern.search(line)
            if match:
                yield Finding(file.path, number, message.format(match.group(0)))


def line_length(files):
    """No line of code over 100 columns, but for tables."""
    for file in files:
        if file.suffix not in CODE + (".py", ".cmake"):
            continue
        longest = LINE_LENGTH_MAX
        for number, line in enumerate(file.lines, 1):
            if "clang-format o" in line:
                longest = TABLE_LENGTH_MAX if "clang-format off" in line else LINE_LENGTH_MAX
            if len(line) > longest and "http" not in line:
                yield Finding(file.path, number, f"{len(line)} columns, at most {longest}")


def file_length(files):
    """A file has one subject and fits in the head."""
    for file in files:
        if file.suffix in CODE + (".py",) and len(file.lines) > FILE_LINES_MAX:
            yield Finding(file.path, len(file.lines),
                          f"{len(file.lines)} lines, at most {FILE_LINES_MAX}: a second subject?")


def left_overs(files):
    """What is left to do is done, or written where the team looks for work."""
    ours = [file for file in files if not file.path.startswith("fuzz/corpus/")]
    yield from _each_line(ours, _LEFT_OVER, "left over: {}")


def machine_paths(files):
    """Nothing that stands here may depend on the machine it was written on."""
    yield from _each_line(files, _MACHINE_PATH, "path of one machine: {}")


def skipped_tests(files):
    """Tests are not skipped; a known-wrong behaviour is asserted as it is."""
    may = [file for file in files if file.folder == "tests" and file.path not in MAY_SKIP
           and file.suffix in CODE + (".py",)]
    yield from _each_line(may, _SKIP, "{} without an entry in MAY_SKIP")


def sleeping_tests(files):
    """Time is a parameter: a test that sleeps is slow when it passes and wrong when it fails."""
    may = [file for file in files if file.folder == "tests" and file.path not in MAY_SLEEP
           and file.suffix in CODE]
    yield from _each_line(may, _SLEEP, "{} without an entry in MAY_SLEEP")


def citations(files):
    """One spelling of a citation, `RFC 5321, 4.5.2`."""
    cited = [file for file in files if file.suffix in CODE + (".py", ".smtp", ".md")
             and file.path != "tests/tidy/text_checks.py"]
    yield from _each_line(cited, _BAD_CITATION, "write `RFC 5321, 4.5.2`, not: {}")


def first_lines(files):
    """Every source begins with what it is: a comment, after `#pragma once` in a header."""
    for file in _code(files):
        lines = list(file.lines)
        if file.suffix == ".hpp":
            if not lines or lines[0] != "#pragma once":
                yield Finding(file.path, 1, "a header begins with #pragma once")
                continue
            lines = lines[1:]
        if file.suffix == ".rl" and lines and lines[0] == "%%{":
            lines = lines[1:]
        if not lines or not lines[0].lstrip().startswith(("//", "#")):
            yield Finding(file.path, 1, "begins without a comment that says what the file is")


def transcript_claims(files):
    """The first line of a transcript is its claim."""
    for file in files:
        if file.suffix == ".smtp" and (not file.lines or not re.match(r"# \S", file.lines[0])):
            yield Finding(file.path, 1, "the first line is the claim: `# ...`")
