"""Checks that read structure: who includes whom, how long a function is, what a header says."""

import ast
import re

import cpp_text
from repository import Finding
from text_checks import CODE

FUNCTION_LINES_MAX = 70

# apps -> transports, mailbox, conformance -> engine -> grammar. Whoever is not named here
# (tests, fuzz, bench, examples) sees everything.
ARROWS = {
    "grammar": {"grammar"},
    "engine": {"engine", "grammar"},
    "mailbox": {"mailbox"},
    "transports": {"transports", "engine", "grammar/proxy_header.hpp"},
    "conformance": {"conformance", "engine", "grammar"},
    "apps": {"apps", "conformance", "mailbox", "transports", "engine", "grammar"},
}
# Nobody is looked at by production code but production code.
OUR_FOLDERS = set(ARROWS) | {"tests", "fuzz", "bench", "examples"}

# Standard headers that hold no socket, file, clock, log or thread. <chrono> is here for its
# durations; that no clock is asked is shown by the undefined symbols (purity.py).
PURE_HEADERS = set("""
    algorithm array bit cassert charconv chrono compare concepts cstddef cstdint cstdlib cstring
    emmintrin.h initializer_list iterator limits memory new numeric optional ranges span string
    string_view tuple type_traits utility variant
""".split())
PURE_FOLDERS = ("grammar", "engine")

# Each dependency stands behind one folder, or behind the files whose paths begin so.
THIRD_PARTY = {
    "CLI": {"apps/main.cpp", "apps/command_"},
    "spdlog": {"apps"},
    "fmt": {"apps"},
    "openssl": {"transports/tls_", "tests/transports/tls_", "apps/hmac.cpp",
                "bench/tls_"},
    "nlohmann": {"apps/check_json.cpp", "apps/load_json.cpp"},
    "gsasl": {"apps/sasl_library.cpp"},
    "gtest": {"tests"},
    "gmock": {"tests"},
    "benchmark": {"bench"},
}

_QUOTED = re.compile(r'^\s*#\s*include\s+"([^"]+)"')
_ANGLED = re.compile(r"^\s*#\s*include\s+<([^>]+)>")
_CLASS = re.compile(r"^class\s+(?:\[\[\w+\]\]\s*)?\w+[^;{]*(?:\{|$)")


def _includes(file, pattern):
    for number, line in enumerate(file.lines, 1):
        match = pattern.match(line)
        if match:
            yield number, match.group(1)


def arrows(files):
    """No include against the arrows."""
    for file in files:
        if file.suffix not in CODE or file.folder not in ARROWS:
            continue
        for number, included in _includes(file, _QUOTED):
            folder = included.split("/", 1)[0]
            if folder in OUR_FOLDERS and not {folder, included} & ARROWS[file.folder]:
                yield Finding(file.path, number, f"{file.folder} must not see {folder}: {included}")


# What a transport would know SMTP by. Comments may speak of it: they say what a thing is for.
_WORD_OF_SMTP = re.compile(
    r"(?i:smtp|lmtp|ehlo|helo\b|lhlo|rcpt|starttls|bdat|rset|vrfy|expn|xclient|xforward|pipelining)"
    r"|\b(?:MAIL|DATA|AUTH|QUIT|NOOP)\b"
    r'|"[2-5]\d\d[ -]')


def silent_transports(files):
    """The code of a transport holds no word of SMTP and sees of the engine the octet side alone."""
    for file in files:
        if file.suffix not in CODE or file.folder != "transports":
            continue
        for number, line in enumerate(cpp_text.without_comments(file.text).split("\n"), 1):
            match = _WORD_OF_SMTP.search(line)
            if match:
                yield Finding(file.path, number, f"a word of SMTP: {match.group(0)}")
        for number, included in _includes(file, _QUOTED):
            if included.startswith("engine/") and included != "engine/octet_side.hpp":
                yield Finding(file.path, number, f"a transport must not see {included}")


def pure_headers(files):
    """The grammar and the engine include nothing that could do I/O."""
    for file in files:
        if file.suffix not in CODE or file.folder not in PURE_FOLDERS:
            continue
        for number, included in _includes(file, _ANGLED):
            if included not in PURE_HEADERS:
                yield Finding(file.path, number, f"<{included}> is not among the pure headers")


def third_party(files):
    """Each dependency stands behind one folder, or behind a few files of it."""
    for file in files:
        if file.suffix not in CODE:
            continue
        for number, included in _includes(file, _ANGLED):
            name = re.split(r"[/.]", included)[0]
            if name in THIRD_PARTY and not _is_behind(file, THIRD_PARTY[name]):
                yield Finding(file.path, number, f"<{included}> belongs behind {THIRD_PARTY[name]}")


def _is_behind(file, places):
    files_of_it = tuple(place for place in places if "/" in place)
    return file.folder in places or file.path.startswith(files_of_it)


def function_length(files):
    """A function of over 70 lines is two."""
    for file in files:
        for name, line, lines in _functions(file):
            if lines > FUNCTION_LINES_MAX:
                yield Finding(file.path, line,
                              f"{name}: {lines} lines, at most {FUNCTION_LINES_MAX}")


def _functions(file):
    if file.suffix in CODE:
        return [(f.name, f.line, f.lines) for f in cpp_text.functions(file.text)]
    if file.suffix == ".py":
        return [(node.name, node.lineno, node.end_lineno - node.lineno + 1)
                for node in ast.walk(ast.parse(file.text))
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    return []


_NAMED_FILE = re.compile(r"`((?:%s|cmake|docs|scripts)/[\w./-]*)`" % "|".join(sorted(OUR_FOLDERS)))
_NAMED_TEST = re.compile(r"`([A-Z]\w+)\.([A-Z]\w+)`")
_TEST = re.compile(r"^(?:TYPED_)?TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\s*\)", re.MULTILINE)


def named_things(files):
    """The files and tests that a document names are there."""
    paths = {file.path for file in files}
    folders = {path[:end.start()] for path in paths for end in re.finditer("/", path)}
    tests = {match for file in files if file.suffix == ".cpp"
             for match in _TEST.findall(file.text)}
    for file in files:
        if file.suffix != ".md":
            continue
        for number, line in enumerate(file.lines, 1):
            for path in _NAMED_FILE.findall(line):
                if path.rstrip("/") not in paths | folders:
                    yield Finding(file.path, number, f"no such file or folder: {path}")
            for suite, name in _NAMED_TEST.findall(line):
                if (suite, name) not in tests:
                    yield Finding(file.path, number, f"no such test: {suite}.{name}")


def using_in_headers(files):
    """A header opens no namespace for those who include it."""
    for file in files:
        if file.suffix != ".hpp":
            continue
        code = cpp_text.without_literals(file.text).splitlines()
        for number, line in enumerate(code, 1):
            if re.search(r"\busing\s+namespace\b", line):
                yield Finding(file.path, number, "using namespace in a header")


def documented_classes(files):
    """Every class of a production header says what it is, how to use it, and its limits."""
    for file in files:
        if file.suffix != ".hpp" or file.folder not in ARROWS:
            continue
        for number, line in enumerate(file.lines):
            if not _CLASS.match(line):
                continue
            before = number - 1
            while before >= 0 and file.lines[before].startswith("template"):
                before -= 1
            if before < 0 or not file.lines[before].startswith("///"):
                yield Finding(file.path, number + 1, "a class without a /// comment before it")
