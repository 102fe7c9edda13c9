"""A file includes what it names: a precompiled header would hide that it does not.

It covers the headers that cmake/precompiled.cmake lists. Of <utility> it asks nothing: every
container brings it.
"""

import posixpath
import re

import cpp_text
from repository import Finding
from text_checks import CODE

_NAMES = {
    "algorithm": "all_of any_of copy count count_if equal fill find find_if max min none_of sort",
    "array": "array",
    "chrono": "chrono",
    "cstdint": "int64_t uint8_t uint16_t uint32_t uint64_t uintptr_t",
    "functional": "function",
    "memory": "make_shared make_unique shared_ptr unique_ptr weak_ptr",
    "optional": "nullopt optional",
    "span": "span",
    "string": "string to_string",
    "string_view": "string_view",
    "variant": "get_if holds_alternative monostate variant visit",
    "vector": "vector",
}
_HEADER_OF = {name: header for header, names in _NAMES.items() for name in names.split()}
_HEADER_OF.update(TEST="gtest/gtest.h", TEST_F="gtest/gtest.h", TEST_P="gtest/gtest.h")

_INCLUDE = re.compile(r'^\s*#\s*include\s+(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)
_NAME = re.compile(r"\bstd::(\w+)|^(TEST(?:_[FP])?)\(|\b(fmt)::")


def named_headers(files):
    """Who names a thing of a common header includes it, or a header of ours that does."""
    files = {file.path: file for file in files if file.suffix in CODE}
    for path, file in files.items():
        if "/fixture/" in path:  # read by tests, never compiled
            continue
        included = _seen_by(path, files, set())
        missed = set()
        for number, line in enumerate(cpp_text.code_only(file.text).split("\n"), 1):
            for standard, test, other in _NAME.findall(line):
                header = "fmt/format.h" if other else _HEADER_OF.get(standard or test)
                if header and header not in included | missed:
                    missed.add(header)
                    yield Finding(path, number, f"<{header}> is not included")


def _seen_by(path, files, seen):
    """The foreign headers that `path` includes, itself or by headers of ours."""
    if path not in files or path in seen:
        return set()
    seen.add(path)
    headers = set()
    for ours, foreign in _INCLUDE.findall(files[path].text):
        headers.add(foreign)
        for place in (ours, posixpath.join(posixpath.dirname(path), ours)):
            headers |= _seen_by(posixpath.normpath(place), files, seen)
    return headers
